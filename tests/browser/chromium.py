"""Which browser the tests drive: the Chromium of the system, never one that was downloaded for them."""

import os
import shutil

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def found() -> str | None:
    """Where it is, if it is there."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), None)
