"""What the trail, and what follows from it, says that a column of a row should hold."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, select
from sqlmodel import Session

from states import deadlines
from states.call import Quota
from states.text import sort_key
from workflow import addresses, canonical, case_record, editions, filings, guards, merkle
from workflow.case_record import CaseRecord
from workflow.outcomes import parse_instant
from workflow.registry import entries, seeding
from workflow.tables import (
    AGREEMENTS,
    AUTHORITIES,
    CASES,
    CORRESPONDENCE,
    DEADLINES,
    EVENTS,
    EXTENSIONS,
    GRANTS,
    LAUREATES,
    LINES,
    NOTES,
    ORGANISATIONS,
    PARTNER_DEADLINES,
    PEOPLE,
    RELEASES,
    RESERVATIONS,
    REVISIONS,
)
from workflow.tables.base import Instant, Unreadable
from workflow.unit_of_work import UnitOfWork
from workflow.upkeep.broken_rows import Finding

NOTHING = object()
"""That no event says what a column should hold."""
_PINNED = ("edition", "direction", "owner")
_TIMING = ("due_at", "deadline")
_Event = Mapping[str, Any]
_Key = Any


def find_sealed_value(session: Session, table: Table, key: _Key, one: Finding) -> object:
    """What a column of the row that a condition finds should hold; NOTHING if no event says it.

    Raises AccordError, LookupError, TypeError and ValueError where the events or the rest of the row cannot be read either.
    """
    if table in NOTES:
        case_id, number = session.execute(select(table.c.case_id, table.c.number).where(key)).one()
        [event] = _events(session, EVENTS.c.case_id == case_id, EVENTS.c.number == number)
        return _typed(table, one.column, event["data"]["note"].get(one.column, NOTHING))
    find = _FINDERS.get(table.name)
    return NOTHING if find is None else find(session, table, key, one)


def _find_of_case(session: Session, _table: Table, _key: _Key, one: Finding) -> object:
    case_id = int(one.key)
    events = _events(session, EVENTS.c.case_id == case_id)
    opening, after, column = events[0], events[-1]["data"]["after"], one.column
    derived: dict[str, Callable[[], object]] = {
        "opened_at": lambda: parse_instant(opening["effective_at"]),
        "entered_at": lambda: parse_instant(_entering(events)["effective_at"]),
        "due_at": lambda: _rearm(session, case_id, events).due_at,
        "deadline": lambda: _rearm(session, case_id, events).deadline,
        "ref": lambda: opening["case"]["ref"],
        "call": lambda: opening["call"],
        "version": lambda: events[-1]["case"]["number"],
        "head": lambda: _leaf(session, case_id),
        "extended": lambda: (
            session.execute(select(EXTENSIONS.c.at).where(EXTENSIONS.c.case_id == case_id)).first() is not None
        ),
        "kind": lambda: _lay_down(session, opening).direction.lifecycle.kind,
        "title": lambda: filings.find_title(_content(session, case_id, after)),
        "translated_title": lambda: filings.find_translated_title(_content(session, case_id, after)),
        "asked": lambda: filings.find_amount_asked(_content(session, case_id, after)),
        "agreement": lambda: filings.find_agreement(
            _lay_down(session, opening).direction, _content(session, case_id, after)
        ),
        "stale": lambda: after.get("stale", False),
        "counterpart_filed": lambda: after.get("counterpart_filed", 0),
    }
    if column in derived:
        return derived[column]()
    if column in _PINNED:
        return opening["data"].get(column, NOTHING)
    return _typed(CASES, column, after.get(column))


def _entering(events: Sequence[_Event]) -> _Event:
    return [event for event in events if event is events[0] or "to" in event["data"]][-1]


def _leaf(session: Session, case_id: int) -> bytes:
    query = select(EVENTS.c.body).where(EVENTS.c.case_id == case_id).order_by(EVENTS.c.number.desc()).limit(1)
    return merkle.leaf(session.execute(query).scalar_one().encode())


def _lay_down(session: Session, opening: _Event) -> editions.Definition:
    pinned = opening["data"]
    return editions.load_pinned(session, opening["call"], pinned["edition"])[pinned["direction"]]


def _content(session: Session, case_id: int, after: _Event) -> filings.Content:
    return filings.load_revision(session.connection(), case_id, "home", after["home"]) or {}


def _rearm(session: Session, case_id: int, events: Sequence[_Event]) -> CaseRecord:
    """A case with its deadline judged anew from its call's deadlines, its extensions and its last transition."""
    columns = [column for column in case_record.COLUMNS if column.name not in _TIMING]
    row = session.execute(select(*columns).where(CASES.c.id == case_id)).one()._mapping
    values = [None if column.name in _TIMING else row[column] for column in case_record.COLUMNS]
    case: CaseRecord = case_record.build_record(session, values)
    transitions = [event["data"]["transition"] for event in events if "transition" in event["data"]]
    disarmed = bool(transitions) and case.definition.engine.lifecycle.transitions[transitions[-1]].disarms
    guards.enter(UnitOfWork(session), case, case.state, case.entered_at, disarmed=disarmed)
    return case


def _find_of_deadline(session: Session, _table: Table, key: _Key, one: Finding) -> object:
    call, name = session.execute(select(DEADLINES.c.call, DEADLINES.c.name).where(key)).one()
    extended = _events(session, EVENTS.c.call == call, action="deadline.extended")
    moved = [event for event in extended if name in event["data"]["moved"]]
    if one.column == "moved":
        return len(moved)
    if one.column == "moved_at":
        return parse_instant(moved[-1]["recorded_at"]) if moved else None
    if one.column == "at" and moved:
        return parse_instant(moved[-1]["data"]["moved"][name]["to"])
    return deadlines.compute_deadlines(next(iter(editions.load_pinned(session, call, 1).values())).call)[name]


def _find_of_partner_deadline(session: Session, table: Table, key: _Key, one: Finding) -> object:
    call, direction, partner = session.execute(
        select(table.c.call, table.c.direction, table.c.partner).where(key)
    ).one()
    told = [
        event
        for event in _events(session, EVENTS.c.call == call, action="deadline.partner-set")
        if (event["data"]["direction"], event["data"]["partner"]) == (direction, partner)
    ]
    if told:
        last, data = told[-1], told[-1]["data"]
        known: dict[str, object] = {"at": parse_instant(data["to"]), "zone": data["zone"], "reason": data["reason"]}
        known |= {"basis": "office", "clause": None, "set_by": last["actor"]["id"]}
        known["set_at"] = parse_instant(last["recorded_at"])
        return known.get(one.column, NOTHING)
    named = editions.load_newest(session, call)[direction].direction.foreign_deadlines[partner]
    laid_down: dict[str, object] = {"at": deadlines.foreign_instant(named), "zone": named.zone, "basis": named.basis}
    laid_down |= {"clause": named.clause, "reason": None, "set_by": None, "set_at": None}
    return laid_down.get(one.column, NOTHING)


def _find_of_extension(session: Session, _table: Table, key: _Key, one: Finding) -> object:
    if one.column != "at":
        return NOTHING
    case_id, name = session.execute(select(EXTENSIONS.c.case_id, EXTENSIONS.c.deadline).where(key)).one()
    given = _events(session, EVENTS.c.case_id == case_id, action="case.extended")
    moments = [event["data"]["deadline"]["to"] for event in given if event["data"]["deadline"]["name"] == name]
    return parse_instant(moments[-1]) if moments else NOTHING


def _find_of_release(session: Session, _table: Table, key: _Key, one: Finding) -> object:
    call, direction = session.execute(select(RELEASES.c.call, RELEASES.c.direction).where(key)).one()
    action = "call.released" if one.column == "released_at" else "call.release-scheduled"
    here = _events(session, EVENTS.c.call == call, action=action)
    told = [event for event in here if event["data"]["direction"] == direction]
    if not told or one.column not in ("at", "by", "released_at"):
        return NOTHING
    if one.column == "by":
        return told[-1]["actor"]["id"]
    return parse_instant(told[-1]["data"].get("at", told[-1]["effective_at"]))


def _find_of_line(session: Session, table: Table, key: _Key, one: Finding) -> object:
    """A quota line's limits are its newest edition's; what it holds is what its cases reserve."""
    call, line = session.execute(select(table.c.call, table.c.line).where(key)).one()
    column, quotas = one.column, dict[str, Quota]()
    for definition in editions.load_newest(session, call).values():
        quotas |= definition.direction.quotas()
    if column == "numbered":
        cases = select(func.count()).where(CASES.c.call == call, CASES.c.direction == line)
        return session.execute(cases).scalar_one()
    if column in ("cases_held", "funds_held"):
        figure = func.count() if column == "cases_held" else func.coalesce(func.sum(RESERVATIONS.c.funds), 0)
        held = select(figure).select_from(RESERVATIONS).where(RESERVATIONS.c.call == call, RESERVATIONS.c.line == line)
        return int(session.execute(held).scalar_one())
    quota = quotas[line]
    limits = {"cases_limit": quota.cases, "funds_limit": quota.funds}
    limits |= dict(zip(("cases_about", "funds_about"), editions.is_about(quota), strict=True))
    return limits.get(column, NOTHING)


def _find_of_reservation(session: Session, table: Table, key: _Key, one: Finding) -> object:
    if one.column not in ("call", "funds"):
        return NOTHING
    case_id = session.execute(select(table.c.case_id).where(key)).scalar_one()
    column = CASES.c.amount if one.column == "funds" else CASES.c.call
    return session.execute(select(column).where(CASES.c.id == case_id)).scalar_one()


def _find_of_revision(session: Session, table: Table, key: _Key, one: Finding) -> object:
    if one.column != "digest":
        return NOTHING
    case_id, side, number = session.execute(select(table.c.case_id, table.c.side, table.c.number).where(key)).one()
    filed = [event["data"].get("filing", {}) for event in _events(session, EVENTS.c.case_id == case_id)]
    found = [
        one["digest"] for one in filed if (one.get("side"), one.get("number")) == (side, number) and "digest" in one
    ]
    return found[0] if found else NOTHING


def _find_of_person(session: Session, _table: Table, key: _Key, one: Finding) -> object:
    row = session.execute(select(PEOPLE).where(key)).one()
    if one.column == "sort_name":
        return sort_key(str(row.name))
    if one.column == "folded":
        return None if row.email is None else addresses.fold_address(str(row.email))
    actions = {"created_at": ("person.added",), "disabled_at": ("person.disabled", "person.enabled")}
    if one.column not in actions:
        return NOTHING
    query = EVENTS.c.action.in_(actions[one.column])
    told = [event for event in _events(session, query) if event["data"]["person"] == row.id]
    if not told or told[-1]["action"] == "person.enabled":
        return None if one.column == "disabled_at" else NOTHING
    return parse_instant(told[-1]["recorded_at"])


def _find_of_entry(session: Session, table: Table, key: _Key, one: Finding) -> object:
    """What was recorded of an entry of the registry, by its key; contacts are sealed as a hash alone."""
    row = session.execute(select(table).where(key)).one()
    if one.column == "sort_name":
        return sort_key(str(row.name))
    said = seeding.load_recorded(session)[f"{entries.NOUNS[table.name]} {row[0]!s}"]
    value = said.get(one.column, NOTHING)
    return NOTHING if one.column in entries.ERASABLE else value


def _find_of_letter(session: Session, _table: Table, _key: _Key, one: Finding) -> object:
    told = seeding.load_logged(session)[int(one.key)]
    value = told.get(one.column, NOTHING) if one.column in ("authority", "at", "by") else NOTHING
    return _typed(CORRESPONDENCE, one.column, value)


def _find_of_grant(session: Session, table: Table, key: _Key, one: Finding) -> object:
    """Of the grants that the trail knows, the only one that no other row holds and that fits the rest of this row."""
    names = ("person", "role", "call", "partner")
    standing: list[tuple[object, ...]] = []
    for event in _events(session, EVENTS.c.action.in_(("role.granted", "role.revoked"))):
        grant = tuple(event["data"].get(name) for name in names)
        if event["action"] == "role.granted":
            standing.append(grant)
        elif grant in standing:
            standing.remove(grant)
    columns = [table.c[name] for name in names]
    mine = session.execute(select(*columns).where(key)).one()
    for row in session.execute(select(*columns, table.c.id)):
        if str(row.id) != one.key and not any(isinstance(value, Unreadable) for value in row) and row[:4] in standing:
            standing.remove(tuple(row[:4]))
    fitting = {
        grant
        for grant in standing
        if all(isinstance(has, Unreadable) or has == wanted for has, wanted in zip(mine, grant, strict=True))
    }
    return fitting.pop()[names.index(one.column)] if len(fitting) == 1 and one.column in names else NOTHING


def _typed(table: Table, column: str, value: object) -> object:
    return parse_instant(value) if isinstance(table.c[column].type, Instant) and isinstance(value, str) else value


def _events(session: Session, *where: Any, action: str | None = None) -> list[_Event]:
    """The sealed texts of events, in order."""
    query = select(EVENTS.c.body).where(*where).order_by(EVENTS.c.seq)
    if action is not None:
        query = query.where(EVENTS.c.action == action)
    found: list[_Event] = [canonical.loads(body) for body in session.execute(query).scalars()]  # type: ignore[misc]
    return found


_FINDERS: Mapping[str, Callable[[Session, Table, _Key, Finding], object]] = {
    CASES.name: _find_of_case,
    DEADLINES.name: _find_of_deadline,
    PARTNER_DEADLINES.name: _find_of_partner_deadline,
    EXTENSIONS.name: _find_of_extension,
    RELEASES.name: _find_of_release,
    LINES.name: _find_of_line,
    RESERVATIONS.name: _find_of_reservation,
    REVISIONS.name: _find_of_revision,
    PEOPLE.name: _find_of_person,
    GRANTS.name: _find_of_grant,
    CORRESPONDENCE.name: _find_of_letter,
    **dict.fromkeys((one.name for one in (AGREEMENTS, ORGANISATIONS, AUTHORITIES, LAUREATES)), _find_of_entry),
}
