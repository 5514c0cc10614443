"""What somebody could do beside transitions, told by the very judgements that its doing meets: on a case, and with a
new one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from states.facts import Side
from states.refusal import Refusal
from workflow import access, calls, editions, guards, permissions, redaction
from workflow.actors import Actor
from workflow.case_reader import CaseReader
from workflow.case_record import CaseRecord
from workflow.editions import Definition
from workflow.overview import queries
from workflow.paperwork import (
    comparisons,
    documents,
    erasures,
    examinations,
    opening,
    papers,
    partners,
    receipts,
    submissions,
    waivers,
)

_SIDES: tuple[Side, ...] = ("home", "counterpart")
_FOR_A_REASON = "?"


@dataclass(frozen=True, slots=True)
class AvailableActions:
    """By permission, or `waive` and a clause, why somebody may not do it; None where they may.

    `mends` are the sides whose filing they could only mend, saying why, and `adds` those to which they add documents so.
    """

    refusals: Mapping[str, Refusal | None]
    mends: frozenset[Side]
    adds: frozenset[Side] = frozenset()

    def may(self, name: str) -> bool:
        """Whether they may do it."""
        return name in self.refusals and self.refusals[name] is None


@dataclass(frozen=True, slots=True)
class Opening:
    """A direction in which somebody may open a case now, and when its drafts end."""

    definition: Definition
    closes: datetime | None


def list_for_case(session: Session, actor: Actor, ref: str, *, now: datetime) -> AvailableActions:
    """What an actor could do with a case they see, if they asked for it now. Raises NotFound.

    A deadline that passed has been heeded, though nothing be written yet. What is asked for beside is taken as given.
    """
    reader = CaseReader(session, [queries.load_visible_row(session, actor, ref)])
    [case] = reader.cases
    guards.fast_forward(reader, case, now)
    roles = access.roles(actor, case)
    reading, judged = permissions.check_token(actor), _judged(reader, case, roles, now)
    if reading is not None:
        return AvailableActions({name: reading.about(case=ref) for name, _ in judged}, frozenset())
    view = redaction.build_redactor(roles, case.definition.engine.lifecycle)
    refusals = {
        name: None if refusal is None else view.refusal(refusal.about(case=ref, state=case.state, version=case.version))
        for name, refusal in judged
    }
    mends = (side for side in _SIDES if refusals[f"write-{side}"] is None and _only_mends(case, side, actor))
    adds = (
        side for side in _SIDES if refusals[f"attach-{side}"] is None and _only_adds(reader, case, side, actor, now)
    )
    return AvailableActions(refusals, frozenset(mends), frozenset(adds))


def list_openings(session: Session, actor: Actor, *, now: datetime) -> list[Opening]:
    """Every direction in which an actor may open a case now, by call."""
    found = []
    for code in editions.list_codes(session):
        ends = calls.load_deadlines(session, code)
        for definition in editions.load_newest(session, code).values():
            lifecycle = definition.direction.lifecycle
            timeout = lifecycle.states[lifecycle.initial].deadline
            closes = ends.get(timeout.at) if timeout is not None and timeout.at is not None else None
            if opening.check_opening(definition, actor, now) is None and (closes is None or now < closes):
                found.append(Opening(definition, closes))
    return found


def _judged(
    reader: CaseReader, case: CaseRecord, roles: frozenset[str], now: datetime
) -> Iterator[tuple[str, Refusal | None]]:
    for side in _SIDES:
        yield f"write-{side}", papers.check_filing(reader, case, side, roles, reason=_FOR_A_REASON, at=now)
        yield f"attach-{side}", documents.check_attaching(reader, case, side, roles, reason=_FOR_A_REASON, at=now)
        yield f"tell-{side}-receipt", receipts.check_receiving(case, roles, side, paper=False)
    yield "submit-counterpart", submissions.check_submission(reader, case, roles, at=now)
    yield "recall-counterpart", submissions.check_recall(reader, case, roles, at=now)
    yield "tell-paper-receipt", receipts.check_receiving(case, roles, "counterpart", paper=True)
    yield (
        "attach-paper",
        permissions.check_permission("attach-paper", roles, "a paper without a file can be recorded by"),
    )
    yield "compare-filings", comparisons.check_comparing(case, roles)
    yield "extend-case", permissions.check_permission("extend-case", roles, "a deadline can be extended by")
    yield "examine-case", examinations.check_examination(case, roles)
    yield "know-inside", permissions.check_permission("know-inside", roles, "what reviewers say is told to")
    yield "remove-partner", partners.check_removing(roles)
    yield "erase-case", erasures.check_erasing(case, roles)
    for rule in case.definition.direction.rules:
        if rule.is_waivable:
            yield f"waive {rule.id}", waivers.check_waiving(case, roles, rule.id)


def _only_adds(reader: CaseReader, case: CaseRecord, side: Side, actor: Actor, now: datetime) -> bool:
    roles = access.roles(actor, case)
    late = documents.check_attaching(reader, case, side, roles, reason=None, at=now)
    return (late or papers.check_draft(case, actor, None)) is not None


def _only_mends(case: CaseRecord, side: Side, actor: Actor) -> bool:
    if papers.check_draft(case, actor, None) is not None:
        return True
    return not permissions.is_allowed_in(f"write-{side}", case.definition.engine.lifecycle, case.state)
