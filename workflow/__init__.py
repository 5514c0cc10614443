"""What has happened to a case: tables, the one conductor of changes, deadlines, audit, people, queries, invariants."""
