"""Tests of workflow/overview."""
