"""Signing in at an institution's identity provider, by OpenID Connect."""
