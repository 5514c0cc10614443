"""Tests of workflow/auditing."""
