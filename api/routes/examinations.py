"""The formal examination: every clause of a case with its state, and what people judge, on one case or many at once."""

from fastapi import APIRouter, Response
from sqlmodel import Session

from api import cursors
from api.command_answers import answer_command
from api.errors import statuses
from api.request_context import Caller
from api.routes.cases import Ref, Text
from api.routes.programmes import Code, Name
from api.schemas.answers import BulkOut, ReceiptOut, ResultOut
from api.schemas.examining import DirectionExaminedOut, ExaminedCaseOut, ExaminedOut, JudgementIn, JudgementsIn
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.commands import Bulk, RecordJudgement, Said, Seen
from workflow.paperwork import examinations, examining

router = APIRouter(prefix="/v1", tags=["formal check"], route_class=StrictRoute)


@router.get("/cases/{ref}/examination", responses=statuses(404, 422))
async def read_examination(ref: Ref, caller: Caller) -> list[ExaminedOut]:
    """Every clause of a case with its state: judged by itself, or by people, and then on what evidence."""
    at = caller.received_at
    found = await caller.read(lambda session, actor: examinations.load_examination(session, actor, ref, now=at))
    return [ExaminedOut.model_validate(one) for one in found]


@router.post("/cases/{ref}/judgements", status_code=201, responses=statuses(403, 404, 409, 412, 422, 428))
async def record_judgement(ref: Ref, body: JudgementIn, caller: Caller, response: Response) -> ReceiptOut:
    """Record whether a clause that people judge is met, on what evidence."""
    version = caller.version(body.version)
    return await answer_command(caller, response, lambda actor: _judgement(caller.said(actor), ref, version, body))


@router.post("/judgements", responses=statuses(403, 413, 422, 428))
async def record_judgements(body: JudgementsIn, caller: Caller) -> BulkOut:
    """Record many judgements: a result for each, in order. With `atomic` one refusal leaves all undone."""
    versions = [caller.version(one.version) for one in body.judgements]

    def bulk(actor: Actor) -> Bulk:
        judgements = tuple(
            _judgement(caller.said(actor), one.case, version, one)
            for one, version in zip(body.judgements, versions, strict=True)
        )
        return Bulk(**caller.said(actor), commands=judgements, mode=body.mode, dry_run=body.dry_run)

    outcomes = await caller.each(bulk)
    return BulkOut(results=[ResultOut.model_validate(outcome) for outcome in outcomes])


@router.get("/calls/{call}/directions/{code}/examination", responses=statuses(403, 404, 422))
async def read_direction_examination(
    call: Code,
    code: Name,
    caller: Caller,
    cursor: Text = None,
) -> DirectionExaminedOut:
    """The cases of a direction that can be examined, with how each clause that people judge stands. For staff."""
    at, after = caller.received_at, cursors.number(cursor) or 0

    def query(session: Session, actor: Actor) -> examining.ExaminationPage:
        return examining.load_page(session, actor, call, code, now=at, after=after)

    page = await caller.read(query)
    cases = [ExaminedCaseOut.model_validate(one) for one in page.cases]
    return DirectionExaminedOut(
        clauses=list(page.clauses), cases=cases, next=None if page.next is None else cursors.written(page.next)
    )


def _judgement(said: Said, ref: str, version: Seen, body: JudgementIn) -> RecordJudgement:
    """The command that records what a body says of one case."""
    return RecordJudgement(
        **said,
        ref=ref,
        version=version,
        clause=body.clause,
        verdict=body.verdict,
        evidence=body.evidence,
        document=body.document,
        reason=body.reason,
    )
