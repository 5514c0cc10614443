"""The reader's pages. Some are written by hand; `docs.generate` writes the rest from what the code says of itself."""
