"""Published calls: each edition is kept whole in the database, and a case is judged for ever by the one it pins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlmodel import Session

from states import deadlines
from states.call import Call, Direction, Quota
from states.clashes import find_clashes
from states.machine import LifecycleMachine
from states.text import fold
from workflow import canonical, set_aside, trail
from workflow.actors import Actor
from workflow.errors import DamagedEdition, EditionConflict, InvalidRequest, NotFound
from workflow.store import bulk
from workflow.store.database import session_cache
from workflow.tables import AGREEMENTS, DEADLINES, EDITIONS, EVENTS, HEAD, LINES, PARTNER_DEADLINES


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """What is laid down for a case: its call's edition, its direction, and the machine of its lifecycle."""

    call: Call
    direction: Direction
    engine: LifecycleMachine


def load_definitions(call: Call) -> dict[str, Definition]:
    """The frame of each direction of a call; directions with the same lifecycle share one machine."""
    shared: dict[str, LifecycleMachine] = {}
    found: dict[str, Definition] = {}
    for direction in call.directions:
        lifecycle = direction.lifecycle.model_dump_json()
        if lifecycle not in shared:
            shared[lifecycle] = LifecycleMachine(direction.lifecycle)
        found[direction.code] = Definition(call, direction, shared[lifecycle])
    return found


def publish(session: Session, call: Call, *, actor: Actor, now: datetime) -> bool:
    """Make a call's edition available, with its deadlines and quota lines; False if it already is.

    Raises EditionConflict when this edition was published with another text, NotFound when a direction stands under an
    agreement that is not in the registry.
    """
    session.info["publishes"] = True
    body = call.model_dump_json(by_alias=True)
    digest = trail.digest(body)
    known = session.execute(
        select(EDITIONS.c.digest).where(EDITIONS.c.call == call.code, EDITIONS.c.number == call.edition)
    ).scalar()
    if known == digest:
        return False
    if known is not None:
        raise EditionConflict(f"edition {call.edition} of {call.code} was already published with another text")
    require_no_clash(session, call)
    _require_agreements(session, call)
    _require_free_year(session, call)
    connection = session.connection()
    row = {"call": call.code, "number": call.edition, "digest": digest, "body": body, "published_at": now}
    connection.execute(insert(EDITIONS), [row])
    _open_books(session, call)
    about = {"edition": call.edition, "digest": digest, "redated_by": call.redated_by}
    trail.record(session, "call.published", about, call=call.code, actor=actor, now=now)
    return True


def load_newest(session: Session, code: str) -> dict[str, Definition]:
    """The frames of a call's newest edition, by direction. Raises NotFound."""
    number = _numbers(session).get(code)
    if number is None:
        raise NotFound(f"there is no call {code!r}")
    return load_pinned(session, code, number)


def load_pinned(session: Session, code: str, number: int) -> dict[str, Definition]:
    """The frames of an edition of a call, by direction. Raises NotFound."""
    known: dict[tuple[str, int], dict[str, Definition]] = session.info.setdefault("editions", {})
    found = known.get((code, number))
    if found is None:
        found = load_definitions(_read(session, code, number))
        if "publishes" not in session.info:  # what this transaction published is not there until it is committed
            known[code, number] = found
    return found


def _read(session: Session, code: str, number: int) -> Call:
    """An edition's text, if it is still the one that was sealed. Raises NotFound, DamagedEdition."""
    query = select(EDITIONS.c.body, EDITIONS.c.digest).filter_by(call=code, number=number)
    row = session.execute(query).first()
    if row is None:
        raise NotFound(f"there is no edition {number} of a call {code!r}")
    said = f"the text of edition {number} of {code} is not the one that was sealed"
    if trail.digest(row.body) != row.digest:
        raise DamagedEdition(f"{said}: restore it from a backup")
    try:
        return Call.model_validate_json(row.body)
    except ValueError as error:
        raise DamagedEdition(f"{said}, or this version cannot read it: {error}"[:500]) from error


def damaged(session: Session, *, by_trail: bool = False) -> list[str]:
    """The editions whose text is not the one that was sealed, each in a sentence.

    `by_trail` compares with what the events of their publication sealed as well, for which the whole trail is read.
    """
    sealed = _sealed_digests(session) if by_trail else {}
    found = []
    for row in session.execute(select(EDITIONS).order_by(EDITIONS.c.call, EDITIONS.c.number)):
        digest = trail.digest(row.body)
        if digest != row.digest or sealed.get((row.call, row.number), digest) != digest:
            found.append(f"the text of edition {row.number} of {row.call} is not the one that was sealed")
    return found


def _sealed_digests(session: Session) -> dict[tuple[str, int], str]:
    """By call and number, the digest of each edition as the event of its publication sealed it."""
    query = select(EVENTS.c.call, EVENTS.c.body).where(EVENTS.c.action == "call.published")
    found: dict[tuple[str, int], str] = {}
    for call, body in session.execute(query):
        event = canonical.loads(body)
        data = event.get("data") if isinstance(event, dict) else None
        if isinstance(data, dict) and isinstance(data.get("edition"), int) and "digest" in data:
            found[call, data["edition"]] = str(data["digest"])
    return found


def list_codes(session: Session) -> list[str]:
    """The codes of every published call whose newest edition can be read; another is set aside."""

    def build(code: str) -> str:
        load_newest(session, code)
        return code

    return list(set_aside.keep_sound(session, "editions", _numbers(session), build, str))


def is_published(session: Session, code: str) -> bool:
    """Whether there is a call of that code, whatever became of its text."""
    return code in _numbers(session)


def _numbers(session: Session) -> dict[str, int]:
    """By call, the number of its newest edition, in the order of their codes."""

    def ask() -> dict[str, int]:
        query = select(EDITIONS.c.call, func.max(EDITIONS.c.number)).group_by(EDITIONS.c.call).order_by(EDITIONS.c.call)
        return {call: number for call, number in filter(set_aside.is_readable, session.execute(query))}

    return ask() if "publishes" in session.info else session_cache(session, __name__, ask)


def require_no_clash(session: Session, call: Call) -> None:
    """That no other published call has what this one claims for itself. Raises InvalidRequest naming every clash."""
    clashes = [f"{place}: {problem}" for place, problem in find_clashes(call, _others(session, call))]
    if clashes:
        raise InvalidRequest(f"{call.code} clashes with what is published: {'; '.join(clashes)}", "/reference")


def find_reference_holder(session: Session, call: Call, direction: Direction) -> str | None:
    """Another published call whose cases are numbered by this direction's reference, if there is one."""
    reference = fold(direction.reference)
    for other in _others(session, call):
        if any(fold(one.reference) == reference for one in other.directions):
            return other.code
    return None


def _others(session: Session, call: Call) -> Iterator[Call]:
    """The newest editions of the other published calls, but for those that are damaged, which nobody works with."""
    for code in list_codes(session):
        if code != call.code:
            yield next(iter(load_newest(session, code).values())).call


def _require_free_year(session: Session, call: Call) -> None:
    """That no other call of the programme is for the same award year; of two published at once the later one waits."""
    if call.award_year is None:
        return
    session.execute(select(HEAD.c.size).with_for_update())
    for other in _others(session, call):
        if (other.programme, other.award_year) == (call.programme, call.award_year):
            said = f"{call.code} cannot be the award of {call.award_year}: {other.code} is, and an award is given once a year"
            raise InvalidRequest(said, "/award_year")


def _require_agreements(session: Session, call: Call) -> None:
    named = {direction.under: direction.code for direction in call.directions if direction.under is not None}
    known = set(session.execute(select(AGREEMENTS.c.code)).scalars()) if named else set()
    for agreement in named.keys() - known:
        raise NotFound(f"direction {named[agreement]} of {call.code} stands under {agreement!r}: no such agreement")


def _open_books(session: Session, call: Call) -> None:
    """The deadlines and quota lines that are not there yet; a later edition changes limits, never a deadline that stands."""
    connection = session.connection()
    deadline_rows = [(call.code, name, at, at, 0) for name, at in deadlines.compute_deadlines(call).items()]
    bulk.insert_rows(
        connection, DEADLINES, ("call", "name", "at", "first_at", "moved"), deadline_rows, unless_there=True
    )
    foreign = [
        (call.code, direction.code, partner, deadlines.foreign_instant(one), one.zone, one.basis, one.clause)
        for direction in call.directions
        for partner, one in direction.foreign_deadlines.items()
    ]
    about = ("call", "direction", "partner", "at", "zone", "basis", "clause")
    bulk.insert_rows(connection, PARTNER_DEADLINES, about, foreign, unless_there=True)
    quotas = {name: quota for direction in call.directions for name, quota in direction.quotas().items()}
    names = ("call", "line", "cases_limit", "funds_limit", "cases_held", "funds_held", "numbered", *_ABOUT)
    fresh = [(call.code, name, one.cases, one.funds, 0, 0, 0, *is_about(one)) for name, one in quotas.items()]
    bulk.insert_rows(connection, LINES, names, fresh, unless_there=True)
    for line, cases_held, funds_held in session.execute(
        select(LINES.c.line, LINES.c.cases_held, LINES.c.funds_held).where(LINES.c.call == call.code)
    ):
        quota = quotas.get(line)
        if quota is None:
            continue
        cases_about, funds_about = is_about(quota)
        too_many = cases_held > quota.cases and not cases_about
        if too_many or (funds_held > (quota.funds or funds_held) and not funds_about):
            raise EditionConflict(f"line {line} of {call.code} holds more already than edition {call.edition} allows")
    limits = [(quota.cases, quota.funds, *is_about(quota), call.code, name) for name, quota in quotas.items()]
    bulk.update_rows(connection, LINES, ("call", "line"), ("cases_limit", "funds_limit", *_ABOUT), limits)


_ABOUT = ("cases_about", "funds_about")


def is_about(quota: Quota) -> tuple[bool, bool]:
    """Whether the source gives a quota's places, and its money, as about."""
    return quota.qualifier == "about", quota.funds is not None and quota.funds_qualifier == "about"
