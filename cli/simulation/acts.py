"""One act of a season: a command on an application, at the instant at which it is received."""

from dataclasses import dataclass, replace
from datetime import datetime

from cli.simulation.applications import Application
from workflow.commands import OnCase, Open


@dataclass(frozen=True, slots=True)
class Act:
    """A command, and the code of the refusal it is meant to meet, if any. It names no reference until it is played."""

    application: Application
    command: Open | OnCase
    refused: str | None = None

    @property
    def at(self) -> datetime:
        """The instant at which the command is received."""
        return self.command.received_at

    @property
    def opens(self) -> bool:
        """Whether the case gets its reference from this act."""
        return isinstance(self.command, Open)

    def on(self, ref: str | None) -> Open | OnCase:
        """The command, naming the case by its reference."""
        if isinstance(self.command, Open):
            return self.command
        assert ref is not None, "a case is opened before anything else is done with it"
        return replace(self.command, ref=ref)
