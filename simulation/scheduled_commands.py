"""One act of a season: a command, mostly on an application, at the instant at which it is received."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from simulation.applications import Application
from workflow.commands import Command, OnCase, OpenCase

Cases = Mapping[str, Application]


@dataclass(frozen=True, slots=True)
class ScheduledCommand:
    """A command, and the code of the refusal it is meant to meet, if any. It names no reference until it is played.

    With `file` it attaches a document: that is what is in it.
    """

    application: Application | None
    command: Command
    refused: str | None = None
    file: bytes | None = None

    @property
    def at(self) -> datetime:
        """The instant at which the command is received."""
        return self.command.received_at

    @property
    def opens(self) -> int | None:
        """The number of the application whose case gets its reference from this act, if it is such an act."""
        return self.application.number if self.application and isinstance(self.command, OpenCase) else None

    @property
    def needs(self) -> int | None:
        """The number of the application whose case must be known before, if this is about one."""
        return self.application.number if self.application and isinstance(self.command, OnCase) else None

    def on(self, refs: Mapping[int, str]) -> Command:
        """The command, naming the case by its reference."""
        if self.application is None or not isinstance(self.command, OnCase):
            return self.command
        return replace(self.command, ref=refs[self.application.number])


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """When people look how things stand and do something about it: what that is turns out only when it is held.

    `held` gets the applications by the references of their cases, and a session in which it may write.
    """

    at: datetime
    held: Callable[[Session, Cases], "list[ScheduledCommand | DecisionPoint]"]
