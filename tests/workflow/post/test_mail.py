"""What letters say to whom, over a real server: in whose language, of what, and to nobody kept away from it."""

import logging
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from tests.postbox import Postbox
from tests.workflow.post import mailing
from tests.workflow.post.mailing import (
    DAY,
    NOVEMBER,
    SITE,
    awarded,
    follow,
    invited,
    post,
    queued,
    remind,
    reviewed,
    said,
    sent_at,
    status,
    text,
)
from tests.world import AGENCY, CALL, CORA, INTERNAL, MICROSECOND, World, filing
from workflow import acceptance, partner_deadlines
from workflow.actors import SYSTEM, Actor
from workflow.clock import VirtualClock
from workflow.commands import DeclareConflict
from workflow.identity import invitations
from workflow.notifications import mail
from workflow.notifications.mail import Status
from workflow.tables import LINKS, PEOPLE

folk, server = mailing.folk, mailing.server


def test_an_applicant_is_reminded_in_the_calls_time_and_in_utc(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    ref = world.opened(now=NOVEMBER, actor=folk["ada"])
    clock.set(INTERNAL - DAY)
    remind(world, clock)

    posted = post(world, server, clock)

    [(recipient, letter)] = server.taken
    assert (posted, recipient) == (1, "ada@accord.example")
    assert {name: said(letter, name) for name in ("To", "From", "Subject", "Auto-Submitted", "Content-Language")} == {
        "To": "Ada <ada@accord.example>",
        "From": "Accord <accord@awards.example.org>",
        "Subject": f"{ref} has until 2022-12-25 23:59: Gentle extraction of pea protein",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    assert text(letter) == (
        "Dear Ada,\n\n"
        f'{ref}, "Gentle extraction of pea protein", stands at: Draft.\n\n'
        "Internal submission ends with this minute; what is received later is too late:\n\n"
        "  2022-12-25 23:59 (Asia/Shanghai)\n  2022-12-25 15:59 (UTC)\n\n"
        f"{SITE}/cases/{ref}\n\nAccord writes this by itself. Please do not answer it.\n"
    )
    assert status(world, clock) == Status(queued=0, sent=1, overtaken=0, unread=0, failed=0)
    assert sent_at(world) == [clock.now()]


def test_a_reminder_says_that_our_date_stands_in_for_the_partners_own_until_that_is_known(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    ref = world.opened(now=NOVEMBER, actor=folk["ada"])
    world.transition(ref, "submit", actor=folk["ada"], now=NOVEMBER)
    clock.set(AGENCY - DAY)
    remind(world, clock)

    post(world, server, clock)
    with world.database.writing() as session:
        partner_deadlines.set_partner_deadline(
            session, CALL, "2.4", "AR", AGENCY + DAY, zone="UTC", reason="their call", actor=CORA, now=clock.now()
        )
    clock.set(AGENCY)
    remind(world, clock)
    post(world, server, clock)

    before, after = (text(letter) for _, letter in server.taken)
    assert "Agency submission (our default: the agency's date" in before and "2022-12-30 23:59" in before
    assert "The partner's own filing deadline ends with this minute" in after and "2022-12-31 23:59" in after


def test_who_accepted_an_invitation_in_chinese_is_written_to_in_chinese(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    with world.database.writing() as session:
        sent = invitations.invite_to_call(
            session, CALL, "wang@ministry.example", "authority", partner="AR", language="zh", actor=SYSTEM, now=NOVEMBER,
            by_mail=False,
        )  # fmt: skip
        acceptance.accept(session, str(sent.secret), visitor=None, agent="", now=NOVEMBER, name="王敏")
    ref = awarded(world, folk)
    follow(world, clock)

    post(world, server, clock)

    letters = dict(server.taken)
    assert server.addressed == [
        "ada@accord.example",
        *sorted(["diego@accord.example", "wang@ministry.example"], key=server.addressed.index),
    ]
    assert (
        said(letters["wang@ministry.example"], "Subject") == f"{ref} 现状态：已立项：Gentle extraction of pea protein"
    )
    assert text(letters["wang@ministry.example"]).startswith(
        f"王敏，您好：\n\n{ref}“Gentle extraction of pea protein”现状态：已立项（操作：立项）。\n"
    )
    assert said(letters["wang@ministry.example"], "To") == "王敏 <wang@ministry.example>"
    assert said(letters["diego@accord.example"], "Subject").startswith(f"{ref} is now at: Awarded")


def test_staff_are_told_except_whom_a_conflict_keeps_away(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    ref = awarded(world, folk)
    declared = DeclareConflict(actor=folk["carl"], received_at=NOVEMBER, ref=ref, ground="family", reason="my sister's")
    world.one(declared)
    world.transition(ref, "revoke", actor=folk["eli"], now=NOVEMBER, reason="said")
    follow(world, clock)

    post(world, server, clock)

    free = [who for who, letter in server.taken if said(letter, "Subject") == "A place has fallen free in 2.4"]
    assert sorted(free) == ["cora@accord.example", "eli@accord.example"]
    assert "carl@accord.example" not in server.addressed
    assert "fleur@accord.example" not in server.addressed


def test_who_is_kept_from_the_next_case_does_not_learn_which_it_is(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    first, second = awarded(world, folk), reviewed(world, folk)
    world.transition(second, "reserve", actor=folk["eli"], now=NOVEMBER, rank=1)
    declared = DeclareConflict(
        actor=folk["carl"], received_at=NOVEMBER, ref=second, ground="family", reason="a brother's"
    )
    world.one(declared)
    world.transition(first, "revoke", actor=folk["eli"], now=NOVEMBER, reason="said")
    follow(world, clock)

    post(world, server, clock)

    free = {who: text(letter) for who, letter in server.taken if "fallen free" in said(letter, "Subject")}
    assert sorted(free) == ["cora@accord.example", "eli@accord.example"]
    assert f"Next in order: {second}" in free["cora@accord.example"]


def test_a_release_that_failed_is_told_to_those_who_decide(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")

    post(world, server, clock)

    [(recipient, letter)] = server.taken
    assert (recipient, said(letter, "Subject")) == (
        "eli@accord.example",
        "Decisions in 2.4 could not be released",
    )


def test_an_invitation_is_mailed_with_a_link_that_nobody_else_ever_saw(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ref = world.opened(now=NOVEMBER, actor=folk["ada"])
    sent = invited(world, ref, folk, language="zh")

    post(world, server, clock)

    [(recipient, letter)] = server.taken
    [link] = [line for line in text(letter).splitlines() if line.startswith(SITE)]
    secret = link.removeprefix(f"{SITE}/invite#")
    assert (recipient, sent.secret, len(secret)) == ("paz@ministry.example", None, 43)
    assert said(letter, "Subject") == "邀请您作为合作方参加：政府间国际科技创新合作重点专项2023年度第一批"
    assert f"事项编号：{ref}。" in text(letter)
    assert secret not in caplog.text
    with world.database.writing() as session:
        accepted = acceptance.accept(session, secret, visitor=None, agent="", now=NOVEMBER)
    assert (accepted.role, accepted.case) == ("partner", ref)


def test_an_invitation_tried_again_carries_a_new_link_in_a_letter_of_its_own(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    invited(world, world.opened(now=NOVEMBER, actor=folk["ada"]), folk)
    seen: list[EmailMessage] = []
    server.drops = lambda letter: not seen and not seen.append(letter)  # type: ignore[func-returns-value]

    post(world, server, clock)
    clock.advance(mail.SHORTEST)
    post(world, server, clock)

    [(_, second)] = server.taken
    links = [next(line for line in text(one).splitlines() if line.startswith(SITE)) for one in (*seen, second)]
    assert links[0] != links[1]
    assert seen[0]["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize("what", ["revoked", "accepted", "expired"])
def test_an_invitation_that_is_over_is_not_mailed(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock, what: str
) -> None:
    sent = invited(world, world.opened(now=NOVEMBER, actor=folk["ada"]), folk)
    with world.database.writing() as session:
        if what == "revoked":
            invitations.revoke(session, sent.id, actor=folk["cora"], now=NOVEMBER)
        elif what == "accepted":
            session.connection().execute(update(LINKS).values(used_at=NOVEMBER))
        else:
            clock.set(sent.expires_at)

    assert post(world, server, clock) == 0
    assert (server.taken, status(world, clock)) == ([], Status(0, 0, 1, 0, 0))


@pytest.mark.parametrize("late", [timedelta(), -MICROSECOND])
def test_nobody_is_reminded_of_a_deadline_that_is_not_ahead(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock, late: timedelta
) -> None:
    world.opened(now=NOVEMBER, actor=folk["ada"])
    clock.set(INTERNAL - DAY)
    remind(world, clock)
    clock.set(INTERNAL + late)

    post(world, server, clock)

    assert len(server.taken) == (0 if late == timedelta() else 1)
    assert status(world, clock).overtaken == (1 if late == timedelta() else 0)


def test_nobody_is_reminded_of_a_deadline_that_was_moved_or_no_longer_applies(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    moved, submitted = (world.opened(now=NOVEMBER, actor=folk["ada"]) for _ in range(2))
    clock.set(INTERNAL - DAY)
    remind(world, clock)
    world.transition(submitted, "submit", actor=folk["ada"], now=clock.now())
    world.extend(moved, "internal", AGENCY, now=clock.now())

    post(world, server, clock)

    assert (server.taken, status(world, clock).overtaken) == ([], 2)


def test_no_title_or_name_can_add_a_header(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    title = "Pea\r\nBcc: eve@evil.example\r\n\r\nprotein\u2028x {reference} {settings}"
    ref = world.opened(filing(title=title), now=NOVEMBER, actor=folk["ada"])
    with world.database.writing() as session:
        named = update(PEOPLE).where(PEOPLE.c.id == folk["ada"].id).values(name="Ada\r\nBcc: eve@evil.example")
        session.connection().execute(named)
    clock.set(INTERNAL - DAY)
    remind(world, clock)

    post(world, server, clock)

    [(recipient, letter)] = server.taken
    assert recipient == "ada@accord.example"
    assert letter["Bcc"] is None
    plain = "Pea Bcc: eve@evil.example protein x {reference} {settings}"
    assert said(letter, "Subject") == f"{ref} has until 2022-12-25 23:59: {plain}"
    assert said(letter, "To") == '"Ada Bcc eve evil.example" <ada@accord.example>'
    assert f'{ref}, "{plain}", stands at: Draft.' in text(letter)
