"""Every clause of the sources, one by one, on the bundled definitions."""
