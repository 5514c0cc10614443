"""A document on its way to a case and back: received, looked into, attached; and handed out, which is itself recorded."""

from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from sqlmodel import Session
from starlette.concurrency import iterate_in_threadpool

from api.errors import Refused
from api.request_context import RequestContext
from api.schemas.inputs import BareIn
from api.uploads import files
from states.refusal import Refusal
from workflow.actors import Actor
from workflow.commands import AttachDocument, Seen
from workflow.errors import NotAllowed, Unavailable
from workflow.outcomes import Result
from workflow.paperwork import documents, inspection
from workflow.paperwork.documents import Document

Id = Annotated[str, Path(max_length=40, pattern=r"^doc_[0-9a-f]+$", description="A document's id")]
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


async def attach_file(
    ref: str, said: BareIn, asked: RequestContext, request: Request, *, once: str | None = None
) -> tuple[Document, Result]:
    """Attach the document that a request carries, once it was found to be sound. Raises Refused, BadRequest, NotAllowed.

    `once` names the field of its form that holds a key, so that sending it twice attaches it once.
    """
    await asked.read(lambda session, actor: _admit(session, actor, ref))
    storage, settings = asked.services.storage, asked.services.database.settings
    document = documents.draw_id()
    upload = await files.receive(request, said, storage, document, settings.document_limit, (once,) if once else ())
    if once is not None:
        drawn = request.state.form_fields.get(once)
        asked = replace(asked, once=drawn if isinstance(drawn, str) else None)
    media = documents.PAPER
    if upload.stored is not None:
        verdict = await run_in_threadpool(inspection.accept, storage, upload.stored, upload.sent, settings)
        if isinstance(verdict, Refusal):
            raise Refused(verdict)
        media = verdict
    receipt = await _attached(ref, replace(asked, received_at=asked.services.clock.now()), upload, document, media)
    found = await asked.read(
        lambda session, actor: documents.load_document_of_event(session, actor, ref, receipt.version)
    )
    if upload.stored is not None:
        with suppress(Unavailable):  # what is left in quarantine is cleared within the hour
            # A repetition under the same key was answered with the first document: this one is one too many.
            await run_in_threadpool(storage.settle if found.id == document else storage.forget, document)
    return found, receipt


async def send_document(ref: str, document: str, asked: RequestContext) -> StreamingResponse:
    """A document's file, to be saved and never shown in place. That it was read, and by whom, is sealed in the trail."""
    storage, at = asked.services.storage, asked.received_at

    def opened(session: Session, actor: Actor) -> tuple[Document, Any]:
        found = documents.download(session, ref, document, actor=actor, now=at, request=asked.id)
        return found, storage.clean(found.id, found.sha256)

    found, pieces = await asked.witnessed(opened)
    headers = {**_HEADERS, "Content-Disposition": _disposition(found.name), "ETag": f'"{found.sha256}"'}
    headers["Content-Length"] = str(found.size)
    return StreamingResponse(iterate_in_threadpool(pieces), media_type=found.media, headers=headers)


async def _attached(ref: str, asked: RequestContext, upload: files.Upload, document: str, media: str) -> Result:
    details, stored = upload.details, upload.stored
    try:
        seen = version(asked, details.version)
        return await asked.done(
            lambda actor: AttachDocument(
                **asked.said(actor),
                ref=ref,
                version=seen,
                id=document,
                side=details.side,
                kind=details.kind,
                name=details.name,
                media=media,
                size=stored.size if stored else 0,
                sha256=stored.sha256 if stored else "",
                signed_on=details.signed_on,
                signatories=tuple(details.signatories),
                reason=details.reason,
            ),
            body=upload.fingerprint,
        )
    except Unavailable:
        raise  # it may have been attached all the same: clearing the quarantine will find out
    except Exception:
        if stored is not None:
            await run_in_threadpool(inspection.discard, asked.services.storage, stored)
        raise


def _admit(session: Session, actor: Actor, ref: str) -> None:
    refusal = documents.may_attach(session, actor, ref)
    if refusal is not None:
        raise Refused(refusal)
    if "write" not in actor.scopes:
        raise NotAllowed("this token may only read")


def version(asked: RequestContext, said: int | None) -> Seen:
    """The version that the request says it saw, if it says one."""
    return asked.version(said) if said is not None or "if-match" in asked.request.headers else None


def _disposition(name: str) -> str:
    """Content-Disposition (RFC 6266): the name for everybody, and beside it a plain one for the oldest readers."""
    plain = "".join(one if one.isascii() and one.isprintable() and one not in '"\\%' else "_" for one in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
