"""Documents on their way in, and out again."""
