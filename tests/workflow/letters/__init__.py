"""Tests of workflow/letters."""
