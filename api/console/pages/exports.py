"""Lists to take away: what a page lists, all of it, as CSV or as a workbook; for who proved a moment ago who they are."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from sqlmodel import Session
from starlette.concurrency import iterate_in_threadpool

from api import exports
from api.console import columns
from api.console.filters import Chosen
from api.console.page_request import Visitor
from api.console.route import PageRoute
from api.console.vocabulary import check_chosen
from workflow import case_export
from workflow.actors import Actor
from workflow.credentials import reauthentication

router = APIRouter(route_class=PageRoute, include_in_schema=False)
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MARK = "\ufeff"


@router.get("/cases/list.{kind}")
async def cases(visit: Visitor, chosen: Chosen, kind: Literal["csv", "xlsx"]) -> StreamingResponse:
    """Every case the visitor may see that a list of them is narrowed to, with the columns it shows, in the form asked for."""
    now = visit.asked.received_at

    def prove(session: Session, actor: Actor) -> Actor:
        check_chosen(session, chosen)
        return reauthentication.record_proof(actor, now=now)

    reader = await visit.read(prove)
    found = case_export.export_cases(visit.asked.services.database, reader, chosen.search(), named=True)
    taken = columns.taken(chosen.shown)
    if kind == "xlsx":
        return attached(exports.cases_xlsx(found, taken), "cases.xlsx", XLSX)
    return table(exports.cases_csv(found, taken), "cases.csv")


def table(lines: Iterable[str], name: str) -> StreamingResponse:
    """A table as CSV, marked as UTF-8 so that spreadsheet programs read its Chinese."""
    return attached(chain([_MARK], lines), name, CSV)


def attached(pieces: Iterable[str | bytes], name: str, kind: str) -> StreamingResponse:
    """A file to be kept rather than shown, under a name."""
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    found: Iterator[str | bytes] = iter(pieces)
    return StreamingResponse(iterate_in_threadpool(found), media_type=kind, headers=told)
