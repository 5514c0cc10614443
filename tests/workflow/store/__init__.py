"""Tests of workflow/store."""
