"""The documents of a case: attach, list, read, take off."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from api import parameters
from api.command_answers import answer_command
from api.errors import statuses
from api.openapi import PLACED
from api.request_context import Caller
from api.routes.cases import Ref
from api.schemas.answers import DocumentOut, ReceiptOut
from api.schemas.inputs import BareIn, PaperIn, Reason
from api.strict import StrictRoute
from api.uploads import attach
from api.uploads import files as arriving
from workflow.commands import RemoveDocument
from workflow.paperwork import documents
from workflow.paperwork.media import BY_EXTENSION, TEXT


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
    TEXT: {"schema": {"type": "string", "minLength": 1}},
}


class _StreamedRoute(APIRoute):
    """A route that reads its body itself, piece by piece; what it asks counts from when all of it was there."""

    def get_route_handler(self) -> Any:
        handle = super().get_route_handler()

        known = parameters.known_to(self)

        async def handle_streamed(request: Request) -> Response:
            parameters.check_request(request, known, cleaned=("name",))
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
    found, receipt = await attach.attach_file(ref, asked, caller, request)
    response.headers["Location"] = f"/v1/cases/{ref}/documents/{found.id}"
    response.headers["ETag"] = f'"{receipt.version}"'
    return DocumentOut.model_validate(found)


@router.get("", responses=statuses(404, 422))
async def list_documents(ref: Ref, caller: Caller) -> list[DocumentOut]:
    """The documents that stand on a case, as far as the bearer may see them."""
    found = await caller.read(lambda session, actor: documents.list_documents(session, actor, ref))
    return [DocumentOut.model_validate(document) for document in found]


@router.get(
    "/{document}",
    responses=statuses(404, 422) | {200: {"content": _FILES}},
    response_class=StreamingResponse,
)
async def read_document(ref: Ref, document: attach.Id, caller: Caller) -> StreamingResponse:
    """A document's file, to be saved. That it was read, and by whom, is sealed in the trail."""
    return await attach.send_document(ref, document, caller)


@router.delete("/{document}", responses=statuses(403, 404, 409, 412, 422))
async def detach_document(
    ref: Ref,
    document: attach.Id,
    caller: Caller,
    response: Response,
    reason: Annotated[Reason, Query()],
) -> ReceiptOut:
    """Take a document off a case. Its file, and what was sealed of it, stay."""
    await caller.read(lambda session, actor: documents.load_document(session, actor, ref, document))
    version = attach.version(caller, None)
    return await answer_command(
        caller,
        response,
        lambda actor: RemoveDocument(**caller.said(actor), ref=ref, version=version, id=document, reason=reason),
    )
