"""Opening a case: in a direction that exists, while the call takes drafts, with a filing of the right form."""

from datetime import datetime, time

from states import calendar
from states.call import Direction
from states.refusal import Refusal, Unmet
from states.rules import Partner
from workflow import editions, filings, judging, moves, permissions
from workflow.actors import Actor
from workflow.commands import Open
from workflow.docket import Docket
from workflow.editions import Frame
from workflow.errors import NoSuchThing
from workflow.outcomes import Receipt
from workflow.standing import Standing


def opened(docket: Docket, command: Open) -> Receipt | Refusal:
    """Open the case, numbered in its direction, or say everything that is wrong with the request."""
    try:
        frames = editions.newest(docket.session, command.call)
    except NoSuchThing:
        known = ", ".join(editions.codes(docket.session))
        return _unknown("call", command.call, f"there are: {known}")
    frame = frames.get(command.direction)
    if frame is None:
        known = ", ".join(frames)
        return _unknown("direction", command.direction, f"the directions of {command.call} are: {known}")
    call, direction = frame.call, frame.direction
    if wrong := (*_misplaced(command, direction), *filings.misfits(direction, command.content, is_draft=True)):
        return Refusal("misfit", "; ".join(lack.problem for lack in wrong), missing=wrong)
    if refusal := barred(frame, command.actor, command.received_at):
        return refusal
    if (holder := editions.find_reference_holder(docket.session, call, direction)) is not None:
        said = (
            f"{direction.reference} numbers cases of {holder} already: {call.code} needs an edition with one of its own"
        )
        return Refusal("no-such-definition", said, missing=(Unmet("no-such-definition", said, pointer="/direction"),))
    case = _drafted(docket, command, frame)
    if case.due_at is not None and case.due_at <= command.received_at:
        said = f"{call.title} is closed; the last minute was {calendar.format_last_minute(case.due_at, call.zone)}"
        return Refusal("deadline-passed", said, deadline=case.deadline, until=case.due_at)
    [line] = [line for line in docket.lines(case) if line.line == direction.code]
    line.numbered += 1
    line.touched = True
    case.ref = f"{direction.reference}-{line.numbered:03}"
    books = docket.books
    books.cases[case.ref] = case
    books.opened.append(case)
    filing = filings.drawn_up(case, "home", command.content)
    books.filed.append(filing)
    books.contents[case.ref, "home"] = command.content
    case.home = 1
    books.rewritten.append(case)
    data: dict[str, object] = {"direction": direction.code, "edition": call.edition, "owner": case.owner}
    data["filing"] = {"side": "home", "number": 1, "digest": filing.digest}
    at = command.received_at
    draft = moves.sealed(books, case, "case.opened", data, actor=command.actor, at=at, request=command.request)
    return moves.receipt(books, case, draft)


def barred(frame: Frame, actor: Actor, at: datetime) -> Refusal | None:
    """Why somebody may not open a case in a direction at an instant: it is not theirs to do, or the call has not begun."""
    call, direction = frame.call, frame.direction
    held = actor.roles_in(call.code)
    if actor.behalf is not None:
        held &= frozenset(permissions.holders("act-for"))
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


def _misplaced(command: Open, direction: Direction) -> tuple[Unmet, ...]:
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


def _drafted(docket: Docket, command: Open, frame: Frame) -> Standing:
    direction = frame.direction
    case = Standing(
        id=0,
        ref="",
        call=frame.call.code,
        edition=frame.call.edition,
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
        agreement=filings.agreement(direction, command.content),
        amount=None,
        score=None,
        rank=None,
        asked=filings.asked(command.content),
        frame=frame,
        title=filings.title(command.content),
        translated_title=filings.translated_title(command.content),
    )
    judging.enter(docket, case, case.state, command.received_at)
    return case


def _unknown(what: str, name: str, there_are: str) -> Refusal:
    lack = Unmet("no-such-definition", f"there is no {what} {name!r}; {there_are}", pointer=f"/{what}")
    return Refusal("no-such-definition", lack.problem, missing=(lack,))
