"""Tests of workflow/credentials."""
