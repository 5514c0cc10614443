"""Tests of workflow/identity."""
