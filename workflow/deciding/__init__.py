"""The committee's part: what it drafts, and how that becomes binding."""
