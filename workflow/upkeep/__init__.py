"""Whether the service is well, and what it no longer needs."""
