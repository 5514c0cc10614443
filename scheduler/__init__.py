"""The pulse: an alarm clock, the sweep it wakes, and the one table of recurring jobs."""
