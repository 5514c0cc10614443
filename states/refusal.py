"""What a decision comes to: a transition that may be made, or a refusal that says why not. There is no third outcome."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Unmet:
    """One thing that is missing: its code, a sentence that says what to do, and what would help.

    `clause` is the clause it comes from and `requirement` what that clause says, both None where no clause is behind
    it.
    """

    code: str
    problem: str
    clause: str | None = None
    pointer: str | None = None
    remedy: str | None = None
    requirement: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The transition may be made: it leads from `source` to `target`."""

    transition: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The transition may not be made. API, console and command line all show this one object.

    `code` is one of: unknown-transition, not-from-this-state, deadline-passed, not-open-yet, not-yours-to-make,
    needs-unmet, stale,
    not-editable, already-submitted, not-waivable, misfit, no-such-case, no-such-definition, settling, abandoned.
    """

    code: str
    problem: str
    case: str | None = None
    state: str | None = None
    transition: str | None = None
    version: int | None = None
    missing: tuple[Unmet, ...] = ()
    roles: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    deadline: str | None = None
    until: datetime | None = None
    remedies: tuple[str, ...] = ()

    def about(self, **known: object) -> "Refusal":
        """The same refusal, with more known about the case it concerns."""
        return replace(self, **known)  # type: ignore[arg-type]  # keyword names are this class's own fields


def refuse_value(pointer: str, problem: str) -> Refusal:
    """The refusal of something that was given and cannot be taken, pointing at its place."""
    return Refusal("misfit", problem, missing=(Unmet("misfit", problem, pointer=pointer),))
