"""The log of a running service: one line for each record on standard error, for people or (JSON) for programs."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

from workflow.settings import Settings

_NOISY = ("apscheduler", "alembic", "transitions", "httpx2", "authlib")


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Let everything that is logged from now on come out in the form of the settings, on standard error if not said."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Json() if settings.log == "json" else Console())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # told in no line
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


class Json(logging.Formatter):
    """An object to a line: `at`, `level`, `logger`, `message`, what the record tells beside it, and perhaps `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"at": _at(record), "level": record.levelname.lower(), "logger": record.name}
        line |= {"message": record.getMessage(), **getattr(record, "told", {})}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class Console(logging.Formatter):
    """A line for people. What a message quotes cannot begin a line of its own; only the traceback of a fault has several."""

    def format(self, record: logging.LogRecord) -> str:
        told = "".join(f" {name}={value}" for name, value in getattr(record, "told", {}).items())
        line = f"{_at(record)} {record.levelname.lower()} {record.name} {record.getMessage()}{told}"
        if not line.isprintable():
            line = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
