"""The reviewers of a case: who is asked and how they answered, what connects whom with it, whom to ask, what they say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api.console import mending
from api.console.form import Fault, Form
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from states.text import sort_key
from workflow import access, editions, permissions, visibility
from workflow.actors import Actor
from workflow.commands import AssignReviewer, OnCase, SettleConflict, SuspectConflict, UnassignReviewer
from workflow.errors import NotFound
from workflow.overview import queries
from workflow.pool import conflict_detection
from workflow.pool.reviewers import Listed
from workflow.reviewing import assignments, conflicts, matrix, reviews
from workflow.reviewing.matrix import MatrixRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Text = Annotated[str, Query(max_length=200)]
_SHOWN = 12
_DONE = ("assign", "unassign", "settle", "suspect")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A conflict of interest that there may be or is: whose, on which ground, how it stands, and what speaks for it."""

    person: str
    name: str
    ground: str
    status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: which of the page's forms it is, what was written into it, and what is wrong."""

    key: str = ""
    written: dict[str, str] | None = None
    faults: Sequence[Fault] = ()
    status: int = 200


@router.get("/cases/{ref}/reviewers")
async def reviewers_of(visit: Visitor, ref: Ref, who: Text = "", done: Text = "") -> HTMLResponse:
    """The reviewers of a case, for staff."""
    return await _page(visit, ref, Sent(), who.strip(), done if done in _DONE else "")


@router.post("/cases/{ref}/reviewers")
async def sent(visit: Visitor, ref: Ref) -> Response:
    """Ask somebody, take the case from somebody, or settle or note a conflict; or show again what was written, and why not."""
    form = await visit.form()
    doing, person, ground = (form.text(name) or "" for name in ("do", "person", "ground"))
    key = "-".join(part for part in (doing, person if doing != "suspect" else "", ground) if part)
    key = "suspect" if doing == "suspect" else key
    try:
        ask = _asked(visit, ref, form, doing, person, ground)
        await visit.done(ask)
    except (Refused, BadRequest) as error:
        faults, status = await mending.find_faults(visit.request, error)
        written = {name: form.text(name) or "" for name in form.data}
        named = [replace(fault, field=f"{key}-{fault.field}" if fault.field else "") for fault in faults]
        return await _page(visit, ref, Sent(key, written, named, status), "", "")
    return visit.onward(f"/cases/{ref}/reviewers", done=doing)


def _asked(visit: PageRequest, ref: str, form: Form, doing: str, person: str, ground: str) -> Callable[[Actor], OnCase]:
    """What the form asks for. Raises BadRequest."""
    version, reason, verdict = form.version(), form.text("reason"), form.text("verdict")

    def assign(actor: Actor) -> OnCase:
        said, beyond = visit.asked.said(actor), form.ticked("beyond")
        return AssignReviewer(**said, ref=ref, version=version, reviewer=person, beyond=beyond, reason=reason)

    def unassign(actor: Actor) -> OnCase:
        return UnassignReviewer(
            **visit.asked.said(actor), ref=ref, version=version, reviewer=person, reason=reason or ""
        )

    def settle(actor: Actor) -> OnCase:
        return SettleConflict(
            **visit.asked.said(actor),
            ref=ref,
            version=version,
            person=person,
            ground=ground,
            confirmed=verdict == "confirm",
            reason=reason or "",
        )

    def suspect(actor: Actor) -> OnCase:
        said = visit.asked.said(actor)
        return SuspectConflict(**said, ref=ref, version=version, person=person, ground=ground, reason=reason)

    asks = {"assign": assign, "unassign": unassign, "settle": settle, "suspect": suspect}
    if doing not in asks:
        raise refuse_parameter("the page did not say what to do; load it again", "/do")
    if doing == "settle" and verdict not in ("confirm", "dismiss"):
        raise refuse_parameter("say whether it is so", "/verdict")
    if doing == "suspect" and not person:
        raise refuse_parameter("choose whom it is about", "/person")
    if doing == "suspect" and ground not in conflict_detection.GROUNDS:
        raise refuse_parameter("choose what connects them with the case", "/ground")
    return asks[doing]


async def _page(visit: PageRequest, ref: str, came_back: Sent, who: str, done: str) -> HTMLResponse:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        row = queries.load_visible_row(session, actor, ref)
        roles = access.roles(actor, row)
        if not visibility.is_inside(roles):
            raise NotFound(f"the reviewers of {ref} are not told")
        definition = editions.load_pinned(session, row.call, row.edition)[row.direction]
        lifecycle = definition.direction.lifecycle
        context: dict[str, object] = {
            "case": queries.build_summary(session, actor, row),
            "call": definition.call,
            "direction": definition.direction,
            "lifecycle": lifecycle,
            "plan": definition.direction.review,
            "asked": assignments.list_assignments(session, actor, ref),
            "opinion": reviews.list_reviews(session, actor, ref),
            "may_assign": permissions.permits("assign-reviewer", roles)
            and permissions.is_allowed_in("assign-reviewer", lifecycle, row.state)
            and definition.direction.review is not None,
            "may_settle": permissions.permits("settle-conflict", roles),
            "grounds": conflict_detection.GROUNDS,
            "suspicions": None,
            "line": None,
            "who": who,
            "done": done,
            "key": came_back.key,
            "written": came_back.written or {},
            "faults": came_back.faults,
        }
        if permissions.permits("read-conflicts", roles):
            context |= _around(session, actor, ref, who)
        return context

    return await visit.page("reviewers.html", gather, status=came_back.status)


def _around(session: Session, actor: Actor, ref: str, who: str) -> dict[str, object]:
    """Whom else to ask, and what connects people with the case."""
    found = matrix.load_case_matrix(session, actor, ref)
    [line] = found.lines
    noted = conflicts.list_conflicts(session, actor, ref)
    suspicions = [Suspicion(one.person, one.name, one.ground, one.status, one.reason or "") for one in noted]
    free = [one for one in found.pool if line.asked.get(one.person) not in access.ASSIGNED]
    shown = sorted((one for one in free if is_named(one, who)), key=lambda one: _rank(one, line))[:_SHOWN]
    relevant = [one for one in found.pool if one in shown or one not in free]
    suspicions += [
        Suspicion(one.person, one.name, ground, "found", _evidence(one, ground))
        for one in relevant
        for ground, status in line.against.get(one.person, {}).items()
        if status == "found"
    ]
    order = ("suspected", "found", "declared", "confirmed", "dismissed")
    suspicions.sort(key=lambda one: (order.index(one.status), one.name))
    return {
        "line": line,
        "suspicions": suspicions,
        "candidates": shown,
        "others": len(free) - len(shown),
        "pool": found.pool,
    }


def is_named(one: Listed, who: str) -> bool:
    """Whether somebody goes by some words, or knows of them, or comes from there."""
    said = conflict_detection.plain(" ".join((one.name, one.organisation, one.country, *one.expertise)))
    return all(word in said for word in conflict_detection.plain(who).split())


def _rank(one: Listed, line: MatrixRow) -> tuple[object, ...]:
    """Who is asked first: nobody in conflict or with too much to do, then who knows the field, then who has least to do."""
    return line.is_kept_from(one.person), one.load >= one.most, not line.knows(one), one.load, sort_key(one.name)


def _evidence(one: Listed, ground: str) -> str:
    """What was compared with the case and found in it."""
    return {"same-organisation": one.organisation, "country-side": one.country, "co-participant": one.name}.get(
        ground, ""
    )
