"""Who laid down what of a call: the source, a default of ours, or the office, which set or confirmed it.

A default of ours that an office confirms, and a deadline that a coordinator moves, are set by the office from then on. The
event that says so is sealed in the trail; beside it stands, by key, which event it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from states import provenance
from states.provenance import Kind
from states.refusal import Refusal, refuse_value
from states.text import is_blank
from states.written import LONGEST_REASON, explain_unfit
from workflow import editions, permissions, set_aside, trail
from workflow.actors import Actor
from workflow.tables import EVENTS, OFFICE_SETTINGS, PEOPLE

Label = Literal["source", "default", "office"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one thing that a call lays down comes from; `by`, `name` and `at` say who set it for the office, and when."""

    key: str
    kind: Kind
    subject: str
    direction: str | None
    label: Label
    clause: str | None = None
    line: str | None = None
    by: str | None = None
    name: str | None = None
    at: datetime | None = None


def load_provenance(session: Session, code: str) -> dict[str, Provenance]:
    """Where everything that a call's newest edition lays down comes from, by key. Raises NotFound."""
    call = next(iter(editions.load_newest(session, code).values())).call
    query = select(OFFICE_SETTINGS.c.item, EVENTS.c.actor, EVENTS.c.effective_at, PEOPLE.c.name)
    query = query.join_from(OFFICE_SETTINGS, EVENTS, OFFICE_SETTINGS.c.event == EVENTS.c.seq)
    query = query.join(PEOPLE, EVENTS.c.actor == PEOPLE.c.id, isouter=True).where(OFFICE_SETTINGS.c.call == code)
    read = set_aside.read_rows(session, query, "office_settings", lambda row: f"{code} {set_aside.name_value(row[0])}")
    office = {item: (by, name or by, at) for item, by, at, name in read}
    found = {}
    for one in provenance.list_laid_down(call):
        about = (one.key, one.kind, one.name, one.direction)
        if one.key in office:
            by, name, at = office[one.key]
            found[one.key] = Provenance(*about, "office", by=by, name=name, at=at)
        else:
            found[one.key] = Provenance(*about, one.basis, one.clause, one.line)
    return found


def confirm_default(
    session: Session, code: str, item: str, *, reason: str, actor: Actor, now: datetime, request: str | None = None
) -> int | Refusal:
    """Confirm a default of ours as the office's own: the event that seals it. Raises NotFound."""
    found = load_provenance(session, code)
    roles = actor.roles_in(code)
    if refusal := permissions.check_permission("confirm-default", roles, "a default can be confirmed by"):
        return refusal
    if refusal := permissions.check_token(actor):
        return refusal
    if item not in found:
        known = ", ".join(key for key, one in found.items() if one.label == "default") or "none"
        return refuse_value("/item", f"there is no {item} in this call; what can be confirmed: {known}")
    if found[item].label == "office":
        return refuse_value("/item", f"{item} is set by the office already")
    if found[item].label == "source":
        return refuse_value("/item", f"{item} is laid down by the source: there is no default to confirm")
    if is_blank(reason):
        return refuse_value("/reason", "confirming a default asks for a reason, such as the office's decision")
    if (problem := explain_unfit(reason, LONGEST_REASON)) is not None:
        return refuse_value("/reason", problem)
    data: dict[str, object] = {"item": item, "reason": reason.strip()}
    event = trail.record(session, "default.confirmed", data, actor=actor, now=now, call=code, request=request)
    record_settings(session, code, {item: event})
    return event


def record_settings(session: Session, code: str, events: Mapping[str, int]) -> None:
    """Note by which event the office set each of these things of a call; an earlier one no longer counts."""
    connection = session.connection()
    for item, event in events.items():
        connection.execute(delete(OFFICE_SETTINGS).filter_by(call=code, item=item))
        connection.execute(insert(OFFICE_SETTINGS).values(call=code, item=item, event=event))
