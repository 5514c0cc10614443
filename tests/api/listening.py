"""Hearing all that is logged while something happens, as each form of the log writes it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cli import logs
from workflow.settings import Settings


class Heard:
    """What was logged, line by line, in both forms."""

    def __init__(self) -> None:
        self._json, self._console = io.StringIO(), io.StringIO()
        logs.configure(Settings(log="json"), self._json)
        [for_programs] = logging.getLogger().handlers
        logs.configure(Settings(log="console"), self._console)
        logging.getLogger().addHandler(for_programs)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line of the JSON form, read."""
        return [json.loads(line) for line in self._json.getvalue().splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The lines that tell of requests."""
        return [line for line in self.lines if line["logger"] == "accord.request"]

    @property
    def console(self) -> list[str]:
        """Each line of the form for people."""
        return self._console.getvalue().splitlines()

    def told(self, secrets: dict[str, str]) -> list[str]:
        """The names of those secrets of which something came out."""
        said = self._json.getvalue() + self._console.getvalue()
        return [name for name, secret in secrets.items() if secret in said]


@contextmanager
def listening() -> Iterator[Heard]:
    """Everything that a running service logs, in both forms at once."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    try:
        yield Heard()
    finally:
        root.handlers = before
        root.setLevel(level)
