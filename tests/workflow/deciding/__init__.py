"""Tests of workflow/deciding."""
