"""Reviews: a reviewer's scored opinion. Its words can be erased; the trail seals their salted hash and the scores."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from states.call import ReviewPlan
from states.refusal import Refusal, Unmet
from states.text import is_blank
from workflow import access, canonical, editions, notes, permissions, salted, transitions, visibility
from workflow.actors import Actor
from workflow.case_record import CaseRecord
from workflow.commands import SubmitReview
from workflow.notes import Note
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.reviewing import assignments, panel
from workflow.reviewing.panel import ScoreSummary
from workflow.tables import ASSIGNMENTS, PEOPLE, REVIEWS
from workflow.unit_of_work import UnitOfWork

RECOMMENDATIONS = ("support", "support-with-reserve", "reject")


@dataclass(frozen=True, slots=True)
class Review:
    """A review: `total` from 0 to 100 in hundredths of a point; `counts` unless its author is not the case's any more."""

    reviewer: str
    name: str
    scores: dict[str, int]
    total: int
    recommendation: str
    comment: str
    number: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reviewers of a case say, as far as it is told to who asks; `reading` (what it comes to) is for insiders."""

    reviews: list[Review]
    reading: ScoreSummary | None


def submit_review(uow: UnitOfWork, case: CaseRecord, command: SubmitReview) -> Result | Refusal:
    """Write the review of somebody who has accepted to give one, while the case is with its reviewers."""
    reviewer = command.actor.id
    is_theirs = permissions.permits("give-review", access.roles(command.actor, case))
    if not is_theirs or assignments.is_standing(uow, case, reviewer) != "accepted":
        said = "a review is given by: a reviewer who has accepted the invitation"
        return Refusal("not-yours-to-make", said, roles=permissions.list_holders("give-review"))
    plan = case.definition.direction.review
    if plan is None or not permissions.is_allowed_in("give-review", case.definition.engine.lifecycle, case.state):
        return Refusal("not-editable", f"no review is taken while the case is {case.state}")
    if wrong := tuple(_misfits(plan, command)):
        return Refusal("misfit", "; ".join(lack.problem for lack in wrong), missing=wrong)
    salt, body = salted.salt(), command.comment.strip()
    note = {
        "reviewer": reviewer,
        "scores": canonical.dumps(dict(command.scores)).decode(),
        "total": plan.total(command.scores),
        "recommendation": command.recommendation,
        "body": body,
        "salt": salt,
        "digest": salted.digest(salt, body),
    }
    return transitions.record_note(uow, case, REVIEWS, "case.review-submitted", note, command)


def _misfits(plan: ReviewPlan, command: SubmitReview) -> Iterator[Unmet]:
    for name in command.scores.keys() - plan.criteria.keys():
        said = f"there is no criterion {name!r}; there are: {', '.join(plan.criteria)}"
        yield Unmet("misfit", said, plan.clause, pointer=f"/scores/{name}")
    for name, criterion in plan.criteria.items():
        score = command.scores.get(name)
        if not isinstance(score, int) or isinstance(score, bool) or not 0 <= score <= criterion.most:
            said = f"{criterion.label} is scored from 0 to {criterion.most}"
            yield Unmet("misfit", said, plan.clause, pointer=f"/scores/{name}")
    if command.recommendation not in RECOMMENDATIONS:
        yield Unmet("misfit", f"a recommendation is one of: {', '.join(RECOMMENDATIONS)}", pointer="/recommendation")
    if is_blank(command.comment):
        yield Unmet("misfit", "a review has a comment", pointer="/comment")


def list_reviews(session: Session, actor: Actor, ref: str) -> Opinion:
    """What the reviewers say: all of it to insiders; to a reviewer the others' only once their own is there.

    Raises NotFound, and NotAllowed for applicants and partners.
    """
    row = queries.load_visible_row(session, actor, ref)
    roles = access.roles(actor, row)
    connection = session.connection()
    assigned = notes.load_notes(connection, ASSIGNMENTS, [row.id]).get(row.id, ())
    latest = {str(note["reviewer"]): note for note in notes.load_notes(connection, REVIEWS, [row.id]).get(row.id, ())}
    permissions.require("read-reviewing", roles, "reviews are read by")
    if not visibility.is_inside(roles) and actor.id not in latest:
        latest = {}
    counted = notes.count_reviews(assigned, list(latest.values()))
    names = dict(session.execute(select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(list(latest)))).all())
    shown = [_review(note, names.get(who, ""), who in counted) for who, note in latest.items()]
    plan = editions.load_pinned(session, row.call, row.edition)[row.direction].direction.review
    inside = visibility.is_inside(roles) and plan is not None
    return Opinion(shown, panel.summarise(plan, list(counted.values())) if inside and plan is not None else None)


def _review(note: Note, name: str, counts: bool) -> Review:
    scores, total, number = notes.read_object(note, "scores"), note["total"], note["number"]
    assert isinstance(total, int) and isinstance(number, int), "as it was written"
    about = (str(note["reviewer"]), name, scores, total, str(note["recommendation"]), str(note["body"]))
    return Review(*about, number, counts)
