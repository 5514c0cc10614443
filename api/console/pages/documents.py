"""The documents of a case: listed, attached as files or told of as papers, taken off with a reason, handed out to be saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response, StreamingResponse
from sqlmodel import Session

from api.console.case_context import CaseContext
from api.console.case_form_page import About, CaseFormPage
from api.console.field_reader import FieldReader
from api.console.form import Fault, Form, mendable
from api.console.once import FIELD
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute, StreamedPageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from api.request_faults import describe_fault
from api.schemas.inputs import BareIn
from api.uploads import attach
from workflow.actors import Actor
from workflow.commands import AttachDocument, RemoveDocument
from workflow.errors import TooLarge
from workflow.identity import people
from workflow.paperwork import documents

router = APIRouter(route_class=PageRoute, include_in_schema=False)
uploads = APIRouter(route_class=StreamedPageRoute, include_in_schema=False)
_KINDS = ("agreement", "letter-of-support", "receipt", "certificate", "report", "other")
_FILELESS = "application/x-www-form-urlencoded"  # how the words of this form come back after signing in again
_PAPER = ("side", "kind", "name", "signed_on", "signatories", "reason")


@router.get("/cases/{ref}/documents")
async def listed(visit: Visitor, ref: Ref) -> Response:
    """The documents of a case, and the form for another."""
    return await _formality(visit, ref).page()


@uploads.post("/cases/{ref}/documents")
async def attached(visit: Visitor, ref: Ref, request: Request) -> Response:
    """Attach a file, read piece by piece; or say what is wrong with it. A browser has the file chosen again then."""
    if request.headers.get("content-type", "").startswith(_FILELESS):
        form = await visit.form()
        given = {name: form.whole_text(name) for name in _PAPER}
        return await _formality(visit, ref).page(given, [Fault("file", "choose the file again")], 422)
    try:
        _, receipt = await attach.attach_file(ref, BareIn(), visit.asked, request, once=FIELD)
    except RequestValidationError as error:
        return await _formality(visit, ref).page(_kept(request), _faults(error), 422)
    except (Refused, BadRequest, TooLarge) as error:
        return await _formality(visit, ref).page(_kept(request), *_of_file(mendable(error)))
    return visit.onward(f"/cases/{ref}", event=receipt.event)


@router.get("/cases/{ref}/papers")
async def paper(visit: Visitor, ref: Ref) -> Response:
    """The form for a paper that has no file."""
    return await _formality(visit, ref, paper=True).page()


@router.post("/cases/{ref}/papers")
async def told(visit: Visitor, ref: Ref) -> Response:
    """Record a paper that a coordinator holds in hand, and of which there is no file."""
    form = await visit.form()
    return await _formality(visit, ref, paper=True).done(form, _PAPER, lambda about: _telling(form, about))


@router.get("/cases/{ref}/documents/{document}/file")
async def handed_out(visit: Visitor, ref: Ref, document: attach.Id) -> StreamingResponse:
    """A document's file, to be saved."""
    return await attach.send_document(ref, document, visit.asked)


@router.get("/cases/{ref}/documents/{document}/removal")
async def removal(visit: Visitor, ref: Ref, document: attach.Id) -> Response:
    """The page on which a document is taken off."""
    return await _removal(visit, ref, document).page()


@router.post("/cases/{ref}/documents/{document}/removal")
async def detached(visit: Visitor, ref: Ref, document: attach.Id) -> Response:
    """Take a document off. Its file, and what was sealed of it, stay."""
    form = await visit.form()
    reason = form.text("reason") or ""
    return await _removal(visit, ref, document).done(
        form, ("reason",), lambda about: lambda actor: RemoveDocument(actor=actor, id=document, reason=reason, **about)
    )


def _of_file(found: tuple[list[Fault], int]) -> tuple[list[Fault], int]:
    """What is wrong, of the file itself where no other field is named."""
    faults, status = found
    return [replace(one, field=one.field or "file") for one in faults], status


def _kept(request: Request) -> dict[str, str | None]:
    """What was said of a file that was not taken: all but the file itself, which a browser has chosen again."""
    fields: Mapping[str, object] = getattr(request.state, "form_fields", {})
    kept = {name: fields.get(name) for name in _PAPER}
    return {
        name: "\n".join(map(str, value)) if isinstance(value, list) else None if value is None else str(value)
        for name, value in kept.items()
    }


def _telling(form: Form, about: About) -> Callable[[Actor], AttachDocument]:
    fields, side = FieldReader(), form.text("side")
    if side not in ("home", "counterpart"):
        fields.note(refuse_parameter("choose whose document it is", "/side"))
    if form.text("kind") is None:
        fields.note(refuse_parameter("choose what kind of document it is", "/kind"))
    if form.text("name") is None:
        fields.note(refuse_parameter("a document needs a name", "/name"))
    signed_on = fields.read(lambda: form.day("signed_on"))
    fields.check()
    paper: Mapping[str, object] = {
        "id": documents.draw_id(),
        "side": side,
        "kind": form.text("kind") or "",
        "name": form.text("name") or "",
        "signed_on": signed_on,
        "signatories": tuple(form.texts("signatories")),
        "reason": form.text("reason"),
    }
    said: About = {**about, **paper}
    return lambda actor: AttachDocument(actor=actor, **said)


def _faults(error: RequestValidationError) -> Sequence[Fault]:
    """What is wrong with what was said of a file, by field."""
    names = ("side", "kind", "name", "signed_on", "signatories", "reason", "file")
    found = [(str(one["loc"][1]) if len(one["loc"]) > 1 else "", one) for one in error.errors()]
    return [Fault(name if name in names else "", _explain(name, one)) for name, one in found]


def _explain(name: str, fault: Mapping[str, Any]) -> str:
    """What to do about one thing that is wrong; of a text that is too long, how long it may be and is."""
    if fault["type"] == "string_too_long":
        return describe_fault(fault)
    return _SAID.get(name, describe_fault(fault))


_SAID = {
    "side": "choose whose document it is",
    "kind": "choose what kind of document it is",
    "signed_on": "enter a day that exists, such as 2026-12-25",
}


def _formality(visit: PageRequest, ref: str, *, paper: bool = False) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        listed = documents.list_documents(session, actor, ref)
        if paper:
            found.require("attach-paper")
        sides = [side for side in ("home", "counterpart") if found.offers.may(f"attach-{side}")]
        return {
            "documents": listed,
            "names": people.load_names(session, {one.by for one in listed}),
            "sides": sides,
            "adds": [side for side in sides if side in found.offers.adds],
            "kinds": _KINDS,
            "is_paper": paper,
            "largest": visit.asked.services.database.settings.document_limit,
        }

    return CaseFormPage(visit, ref, "documents.html", beside)


def _removal(visit: PageRequest, ref: str, document: str) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        one = documents.load_document(session, actor, ref, document)
        found.require(f"attach-{one.side}")
        return {"document": one}

    return CaseFormPage(visit, ref, "removal.html", beside)
