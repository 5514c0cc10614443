"""Each kind of rule: met, not met, and waiting for what is not there yet."""
