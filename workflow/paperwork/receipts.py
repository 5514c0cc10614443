"""Receipts: that a side filed with its own competent authority, told by that side or from the authority's paper.

What makes an application bilateral is that the counterpart filed with its own authority strictly before the deadline. So the
counterpart's receipt keeps its case from becoming one-sided, and one that only arrives later lets it be readmitted.
"""

from datetime import UTC

from states import calendar
from states.errors import NoSuchInstant
from states.facts import Side
from states.refusal import Refusal
from states.text import is_blank
from workflow import access, moves, permissions
from workflow.commands import Receive
from workflow.docket import Docket
from workflow.outcomes import Receipt
from workflow.standing import Standing
from workflow.tables import RECEIPTS

_LONGEST = {"authority": 500, "reference": 100, "reason": 4_000}


def received(docket: Docket, case: Standing, command: Receive) -> Receipt | Refusal:
    """Record the receipt; of several for a side the last one counts."""
    roles = access.roles(command.actor, case)
    if refusal := barred(case, roles, command.side, paper=command.paper) or _misfit(command):
        return refusal
    at = command.at.astimezone(UTC)
    note = {
        "side": command.side,
        "authority": command.authority.strip(),
        "reference": command.reference.strip(),
        "received_at": at,
        "zone": command.zone,
        "paper": command.paper,
        "reason": command.reason,
    }
    if command.side == "counterpart":
        case.counterpart_at = at
        docket.books.rewritten.append(case)
    return moves.noted(docket, case, RECEIPTS, "case.filing-received", note, command)


def barred(case: Standing, roles: frozenset[str], side: Side, *, paper: bool) -> Refusal | None:
    """Why someone in these roles may not record a receipt of a side now, if they may not."""
    tell = "tell-paper-receipt" if paper else f"tell-{side}-receipt"
    what = "a paper receipt" if paper else f"the {side} receipt"
    if refusal := permissions.lacking(tell, roles, f"{what} can be recorded by"):
        return refusal
    if not permissions.is_time(tell, case.frame.engine.lifecycle, case.state):
        return Refusal("not-editable", f"no receipt is recorded any more while the case is {case.state}")
    return None


def _misfit(command: Receive) -> Refusal | None:
    for name, longest in _LONGEST.items():
        if len(getattr(command, name) or "") > longest:
            return moves.unfit(f"/{name}", f"may be at most {longest:,} characters long")
    if is_blank(command.authority):
        return moves.unfit("/authority", "a receipt names the competent authority")
    if is_blank(command.reference):
        return moves.unfit("/reference", "a receipt has a number")
    if command.paper and is_blank(command.reason or ""):
        return moves.unfit("/reason", "a paper receipt asks for a reason")
    if command.at > command.received_at:
        return moves.unfit("/at", "a filing cannot have been received in the future")
    try:
        calendar.check_instant(command.at)
    except NoSuchInstant as error:
        return moves.unfit("/at", str(error))
    try:
        calendar.zone(command.zone)
    except NoSuchInstant as error:
        return moves.unfit("/zone", str(error))
    return None
