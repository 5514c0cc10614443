"""Conflicts of interest that a coordinator looks for in a few cases before the panel is asked, and settles."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session

from simulation.applications import Application
from simulation.context import SimulationContext
from simulation.scheduled_commands import Cases, ScheduledCommand
from workflow.actors import Actor
from workflow.commands import AssignReviewer, SettleConflict, SuspectConflict
from workflow.reviewing import conflicts

_EACH = timedelta(minutes=4)
_NAMESAKE = "A namesake: another organisation, another field, and neither knows the other."
_BY_NAME = ("co-participant", "named-together")
_CONFIRMED = {
    "same-organisation": "They work in the same organisation as one of the parties.",
    "co-participant": "They are the person the filing names.",
    "country-side": "They come from the partner's side, which has its own panel.",
    "earlier-case": "They applied together with one of the parties before.",
    "named-together": "They take part in another case with one of the parties.",
}


def search_conflicts(
    session: Session, scene: SimulationContext, cases: Cases, refs: list[str], *, start: datetime
) -> Iterator[tuple[ScheduledCommand, str | None]]:
    """What comes of looking: each act, and with an invitation whom it invites if it is meant to succeed."""
    at, by, known = start, scene.troupe.coordinator, list(scene.troupe.reviewers)
    for ref in refs:
        found = sorted(conflicts.find_new_conflicts(session, by, ref), key=lambda pair: known.index(pair[0]))
        grounds = Counter(person for person, _ in found)
        for person, ground in [pair for pair in found if grounds[pair[0]] == 1][:2]:
            yield from _settled(scene.rng, cases[ref], person, ground, by, at)
            at += 4 * _EACH


def _settled(
    rng: Random, application: Application, person: str, ground: str, by: Actor, at: datetime
) -> Iterator[tuple[ScheduledCommand, str | None]]:
    """A namesake is cleared and invited by hand, which was refused before; whoever else is found is kept away."""
    if ground in _BY_NAME and rng.random() < 0.8:
        yield (
            ScheduledCommand(
                application, AssignReviewer(actor=by, received_at=at, ref="", reviewer=person), "needs-unmet"
            ),
            None,
        )
        yield (
            ScheduledCommand(application, _settling(by, at + _EACH, person, ground, confirmed=False, reason=_NAMESAKE)),
            None,
        )
        yield (
            ScheduledCommand(
                application, AssignReviewer(actor=by, received_at=at + 2 * _EACH, ref="", reviewer=person)
            ),
            person,
        )
        return
    yield (
        ScheduledCommand(application, SuspectConflict(actor=by, received_at=at, ref="", person=person, ground=ground)),
        None,
    )
    yield (
        ScheduledCommand(
            application, _settling(by, at + _EACH, person, ground, confirmed=True, reason=_CONFIRMED[ground])
        ),
        None,
    )


def _settling(by: Actor, at: datetime, person: str, ground: str, *, confirmed: bool, reason: str) -> SettleConflict:
    return SettleConflict(
        actor=by, received_at=at, ref="", person=person, ground=ground, confirmed=confirmed, reason=reason
    )
