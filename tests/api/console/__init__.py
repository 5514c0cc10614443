"""The console, asked as a browser without scripts would ask it."""
