"""The JSON in which the API compares the two filings."""

from typing import Any

from api.schemas.out import Out


class ComparedOut(Out):
    """A field in which the two filings must agree.

    Its `status`: same, same-in-translation, differs, same-meaning, stale, or waiting.
    """

    field: str
    label: str
    clause: str | None
    home: Any
    counterpart: Any
    home_translated: Any
    counterpart_translated: Any
    status: str
