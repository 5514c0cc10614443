"""What has happened, as those who answer for it read it and prove it."""
