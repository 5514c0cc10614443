"""Tests of workflow/registry."""
