"""Letters to addresses and names beyond ASCII, and what is seen of those that no server took."""

import pytest
from sqlalchemy import update

from tests import postbox
from tests.postbox import Postbox
from tests.workflow.post import mailing
from tests.workflow.post.mailing import NOVEMBER, post, queued, said, status
from tests.world import CALL, World
from workflow.actors import Actor
from workflow.clock import VirtualClock
from workflow.identity import invitations
from workflow.identity.invitations import Invitation
from workflow.notifications import mail
from workflow.notifications.mail import Failure
from workflow.tables import PEOPLE

folk, server = mailing.folk, mailing.server
JOERG = "jörg@example.org"


def invite(world: World, folk: dict[str, Actor], email: str) -> str:
    with world.database.writing() as session:
        sent = invitations.invite_to_call(
            session, CALL, email, "reviewer", actor=folk["cora"], now=NOVEMBER, by_mail=True
        )
    return sent.id


def invited(world: World, folk: dict[str, Actor]) -> list[Invitation]:
    with world.database.reading() as session:
        return invitations.list_for_call(session, folk["cora"], CALL)[0]


def failures(world: World) -> list[Failure]:
    with world.database.reading() as session:
        return mail.list_failures(session)


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        (JOERG, JOERG),
        ("张伟@例子.公司", "张伟@xn--fsqu00a.xn--55qx5d"),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
        ("Ada.Lin@Example.org", "Ada.Lin@example.org"),
    ],
)
def test_a_letter_goes_to_the_a_labels_and_beyond_ascii_where_the_server_offers_it(
    world: World, folk: dict[str, Actor], clock: VirtualClock, email: str, mailbox: str
) -> None:
    clock.set(NOVEMBER)
    invite(world, folk, email)
    waiting = [one.letter for one in invited(world, folk)]

    with postbox.opened(enable_SMTPUTF8=True) as server:
        post(world, server, clock)

    assert server.addressed == [mailbox]
    assert said(server.taken[0][1], "To") == mailbox
    assert (waiting, [(one.letter, one.answer) for one in invited(world, folk)]) == (["waiting"], [("sent", None)])


def test_where_the_server_does_not_take_such_an_address_the_failure_stands_beside_the_invitation(
    world: World, folk: dict[str, Actor], clock: VirtualClock
) -> None:
    clock.set(NOVEMBER)
    invite(world, folk, JOERG)

    with postbox.opened(enable_SMTPUTF8=False) as server:
        post(world, server, clock)

    [failure] = failures(world)
    [seen] = invited(world, folk)
    assert (seen.letter, seen.answer) == ("failed", "the server does not offer SMTPUTF8")
    assert (failure.kind, failure.recipient, failure.tried, failure.answer) == (
        "invitation",
        JOERG,
        1,
        "the server does not offer SMTPUTF8",
    )


def test_a_letter_that_the_server_refuses_is_seen_with_its_answer_beside_the_invitation_and_in_the_mail_log(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    clock.set(NOVEMBER)
    invite(world, folk, "ada@example.org")
    queued(world, "release-failed", "committee", f"{CALL} 2.4")
    server.refuses = {"ada@example.org": "550 no such mailbox", "eli@accord.example": "554 go away"}

    post(world, server, clock)

    assert [(one.letter, one.answer) for one in invited(world, folk)] == [("failed", "550")]
    assert [(one.kind, one.recipient, one.answer) for one in failures(world)] == [
        ("release-failed", None, "554"),
        ("invitation", "ada@example.org", "550"),
    ]
    assert status(world, clock).failed == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('Ada, "Boss" <boss@evil.example>, Lin', "Ada Boss boss evil.example Lin"),
        ("Ada; Bcc: eve@evil.example", "Ada Bcc eve evil.example"),
        ("Ada (Lin) [x] \\ y", "Ada Lin x y"),
        ("Ada\u202e\u2066 Lin", "Ada Lin"),
        ("Dr. O'Neill-Lin", "Dr. O'Neill-Lin"),
        ("张伟", "张伟"),
        ("a" * 150 + ", b" * 16, "a" * 60),
        ("李" * 200, "李" * 60),
    ],
)
def test_a_name_stands_before_the_address_cut_and_without_what_means_something_to_a_server(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock, name: str, shown: str
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")
    with world.database.writing() as session:
        session.connection().execute(update(PEOPLE).where(PEOPLE.c.id == folk["eli"].id).values(name=name))

    post(world, server, clock)

    [(recipient, letter)] = server.taken
    [to] = letter["To"].addresses
    named = to.display_name.replace(" ", "") if shown.startswith("李") else to.display_name  # the parser puts spaces
    assert (recipient, named, to.addr_spec) == ("eli@accord.example", shown, "eli@accord.example")
