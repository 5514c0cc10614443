"""Tests of workflow/post."""
