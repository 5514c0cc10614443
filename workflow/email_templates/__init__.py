"""The words of letters, in each language."""
