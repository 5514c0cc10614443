"""Tests of workflow/pool."""
