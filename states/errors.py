"""The one family of errors of this package; each docstring is the message's promise."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a programme file: which file, where in it, and what."""

    file: str
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.problem}" if self.place else f"{self.file}: {self.problem}"


class StatesError(Exception):
    """Something about a definition, not about a case."""


class FaultyProgramme(StatesError):
    """A programme file cannot be used; carries every fault found, not just the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class NoSuchDefinition(StatesError):
    """A programme, call, direction or topic of that name is not defined."""


class NoSuchInstant(StatesError, ValueError):
    """A date or time that does not exist or lies outside the range that the service accepts."""
