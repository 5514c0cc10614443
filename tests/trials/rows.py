"""The rows of the clause trials, read from their files."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).parent
Table = dict[str, Any]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Input(_Row):
    """What differs from the good filings of a direction."""

    home: Table = Field(default_factory=dict)
    counterpart: Table = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    counterpart_without: tuple[str, ...] = ()
    counterpart_files: bool = True
    counterpart_submits: bool = True
    counterpart_is: Table | None = None
    partner: str | None = None
    topic: str | None = None


class Second(Input):
    """Another case, carried before the one that is judged."""

    direction: str | None = None
    until: str = "submit"


class Correction(_Row):
    """What a coordinator corrects before the last step, and on which day."""

    on: str | None = None
    home: Table = Field(default_factory=dict)


class Trial(_Row):
    """One row. `README.md` beside says what each key means."""

    clause: str
    input: Input = Input()
    until: str = "submit"
    expected: Literal["accepted", "flagged", "refused"]
    reason: str
    basis: Literal["source", "default"] = "source"
    says: tuple[str, ...] = ()
    code: str | None = None
    given: Table = Field(default_factory=dict)
    second: Second | None = None
    waive: tuple[str, ...] = ()
    on: str | None = None
    correct: Correction | None = None
    judge: dict[str, Literal["met", "not-met", "nobody"]] = Field(default_factory=dict)


@cache
def files() -> tuple[Path, ...]:
    """Every file of trials, in the order of their calls and directions."""
    return tuple(sorted(FOLDER.glob("*/*.toml")))


def call_of(file: Path) -> str:
    """The code of the call whose clauses the rows of a file are about."""
    return file.parent.name


@cache
def load_trials(file: Path) -> tuple[Trial, ...]:
    """The rows of a file, in order. Raises ValidationError where a row has another form."""
    table = tomllib.loads(file.read_text("utf-8"))
    return tuple(Trial.model_validate(row) for row in table["trial"])
