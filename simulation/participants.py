"""The people of a season and their roles: staff under fixed addresses, an official for each partner, applicants, reviewers."""

from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from random import Random

from sqlmodel import Session

from simulation import pool
from simulation.fake_names import HOME, FakeNames, FakeOrganisation
from states.call import Call
from workflow.actors import SYSTEM, Actor
from workflow.errors import NotFound
from workflow.identity import people
from workflow.pool import reviewers as registered

STAFF = {
    "coordinator": "coordinator",
    "committee": "committee",
    "auditor": "auditor",
    "admin": "administrator",
}
"""Staff by the name in their address, and the role that each holds."""
_KINDS = ("university", "research-institution", "enterprise", "university", "hospital", "research-institution")


@dataclass(frozen=True, slots=True)
class FakeApplicant:
    """Somebody who applies, and the organisation that stands behind the applications."""

    actor: Actor
    organisation: FakeOrganisation


@dataclass(frozen=True, slots=True)
class FakeReviewer:
    """Somebody of the pool, and the country they live in."""

    actor: Actor
    country: str


@dataclass(frozen=True, slots=True)
class Participants:
    """Everyone who acts in a season; the reviewers by what the service knows them by."""

    coordinator: Actor
    committee: Actor
    administrator: Actor
    partners: dict[str, Actor]
    applicants: tuple[FakeApplicant, ...]
    reviewers: dict[str, FakeReviewer]


def make_address(name: str) -> str:
    """The e-mail address of somebody in the simulation, such as `coordinator` or `partner-AR`."""
    return f"{name}@accord.example"


def add_person(session: Session, name: str, called: str, *, now: datetime) -> str:
    """Add somebody under their fixed address unless they are there already; their id."""
    email = make_address(name)
    try:
        return people.load_person(session, email).id
    except NotFound:
        return people.add(session, called, actor=SYSTEM, now=now, email=email)


def engage_participants(
    session: Session, call: Call, *, cast: FakeNames, applicants: int, reviewers: int, rng: Random, now: datetime
) -> Participants:
    """Add everyone who is not there yet, grant them their roles in the call, and put the reviewers into the pool."""
    staff = {name: _person(session, call, name, role, cast.person(HOME), now) for name, role in STAFF.items()}
    partners = {code: _official(session, call, code, cast.person(code), now) for code in _partners(call)}
    some = tuple(
        FakeApplicant(
            _person(session, call, f"applicant-{number:03}", "applicant", cast.person(HOME), now),
            cast.organisation(HOME, kind),
        )
        for number, kind in zip(range(1, applicants + 1), cycle(_KINDS), strict=False)
    )
    panel = _panel(session, call, cast, reviewers, rng, now)
    return Participants(staff["coordinator"], staff["committee"], staff["admin"], partners, some, panel)


def _panel(
    session: Session, call: Call, cast: FakeNames, count: int, rng: Random, now: datetime
) -> dict[str, FakeReviewer]:
    found = {}
    for number, (name, about) in enumerate(islice(pool.draw_pool(rng, cast, call), count), 1):
        actor = _person(session, call, "reviewer" if number == 1 else f"reviewer-{number}", "reviewer", name, now)
        registered.put_reviewer(session, actor.id, about, actor=SYSTEM, now=now)
        found[actor.id] = FakeReviewer(actor, about.country)
    return found


def _partners(call: Call) -> list[str]:
    return list(dict.fromkeys(code for direction in call.directions for code in direction.partners))


def _official(session: Session, call: Call, code: str, name: str, now: datetime) -> Actor:
    return _person(session, call, f"partner-{code}", "authority", name, now, partner=code)


def _person(
    session: Session, call: Call, name: str, role: str, called: str, now: datetime, partner: str | None = None
) -> Actor:
    found = add_person(session, name, called, now=now)
    people.grant(session, found, role, actor=SYSTEM, now=now, call=call.code, partner=partner)
    return people.load_person(session, found)
