"""The formal examination of a case: all its clauses, and a form for each clause that people judge."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from api.console import case_context, mending
from api.console.field_reader import FieldReader
from api.console.form import Fault, Form
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from workflow.actors import Actor
from workflow.commands import RecordJudgement
from workflow.errors import InvalidRequest
from workflow.paperwork import documents, examinations

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_FIELDS = ("verdict", "evidence", "document", "reason")


@router.get("/cases/{ref}/examination")
async def examination(visit: Visitor, ref: Ref, judged: str | None = None) -> Response:
    """Every clause of the case with its state; `judged` is the clause that the visitor just judged."""
    return await _page(visit, ref, judged=judged)


@router.post("/cases/{ref}/examination")
async def judge_clause(visit: Visitor, ref: Ref) -> Response:
    """Record a judgement of one clause."""
    form = await visit.form()
    clause = form.text("clause") or ""
    try:
        command = _command(visit, ref, form, clause)
        await visit.done(command)
    except (Refused, BadRequest, InvalidRequest) as error:
        faults, status = await mending.find_faults(visit.request, error)
        given = {name: form.text(name) for name in _FIELDS}
        own = [replace(one, field=f"{one.field}-{clause}" if one.field in _FIELDS else "") for one in faults]
        return await _page(visit, ref, own, status, clause=clause, given=given)
    return visit.onward(f"/cases/{ref}/examination", judged=clause)


def _command(visit: PageRequest, ref: str, form: Form, clause: str) -> Callable[[Actor], RecordJudgement]:
    """What a form asks for. Raises BadRequest."""
    chosen, version, fields = form.text("verdict"), form.version(), FieldReader()
    if chosen not in ("met", "not-met"):
        fields.note(refuse_parameter("choose whether the clause is met", "/verdict"))
    if form.text("evidence") is None and form.text("document") is None:
        said = "a judgement says on what evidence: in words, or by a document of the case"
        fields.note(refuse_parameter(said, "/evidence"))
    fields.check()
    verdict: Literal["met", "not-met"] = "met" if chosen == "met" else "not-met"

    def ask(actor: Actor) -> RecordJudgement:
        return RecordJudgement(
            **visit.asked.said(actor),
            ref=ref,
            version=version,
            clause=clause,
            verdict=verdict,
            evidence=form.text("evidence") or "",
            document=form.text("document"),
            reason=form.text("reason"),
        )

    return ask


async def _page(
    visit: PageRequest,
    ref: str,
    faults: Sequence[Fault] = (),
    status: int = 200,
    *,
    clause: str | None = None,
    given: dict[str, str | None] | None = None,
    judged: str | None = None,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        now = visit.asked.received_at
        found = case_context.load_context(session, actor, ref, now=now)
        found.require("know-inside")
        clauses = examinations.load_examination(session, actor, ref, now=now)
        return {
            **found.context(),
            "clauses": clauses,
            "by_people": [one for one in clauses if one.judged_by == "people"],
            "others": [one for one in clauses if one.judged_by != "people"],
            "unjudged": sum(one.needs_judging for one in clauses),
            "fallen": [one for one in clauses if one.judged_by == "people" and one.status == "not-met"],
            "documents": documents.list_documents(session, actor, ref),
            "may_judge": found.offers.may("examine-case"),
            "faults": faults,
            "open": clause,
            "given": given or {},
            "judged": next((one for one in clauses if one.id == judged), None),
        }

    return await visit.page("examination.html", gather, status=status)
