"""The registry whole: filled with what the sources name, and held against what the trail says was recorded in it."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from states import registry_sources
from workflow import canonical, salted, set_aside
from workflow.actors import Actor
from workflow.outcomes import format_instant
from workflow.registry import agreements, authorities, entries
from workflow.tables import AGREEMENTS, AUTHORITIES, CORRESPONDENCE, EVENTS, LAUREATES, ORGANISATIONS

_TABLES = (AGREEMENTS, ORGANISATIONS, AUTHORITIES, LAUREATES)
_ACTIONS = (
    *(f"{noun}.{what}" for noun in entries.NOUNS.values() for what in ("recorded", "changed")),
    "authority.contacted",
    "laureate.corrected",
    "laureate.removed",
)


def publish(session: Session, named: registry_sources.Register, *, actor: Actor, now: datetime) -> list[str]:
    """Put in what the sources name and the registry does not have yet; the codes and ids of that. What is there stays."""
    agreed = set(session.execute(select(AGREEMENTS.c.code)).scalars())
    known = set(session.execute(select(AUTHORITIES.c.id)).scalars())
    fresh = [one for one in named.agreements if one.code not in agreed]
    unknown = [one for one in named.authorities if one.id not in known]
    for one in fresh:
        days = (_day(one.signed_on), _day(one.effective_on), _day(one.expires_on))
        agreement = agreements.Agreement(one.code, one.title, one.parties, *days)
        agreements.add_agreement(session, agreement, actor=actor, now=now, cited=_cited(one))
    for two in unknown:
        about = authorities.AuthorityDetails(two.partner, two.name, two.contact)
        authorities.add_authority(session, about, id=two.id, actor=actor, now=now, cited=_cited(two))
    return [*(one.code for one in fresh), *(two.id for two in unknown)]


def faults(session: Session) -> Iterator[str]:
    """Every entry that does not say what the trail says was recorded, every letter too; those that are gone."""
    said, logged = load_recorded(session), load_logged(session)
    for table in _TABLES:
        key = next(iter(table.primary_key)).name
        for row in session.execute(select(table)).mappings():
            name = f"{entries.NOUNS[table.name]} {set_aside.name_value(row[key])}"
            if not set_aside.is_readable(row.values()):
                said.pop(name, None)
                yield f"the {name} cannot be read"
            elif entries.seal_entry(dict(row)) != said.pop(name, None):
                yield f"the {name} is not as it was recorded"
    for row in session.execute(select(CORRESPONDENCE)).mappings():
        if not set_aside.is_readable(row.values()):
            logged.pop(row["id"], None)
            yield f"entry {row['id']} of the correspondence cannot be read"
            continue
        told = {"authority": row["authority"], "number": row["id"], "at": format_instant(row["at"]), "by": row["by"]}
        told |= {"digest": salted.digest(row["salt"], row["about"])}
        if told != logged.pop(row["id"], None):
            yield f"entry {row['id']} of the correspondence is not as it was logged"
    yield from (f"the {name} is gone" for name in said)
    yield from (f"entry {number} of the correspondence is gone" for number in logged)


def load_recorded(session: Session) -> dict[str, dict[str, object]]:
    """What the trail says of each entry, by what it is and its key, such as `agreement CN-AR.1`."""
    return _told(session)[0]


def load_logged(session: Session) -> dict[object, dict[str, object]]:
    """What the trail says of each letter of the correspondence, by its number."""
    return _told(session)[1]


def _told(session: Session) -> tuple[dict[str, dict[str, object]], dict[object, dict[str, object]]]:
    """What the trail says of each entry, and of each letter by its number."""
    said: dict[str, dict[str, object]] = {}
    logged: dict[object, dict[str, object]] = {}
    query = select(EVENTS.c.action, EVENTS.c.actor, EVENTS.c.body).where(EVENTS.c.action.in_(_ACTIONS))
    for action, actor, body in session.execute(query.order_by(EVENTS.c.seq)):
        event = canonical.loads(body)
        assert isinstance(event, dict), "an event is always an object"
        data, (noun, _, what) = event["data"], action.partition(".")
        if what == "contacted":
            logged[data["number"]] = data | {"by": actor}
        elif what == "recorded":
            columns = data[noun]
            said[f"{noun} {columns['code' if noun == 'agreement' else 'id']}"] = columns
        elif what == "removed":
            said.pop(f"{noun} {data[noun]}", None)
        else:
            said[f"{noun} {data[noun]}"] |= data["to"]
    return said, logged


def _cited(one: registry_sources.Cited) -> dict[str, object]:
    return {name: value for name in registry_sources.Cited.model_fields if (value := getattr(one, name)) is not None}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
