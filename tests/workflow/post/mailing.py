"""What the stories of the mail have in common: people with addresses, a server, a clock, and short ways to say it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import insert, select

from tests import postbox
from tests.postbox import Postbox
from tests.world import CALL, World, answering, at
from workflow.actors import SYSTEM, Actor
from workflow.clock import VirtualClock
from workflow.identity import invitations, people
from workflow.notifications import mail, outbox
from workflow.notifications.mail import Status
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.tables import ATTEMPTS, OUTBOX

NOVEMBER = at("2022-11-10 09:00")
DAY = timedelta(days=1)
SITE = "https://awards.example.org"


@pytest.fixture
def server() -> Iterator[Postbox]:
    """A mail server that takes everything."""
    with postbox.opened() as box:
        yield box


@pytest.fixture
def folk(world: World) -> dict[str, Actor]:
    """People with addresses: an applicant, two coordinators, the partner's, the committee's, and one who has no address."""
    roles = {
        "ada": ("applicant", None, None),
        "cora": ("coordinator", None, None),
        "carl": ("coordinator", CALL, None),
        "diego": ("authority", CALL, "AR"),
        "fleur": ("authority", CALL, "FR"),
        "eli": ("committee", None, None),
        "mute": ("committee", None, None),
    }
    found = {}
    with world.database.writing() as session:
        for name, (role, call, partner) in roles.items():
            email = None if name == "mute" else f"{name}@accord.example"
            person = people.add(session, name.title(), email=email, actor=SYSTEM, now=NOVEMBER)
            people.grant(session, person, role, call=call, partner=partner, actor=SYSTEM, now=NOVEMBER)
            found[name] = people.load_person(session, person)
    return found


def post(world: World, server: Postbox, clock: VirtualClock, **more: Any) -> int:
    given: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_tls": "none", "site": SITE}
    given |= {"mail_from": "Accord <accord@awards.example.org>", "smtp_patience": 20.0}
    database = Database(world.database.url.render_as_string(hide_password=False), Settings(**given | more))
    try:
        return mail.send_due(database, clock)
    finally:
        database.close()


def text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


def said(letter: EmailMessage, name: str) -> str:
    """A header as people read it: where a line was folded matters to nobody."""
    return str(letter[name]).strip()


def status(world: World, clock: VirtualClock) -> Status:
    with world.database.reading() as session:
        return mail.status(session, now=clock.now())


def remind(world: World, clock: VirtualClock) -> None:
    with world.database.writing() as session:
        outbox.remind(session, now=clock.now())


def follow(world: World, clock: VirtualClock) -> None:
    with world.database.writing() as session:
        outbox.project_events(session, now=clock.now())


def queued(world: World, kind: str, audience: str, about: str, key: str = "1") -> None:
    row = {
        "key": f"{kind}:{audience}:{key}",
        "kind": kind,
        "audience": audience,
        "about": about,
        "created_at": NOVEMBER,
    }
    with world.database.writing() as session:
        session.connection().execute(insert(OUTBOX).values(row))


def invited(world: World, ref: str, folk: dict[str, Actor], language: str = "en") -> invitations.SentInvitation:
    with world.database.writing() as session:
        return invitations.invite_to_case(
            session, ref, "paz@ministry.example", "partner", actor=folk["cora"], now=NOVEMBER, by_mail=True,
            language=language,
        )  # fmt: skip


def reviewed(world: World, folk: dict[str, Actor]) -> str:
    ref = world.opened(now=NOVEMBER, actor=folk["ada"])
    world.transition(ref, "submit", actor=folk["ada"], now=NOVEMBER)
    world.file(ref, answering(), now=NOVEMBER, actor=folk["diego"])
    world.transition(ref, "confirm", actor=folk["diego"], now=NOVEMBER)
    world.transition(ref, "review", actor=folk["cora"], now=NOVEMBER, score=80)
    return ref


def awarded(world: World, folk: dict[str, Actor]) -> str:
    ref = reviewed(world, folk)
    world.transition(ref, "award", actor=folk["eli"], now=NOVEMBER, amount=500_000)
    return ref


def sent_at(world: World) -> list[datetime]:
    with world.database.reading() as session:
        return list(session.execute(select(OUTBOX.c.sent_at)).scalars())


def attempts(world: World) -> list[str]:
    with world.database.reading() as session:
        return list(session.execute(select(ATTEMPTS.c.key)).scalars())
