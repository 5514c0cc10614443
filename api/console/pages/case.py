"""A case: where it stands and what may come, its two filings, its rules, its papers, what one can do, and what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.console import state_styles
from api.console.charts.lifecycle_path import Exit, Stop
from api.console.formatting import Formatter
from api.console.language import Language
from api.console.page_request import Visitor
from api.console.pages import case_history
from api.console.route import PageRoute
from states.call import Direction
from workflow import available_actions, calls, editions, partner_deadlines, provenance
from workflow.actors import Actor
from workflow.auditing import history
from workflow.auditing.history import Entry
from workflow.identity import people
from workflow.overview import foretelling, queries
from workflow.overview.queries import CaseSummary
from workflow.paperwork import comparisons, documents, partners
from workflow.partner_deadlines import PartnerDeadline
from workflow.provenance import Provenance

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Ref = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$")]
_EVENTS = 200


@router.get("/cases/{ref}")
async def case(
    visit: Visitor,
    ref: Ref,
    event: Annotated[int | None, Query(ge=1)] = None,
    as_of: Annotated[str | None, Query(max_length=40)] = None,
) -> HTMLResponse:
    """A case whole, or as it stood at an instant; `event` is the one that the visitor just made."""
    if as_of:
        return await case_history.page(visit, ref, as_of)
    return await visit.page("case.html", lambda session, actor: gathered(session, actor, visit, ref, event))


def gathered(session: Session, actor: Actor, visit: Visitor, ref: str, event: int | None) -> dict[str, object]:
    """All that the page of a case shows."""
    whole = queries.load_case(session, actor, ref, now=visit.asked.received_at)
    definition = editions.load_pinned(session, whole.case.call, whole.edition)[whole.case.direction]
    events, _ = history.list_case_events(session, actor, ref, limit=_EVENTS)
    possible = queries.list_transitions(session, actor, ref, now=visit.asked.received_at)
    foretold = foretelling.foretell_state(session, actor, ref, now=visit.asked.received_at)
    made = next((one for one in events if one.seq == event), None)
    compared = comparisons.load_comparison(session, actor, ref)
    standing = calls.load_deadlines(session, whole.case.call)
    return {
        "whole": whole,
        "case": whole.case,
        "call": definition.call,
        "direction": definition.direction,
        "lifecycle": definition.direction.lifecycle,
        "zone": definition.call.zone,
        "comparison": compared if definition.direction.compared else [],
        "partner_deadline": _partner_deadline(session, whole.case, definition.direction),
        "misnamed": [] if definition.direction.compared else comparisons.list_open(compared),
        "offers": available_actions.list_for_case(session, actor, ref, now=visit.asked.received_at),
        "possible": [transition for transition in possible if transition.allowed or transition.awaits_proof],
        "blocked": [transition for transition in possible if not (transition.allowed or transition.awaits_proof)],
        "documents": documents.list_documents(session, actor, ref),
        "partners": partners.list_partners(session, actor, ref)
        if queries.may_read(session, actor, ref, "read-partners")
        else [],
        "events": list(reversed(events)),
        "erased": next((one for one in events if one.action == "case.erased"), None),
        "names": people.load_names(session, {one.actor for one in events} | {whole.case.owner}),
        "made": made,
        "entered": next((one for one in reversed(events) if one.data.get("to") == whole.case.state), None),
        "undo": _undo(made, definition.direction, possible),
        "deadlines": standing,
        "due_origin": _due_origin(session, whole.case, events, standing),
        "stops": _stops(definition.direction, whole.case, events, visit.language, visit.figures, definition.call.zone),
        "exits": _exits(
            definition.direction, whole.case, foretold, visit.language, visit.figures, definition.call.zone
        ),
    }


def _due_origin(
    session: Session, case: CaseSummary, events: Sequence[Entry], standing: Mapping[str, datetime]
) -> Provenance | None:
    """The provenance of the case's due date: its own extension, if it has one, else its call's deadline."""
    if case.deadline is None or case.due_at is None:
        return None
    found = provenance.load_provenance(session, case.call).get(f"deadlines.{case.deadline}")
    own = [one for one in events if one.action == "case.extended" and _extended(one) == case.deadline]
    if found is None or not own or standing.get(case.deadline) == case.due_at:
        return found
    name = people.load_names(session, {own[-1].actor}).get(own[-1].actor, own[-1].actor)
    return replace(found, label="office", by=own[-1].actor, name=name, at=own[-1].effective_at)


def _extended(event: Entry) -> object:
    """The deadline that an event extended for its case."""
    moved = event.data.get("deadline")
    return moved.get("name") if isinstance(moved, Mapping) else moved


def _partner_deadline(session: Session, case: CaseSummary, direction: Direction) -> PartnerDeadline | None:
    """By when the partner of a case files, while the case waits for it."""
    if case.state not in direction.lifecycle.waiting_for_counterpart:
        return None
    found = partner_deadlines.list_partner_deadlines(session, case.call)
    return next((one for one in found if (one.direction, one.partner) == (case.direction, case.partner)), None)


def _undo(
    made: Entry | None, direction: Direction, possible: Sequence[queries.TransitionOption]
) -> queries.TransitionOption | None:
    """The transition that would take back what was just made, if the visitor may make it."""
    if made is None or made.action != "case.transitioned":
        return None
    source = made.data.get("from")
    return next((transition for transition in possible if transition.allowed and transition.to == source), None)


def _stops(
    direction: Direction, case: CaseSummary, events: Sequence[Entry], language: Language, figures: Formatter, zone: str
) -> list[Stop]:
    """The main path, with when the case came by and what the way onward needs."""
    lifecycle = direction.lifecycle
    path = state_styles.main_path(lifecycle)
    entered: dict[str, datetime] = {path[0]: case.opened_at}
    for event in events:
        if event.action == "case.transitioned":
            entered[str(event.data["to"])] = event.effective_at
    reached = path.index(case.state) if case.state in path else max(
        (place for place, state in enumerate(path) if state in entered), default=0
    )  # fmt: skip
    found = []
    for place, state in enumerate(path):
        following = path[place + 1] if place + 1 < len(path) else None
        onward = ("", "")
        if following is not None and place < reached and following in entered:
            onward = (figures.day(entered[following], zone), figures.time(entered[following], zone))
        found.append(
            Stop(
                language.label(lifecycle.states[state]),
                state_styles.style_state(state, lifecycle),
                is_now=state == case.state,
                is_past=place < reached or (place == reached and state != case.state),
                onward=onward,
            )
        )
    return found


def _exits(
    direction: Direction, case: CaseSummary, foretold: str | None, language: Language, figures: Formatter, zone: str
) -> list[Exit]:
    """The ways off the main path from where the case stands, or the one it took; the deadline's own way first."""
    lifecycle = direction.lifecycle
    path = state_styles.main_path(lifecycle)
    if case.state not in path:
        leaves = next(
            (
                path.index(s)
                for m in lifecycle.transitions.values()
                if m.to == case.state
                for s in m.source
                if s in path
            ),
            0,
        )
        state = lifecycle.states[case.state]
        return [
            Exit(
                language.label(state),
                state_styles.style_state(case.state, lifecycle),
                leaves,
                language.told(state.about),
                is_now=True,
            )
        ]
    place = path.index(case.state)
    targets = {foretold: True} if foretold is not None and case.due_at and foretold != case.state else {}
    targets |= {
        transition.to: targets.get(transition.to, False)
        for transition in lifecycle.transitions_from(case.state).values()
        if transition.by != ("system",) and transition.to not in path
    }
    found = []
    for to, is_timed in targets.items():
        note = (
            language("by itself, {when}", when=figures.moment(figures.last(case.due_at), zone))
            if is_timed and case.due_at
            else ""
        )
        found.append(
            Exit(
                language.label(lifecycle.states[to]),
                state_styles.style_state(to, lifecycle),
                place,
                note,
                is_timed=is_timed,
            )
        )
    return found[:5]
