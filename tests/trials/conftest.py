"""The application over one fresh database for each file of trials."""

from tests.api.conftest import Everybody, Web, everybody, filling, web

__all__ = ["Everybody", "Web", "everybody", "filling", "web"]
