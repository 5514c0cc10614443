"""The application over one fresh database for each file of trials."""

import pytest

from tests.api.conftest import Everybody, Web, everybody, filling, web

__all__ = ["Everybody", "Web", "everybody", "filling", "web"]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many rows are sent within one instant of a clock that stands still, so nobody is slowed down."""
    monkeypatch.setenv("ACCORD_RATE", "0")
