"""Leading one case to a state: by the shortest way of transitions that people make, with what each of them needs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cli.showcase.people import Players
from states import calendar
from states.call import Call, Direction
from states.facts import Facts
from states.lifecycle import Lifecycle
from states.lifecycle import Transition as Transition
from states.refusal import Refusal
from workflow import cases as conductor
from workflow.actors import Actor
from workflow.commands import (
    AmendFiling,
    AnswerInvitation,
    AssignReviewer,
    Command,
    ExtendDeadline,
    MakeTransition,
    OpenCase,
    RecordJudgement,
    SubmitReview,
)
from workflow.outcomes import Result
from workflow.partner_commands import AddPartner
from workflow.store.database import Database

_STEP, _PANEL = timedelta(days=3), 3
_COMMENT = "Long, steady work that others have built on; the part of the partner is clear."
_REASON = "The papers were not complete; the office has written about it."


class Surprise(Exception):
    """A command of the showcase was refused: the programmes and the showcase do not fit each other."""


def find_path(lifecycle: Lifecycle, state: str) -> tuple[str, ...] | None:
    """The shortest path of transitions that people make from the first state, or None where only time leads there."""
    paths: dict[str, tuple[str, ...]] = {lifecycle.initial: ()}
    edge = [lifecycle.initial]
    while edge and state not in paths:
        at = edge.pop(0)
        for name, transition in lifecycle.transitions_from(at).items():
            if set(transition.by) != {"system"} and transition.to not in paths:
                paths[transition.to] = (*paths[at], name)
                edge.append(transition.to)
    return paths.get(state)


@dataclass
class Guide:
    """Leads cases of a direction; each command is received at an instant of its own."""

    database: Database
    call: Call
    direction: Direction
    players: Players
    led: int = 0

    def lead(self, content: Mapping[str, Any], path: tuple[str, ...], *, start: datetime) -> str:
        """Open a case at an instant and make these transitions, three days apart; its reference. Raises Surprise."""
        applicant = self.players.applicants[self.led % len(self.players.applicants)]
        self.led += 1
        call, code = self.call.code, self.direction.code
        opening = OpenCase(actor=applicant, received_at=start, call=call, direction=code, content=content)
        ref = self._apply(opening).case
        for number, name in enumerate(path, 1):
            at = start + number * _STEP
            transition = self.direction.lifecycle.transitions[name]
            prepared = {
                need for earlier in path[: number - 1] for need in self.direction.lifecycle.transitions[earlier].needs
            }
            needs = set(transition.needs) - prepared
            for command in self._prepare(ref, content, name, needs, at, applicant):
                self._apply(command)
            given = self._answers(transition, at)
            self._apply(
                MakeTransition(
                    actor=self._actor(transition, applicant), received_at=at, ref=ref, transition=name, given=given
                )
            )
        if path == ("submit",) and self.led % 2 and self._is_nomination:
            self._apply(self._partner(ref, start + (len(path) + 1) * _STEP))
        return ref

    def extend(self, ref: str, deadline: str, *, until: datetime, at: datetime) -> None:
        """Give a case more time."""
        reason, by = "The nominator was ill; the office agreed to wait.", self._staff("coordinator")
        self._apply(
            ExtendDeadline(
                actor=by, received_at=at, ref=ref, deadline=deadline, until=until, reason=reason, confirmed=True
            )
        )

    def _prepare(
        self, ref: str, content: Mapping[str, Any], name: str, needs: Collection[str], at: datetime, applicant: Actor
    ) -> Iterator[Command]:
        """What has to be there before a transition: the partner, the examination, reviews, a report."""
        known: dict[str, Any] = {"received_at": at - timedelta(hours=2), "ref": ref}
        coordinator = self._staff("coordinator")
        if "partner" in self.direction.lifecycle.transitions[name].by and self._is_nomination:
            yield self._partner(ref, at)
        if "examined" in needs:
            facts = Facts(home=content)
            for rule in self.direction.examined:
                if rule.when is None or rule.when.concerns(facts):
                    evidence = "Compared with the papers of the nomination."
                    yield RecordJudgement(actor=coordinator, clause=rule.id, verdict="met", evidence=evidence, **known)
        if "quorum-reached" in needs and self.direction.review is not None:
            yield from self._review(coordinator, known)
        if name == "report" and "report" in self.direction.fields:
            yield AmendFiling(
                actor=applicant, content={"report": "It took place as planned; 214 people came."}, **known
            )

    def _partner(self, ref: str, at: datetime) -> Command:
        coordinator, reason = self._staff("coordinator"), "Named in the nomination."
        return AddPartner(actor=coordinator, received_at=at, ref=ref, person=self.players.partner.id, reason=reason)

    def _review(self, coordinator: Actor, known: Mapping[str, Any]) -> Iterator[Command]:
        assert self.direction.review is not None
        for number, reviewer in enumerate(self.players.panel[:_PANEL]):
            yield AssignReviewer(actor=coordinator, reviewer=reviewer.id, **known)
            yield AnswerInvitation(actor=reviewer, reviewer=reviewer.id, accepts=True, **known)
            scores = {
                name: criterion.most * (72 + 5 * number + self.led % 9) // 100
                for name, criterion in self.direction.review.criteria.items()
            }
            yield SubmitReview(actor=reviewer, scores=scores, comment=_COMMENT, recommendation="support", **known)

    def _answers(self, transition: Transition, at: datetime) -> dict[str, object]:
        """What a transition asks for."""
        known: dict[str, object] = {
            "reason": _REASON,
            "amount": 100_000,
            "rank": self.led,
            "score": 84,
            "suggestion": "suggested",
            "approved_on": self._day(at).isoformat(),
            "conferred_on": self._day(at).isoformat(),
            "place": "Beijing",
            "conferred_by": "The office",
            "approved_by": "The office",
            "items": ["Certificate"],
        }
        if transition.bodies:
            known |= dict.fromkeys(("approved_by", "conferred_by"), transition.bodies[0].label)
        if transition.items:
            known["items"] = [one.label for one in transition.items]
        return {ask: known[ask] for ask in transition.asks}

    @property
    def _is_nomination(self) -> bool:
        return self.direction.lifecycle.kind == "nomination"

    def _day(self, at: datetime) -> date:
        return calendar.day(at, self.call.zone)

    def _actor(self, transition: Transition, applicant: Actor) -> Actor:
        """Who makes a transition: the applicant or the partner where they may, else whoever of the staff may."""
        if "applicant" in transition.by:
            return applicant
        if "partner" in transition.by and self._is_nomination:
            return self.players.partner
        return self._staff(next(role for role in transition.by if role in self.players.staff))

    def _staff(self, role: str) -> Actor:
        return self.players.staff[role]

    def _apply(self, command: Command) -> Result:
        with self.database.writing() as session:
            [answer] = conductor.apply(session, [command], now=command.received_at)
        if not isinstance(answer, Result):
            said = answer.problem if isinstance(answer, Refusal) else repr(answer)
            raise Surprise(f"{self.call.code}, {type(command).__name__}: {said}")
        return answer
