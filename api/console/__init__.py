"""The console: pages for people, drawn here on the server from the same verbs and queries as the API."""
