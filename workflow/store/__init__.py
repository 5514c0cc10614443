"""The database, and how much is read from it and written to it at once."""
