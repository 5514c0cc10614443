"""Tests of workflow/paperwork."""
