"""A panel for stories: people of the pool, and short ways to ask them and to let them answer."""

from datetime import datetime
from typing import Any

from states.refusal import Refusal
from tests.world import ADA, CALL, CORA, World, at, done, filing, mirrored, placed
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.commands import (
    AnswerInvitation,
    AssignReviewer,
    Bulk,
    DeclareConflict,
    MakeTransition,
    OpenCase,
    PutFiling,
    SettleConflict,
    SubmitReview,
    SuspectConflict,
    UnassignReviewer,
)
from workflow.errors import NotFound
from workflow.identity import people
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.pool import reviewers
from workflow.pool.reviewers import Listed, ReviewerProfile
from workflow.reviewing import reviews
from workflow.reviewing.reviews import Opinion

NOVEMBER = at("2022-11-10 09:00")
CLEO = Actor("per_cleo", "Cleo, who coordinates too", (RoleGrant("coordinator"),))
ECHO = Actor("per_echo", "Echo, of the committee too", (RoleGrant("committee"),))
AUGUST = Actor("per_august", "August, who audits too", (RoleGrant("auditor"),))
ALMA = Actor("per_alma", "Alma, who administers too", (RoleGrant("administrator"),))
CRITERIA = ("significance", "feasibility", "cooperation", "results")


class Panel:
    """What coordinators and reviewers do on that November morning, one transaction each."""

    def __init__(self, world: World) -> None:
        self.world = world

    def person(self, name: str, role: str, call: str | None = None) -> Actor:
        """Somebody who holds a role, known to the database."""
        with self.world.database.writing() as session:
            found = people.add(session, name, actor=SYSTEM, now=NOVEMBER)
            people.grant(session, found, role, call=call, actor=SYSTEM, now=NOVEMBER)
            return people.load_person(session, found)

    def reviewer(self, name: str, call: str | None = None, **about: Any) -> Actor:
        """Somebody in the pool."""
        actor = self.person(name, "reviewer", call)
        self.listed(actor, **about)
        return actor

    def listed(self, actor: Actor, **about: Any) -> Listed:
        """Put somebody into the pool, as coming from nowhere in particular."""
        known = {"organisation": f"Academy of {actor.name}", "country": "CN"} | about
        with self.world.database.writing() as session:
            return reviewers.put_reviewer(session, actor.id, ReviewerProfile(**known), actor=SYSTEM, now=NOVEMBER)

    def case(self, *, owner: Actor = ADA, direction: str = "2.4", now: datetime = NOVEMBER, **differing: Any) -> str:
        """A case that is with its reviewers."""
        content = placed(filing(**differing), direction)
        opening = OpenCase(actor=owner, received_at=now, call=CALL, direction=direction, content=content)
        [opened] = self.world.apply(opening, now=now)
        ref = done(opened).case
        known: dict[str, Any] = {"received_at": now, "ref": ref}
        steps = (
            MakeTransition(actor=owner, transition="submit", **known),
            PutFiling(actor=CORA, side="counterpart", content=mirrored(content), submit=True, **known),
            MakeTransition(actor=CORA, transition="confirm", **known),
        )
        for answer in self.world.apply(*steps, now=now):
            done(answer)
        return ref

    def assign(
        self, ref: str, reviewer: Actor, *, actor: Actor = CORA, now: datetime = NOVEMBER, **more: Any
    ) -> Result | Refusal:
        """Invite somebody."""
        return self.world.one(AssignReviewer(actor=actor, received_at=now, ref=ref, reviewer=reviewer.id, **more))

    def respond(
        self,
        ref: str,
        reviewer: Actor,
        *,
        accepts: bool = True,
        reason: str | None = None,
        now: datetime = NOVEMBER,
    ) -> Result | Refusal:
        """Let somebody answer."""
        known: dict[str, Any] = {"received_at": now, "ref": ref}
        return self.world.one(
            AnswerInvitation(actor=reviewer, reviewer=reviewer.id, accepts=accepts, reason=reason, **known)
        )

    def unassign(
        self, ref: str, reviewer: Actor, *, actor: Actor = CORA, reason: str = "ill", now: datetime = NOVEMBER
    ) -> Result | Refusal:
        """Take the case from somebody."""
        return self.world.one(
            UnassignReviewer(actor=actor, received_at=now, ref=ref, reviewer=reviewer.id, reason=reason)
        )

    def accepted(self, ref: str, *reviewers: Actor) -> None:
        """Invite these people, who all accept."""
        for reviewer in reviewers:
            done(self.assign(ref, reviewer))
            done(self.respond(ref, reviewer))

    def score(
        self, ref: str, reviewer: Actor, *points: int, now: datetime = NOVEMBER, **differing: Any
    ) -> Result | Refusal:
        """Let somebody give a review: a score for each criterion in turn, the last one for all that are left."""
        scores = dict(zip(CRITERIA, (*points, *[points[-1]] * len(CRITERIA)), strict=False))
        told = {"scores": scores, "comment": "A sound plan.", "recommendation": "support"} | differing
        return self.world.one(SubmitReview(actor=reviewer, received_at=now, ref=ref, **told))

    def declare(
        self, ref: str, actor: Actor, *, ground: str = "family", reason: str = "a cousin", now: datetime = NOVEMBER
    ) -> Result | Refusal:
        """Let somebody declare a conflict of interest."""
        return self.world.one(DeclareConflict(actor=actor, received_at=now, ref=ref, ground=ground, reason=reason))

    def suspect(
        self, ref: str, person: Actor, ground: str, *, actor: Actor = CORA, reason: str | None = None
    ) -> Result | Refusal:
        """Note a suspicion."""
        known: dict[str, Any] = {"received_at": NOVEMBER, "ref": ref}
        return self.world.one(SuspectConflict(actor=actor, person=person.id, ground=ground, reason=reason, **known))

    def settle(
        self, ref: str, person: Actor, ground: str, *, confirmed: bool, actor: Actor = CORA, reason: str = "asked"
    ) -> Result | Refusal:
        """Confirm a conflict of interest, or dismiss it."""
        known: dict[str, Any] = {"received_at": NOVEMBER, "ref": ref, "reason": reason}
        return self.world.one(
            SettleConflict(actor=actor, person=person.id, ground=ground, confirmed=confirmed, **known)
        )


def opinion(world: World, actor: Actor, ref: str) -> Opinion:
    """What someone is told of a case's reviews."""
    with world.database.reading() as session:
        return reviews.list_reviews(session, actor, ref)


def sees(world: World, actor: Actor, ref: str) -> bool:
    """Whether a case is there for someone, by reading and by asking something of it, which must agree."""
    with world.database.reading() as session:
        try:
            read = bool(queries.load_visible_row(session, actor, ref))
        except NotFound:
            read = False
    tried = Bulk(
        actor=actor,
        received_at=NOVEMBER,
        dry_run=True,
        commands=(MakeTransition(actor=actor, received_at=NOVEMBER, ref=ref, transition="x"),),
    )
    [outcomes] = world.apply(tried, now=NOVEMBER)
    assert isinstance(outcomes, list) and isinstance(outcomes[0], Refusal)
    assert (outcomes[0].code != "no-such-case") == read
    return read
