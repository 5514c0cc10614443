"""The API asked what its own description allows, and what it does not: schemathesis, with all of its checks."""
