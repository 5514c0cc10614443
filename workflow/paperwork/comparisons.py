"""The comparison of the two filings, field by field, and what people find about differences that are only of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from states.call import Direction
from states.refusal import Refusal
from states.rules import differences, is_translated
from workflow import access, evidence, moves, notes, permissions
from workflow.actors import Actor
from workflow.commands import Compare, Equate, OnCase
from workflow.docket import Docket
from workflow.notes import Note
from workflow.outcomes import Receipt
from workflow.overview import queries
from workflow.reading import Reader
from workflow.standing import Standing
from workflow.tables import SAMENESSES

WHOLE = "*"


@dataclass(frozen=True, slots=True)
class Line:
    """A field that must agree: what either side says, where it gives one also in translation, and how that stands.

    `status` is same, same-in-translation (by the translation that a side gives), differs, same-meaning (a named person found
    so), stale (found so, but a side has changed since), or waiting (the counterpart has not filed).
    """

    field: str
    label: str
    clause: str
    home: object
    counterpart: object
    home_translated: object
    counterpart_translated: object
    status: str


def equated(docket: Docket, case: Standing, command: Equate) -> Receipt | Refusal:
    """Note that a field's two texts mean the same; it counts until either side changes its filing."""
    direction = case.frame.direction
    if refusal := barred(case, access.roles(command.actor, case)):
        return refusal
    if command.field not in direction.compared:
        known = ", ".join(direction.compared) or "none"
        return moves.unfit("/field", f"{command.field} need not agree; the fields that must: {known}")
    home, counterpart = docket.content(case, "home") or {}, evidence.submitted(docket, case)
    if counterpart is None:
        return moves.unfit("/field", "the counterpart has not filed")
    if not differences([command.field], home, counterpart):
        return moves.unfit("/field", f"the two filings say the same in {command.field}")
    return _found(docket, case, command.field, command, command.reason)


def compared(docket: Docket, case: Standing, command: Compare) -> Receipt | Refusal:
    """Note that the filings were compared again after one was mended; what still differs goes on blocking."""
    if refusal := barred(case, access.roles(command.actor, case)):
        return refusal
    if not case.stale:
        return Refusal("not-editable", "no filing was mended since the two were compared")
    case.stale = False
    docket.books.rewritten.append(case)
    return _found(docket, case, WHOLE, command, command.reason)


def of_case(session: Session, actor: Actor, ref: str) -> list[Line]:
    """The comparison of a case an actor may see. Raises NoSuchThing."""
    reader = Reader(session, [queries.found(session, actor, ref)])
    [case] = reader.cases
    home, counterpart = reader.content(case, "home") or {}, evidence.submitted(reader, case)
    revisions = case.home, case.counterpart
    return lines(case.frame.direction, home, counterpart, reader.notes(SAMENESSES, case), revisions)


def lines(
    direction: Direction,
    home: Mapping[str, object],
    counterpart: Mapping[str, object] | None,
    samenesses: Sequence[Note],
    revisions: tuple[int, int],
) -> list[Line]:
    """How each field that must agree stands, in the direction's order."""
    same = notes.same(samenesses, *revisions)
    once = {note["field"] for note in samenesses}
    found = []
    for field, clause in direction.compared.items():
        if counterpart is None:
            status = "waiting"
        elif not differences([field], home, counterpart):
            status = "same-in-translation" if is_translated(field, home, counterpart) else "same"
        else:
            status = "same-meaning" if field in same else "stale" if field in once else "differs"
        theirs, translated = counterpart or {}, f"translated_{field}"
        told = home.get(field), theirs.get(field), home.get(translated), theirs.get(translated)
        found.append(Line(field, direction.fields[field].label, clause, *told, status))
    return found


def barred(case: Standing, roles: frozenset[str]) -> Refusal | None:
    """Why someone in these roles may not say what comparing the filings came to, if they may not."""
    if refusal := permissions.lacking("compare-filings", roles, "filings are compared by"):
        return refusal
    if not permissions.is_time("compare-filings", case.frame.engine.lifecycle, case.state):
        return Refusal("not-editable", f"filings are not compared any more while the case is {case.state}")
    return None


def _found(docket: Docket, case: Standing, field: str, command: OnCase, reason: str | None) -> Receipt:
    note = {"field": field, "home": case.home, "counterpart": case.counterpart, "reason": reason}
    return moves.noted(docket, case, SAMENESSES, "case.compared", note, command)
