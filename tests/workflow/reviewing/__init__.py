"""Tests of workflow/reviewing."""
