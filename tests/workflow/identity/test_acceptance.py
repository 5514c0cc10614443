"""What an invitation is worth, to whom, and for how long."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import insert, select, update

from tests.workflow.identity import inviting
from tests.workflow.identity.inviting import (
    NOON,
    PAZ,
    accept,
    actor,
    added,
    asked,
    attempt,
    events,
    roles,
    to_call,
    to_case,
)
from tests.world import (
    ADA,
    ADAM,
    CALL,
    CORA,
    MICROSECOND,
    World,
    answering,
)
from workflow.acceptance import Accepted
from workflow.actors import Actor, RoleGrant
from workflow.errors import InvalidRequest, NotAllowed, NotFound, Unauthenticated
from workflow.identity import invitations
from workflow.identity.invitations import SentInvitation
from workflow.outcomes import Result
from workflow.tables import FACTORS, GRANTS, LINKS, PEOPLE

inviters = inviting.inviters
pytestmark = pytest.mark.usefixtures("inviters")


def test_a_counterpart_accepts_and_then_files_and_confirms_the_case(world: World) -> None:
    ref = world.opened(now=NOON)
    world.transition(ref, "submit", actor=ADA, now=NOON)
    sent = to_case(world, ref, PAZ)

    accepted = accept(world, sent.secret, name="Paz Ibarra")
    paz = actor(world, accepted)
    assert paz is not None
    filed = world.file(ref, answering(), now=NOON, actor=paz)
    confirmed = world.transition(ref, "confirm", actor=paz, now=NOON)

    assert accepted == Accepted(paz.id, "Paz Ibarra", "partner", CALL, "AR", ref, accepted.secret)
    assert paz.grants == ()
    assert (isinstance(filed, Result), isinstance(confirmed, Result)) == (True, True)
    assert world.case(ref).state == "partner-confirmed"


def test_each_step_is_sealed_and_neither_secret_nor_address_is(world: World) -> None:
    ref = world.opened(now=NOON)
    first = to_case(world, ref, PAZ)
    second = to_case(world, ref, PAZ.upper())
    accepted = accept(world, second.secret)
    third = to_case(world, ref, "ines@ministry.example")
    with world.database.writing() as session:
        invitations.revoke(session, third.id, actor=ADAM, now=NOON)

    sealed = events(world)

    def said(sent: SentInvitation, *ended: str) -> dict[str, object]:
        return {"invitation": sent.id, "role": "partner", "partner": "AR", "case": ref, "ended": list(ended)}

    assert sealed == [
        ("invitation.sent", CORA.id, said(first)),
        ("invitation.sent", CORA.id, said(second, first.id)),
        ("person.added", "system", {"person": accepted.person}),
        (
            "invitation.accepted",
            accepted.person,
            {"invitation": second.id, "person": accepted.person, "role": "partner", "partner": "AR", "case": ref},
        ),
        (
            "session.begun",
            accepted.person,
            {"session": sealed[4][2]["session"], "person": accepted.person, "method": "invitation"},
        ),
        ("invitation.sent", CORA.id, said(third)),
        ("invitation.revoked", ADAM.id, {"invitation": third.id}),
    ]
    with world.database.reading() as session:
        kept = [*map(str, session.execute(select(LINKS))), *map(str, sealed)]
    assert not any(str(one.secret) in row for one in (first, second, third) for row in kept)
    assert not any("ministry" in str(event) for event in sealed)


def test_a_reviewer_is_invited_to_a_call_and_gets_that_role_there_alone(world: World) -> None:
    accepted = accept(world, to_call(world, "lin@university.example", "reviewer").secret)

    lin = actor(world, accepted)

    assert lin is not None
    assert lin.grants == (RoleGrant("reviewer", CALL),)
    assert (accepted.name, accepted.case, accepted.partner) == ("lin", None, None)


def test_a_reviewer_invited_because_of_a_case_answers_for_no_partner(world: World) -> None:
    ref = world.opened(now=NOON)

    accepted = accept(world, to_case(world, ref, "lin@university.example", "reviewer").secret)

    assert (accepted.role, accepted.partner, accepted.case) == ("reviewer", None, ref)


@pytest.mark.parametrize(("before_end", "in_force"), [(MICROSECOND, True), (timedelta(), False)])
def test_a_link_lasts_two_weeks_to_the_microsecond(world: World, before_end: timedelta, in_force: bool) -> None:
    sent = to_call(world, PAZ)

    came_to = attempt(world, sent.secret, now=NOON + timedelta(days=14) - before_end)

    assert sent.expires_at == NOON + timedelta(days=14)
    assert isinstance(came_to, Accepted) is in_force


def test_a_link_that_was_used_has_expired_was_revoked_or_never_was_is_refused_alike(world: World) -> None:
    used, expired, revoked, replaced = (
        to_call(world, f"{name}@ministry.example") for name in ("used", "expired", "revoked", "replaced")
    )
    accept(world, used.secret)
    with world.database.writing() as session:
        invitations.revoke(session, revoked.id, actor=CORA, now=NOON)
    to_call(world, "Replaced@ministry.example")
    before = world.events()

    refused = [attempt(world, one.secret) for one in (used, revoked, replaced)]
    refused += [attempt(world, expired.secret, now=NOON + timedelta(days=15))]
    refused += [attempt(world, never) for never in ("x" * 43, "short", "ü" * 43, "")]

    assert {(type(one), str(one)) for one in refused} == {(NotFound, "there is no such invitation in force")}
    assert world.events() == before


def test_of_two_who_accept_at_the_same_moment_one_wins(world: World) -> None:
    sent = to_call(world, PAZ)
    together, came_to = Barrier(4), []

    def work() -> None:
        together.wait()
        came_to.append(attempt(world, sent.secret))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(one).__name__ for one in came_to) == ["Accepted", "NotFound", "NotFound", "NotFound"]
    with world.database.reading() as session:
        assert len(session.execute(select(PEOPLE).where(PEOPLE.c.email == PAZ)).all()) == 1
        assert len(session.execute(select(GRANTS).where(GRANTS.c.role == "authority")).all()) == 1


def test_who_is_signed_in_as_somebody_else_is_refused_and_the_link_stays_good(world: World) -> None:
    sent, other = to_call(world, PAZ), added(world, "bo@home.example", "applicant")

    refused = attempt(world, sent.secret, visitor=other)

    assert (type(refused), str(refused)) == (NotAllowed, "this invitation is for somebody else: sign out first")
    assert accept(world, sent.secret).role == "authority"


def test_the_owner_of_a_case_cannot_answer_for_its_partner_by_whatever_invitation(world: World) -> None:
    ada = added(world, "ada@home.example", "applicant")
    ref = world.opened(now=NOON, actor=ada)

    inviting = [asked(world, ref, one) for one in ("ada@home.example", "ADA@home.example")]
    sent = to_case(world, ref, PAZ)
    with world.database.writing() as session:
        session.connection().execute(update(LINKS).where(LINKS.c.id == sent.id).values(email="ada@home.example"))
    refused = [attempt(world, sent.secret, visitor=one) for one in (ada, None)]

    assert {type(one) for one in inviting} == {InvalidRequest}
    assert {type(one) for one in refused} == {NotAllowed}
    assert roles(world, ada) == {"applicant"}


def test_an_owner_may_answer_for_another_partner_and_review_another_case(world: World) -> None:
    ada = added(world, "ada@home.example", "applicant")
    world.opened(now=NOON, actor=ada)
    another = world.opened(now=NOON, actor=ADA)

    partner = to_call(world, "ada@home.example", partner="ES")
    reviewer = to_case(world, another, "ada@home.example", "reviewer")

    assert accept(world, partner.secret, visitor=ada).partner == "ES"
    assert accept(world, reviewer.secret, visitor=ada).case == another


def test_who_is_signed_in_already_keeps_the_session_they_have(world: World) -> None:
    bo = added(world, "bo@home.example", "applicant")

    accepted = accept(world, to_call(world, "Bo@Home.example").secret, visitor=bo)

    assert (accepted.person, accepted.secret) == (bo.id, None)
    assert roles(world, bo) == {"applicant", "authority"}


def test_a_link_that_was_handed_over_never_opens_an_account_in_which_somebody_could_do_anything(world: World) -> None:
    bo, ada = added(world, "bo@home.example", "applicant"), added(world, "ada@home.example")
    world.opened(now=NOON, actor=Actor(ada.id, ada.name, (RoleGrant("applicant"),)))
    addresses = ("bo@home.example", "ada@home.example", f"{ADAM.id}@accord.example")
    sent = [to_call(world, email, "reviewer") for email in addresses]

    refused = [attempt(world, one.secret) for one in sent]

    assert {(type(one), str(one)) for one in refused} == {
        (Unauthenticated, "this address has an account here: sign in, then accept the invitation")
    }
    assert accept(world, sent[0].secret, visitor=bo).secret is None


def test_an_account_in_which_nobody_can_do_anything_yet_is_opened_by_a_link_handed_over(world: World) -> None:
    paz = added(world, PAZ)

    accepted = accept(world, to_call(world, PAZ).secret)

    assert (accepted.person, accepted.secret is None) == (paz.id, False)


def test_a_link_that_was_mailed_opens_the_account_of_a_guest_but_never_that_of_staff(world: World) -> None:
    bo = added(world, "bo@home.example", "applicant")
    guest, staff = (
        to_call(world, email, "reviewer", by_mail=True) for email in ("bo@home.example", f"{ADAM.id}@accord.example")
    )
    with world.database.writing() as session:
        drawn = [invitations.renew(session, one.id, now=NOON) for one in (guest, staff)]
    mailed = [one[0] for one in drawn if one is not None]

    assert (guest.secret, staff.secret) == (None, None)
    assert accept(world, mailed[0]).person == bo.id
    assert isinstance(attempt(world, mailed[1]), Unauthenticated)


def test_no_link_opens_an_account_with_a_second_factor(world: World) -> None:
    bo = added(world, "bo@home.example", "applicant")
    with world.database.writing() as session:
        factor = {"person": bo.id, "secret": "s", "sealed_by": "k", "created_at": NOON, "confirmed_at": NOON}
        session.connection().execute(insert(FACTORS).values(factor))
    sent = to_call(world, "bo@home.example", "reviewer", by_mail=True)
    with world.database.writing() as session:
        drawn = invitations.renew(session, sent.id, now=NOON)

    assert drawn is not None
    assert isinstance(attempt(world, drawn[0]), Unauthenticated)
    assert accept(world, drawn[0], visitor=bo).secret is None


def test_who_has_not_finished_signing_in_does_not_accept(world: World) -> None:
    bo = added(world, "bo@home.example", "applicant")
    enrolling = Actor(bo.id, bo.name, (), frozenset(), session="ses_1")

    refused = attempt(world, to_call(world, "bo@home.example", "reviewer").secret, visitor=enrolling)

    assert (type(refused), str(refused)) == (NotAllowed, "finish signing in first")


def test_somebody_disabled_is_refused_as_if_there_were_no_invitation(world: World) -> None:
    sent = to_call(world, PAZ)
    paz = added(world, PAZ)
    with world.database.writing() as session:
        session.connection().execute(update(PEOPLE).where(PEOPLE.c.id == paz.id).values(disabled_at=NOON))

    assert isinstance(attempt(world, sent.secret), NotFound)


def test_the_invitation_of_somebody_who_no_longer_coordinates_is_worth_nothing(world: World) -> None:
    sent = to_call(world, PAZ)
    with world.database.writing() as session:
        session.connection().execute(update(GRANTS).where(GRANTS.c.person == CORA.id).values(role="auditor"))

    assert isinstance(attempt(world, sent.secret), NotFound)
