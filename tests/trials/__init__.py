"""Clause trials: what the guidelines say of an input, as data, and how each row is put to the service."""
