"""What is said of the transitions of cases beside what comes of asking for each of them: nothing of which stays."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from states.refusal import Refusal
from tests.world import SHANGHAI, World
from workflow.actors import Actor
from workflow.commands import Bulk, MakeTransition
from workflow.errors import NotFound
from workflow.overview import queries
from workflow.overview.queries import TransitionOption

GIVEN: dict[str, object] = {"reason": "-", "amount": 1, "rank": 1, "score": 0, "suggestion": "suggested"}
GIVEN |= {"minutes": "-", "place": "-", "items": ["Medal"]}
"""What is given with a transition that asks for it: the least that is enough. A day is the day on which it is asked."""


@dataclass
class Foretelling:
    """What was foretold and came otherwise; of all that was foretold, how often each answer and each lack."""

    wrong: list[tuple[str, TransitionOption, object]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    lacks: Counter[str] = field(default_factory=Counter)

    def ask(self, world: World, people: Iterable[Actor], refs: Sequence[str], now: datetime) -> None:
        """Foretell every transition of these cases to these people, and try each."""
        foretold: list[tuple[Actor, str, TransitionOption]] = []
        with world.database.reading() as session:
            for actor in people:
                for ref in refs:
                    with suppress(NotFound):
                        foretold += [
                            (actor, ref, one) for one in queries.list_transitions(session, actor, ref, now=now)
                        ]
        tried = [_trial(actor, ref, one, now) for actor, ref, one in foretold]
        for (_, ref, possible), answer in zip(foretold, world.apply(*tried, now=now), strict=True):
            assert isinstance(answer, list), "a bulk gets a list"
            [outcome] = answer
            self._note(ref, possible, outcome)

    def _note(self, ref: str, possible: TransitionOption, outcome: object) -> None:
        refusal = possible.refusal
        self.answers[refusal.code if refusal else "allowed"] += 1
        for lack in refusal.missing if refusal else ():
            self.lacks.update({lack.code, lack.clause or ""})
        came = (None, getattr(outcome, "state", "")) if not isinstance(outcome, Refusal) else (outcome, possible.to)
        if came != (refusal, possible.to) or possible.allowed != (refusal is None):
            self.wrong.append((ref, possible, outcome))


def _trial(actor: Actor, ref: str, possible: TransitionOption, now: datetime) -> Bulk:
    today = now.astimezone(SHANGHAI).date().isoformat()
    known = GIVEN | {"approved_on": today, "conferred_on": today, "conferred_by": "State Council"}
    known["approved_by"] = "CPC Central Committee and State Council"
    given = {ask: known[ask] for ask in (*possible.asks, *possible.takes)}
    transition = MakeTransition(actor=actor, received_at=now, ref=ref, transition=possible.transition, given=given)
    return Bulk(actor=actor, received_at=now, commands=(transition,), dry_run=True)
