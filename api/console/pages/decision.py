"""The committee's page of a direction: the ranking with what is drafted, what it would take of the quota, and its release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api.console import decision_draft, mending, zones
from api.console.form import Fault, Form
from api.console.page_request import PageRequest, Visitor
from api.console.pages.reviewers import Text
from api.console.results import ResultPage
from api.console.route import PageRoute
from api.errors import REFUSALS, BadRequest, Refused, refuse_parameter
from api.routes.programmes import Code, Name
from states.refusal import Refusal
from workflow import embargoes, permissions
from workflow.actors import Actor
from workflow.commands import PromoteReserve, ReleaseDecisions
from workflow.deciding import candidates, previews
from workflow.deciding.candidates import Candidate
from workflow.deciding.previews import Preview
from workflow.identity import people
from workflow.outcomes import Answer, Result
from workflow.overview import ranking
from workflow.reviewing import panel

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_SHOWN = 200
_DONE = ("draft", "undraft", "schedule", "cancel", "promote", "release")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows beside what is drafted: the case on the table, what was written about it, and what is wrong."""

    case: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    done: str = ""


@router.get("/calls/{call}/directions/{code}/decision")
async def decision(visit: Visitor, call: Code, code: Name, case: Text = "", done: Text = "") -> HTMLResponse:
    """The ranking; with `case` that case on the table, to draft what is meant to become of it."""
    return await _page(visit, call, code, Shown(case=case, done=done if done in _DONE else ""))


@router.post("/calls/{call}/directions/{code}/decision")
async def sent(visit: Visitor, call: Code, code: Name) -> Response:
    """Draft or take back, check or release, schedule or cancel, promote; or show what was written, and why not."""
    form = await visit.form()
    doing, case = form.text("do") or "", form.text("case") or ""
    try:
        if doing == "check":
            return await _checked(visit, call, code)
        await _done(visit, call, code, doing, form)
    except (Refused, BadRequest) as error:
        faults, status = await mending.find_faults(visit.request, error)
        given = {name: form.text(name) or "" for name in form.data}
        return await _page(visit, call, code, Shown(case=case, given=given, faults=faults), status)
    return visit.onward(f"/calls/{call}/directions/{code}/decision", done=doing)


async def _done(visit: PageRequest, call: str, code: str, doing: str, form: Form) -> None:
    """Do what a form asks for. Raises Refused, BadRequest, NotFound."""
    at, request = visit.asked.received_at, visit.asked.id
    if doing in ("draft", "undraft"):
        asked = decision_draft.read_draft(form, takes_back=doing == "undraft")
        await visit.done(
            lambda actor: decision_draft.build_command(asked, actor=actor, received_at=at, request=request)
        )
    elif doing == "release":
        outcomes = await _answered(visit, call, code, dry_run=False)
        if refused := [one for one in outcomes if isinstance(one, Refusal) and one.code != "abandoned"]:
            raise Refused(refused[0])
    elif doing in ("schedule", "cancel"):
        await visit.asked.change(lambda session, actor: _embargoed(session, actor, visit, call, code, form, doing))
    elif doing == "promote":
        await visit.read(lambda session, _: candidates.load_definition(session, call, code))
        await visit.done(lambda actor: PromoteReserve(**visit.asked.said(actor), call=call, direction=code))
    else:
        raise refuse_parameter("the page did not say what to do; load it again", "/do")


def _following(session: Session, call: str, code: str, preview: previews.Preview) -> Candidate | None:
    """Which case would move up from the reserve list now, if whoever looks may see it."""
    following = candidates.find_next(session, call, code)
    return next((place.case for place in preview.ranking if place.case.ref == following), None)


def _embargoed(
    session: Session, actor: Actor, visit: PageRequest, call: str, code: str, form: Form, doing: str
) -> embargoes.Embargo:
    now, request = visit.asked.received_at, visit.asked.id
    if doing == "cancel":
        outcome = embargoes.cancel(session, call, code, actor=actor, now=now, request=request)
    else:
        written = form.local("at")
        if written is None:
            raise refuse_parameter("say on which day and at what time", "/at")
        at = zones.resolve_local(written, candidates.load_definition(session, call, code).call.zone, "at")
        outcome = embargoes.schedule(session, call, code, at, actor=actor, now=now, request=request)
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return outcome


async def _answered(visit: PageRequest, call: str, code: str, *, dry_run: bool) -> list[Result | Refusal]:
    """What becomes of each drafted case when a direction is released, or would. Raises Refused, NotFound."""
    await visit.read(lambda session, _: candidates.load_definition(session, call, code))
    asked = visit.asked
    answered = await asked.answered(
        lambda actor: ReleaseDecisions(**asked.said(actor), call=call, direction=code, dry_run=dry_run)
    )
    answer: Answer = answered.answer
    if isinstance(answer, Refusal):
        raise Refused(answer)
    assert isinstance(answer, list), "a release gets an outcome for each case"
    return answer


async def _checked(visit: PageRequest, call: str, code: str) -> HTMLResponse:
    """The page that says what a release would do to each case, or what keeps it from being made."""
    outcomes = await _answered(visit, call, code, dry_run=True)
    refused = [one for one in outcomes if isinstance(one, Refusal) and one.code != "abandoned"]

    now = visit.asked.received_at

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        definition, preview = (
            candidates.load_definition(session, call, code),
            previews.preview(session, actor, call, code, now=now),
        )
        drafts = {place.case.ref: place.case for place in preview.ranking if place.case.draft is not None}
        return {
            "call": definition.call,
            "direction": definition.direction,
            "lifecycle": definition.direction.lifecycle,
            "drafts": drafts,
            "made": [one for one in outcomes if isinstance(one, Result)],
            "refused": refused,
            "zone": definition.call.zone,
        }

    page = await visit.page("release.html", gather, status=max((REFUSALS[one.code] for one in refused), default=200))
    return ResultPage(page.body, page.status_code)


async def _page(visit: PageRequest, call: str, code: str, shown: Shown, status: int = 200) -> HTMLResponse:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        now = visit.asked.received_at
        preview = previews.preview(session, actor, call, code, now=now)
        definition = candidates.load_definition(session, call, code)
        lifecycle = definition.direction.lifecycle
        places = preview.ranking[:_SHOWN]
        readings = panel.summarise_all(session, actor, call, code, [place.case.ref for place in places])
        table = next((place.case for place in preview.ranking if place.case.ref == shown.case), None)
        may_decide = permissions.permits("decide-direction", actor.roles_in(call))
        following = _following(session, call, code, preview) if may_decide else None
        totals = [total / 100 for one in readings.values() for total in one.totals]
        return {
            "call": definition.call,
            "direction": definition.direction,
            "lifecycle": lifecycle,
            "zone": definition.call.zone,
            "preview": preview,
            "places": places,
            "below": len(preview.ranking) - len(places),
            "readings": readings,
            "in_points": lambda hundredths: [one / 100 for one in hundredths],
            "points_of": lambda hundredths: ", ".join(visit.figures.points(one) for one in hundredths),
            "low": min(totals, default=0) // 5 * 5,
            "high": -(-max(totals, default=100) // 5) * 5,
            "cut": _cut(preview, readings),
            "drafted": [place for place in preview.ranking if place.case.draft is not None],
            "unfit": [place for place in preview.ranking if place.unfit],
            "reserved": ranking.reserve_list([place.case for place in preview.ranking], lifecycle),
            "by": people.load_names(session, {preview.embargo.by}) if preview.embargo else {},
            "may_decide": may_decide,
            "following": following.ref if following is not None else None,
            "hindered": previews.check_promotion(session, actor, following, now=now) if following is not None else (),
            "table": table if may_decide else None,
            "asked_for": next((place.asked for place in preview.ranking if place.case is table), None),
            "takes_reason": lifecycle.award is not None and "reason" in lifecycle.transitions[lifecycle.award].takes,
            "outcomes": decision_draft.list_outcomes(lifecycle, table.state) if table is not None else [],
            "asks_amount": lifecycle.award is not None and "amount" in lifecycle.transitions[lifecycle.award].asks,
            "operators": decision_draft.OPERATORS,
            "given": decision_draft.fill_form(table, shown.given) if table is not None else dict(shown.given),
            "faults": shown.faults,
            "done": shown.done,
        }

    return await visit.page("decision.html", gather, status=status)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the places end: after which place of the ranking, how far the next one is, and whether that says anything.

    `apart` in whole points of the score; `noise` the standard error of the difference of their reviews, in points.
    """

    after: int
    apart: int | None = None
    noise: float | None = None

    @property
    def is_close(self) -> bool:
        """Whether the order of the two may well be chance."""
        return self.apart == 0 or (self.apart is not None and self.noise is not None and self.apart < self.noise)


def _cut(preview: Preview, readings: Mapping[str, panel.ScoreSummary]) -> Cut | None:
    """The line of the direction's own quota in its ranking."""
    whole = next((line for line in preview.lines if line.line == preview.direction), None)
    if whole is None:
        return None
    after = max(whole.cases_limit - whole.cases_held, 0)
    if not 0 < after < len(preview.ranking):
        return Cut(after)
    last, first_out = (place.case for place in preview.ranking[after - 1 : after + 1])
    apart = last.score - first_out.score if last.score is not None and first_out.score is not None else None
    pair = [readings[one.ref] for one in (last, first_out) if one.ref in readings]
    noise = panel.standard_error(*pair) if len(pair) == 2 else None
    return Cut(after, apart, None if noise is None else noise / 100)
