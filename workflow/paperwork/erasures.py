"""Erasure: the words of an ended case go, and leave tombstones. The trail never held the words, so it still verifies."""

from states.refusal import Refusal
from states.text import is_blank
from workflow import access, moves, permissions
from workflow.commands import Erase
from workflow.docket import Docket
from workflow.outcomes import Receipt
from workflow.standing import Standing
from workflow.tables import WORDED


def erased(docket: Docket, case: Standing, command: Erase) -> Receipt | Refusal:
    """Erase what either side filed and what reviewers wrote; the event lists what it was, by side or kind and number."""
    if refusal := barred(case, access.roles(command.actor, case)):
        return refusal
    if is_blank(command.reason):
        return moves.unfit("/reason", "an erasure asks for a reason")
    gone: list[list[object]] = [["home", number] for number in range(1, case.home + 1)]
    gone += [["counterpart", number] for number in range(1, case.counterpart + 1)]
    gone += [[table.name, note["number"]] for table in WORDED for note in docket.notes(table, case)]
    case.title, case.translated_title, case.asked = "", "", None
    books = docket.books
    books.rewritten.append(case)
    books.erased.append(case)
    data: dict[str, object] = {"erased": gone, "reason": command.reason}
    actor, at = command.actor, command.received_at
    draft = moves.sealed(books, case, "case.erased", data, actor=actor, at=at, request=command.request)
    return moves.receipt(books, case, draft)


def barred(case: Standing, roles: frozenset[str]) -> Refusal | None:
    """Why someone in these roles may not erase the words of a case, if they may not."""
    if refusal := permissions.lacking("erase-case", roles, "a case can be erased by"):
        return refusal
    if not permissions.is_time("erase-case", case.frame.engine.lifecycle, case.state):
        return Refusal("not-editable", f"a case is erased only once it has ended; this one is {case.state}")
    return None
