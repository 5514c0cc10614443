"""What a decision looks at, put together alike for who makes a transition and for who only asks which there are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from states import asks, calendar, deadlines
from states.call import Direction
from states.facts import NOTHING, Content, Facts, Headroom, ReceiptFound, Side
from states.lifecycle import Transition
from workflow import filings, judgements, milestones, notes
from workflow.case_record import CaseRecord
from workflow.case_source import CaseSource as CaseSource
from workflow.case_source import Witness as Witness
from workflow.notes import Note
from workflow.tables import ASSIGNMENTS, JUDGEMENTS, MILESTONES, RECEIPTS, REVIEWS, SAMENESSES, WAIVERS


def gather_facts(
    source: CaseSource,
    case: CaseRecord,
    needs: Collection[str],
    given: Mapping[str, object],
    at: datetime,
    transition: Transition | None = None,
) -> Facts:
    """What some needs look at, as of an instant; filings and notes are read only for needs that read them.

    For a transition that asks for a day also what bounds it.
    """
    if transition is not None and not asks.DATED.isdisjoint(transition.asks):
        known = gather_facts(source, case, needs, given, at)
        return replace(known, on=calendar.day(at, case.definition.call.zone), since=_since(source, case))
    if not needs:
        return Facts(partner=case.partner, given=given) if given else NOTHING
    free = load_headroom(source, case) if "quota-available" in needs else ()
    in_time = _received_in_time(source, case)
    if filings.UNREAD.issuperset(needs):
        counterpart: Content | None = {} if case.counterpart_filed else None
        return Facts(
            partner=case.partner,
            counterpart=counterpart,
            given=given,
            room=free,
            filed_late=_filed_late(source, case),
            received_in_time=in_time,
        )
    direction = case.definition.direction
    waivers = source.notes(WAIVERS, case) if direction.is_waivable else ()
    compares = (direction.compared or direction.named) and case.counterpart_filed
    samenesses = source.notes(SAMENESSES, case) if compares else ()
    home, counterpart = source.content(case, "home") or {}, load_submitted(source, case)
    judged = source.notes(JUDGEMENTS, case) if direction.for_people else ()
    return Facts(
        partner=case.partner,
        home=home,
        counterpart=counterpart,
        given=given,
        room=free,
        topic=case.topic,
        waived=notes.list_waived(waivers),
        same=list_same_wordings(source, case, samenesses, home, counterpart),
        stale=case.stale,
        filed_late=_filed_late(source, case),
        received_in_time=in_time,
        rival=_rival(source, case),
        on=calendar.day(at, case.definition.call.zone),
        applied_on=_applied_on(source, case),
        reviews=_reviews(source, case) if "quorum-reached" in needs else None,
        is_submitting=_is_submitting(case),
        receipts=load_receipts(source, case) if "receipts" in needs else {},
        judgements=judgements.read_judgements(direction.for_people, judged, home, counterpart) if judged else {},
    )


def list_same_wordings(
    source: CaseSource, case: CaseRecord, samenesses: Sequence[Note], home: Content, counterpart: Content | None
) -> frozenset[str]:
    """The fields whose two texts somebody found to mean the same, and which still are the texts that they saw then."""
    found = set[str]()
    for note in samenesses if counterpart is not None else ():
        seen = _revision(source, case, "home", note), _revision(source, case, "counterpart", note)
        field = str(note["field"])
        if read_compared_texts(case.definition.direction, field, *seen) == read_compared_texts(
            case.definition.direction, field, home, counterpart or {}
        ):
            found.add(field)
    return frozenset(found)


def read_compared_texts(direction: Direction, field: str, home: Content, counterpart: Content) -> list[object]:
    """What somebody who compares a field sees of either side, in both languages where it gives them."""
    theirs = direction.named.get(field, field)
    return [
        side.get(name) for side, own in ((home, field), (counterpart, theirs)) for name in (own, f"translated_{own}")
    ]


def _revision(source: CaseSource, case: CaseRecord, side: Side, note: Note) -> Content:
    number = note[side]
    assert isinstance(number, int), "a comparison says which revisions it saw"
    if number == getattr(case, side):
        return source.content(case, side) or {}
    return source.revision(case, side, number) or {}


def load_submitted(source: CaseSource, case: CaseRecord) -> Content | None:
    """What the counterpart has submitted: its newest filing, or None while that is only saved."""
    return source.content(case, "counterpart") if case.counterpart_filed else None


def load_headroom(source: CaseSource, case: CaseRecord) -> tuple[Headroom, ...]:
    """What the case's quota lines can still take."""
    return tuple(line.room for line in source.lines(case))


def find_deadline(source: CaseSource, case: CaseRecord, deadline: str) -> datetime:
    """When a deadline of the call passes for this case: its own, later instant where it has one."""
    known = source.deadlines_of(case.call)[deadline]
    return max(known, source.extensions(case).get(deadline, known)) if case.extended else known


def find_counterpart_deadline(source: CaseSource, case: CaseRecord) -> datetime | None:
    """When the counterpart's time to file passes: by its own deadline, or by ours that stands in while that is unknown."""
    if (own := source.partner_deadline(case)) is not None:
        return own
    stand_in = case.definition.direction.both_file_by or case.definition.engine.lifecycle.counterpart_by
    return find_deadline(source, case, stand_in) if stand_in is not None else None


def find_end(source: CaseSource, case: CaseRecord, state: str) -> datetime:
    """When a state that ends at a deadline of the call ends for a case: never before the counterpart it waits for is late."""
    lifecycle = case.definition.engine.lifecycle
    timeout = lifecycle.states[state].deadline
    assert timeout is not None and timeout.at is not None, "asked only of a state that ends at a deadline"
    ours = find_deadline(source, case, timeout.at)
    theirs = source.partner_deadline(case) if state in lifecycle.waiting_for_counterpart else None
    return ours if theirs is None else max(ours, theirs)


def find_due(source: CaseSource, case: CaseRecord) -> datetime | None:
    """When the case will be overtaken in its present state."""
    definition = case.definition
    timeout = definition.engine.lifecycle.states[case.state].deadline
    if timeout is not None and timeout.at is not None and source.partner_deadline(case) is not None:
        return find_end(source, case, case.state)
    own = source.extensions(case) if case.extended else {}
    return deadlines.find_due(timeout, case.entered_at, source.deadlines_of(case.call), own, definition.call.zone)


def _is_submitting(case: CaseRecord) -> bool:
    """Whether the home filing is not handed in yet."""
    return any(
        "complete" in transition.needs for transition in case.definition.engine.transitions_from[case.state].values()
    )


def _since(source: CaseSource, case: CaseRecord) -> date:
    """The day that a day recorded now must follow: that of the approval, else that on which the case came to its state."""
    approved = milestones.find_approval_day(source.notes(MILESTONES, case))
    return approved or calendar.day(case.entered_at, case.definition.call.zone)


def _filed_late(source: CaseSource, case: CaseRecord) -> bool:
    """Whether the counterpart submitted its filing here no earlier than its deadline, where both sides must file."""
    if case.counterpart_filed_at is None or case.definition.direction.both_file_by is None:
        return False
    passes = find_counterpart_deadline(source, case)
    return passes is not None and case.counterpart_filed_at >= passes


def _received_in_time(source: CaseSource, case: CaseRecord) -> bool:
    """Whether the counterpart's authority had its filing strictly before the counterpart's deadline, where both must file."""
    if case.counterpart_at is None or case.definition.direction.both_file_by is None:
        return False
    passes = find_counterpart_deadline(source, case)
    return passes is not None and case.counterpart_at < passes


def load_receipts(source: CaseSource, case: CaseRecord) -> dict[Side, ReceiptFound]:
    """What is known of the receipts that the direction needs, by side; of several for a side the last one counts."""
    plan = case.definition.direction.receipts
    if plan is None:
        return {}
    last = {str(note["side"]): note["received_at"] for note in source.notes(RECEIPTS, case)}
    found: dict[Side, ReceiptFound] = {}
    for side in plan.sides:
        at = last.get(side)
        ends_at = _receipt_until(source, case, plan.until, side)
        found[side] = ReceiptFound(at if isinstance(at, datetime) else None, ends_at, case.definition.call.zone)
    return found


def _receipt_until(source: CaseSource, case: CaseRecord, deadline: str | None, side: Side) -> datetime | None:
    """By when a side's own authority must have had its filing, if there is such a time."""
    if side == "counterpart" and (own := source.partner_deadline(case)) is not None:
        return own
    name = deadline or case.definition.direction.both_file_by or case.definition.engine.lifecycle.counterpart_by
    return find_deadline(source, case, name) if name is not None else None


def _applied_on(source: CaseSource, case: CaseRecord) -> date | None:
    """The day of the submission that the application counts from, where a rule asks for it."""
    if not case.definition.direction.asks_when_applied:
        return None
    applied_at = source.submitted_at(case)
    return calendar.day(applied_at, case.definition.call.zone) if applied_at is not None else None


def _rival(source: CaseSource, case: CaseRecord) -> str | None:
    """Another living case under the same agreement."""
    if case.agreement is None:
        return None
    living = case.definition.engine.lifecycle.living
    others = sorted(source.under_agreement(case).items())
    return next((ref for ref, state in others if ref != case.ref and state in living), None)


def _reviews(source: CaseSource, case: CaseRecord) -> int | None:
    """How many reviews count, or None where no reviewer was ever assigned."""
    assigned = source.notes(ASSIGNMENTS, case)
    return len(notes.count_reviews(assigned, source.notes(REVIEWS, case))) if assigned else None
