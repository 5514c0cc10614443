"""Opening a case: in a direction that exists, while the call takes drafts, with a filing of the right form."""

from datetime import datetime, time

from states import calendar
from states.call import Direction
from states.refusal import Refusal, Unmet
from states.rules import Partner
from workflow import editions, filings, guards, permissions, transitions
from workflow.actors import Actor
from workflow.case_record import CaseRecord
from workflow.commands import OpenCase
from workflow.editions import Definition
from workflow.errors import NotFound
from workflow.outcomes import Result
from workflow.unit_of_work import UnitOfWork


def open_case(uow: UnitOfWork, command: OpenCase) -> Result | Refusal:
    """Open the case, numbered in its direction, or say everything that is wrong with the request."""
    try:
        definitions = editions.load_newest(uow.session, command.call)
    except NotFound:
        known = ", ".join(editions.list_codes(uow.session))
        return _unknown("call", command.call, f"there are: {known}")
    definition = definitions.get(command.direction)
    if definition is None:
        known = ", ".join(definitions)
        return _unknown("direction", command.direction, f"the directions of {command.call} are: {known}")
    call, direction = definition.call, definition.direction
    if wrong := (
        *_misplaced(command, direction),
        *filings.list_field_errors(direction, command.content, is_draft=True),
    ):
        return Refusal("misfit", "; ".join(lack.problem for lack in wrong), missing=wrong)
    if refusal := check_opening(definition, command.actor, command.received_at):
        return refusal
    if (holder := editions.find_reference_holder(uow.session, call, direction)) is not None:
        said = (
            f"{direction.reference} numbers cases of {holder} already: {call.code} needs an edition with one of its own"
        )
        return Refusal("no-such-definition", said, missing=(Unmet("no-such-definition", said, pointer="/direction"),))
    case = _drafted(uow, command, definition)
    if case.due_at is not None and case.due_at <= command.received_at:
        said = f"{call.title} is closed; the last minute was {calendar.format_last_minute(case.due_at, call.zone)}"
        return Refusal("deadline-passed", said, deadline=case.deadline, until=case.due_at)
    [line] = [line for line in uow.lines(case) if line.line == direction.code]
    line.numbered += 1
    line.touched = True
    case.ref = f"{direction.reference}-{line.numbered:03}"
    pending = uow.pending
    pending.cases[case.ref] = case
    pending.opened.append(case)
    filing = filings.build_filing(case, "home", command.content)
    pending.filed.append(filing)
    pending.contents[case.ref, "home"] = command.content
    case.home = 1
    pending.dirty.append(case)
    data: dict[str, object] = {"direction": direction.code, "edition": call.edition, "owner": case.owner}
    data["filing"] = {"side": "home", "number": 1, "digest": filing.digest}
    at = command.received_at
    draft = transitions.record_event(
        pending, case, "case.opened", data, actor=command.actor, at=at, request=command.request
    )
    return transitions.build_result(pending, case, draft)


def check_opening(definition: Definition, actor: Actor, at: datetime) -> Refusal | None:
    """Why somebody may not open a case in a direction at an instant: it is not theirs to do, or the call has not begun."""
    call, direction = definition.call, definition.direction
    held = actor.roles_in(call.code)
    if actor.behalf is not None:
        held &= frozenset(permissions.list_holders("act-for"))
    if held.isdisjoint(direction.lifecycle.opens):
        roles = direction.lifecycle.opens
        return Refusal("not-yours-to-make", f"a case can be opened by: {', '.join(roles)}", roles=roles)
    opens = calendar.at_local(datetime.combine(call.opens, time()), call.zone)
    is_ours = call.opens_basis == "default"
    if at < opens and not (is_ours and "coordinator" in held):
        day = calendar.format_moment(opens, call.zone)
        said = f"{call.title} opens at {day}"
        if is_ours:
            said = f"{call.title} opens at {day}: our default, before which a coordinator can open a case"
        return Refusal("not-open-yet", said, until=opens)
    return None


def _misplaced(command: OpenCase, direction: Direction) -> tuple[Unmet, ...]:
    found = []
    topics = direction.filed_topics()
    if command.topic not in (topics or (None,)):
        said = f"must be one of: {', '.join(topics)}" if topics else "this direction has no topics"
        found.append(Unmet("misfit", f"topic: {said}", direction.clause, "/topic"))
    clause = next((rule.id for rule in direction.rules if isinstance(rule, Partner)), direction.clause)
    if command.partner is None and len(direction.partners) > 1:
        found.append(Unmet("misfit", f"partner: must be one of: {', '.join(direction.partners)}", clause, "/partner"))
    if command.partner is not None and command.partner not in direction.partners:
        said = f"must be one of: {', '.join(direction.partners)}" if direction.partners else "this direction has none"
        found.append(Unmet("misfit", f"partner: {said}", clause, "/partner"))
    return tuple(found)


def _drafted(uow: UnitOfWork, command: OpenCase, definition: Definition) -> CaseRecord:
    direction = definition.direction
    case = CaseRecord(
        id=0,
        ref="",
        call=definition.call.code,
        edition=definition.call.edition,
        direction=direction.code,
        topic=command.topic,
        partner=command.partner or (direction.partners[0] if len(direction.partners) == 1 else None),
        owner=command.actor.behalf or command.actor.id,
        state=direction.lifecycle.initial,
        version=0,
        head=b"",
        entered_at=command.received_at,
        deadline=None,
        due_at=None,
        home=0,
        counterpart=0,
        counterpart_filed=0,
        counterpart_filed_at=None,
        extended=False,
        counterpart_at=None,
        stale=False,
        agreement=filings.find_agreement(direction, command.content),
        amount=None,
        score=None,
        rank=None,
        asked=filings.find_amount_asked(command.content),
        definition=definition,
        title=filings.find_title(command.content),
        translated_title=filings.find_translated_title(command.content),
    )
    guards.enter(uow, case, case.state, command.received_at)
    return case


def _unknown(what: str, name: str, there_are: str) -> Refusal:
    lack = Unmet("no-such-definition", f"there is no {what} {name!r}; {there_are}", pointer=f"/{what}")
    return Refusal("no-such-definition", lack.problem, missing=(lack,))
