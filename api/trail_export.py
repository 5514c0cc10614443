"""The trail to take away: all that somebody may read of it, streamed."""

from fastapi.responses import StreamingResponse
from sqlmodel import Session
from starlette.concurrency import iterate_in_threadpool

from api import exports
from api.request_context import RequestContext
from workflow.actors import Actor
from workflow.auditing import history
from workflow.auditing.history import Filter
from workflow.credentials import reauthentication


async def export_trail(asked: RequestContext, narrowed: Filter, kind: str) -> StreamingResponse:
    """The events of a filter, in order, as `text/csv` or `application/jsonl`. Raises NotAllowed, ReauthenticationRequired."""
    reader = await asked.read(lambda session, who: _reader(session, who, narrowed, asked))
    entries = history.load_bodies(asked.services.database, reader, narrowed)
    lines = exports.csv(entries) if kind == "text/csv" else exports.jsonl(entries)
    return StreamingResponse(iterate_in_threadpool(lines), media_type=kind)


def _reader(session: Session, who: Actor, narrowed: Filter, asked: RequestContext) -> Actor:
    history.list_events(session, who, narrowed, limit=1)
    return reauthentication.record_proof(who, now=asked.received_at)
