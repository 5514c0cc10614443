"""The web: the REST interface over the same verbs and queries that everything else uses."""
