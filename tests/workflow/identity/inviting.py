"""What the stories of invitations have in common: those who invite, and short ways to say what is done."""

from datetime import datetime

import pytest
from sqlalchemy import update

from tests.world import (
    ADAM,
    CALL,
    CORA,
    ZHONGGUANCUN,
    World,
    at,
)
from workflow import acceptance
from workflow.acceptance import Accepted
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import history
from workflow.credentials import sessions
from workflow.errors import AccordError
from workflow.identity import invitations, people
from workflow.identity.invitations import Invitation, SentInvitation
from workflow.tables import PEOPLE

NOON = at("2022-11-10 12:00")
PAZ = "paz@ministry.example"
COORDINATOR = Actor("per_rui", "Rui, who coordinates another call", (RoleGrant("coordinator", ZHONGGUANCUN),))


@pytest.fixture
def inviters(world: World) -> None:
    """Those who invite are people of the service."""
    with world.database.writing() as session:
        for one in (CORA, ADAM):
            person = people.add(session, one.name, email=f"{one.id}@accord.example", actor=SYSTEM, now=NOON)
            session.connection().execute(update(PEOPLE).where(PEOPLE.c.id == person).values(id=one.id))
            people.grant(session, one.id, one.grants[0].role, actor=SYSTEM, now=NOON)


def to_case(
    world: World,
    ref: str,
    email: str,
    role: str = "partner",
    *,
    actor: Actor = CORA,
    language: str = "en",
    now: datetime = NOON,
) -> SentInvitation:
    with world.database.writing() as session:
        return invitations.invite_to_case(
            session, ref, email, role, actor=actor, now=now, by_mail=False, language=language
        )


def to_call(
    world: World,
    email: str,
    role: str = "authority",
    *,
    actor: Actor = CORA,
    partner: str | None = "AR",
    by_mail: bool = False,
) -> SentInvitation:
    for_whom = partner if role == "authority" else None
    with world.database.writing() as session:
        return invitations.invite_to_call(
            session, CALL, email, role, actor=actor, now=NOON, by_mail=by_mail, partner=for_whom
        )


def asked(
    world: World, ref: str | None, email: str, *, actor: Actor = CORA, now: datetime = NOON
) -> SentInvitation | AccordError:
    try:
        if ref is None:
            return to_call(world, email, actor=actor)
        return to_case(world, ref, email, actor=actor, now=now)
    except AccordError as error:
        return error


def accept(
    world: World, secret: str | None, *, visitor: Actor | None = None, name: str | None = None, now: datetime = NOON
) -> Accepted:
    with world.database.writing() as session:
        return acceptance.accept(session, secret or "", visitor=visitor, agent="a browser", now=now, name=name)


def attempt(
    world: World, secret: str | None, *, visitor: Actor | None = None, now: datetime = NOON
) -> Accepted | AccordError:
    try:
        return accept(world, secret, visitor=visitor, now=now)
    except AccordError as error:
        return error


def actor(world: World, accepted: Accepted) -> Actor | None:
    digest = sessions.digest(accepted.secret or "")
    assert digest is not None
    with world.database.reading() as session:
        return people.authenticate(session, [digest], now=NOON).get(digest)


def added(world: World, email: str, role: str | None = None) -> Actor:
    with world.database.writing() as session:
        person = people.add(session, email.partition("@")[0], email=email, actor=SYSTEM, now=NOON)
        if role is not None:
            people.grant(session, person, role, actor=SYSTEM, now=NOON)
        return people.load_person(session, person)


def roles(world: World, who: Actor) -> frozenset[str]:
    with world.database.reading() as session:
        return people.load_person(session, who.id).roles


def listed(world: World, who: Actor, ref: str | None = None) -> list[Invitation]:
    with world.database.reading() as session:
        if ref is None:
            return invitations.list_for_call(session, who, CALL)[0]
        return invitations.list_for_case(session, who, ref)[0]


def events(world: World) -> list[tuple[str, str, dict[str, object]]]:
    wanted = ("invitation.", "person.", "role.", "session.")
    with world.database.reading() as session:
        found, _ = history.list_events(session, SYSTEM, history.Filter(), limit=200)
    return [(one.action, one.actor, dict(one.data)) for one in found if one.action.startswith(wanted)][4:]
