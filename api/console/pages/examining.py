"""The formal examination of a direction: its cases against the clauses that people judge, and many judged at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlmodel import Session

from api import cursors
from api.console.form import Fault, Form, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.pages.bulk import read_selection
from api.console.pages.call import Code
from api.console.pages.direction import Name
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from states.refusal import Refusal
from workflow import editions, permissions
from workflow.actors import Actor
from workflow.commands import Bulk, RecordJudgement
from workflow.outcomes import Outcome
from workflow.paperwork import examining

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Cursor = Annotated[str | None, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class JudgementOfMany:
    """The cases that were selected, each with the version that was seen, and what is to be recorded of them."""

    cases: tuple[tuple[str, int], ...] = ()
    clause: str = ""
    verdict: str = ""
    evidence: str = ""
    reason: str | None = None


@router.get("/calls/{call}/directions/{code}/examination")
async def direction_examination(visit: Visitor, call: Code, code: Name, cursor: Cursor = None) -> Response:
    """The cases of a direction that can be examined, with how each clause that people judge stands."""
    return await _page(visit, call, code, JudgementOfMany(), cursor=cursor)


@router.post("/calls/{call}/directions/{code}/examination")
async def judge_cases(visit: Visitor, call: Code, code: Name) -> Response:
    """Show what a judgement of many cases would come to; or record it, once that was shown."""
    form = await visit.form()
    is_meant, cursor = form.ticked("sure"), form.text("cursor")
    chosen = JudgementOfMany(
        clause=form.text("clause") or "",
        verdict=form.text("verdict") or "",
        evidence=form.text("evidence") or "",
        reason=form.text("reason"),
    )
    try:
        chosen = _with_cases(chosen, form)
        outcomes = await visit.asked.each(_bulk(visit, chosen, dry_run=not is_meant))
    except BadRequest as error:
        faults, status = mendable(error)
        return await _page(visit, call, code, chosen, faults=faults, status=status, cursor=cursor)
    return await _page(visit, call, code, chosen, outcomes=outcomes, is_done=is_meant, cursor=cursor)


def _with_cases(chosen: JudgementOfMany, form: Form) -> JudgementOfMany:
    """What a form says, whole. Raises BadRequest."""
    cases = read_selection(form)
    if not chosen.clause:
        raise refuse_parameter("choose the clause", "/clause")
    if chosen.verdict not in ("met", "not-met"):
        raise refuse_parameter("choose whether the clause is met", "/verdict")
    return JudgementOfMany(cases, chosen.clause, chosen.verdict, chosen.evidence, chosen.reason)


def _bulk(visit: PageRequest, chosen: JudgementOfMany, *, dry_run: bool) -> Callable[[Actor], Bulk]:
    verdict: Literal["met", "not-met"] = "met" if chosen.verdict == "met" else "not-met"

    def ask(actor: Actor) -> Bulk:
        judgements = tuple(
            RecordJudgement(
                **visit.asked.said(actor),
                ref=ref,
                version=version,
                clause=chosen.clause,
                verdict=verdict,
                evidence=chosen.evidence,
                reason=chosen.reason,
            )
            for ref, version in chosen.cases
        )
        return Bulk(**visit.asked.said(actor), commands=judgements, dry_run=dry_run)

    return ask


async def _page(
    visit: PageRequest,
    call: str,
    code: str,
    chosen: JudgementOfMany,
    *,
    outcomes: Sequence[Outcome] = (),
    faults: Sequence[Fault] = (),
    is_done: bool = False,
    status: int = 200,
    cursor: str | None = None,
) -> Response:
    now = visit.asked.received_at

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        after = cursors.number(cursor) or 0
        page = examining.load_page(session, actor, call, code, now=now, after=after)
        definition = editions.load_newest(session, call)[code]
        refs = [ref for ref, _ in chosen.cases]
        return {
            "call": definition.call,
            "direction": definition.direction,
            "lifecycle": definition.direction.lifecycle,
            "page": page,
            "rules": {rule.id: rule for rule in definition.direction.for_people},
            "next": None if page.next is None else cursors.written(page.next),
            "cursor": cursor or "",
            "may_judge": permissions.permits("examine-case", actor.roles_in(call)),
            "chosen": chosen,
            "selected": frozenset(refs),
            "outcomes": list(zip(refs, outcomes, strict=bool(outcomes))),
            "good": sum(not isinstance(one, Refusal) for one in outcomes),
            "is_refusal": lambda one: isinstance(one, Refusal),
            "is_done": is_done,
            "faults": faults,
            "given": {"clause": chosen.clause, "evidence": chosen.evidence, "reason": chosen.reason},
        }

    return await visit.page("examining.html", gather, status=status)
