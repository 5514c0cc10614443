"""Cases: open, list, read, amend, file."""

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from fastapi import Request as HttpRequest
from fastapi.responses import StreamingResponse
from sqlmodel import Session
from starlette.concurrency import iterate_in_threadpool

from api import cursors, exports, negotiation
from api.command_answers import answer_command
from api.errors import statuses
from api.openapi import PLACED
from api.request_context import Caller, RequestContext
from api.schemas.answers import CaseOut, CasesOut, PossibleOut, ReceiptOut, ThenOut, WholeOut
from api.schemas.inputs import AmendIn, ExtendCaseIn, FileIn, Moment, OpenIn, Word
from api.strict import StrictRoute
from workflow import case_export, lists
from workflow.actors import Actor
from workflow.auditing import history
from workflow.commands import AmendFiling, ExtendDeadline, OpenCase, PutFiling
from workflow.credentials import reauthentication
from workflow.overview import deadline_moves, queries, searches
from workflow.overview.deadline_moves import DeadlineMoves

router = APIRouter(prefix="/v1/cases", tags=["cases"], route_class=StrictRoute)
Ref = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$", description="A case's reference")]
JSON, CSV = "application/json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = (JSON, CSV, XLSX)
Limit = Annotated[int, Query(ge=1, le=lists.PAGE)]
Text = Annotated[str | None, Query(max_length=200)]


@router.post("", status_code=201, responses=statuses(403, 409, 413, 422) | PLACED)
async def open_case(body: OpenIn, caller: Caller, response: Response) -> ReceiptOut:
    """Open a case in a direction of a call."""
    receipt = await caller.done(
        lambda actor: OpenCase(
            **caller.said(actor),
            call=body.call,
            direction=body.direction,
            topic=body.topic,
            partner=body.partner,
            content=body.content,
        )
    )
    response.headers["Location"] = f"/v1/cases/{receipt.case}"
    response.headers["ETag"] = f'"{receipt.version}"'
    return ReceiptOut.model_validate(receipt)


@router.get(
    "",
    responses=statuses(406, 422) | {200: {"content": {"text/csv": {}, XLSX: {}}}},
    response_model=CasesOut,
)
async def list_cases(
    caller: Caller,
    http: HttpRequest,
    call: Annotated[Word | None, Query()] = None,
    direction: Annotated[Word | None, Query()] = None,
    state: Annotated[Word | None, Query()] = None,
    partner: Annotated[Word | None, Query()] = None,
    owner: Annotated[str | None, Query(max_length=254, description="An id or an e-mail address")] = None,
    text: Text = None,
    due_from: Moment | None = None,
    due_to: Moment | None = None,
    needs: Annotated[Literal["me"] | None, Query()] = None,
    limit: Limit = 50,
    cursor: Text = None,
) -> CasesOut | StreamingResponse:
    """List the cases the bearer may see, newest first. As `text/csv` or a workbook: all of them, streamed."""
    search = queries.Search(call, direction, state, partner, owner, text, due_from, due_to, needs == "me")
    form = negotiation.negotiate(http, FORMS)
    if form != JSON:
        return await _exported(caller, search, form)
    after = cursors.number(cursor)
    page, last = await caller.read(
        lambda session, actor: queries.list_cases(
            session, actor, searches.resolve_search(session, actor, search), limit=limit, after=after
        )
    )
    return CasesOut(
        cases=[CaseOut.model_validate(case) for case in page], next=None if last is None else cursors.written(last)
    )


async def _exported(caller: RequestContext, search: queries.Search, kind: str) -> StreamingResponse:
    def resolve(session: Session, actor: Actor) -> tuple[Actor, queries.Search]:
        return reauthentication.record_proof(actor, now=caller.received_at), searches.resolve_search(
            session, actor, search
        )

    reader, resolved = await caller.read(resolve)
    found = case_export.export_cases(caller.services.database, reader, resolved)
    lines: Iterator[str | bytes] = exports.cases_csv(found) if kind == CSV else exports.cases_xlsx(found)
    return StreamingResponse(iterate_in_threadpool(lines), media_type=kind)


@router.get("/{ref}", responses=statuses(404, 422))
async def read_case(ref: Ref, caller: Caller, response: Response, as_of: Moment | None = None) -> WholeOut | ThenOut:
    """Read a case, as it stands or (`as_of`) as it stood at an instant."""
    if as_of is not None:
        then = await caller.read(lambda session, actor: history.load_case_at(session, actor, ref, as_of))
        return ThenOut.model_validate(then)

    def read(session: Session, actor: Actor) -> tuple[queries.CaseDetail, int]:
        found = queries.load_case(session, actor, ref, now=caller.received_at)
        transitions = deadline_moves.load_moves(session, [found.case.call])
        return found, transitions.get(found.case.call, DeadlineMoves()).count

    whole, moved = await caller.read(read)
    response.headers["ETag"] = f'"{whole.case.version}.{moved}"' if moved else f'"{whole.case.version}"'
    return WholeOut.model_validate(whole)


@router.patch("/{ref}", responses=statuses(403, 404, 409, 412, 413, 422, 428))
async def amend_case(ref: Ref, body: AmendIn, caller: Caller, response: Response) -> ReceiptOut:
    """Change fields of the home filing while the case's state lets it be written."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: AmendFiling(
            **caller.said(actor),
            ref=ref,
            version=version,
            content=body.content,
            reason=body.reason,
        ),
    )


@router.put("/{ref}/filings/{side}", responses=statuses(403, 404, 409, 412, 413, 422, 428))
async def file_side(
    ref: Ref, side: Literal["home", "counterpart"], body: FileIn, caller: Caller, response: Response
) -> ReceiptOut:
    """Put a side's whole filing. Until its side submits it, it is only saved, and does not count as filed."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: PutFiling(
            **caller.said(actor),
            ref=ref,
            version=version,
            side=side,
            content=body.content,
            reason=body.reason,
            submit=body.submit,
        ),
    )


@router.post("/{ref}/extensions", status_code=201, responses=statuses(403, 404, 409, 412, 422, 428))
async def extend_case(ref: Ref, body: ExtendCaseIn, caller: Caller, response: Response) -> ReceiptOut:
    """Give one case a later time for a deadline of its call."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: ExtendDeadline(
            **caller.said(actor),
            ref=ref,
            version=version,
            deadline=body.deadline,
            until=body.until,
            reason=body.reason,
            confirmed=body.confirmed,
        ),
    )


@router.get("/{ref}/transitions", responses=statuses(404, 422))
async def list_transitions(ref: Ref, caller: Caller) -> list[PossibleOut]:
    """Every transition from the case's present state: allowed to the bearer, or why not."""
    possible = await caller.read(
        lambda session, actor: queries.list_transitions(session, actor, ref, now=caller.received_at)
    )
    return [PossibleOut.model_validate(transition) for transition in possible]
