"""No letter tells anybody outside what a case is told as something else for: every kind of letter, to every role."""

import pytest

from tests.workflow.post import mailing
from tests.workflow.post.mailing import NOVEMBER, reviewed
from tests.world import World, done
from workflow.actors import Actor
from workflow.email_templates import wording
from workflow.notifications import emails
from workflow.notifications.emails import Email, Message
from workflow.settings import Settings
from workflow.tables import CASES

folk = mailing.folk
OUTSIDE, INSIDE = ("applicant", "partner"), ("coordinator", "committee")
KINDS = (
    "reminder",
    "moved",
    "place-free",
)  # of the others one is about a call, one about an invitation: of no case's state
DECISION = "2023-04-30"
SECRETS = (
    "Reviewed",
    "已评审",
    "Record the review",
    "登记评审结果",
    "overdue decision",
    DECISION,
    "2023-04-29",
    "score",
)


def test_every_kind_of_letter_about_a_case_is_looked_at_here() -> None:
    assert set(wording.of("en").letters) == {*KINDS, "release-failed", "invitation"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", OUTSIDE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_reviewed_case_is_written_of_as_a_confirmed_one(
    world: World, folk: dict[str, Actor], kind: str, role: str, language: str
) -> None:
    ref = reviewed(world, folk)
    about = {"reminder": ["7d"], "moved": ["review", "escalate-decision", "escalate-review"], "place-free": [ref]}[kind]

    found = [one for transition in about for one in letters(world, ref, kind, role, transition, language)]

    assert len(found) == {"reminder": 1, "moved": 0, "place-free": 1}[kind]
    for one in found:
        assert [secret for secret in SECRETS if secret in f"{one.subject}\n{one.text}"] == []


@pytest.mark.parametrize("role", OUTSIDE)
def test_what_is_theirs_to_know_is_written_to_people_outside(world: World, folk: dict[str, Actor], role: str) -> None:
    ref = reviewed(world, folk)
    done(world.award(ref, now=NOVEMBER))

    [one] = letters(world, ref, "moved", role, "award", "en")

    assert "is now at: Awarded (by the transition: Award)" in one.text


@pytest.mark.parametrize("role", INSIDE)
def test_staff_are_written_of_the_state_itself(world: World, folk: dict[str, Actor], role: str) -> None:
    ref = reviewed(world, folk)

    for one in letters(world, ref, "moved", role, "escalate-decision", "en"):
        assert "is now at: Reviewed" in one.text and "Escalate the overdue decision" in one.text
    assert letters(world, ref, "moved", role, "escalate-decision", "en") != []


def letters(world: World, ref: str, kind: str, role: str, about: str, language: str) -> list[Email]:
    """What a message would say to its readers now."""
    with world.database.writing() as session:
        number = session.execute(CASES.select().where(CASES.c.ref == ref)).one().id
        message = Message(1, "1", kind, number, role, about, None)
        return emails.write_email(session, message, Settings(language=language), now=NOVEMBER)
