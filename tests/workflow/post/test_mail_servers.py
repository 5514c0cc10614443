"""What becomes of the mail when a server refuses, hangs up, is slow or not there: it is sent once, and not lost."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from tests import postbox
from tests.postbox import Postbox
from tests.workflow.post import mailing
from tests.workflow.post.mailing import (
    DAY,
    attempts,
    awarded,
    follow,
    post,
    queued,
    said,
    status,
)
from tests.world import CALL, MICROSECOND, World
from workflow.actors import Actor
from workflow.clock import VirtualClock
from workflow.credentials import login_throttle as signing
from workflow.notifications import mail
from workflow.notifications.mail import Status
from workflow.tables import PEOPLE

folk, server = mailing.folk, mailing.server


def test_where_no_server_is_named_messages_wait(world: World, folk: dict[str, Actor], clock: VirtualClock) -> None:
    awarded(world, folk)
    follow(world, clock)

    posted = mail.send_due(world.database, clock)

    assert (posted, status(world, clock)) == (0, Status(queued=2, sent=0, overtaken=0, unread=0, failed=0))


def test_a_message_keeps_its_message_id_however_often_it_is_tried(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")
    seen: list[str] = []

    def unsure(letter: EmailMessage) -> bool:
        seen.append(str(letter["Message-ID"]))
        return len(seen) < 3

    server.drops = unsure
    for _ in range(6):
        post(world, server, clock)
        clock.advance(mail.SHORTEST)

    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert seen[0].endswith("@awards.example.org>")
    assert status(world, clock) == Status(0, 1, 0, 0, 0)


def test_tries_are_made_after_growing_waits_and_given_up_in_the_end(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")
    tried: list[datetime] = []

    def busy(_: EmailMessage) -> str:
        tried.append(clock.now())
        return "451 come back later"

    server.answers = busy
    for number in range(mail.MOST):
        post(world, server, clock)
        clock.advance(min(mail.SHORTEST * 2**number, mail.LONGEST) - MICROSECOND)
        post(world, server, clock)
        clock.advance(MICROSECOND)

    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits == [min(mail.SHORTEST * 2**number, mail.LONGEST) for number in range(mail.MOST - 1)]
    assert status(world, clock) == Status(0, 0, 0, 0, 1)
    assert post(world, server, clock) == 0


def test_a_recipient_refused_for_good_is_left_out_and_the_others_get_theirs_once(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "coordinator", f"{CALL} 2.4")
    server.refuses["carl@accord.example"] = "550 no such mailbox"

    post(world, server, clock)
    clock.advance(DAY)
    post(world, server, clock)

    assert server.addressed == ["cora@accord.example"]
    assert status(world, clock) == Status(0, 1, 0, 0, 0)
    assert attempts(world) == []


def test_of_several_readers_only_those_who_got_nothing_are_tried_again(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "coordinator", f"{CALL} 2.4")
    server.refuses["carl@accord.example"] = "450 busy"
    post(world, server, clock)
    between = status(world, clock), list(server.addressed)
    server.refuses.clear()
    clock.advance(mail.SHORTEST)

    post(world, server, clock)

    assert between == (Status(1, 0, 0, 0, 0), ["cora@accord.example"])
    assert server.addressed == ["cora@accord.example", "carl@accord.example"]
    assert (status(world, clock).sent, attempts(world)) == (1, [])


@pytest.mark.parametrize("how", ["drops", "refuses", "unwritable", "no such address"])
def test_one_message_that_cannot_be_sent_never_stops_the_others(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock, how: str
) -> None:
    queued(world, "nonsense" if how == "unwritable" else "release-failed", "coordinator", f"{CALL} 2.4", "poison")
    for number in range(3):
        queued(world, "release-failed", "committee", f"{CALL} 2.4", str(number))
    if how == "drops":
        server.drops = lambda letter: "accord.example" in said(letter, "To") and "eli" not in said(letter, "To")
    elif how == "refuses":
        server.answers = lambda letter: None if "eli" in said(letter, "To") else "554 never"
    elif how == "no such address":
        with world.database.writing() as session:
            theirs = PEOPLE.c.id.in_([folk["cora"].id, folk["carl"].id])
            for name in ("cora", "carl"):
                wrong = {"email": f"{name}@accord.example, eve@evil.example"}
                session.connection().execute(update(PEOPLE).where(theirs, PEOPLE.c.id == folk[name].id).values(wrong))

    post(world, server, clock)

    assert server.addressed == ["eli@accord.example"] * 3
    standing = Status(0, 3, 0, 0, 1) if how in ("refuses", "no such address") else Status(1, 3, 0, 0, 0)
    assert status(world, clock) == standing


def test_a_message_for_which_nobody_has_an_address_waits_and_is_told_apart_in_the_end(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "auditor", f"{CALL} 2.4")

    post(world, server, clock)
    waiting = status(world, clock)
    for _ in range(mail.MOST):
        clock.advance(mail.LONGEST)
        post(world, server, clock)

    assert waiting == Status(1, 0, 0, 0, 0)
    assert status(world, clock) == Status(queued=0, sent=0, overtaken=0, unread=1, failed=0)


def test_a_server_that_is_not_there_costs_no_message_a_try_and_is_asked_less_and_less_often(
    world: World, folk: dict[str, Actor], clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")
    nowhere = Postbox(port=postbox.free_port())

    for _ in range(20):
        post(world, nowhere, clock)
        clock.advance(timedelta(seconds=30))
    asked = len(caplog.records)
    with postbox.opened(nowhere.port) as server:
        clock.advance(timedelta(hours=1))
        post(world, server, clock)

    assert asked == 5
    assert (server.addressed, attempts(world)) == (["eli@accord.example"], [])


def test_a_slow_server_is_left_and_the_letter_tried_again(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")
    server.slowly = 30.0

    post(world, server, clock, smtp_patience=0.3)
    waiting = status(world, clock)
    server.slowly = 0.0
    clock.advance(mail.SHORTEST)
    post(world, server, clock)

    assert (waiting.queued, server.addressed) == (1, ["eli@accord.example"])


def test_what_was_sent_is_not_forgotten_with_the_attempts_of_those_who_sign_in(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "coordinator", f"{CALL} 2.4")
    queued(world, "nonsense", "coordinator", f"{CALL} 2.4")
    server.refuses["carl@accord.example"] = "450 busy"
    post(world, server, clock)
    clock.advance(2 * DAY)
    with world.database.writing() as session:
        signing.begin(session, ["account:x"], now=clock.now())

    post(world, server, clock)

    assert server.addressed == ["cora@accord.example"]
    assert status(world, clock) == Status(2, 0, 0, 0, 0)


def test_two_schedulers_send_nothing_twice(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    for number in range(12):
        queued(world, "release-failed", "coordinator", f"{CALL} 2.4", str(number))
    together = Barrier(4)

    def work() -> None:
        together.wait()
        post(world, server, clock)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert status(world, clock) == Status(0, 12, 0, 0, 0)
    ids = [str(letter["Message-ID"]) for _, letter in server.taken]
    assert (len(ids), len(set(ids))) == (24, 24)


def test_what_was_taken_but_not_noted_is_sent_again_under_the_same_id_later(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")

    class Killed(BaseException):
        """The process is gone."""

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(mail.Delivery, "_note", killed)
        with pytest.raises(Killed):
            post(world, server, clock)
    post(world, server, clock)
    at_once = list(server.addressed)
    clock.advance(mail.SHORTEST)
    post(world, server, clock)

    assert at_once == ["eli@accord.example"]
    assert server.addressed == ["eli@accord.example"] * 2
    assert len({str(letter["Message-ID"]) for _, letter in server.taken}) == 1
    assert status(world, clock).sent == 1
