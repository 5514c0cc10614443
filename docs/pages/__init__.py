"""The generated pages, one module each: every one is a text made from definitions, settings, commands or errors."""
