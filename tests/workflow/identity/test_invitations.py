"""Invitations: who may invite whom to what, who learns of it, and who ends it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.workflow.identity import inviting
from tests.workflow.identity.inviting import (
    COORDINATOR,
    NOON,
    PAZ,
    accept,
    asked,
    listed,
    to_call,
    to_case,
)
from tests.world import (
    ADA,
    ADAM,
    AUDREY,
    CALL,
    CORA,
    DIEGO,
    ELI,
    MICROSECOND,
    REX,
    ZHONGGUANCUN,
    World,
    at,
)
from workflow.actors import Actor
from workflow.auditing import history
from workflow.commands import DeclareConflict
from workflow.credentials import sessions
from workflow.errors import InvalidRequest, NotAllowed, NotFound, ReauthenticationRequired
from workflow.identity import invitations
from workflow.identity.invitations import Invitation, SentInvitation

inviters = inviting.inviters
pytestmark = pytest.mark.usefixtures("inviters")


@pytest.mark.parametrize("who", [ADA, DIEGO, ELI, AUDREY, REX, COORDINATOR], ids=lambda who: str(who.id))
def test_nobody_invites_but_coordinators_of_the_call_and_administrators(world: World, who: Actor) -> None:
    ref = world.opened(now=NOON)
    world.transition(ref, "submit", actor=ADA, now=NOON)
    invisible = who in (REX, COORDINATOR)

    to_this_case, to_this_call = asked(world, ref, PAZ, actor=who), asked(world, None, PAZ, actor=who)

    assert (type(to_this_case), type(to_this_call)) == (NotFound if invisible else NotAllowed, NotAllowed)


def test_a_coordinator_kept_away_by_a_conflict_neither_invites_to_the_case_nor_sees_who_was(world: World) -> None:
    ref = world.opened(now=NOON)
    sent = to_case(world, ref, PAZ, actor=ADAM)
    world.one(DeclareConflict(actor=CORA, received_at=NOON, ref=ref, ground="family", reason="my sister's"))

    inviting = asked(world, ref, "ines@ministry.example")
    with world.database.writing() as session, pytest.raises(NotFound):
        invitations.revoke(session, sent.id, actor=CORA, now=NOON)

    with world.database.reading() as session:
        told, _ = history.list_events(session, CORA, history.Filter(action="invitation.sent"), limit=200)

    assert isinstance(inviting, NotFound)
    assert (listed(world, CORA), told) == ([], [])
    assert [one.id for one in listed(world, ADAM)] == [sent.id]


def test_who_signed_in_too_long_ago_does_not_give_out_a_role(world: World) -> None:
    stale = replace(CORA, session="ses_1", fresh_at=NOON - sessions.FRESH)
    fresh = replace(stale, fresh_at=NOON - sessions.FRESH + MICROSECOND)

    refused, sent = (asked(world, None, PAZ, actor=one) for one in (stale, fresh))

    assert (type(refused), type(sent)) == (ReauthenticationRequired, SentInvitation)


def test_a_token_that_may_not_manage_neither_invites_nor_revokes(world: World) -> None:
    sent = to_call(world, PAZ)
    writing = Actor(CORA.id, CORA.name, CORA.grants, frozenset({"read", "write"}), token="tok_1")

    with world.database.writing() as session, pytest.raises(NotAllowed):
        invitations.revoke(session, sent.id, actor=writing, now=NOON)

    assert isinstance(asked(world, None, PAZ, actor=writing), NotAllowed)


@pytest.mark.parametrize(
    ("asking", "problem"),
    [
        ({"email": "nobody"}, "“"),
        ({"email": "a@b.example, c@d.example"}, "“"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "“"),
        ({"email": "a" * 60 + "@" + "b" * 200}, "“"),
        (
            {"role": "committee", "partner": None},
            "nobody is invited as 'committee'; there are: partner, reviewer, authority",
        ),
        ({"language": "fr"}, "there are no letters in 'fr'; there are: en, zh"),
        ({"partner": None}, f"{CALL} has no partner None; it has: "),
        ({"partner": "ZZ"}, f"{CALL} has no partner 'ZZ'; it has: "),
        ({"role": "reviewer"}, "only an authority answers for a partner country"),
        ({"role": "partner", "partner": None}, "a partner is invited to one case and sees no other: say which case"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(
    world: World, asking: dict[str, str | None], problem: str
) -> None:
    given = {"email": PAZ, "role": "authority", "partner": "AR", "language": "en"} | asking

    with world.database.writing() as session, pytest.raises(InvalidRequest) as caught:
        invitations.invite_to_call(session, CALL, actor=CORA, now=NOON, by_mail=True, **given)  # type: ignore[arg-type]

    assert str(caught.value).startswith(problem)
    assert listed(world, CORA) == []


def test_a_call_that_does_not_exist_has_nobody_to_invite(world: World) -> None:
    with world.database.writing() as session, pytest.raises(NotFound):
        invitations.invite_to_call(session, "nonsense", PAZ, "reviewer", actor=CORA, now=NOON, by_mail=False)


def test_an_authority_is_invited_to_a_call_and_to_no_case(world: World) -> None:
    ref = world.opened(now=NOON)

    with world.database.writing() as session, pytest.raises(InvalidRequest, match="invite it to the call"):
        invitations.invite_to_case(session, ref, PAZ, "authority", actor=CORA, now=NOON, by_mail=False)


def test_the_partner_of_a_nomination_which_has_no_partner_country_is_invited_to_it(world: World) -> None:
    [nomination] = world.ready(1, now=at("2024-02-20 09:00"), call=ZHONGGUANCUN, direction="award")

    sent = asked(world, nomination, PAZ, now=at("2024-02-20 10:00"))

    assert isinstance(sent, SentInvitation)
    assert [(one.role, one.case, one.partner) for one in listed(world, CORA, nomination)] == [
        ("partner", nomination, None)
    ]


def test_invitations_are_listed_by_address_for_staff_with_what_became_of_them(world: World) -> None:
    ref = world.opened(now=NOON)
    paz, lin = to_case(world, ref, PAZ, language="zh"), to_call(world, "lin@university.example", "reviewer")
    accept(world, paz.secret, now=NOON + timedelta(hours=1))

    of_call, of_case = listed(world, AUDREY), listed(world, AUDREY, ref)

    ended = NOON + timedelta(days=14)
    first = Invitation(
        lin.id,
        "lin@university.example",
        "reviewer",
        CALL,
        None,
        None,
        "en",
        CORA.id,
        NOON,
        ended,
        None,
        None,
        None,
        None,
    )
    second = Invitation(
        paz.id, PAZ, "partner", CALL, "AR", ref, "zh", CORA.id, NOON, ended, NOON + timedelta(hours=1), None, None, None
    )
    assert of_call == [first, second]
    assert of_case == [second]


@pytest.mark.parametrize("who", [ADA, ELI, COORDINATOR], ids=lambda who: str(who.id))
def test_others_learn_neither_of_invitations_nor_whether_there_are_any(world: World, who: Actor) -> None:
    ref = world.opened(now=NOON)
    sent = to_case(world, ref, PAZ)

    with world.database.writing() as session:
        with pytest.raises(NotFound) as existing:
            invitations.revoke(session, sent.id, actor=who, now=NOON)
        with pytest.raises(NotFound) as missing:
            invitations.revoke(session, "inv_0", actor=who, now=NOON)

    assert str(existing.value) == str(missing.value)
    with pytest.raises(NotAllowed):
        listed(world, who)
    with pytest.raises(NotAllowed if who != COORDINATOR else NotFound):
        listed(world, who, ref)


def test_what_is_over_is_not_revoked_again(world: World) -> None:
    sent = to_call(world, PAZ)
    accept(world, sent.secret)

    with world.database.writing() as session, pytest.raises(NotFound):
        invitations.revoke(session, sent.id, actor=CORA, now=NOON)


def test_a_list_goes_on_where_it_stopped(world: World) -> None:
    sent = [to_call(world, f"{name}@university.example", "reviewer").id for name in "abc"]

    with world.database.reading() as session:
        first, key = invitations.list_for_call(session, CORA, CALL, limit=2)
        second, last = invitations.list_for_call(session, CORA, CALL, limit=2, after=key)

    assert [one.id for one in (*first, *second)] == sent
    assert (key, last) == (["b@university.example", sent[1]], None)
