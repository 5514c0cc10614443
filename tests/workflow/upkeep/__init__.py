"""Tests of workflow/upkeep."""
