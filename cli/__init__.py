"""The operator's hands: the `accord` command."""
