"""The tests: they mirror the source, and tell the service's promises as stories."""
