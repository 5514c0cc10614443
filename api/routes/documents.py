"""The documents of a case: attach, list, read, take off."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.concurrency import iterate_in_threadpool

from api import uploads as arriving
from api.asked import Asked, Caller
from api.description import PLACED
from api.errors import Refused, statuses
from api.inputs import BareIn, PaperIn, Reason
from api.routes.cases import Ref
from api.shapes import DocumentOut, ReceiptOut
from api.strict import StrictRoute
from states.refusal import Refusal
from workflow import documents, inspection
from workflow.actors import Actor
from workflow.commands import Attach, Detach
from workflow.errors import NotAllowed, Unavailable
from workflow.media import BY_EXTENSION
from workflow.outcomes import Receipt

_Id = Annotated[str, Path(max_length=40, pattern=r"^doc_[0-9a-f]+$", description="A document's id")]
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def _filled(said: dict[str, Any]) -> dict[str, Any]:
    """A field as a form has it: not filled in it is empty, and never null."""
    return next((one for one in said.get("anyOf", ()) if one.get("type") != "null"), said)


_DETAILS = PaperIn.model_json_schema()
_BYTES: dict[str, Any] = {"type": "string", "format": "binary", "minLength": 1}
_FORM = _DETAILS | {
    "properties": {name: _filled(said) for name, said in _DETAILS["properties"].items()} | {"file": _BYTES},
    "required": ["side", "kind", "file"],  # what a file is called, it may say itself
}
_FILES = {media: {"schema": _BYTES} for media in BY_EXTENSION.values()}
_BODIES = {form: {"schema": _BYTES} for form in arriving.FORMS} | {
    "multipart/form-data": {"schema": _FORM},
    "application/json": {"schema": _DETAILS},
}


class _StreamedRoute(APIRoute):
    """A route that reads its body itself, piece by piece; what it asks counts from when all of it was there."""

    def get_route_handler(self) -> Any:
        handle = super().get_route_handler()

        async def handle_streamed(request: Request) -> Response:
            request.state.received_at = request.app.state.services.clock.now()
            return await handle(request)

        return handle_streamed


router = APIRouter(prefix="/v1/cases/{ref}/documents", tags=["documents"], route_class=StrictRoute)
uploads = APIRouter(prefix="/v1/cases/{ref}/documents", tags=["documents"], route_class=_StreamedRoute)


@uploads.post(
    "",
    status_code=201,
    responses=statuses(403, 404, 408, 409, 412, 413, 415, 422) | PLACED,
    openapi_extra={"requestBody": {"required": True, "content": _BODIES}},
)
async def attach_document(
    ref: Ref, asked: Annotated[BareIn, Query()], caller: Caller, request: Request, response: Response
) -> DocumentOut:
    """Attach a document: a form with a part `file`; or the bare file, and the rest in the query; or a paper, as JSON.

    A version (`If-Match` or `version`) need not be given, because documents do not contradict each other.
    """
    await caller.read(lambda session, actor: _admit(session, actor, ref))
    storage, settings = caller.services.storage, caller.services.database.settings
    document = documents.drawn()
    upload = await arriving.received(request, asked, storage, document, settings.document_limit)
    media = documents.PAPER
    if upload.stored is not None:
        verdict = await run_in_threadpool(inspection.admitted, storage, upload.stored, upload.sent, settings)
        if isinstance(verdict, Refusal):
            raise Refused(verdict)
        media = verdict
    receipt = await _attached(ref, replace(caller, received_at=caller.services.clock.now()), upload, document, media)
    found = await caller.read(lambda session, actor: documents.numbered(session, actor, ref, receipt.version))
    if upload.stored is not None:
        with suppress(Unavailable):  # what is left in quarantine is cleared within the hour
            # A repetition under the same key was answered with the first document: this one is one too many.
            await run_in_threadpool(storage.settle if found.id == document else storage.forget, document)
    response.headers["Location"] = f"/v1/cases/{ref}/documents/{found.id}"
    response.headers["ETag"] = f'"{receipt.version}"'
    return DocumentOut.model_validate(found)


async def _attached(ref: str, caller: Asked, upload: arriving.Upload, document: str, media: str) -> Receipt:
    details, stored = upload.details, upload.stored
    try:
        version = _version(caller, details.version)
        return await caller.done(
            lambda actor: Attach(
                actor=actor,
                received_at=caller.received_at,
                request=caller.id,
                ref=ref,
                version=version,
                id=document,
                side=details.side,
                kind=details.kind,
                name=details.name,
                media=media,
                size=stored.size if stored else 0,
                sha256=stored.sha256 if stored else "",
                signed_on=details.signed_on,
                signatories=tuple(details.signatories),
            ),
            body=upload.fingerprint,
        )
    except Unavailable:
        raise  # it may have been attached all the same: clearing the quarantine will find out
    except Exception:
        if stored is not None:
            await run_in_threadpool(inspection.discard, caller.services.storage, stored)
        raise


@router.get("", responses=statuses(404, 422))
async def list_documents(ref: Ref, caller: Caller) -> list[DocumentOut]:
    """The documents that stand on a case, as far as the bearer may see them."""
    found = await caller.read(lambda session, actor: documents.on_case(session, actor, ref))
    return [DocumentOut.model_validate(document) for document in found]


@router.get(
    "/{document}",
    responses=statuses(404, 422) | {200: {"content": _FILES}},
    response_class=StreamingResponse,
)
async def read_document(ref: Ref, document: _Id, caller: Caller) -> StreamingResponse:
    """A document's file, to be saved. That it was read, and by whom, is sealed in the trail."""
    storage, at = caller.services.storage, caller.received_at

    def opened(session: Session, actor: Actor) -> tuple[documents.Document, Any]:
        found = documents.handed_out(session, ref, document, actor=actor, now=at, request=caller.id)
        return found, storage.clean(found.id, found.sha256)

    found, pieces = await caller.witnessed(opened)
    headers = {**_HEADERS, "Content-Disposition": _disposition(found.name), "ETag": f'"{found.sha256}"'}
    headers["Content-Length"] = str(found.size)
    return StreamingResponse(iterate_in_threadpool(pieces), media_type=found.media, headers=headers)


@router.delete("/{document}", responses=statuses(403, 404, 409, 412, 422))
async def detach_document(
    ref: Ref,
    document: _Id,
    caller: Caller,
    response: Response,
    reason: Annotated[Reason, Query()],
) -> ReceiptOut:
    """Take a document off a case. Its file, and what was sealed of it, stay."""
    await caller.read(lambda session, actor: documents.one(session, actor, ref, document))
    version = _version(caller, None)
    at: datetime = caller.received_at
    receipt = await caller.done(
        lambda actor: Detach(
            actor=actor, received_at=at, request=caller.id, ref=ref, version=version, id=document, reason=reason
        )
    )
    response.headers["ETag"] = f'"{receipt.version}"'
    return ReceiptOut.model_validate(receipt)


def _admit(session: Session, actor: Actor, ref: str) -> None:
    refusal = documents.may_attach(session, actor, ref)
    if refusal is not None:
        raise Refused(refusal)
    if "write" not in actor.scopes:
        raise NotAllowed("this token may only read")


def _version(caller: Asked, said: int | None) -> int | None:
    return caller.version(said) if said is not None or "if-match" in caller.request.headers else None


def _disposition(name: str) -> str:
    """Content-Disposition (RFC 6266): the name for everybody, and beside it a plain one for the oldest readers."""
    plain = "".join(one if one.isascii() and one.isprintable() and one not in '"\\%' else "_" for one in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
