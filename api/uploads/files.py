"""A document on its way in: a form with a file in it, a bare file with the rest in the query, or JSON for a paper in hand.

The body is read piece by piece and goes straight to quarantine; nobody ever holds the whole of it.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from api import json_body
from api.errors import BadRequest, refuse_parameter, refuse_undescribed, refuse_unreadable, too_slow, unsupported
from api.schemas.inputs import BareIn, DocumentIn, PaperIn
from api.uploads.forms import LONGEST_TEXTS, Form
from workflow.paperwork.inspection import SentFile
from workflow.paperwork.media import BY_EXTENSION
from workflow.paperwork.storage import Intake, Storage, Stored

FORMS = ("multipart/form-data", "application/json", "application/octet-stream", *sorted(set(BY_EXTENSION.values())))
_BESIDE = 64 * 1024  # what a form may hold beside its file
_PATIENCE = 30
_NO_FILE = "there is no file, or it is empty"
_T = TypeVar("_T")
_SPARE = 4
_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]{44}):")


@dataclass(frozen=True, slots=True)
class Upload:
    """What came in: what the document is said to be, and its file in quarantine unless it is a paper."""

    details: DocumentIn
    stored: Stored | None
    media: str

    @property
    def sent(self) -> SentFile:
        """What is said of the file."""
        return SentFile(self.details.name, self.media)

    @property
    def fingerprint(self) -> bytes:
        """What tells this upload from another."""
        return f"{self.stored.sha256 if self.stored else ''} {self.media} {self.details.model_dump_json()}".encode()


def find_largest(document: int) -> int:
    """The largest body of an upload (in bytes), for the largest document (in bytes)."""
    return document + _BESIDE


def largest_read_past(document: int) -> int:
    """The largest body (in bytes) of a page's upload: a file somewhat too large is read past, so that no word is lost."""
    return _SPARE * document + LONGEST_TEXTS


async def receive(
    request: Request, asked: BareIn, storage: Storage, document: str, limit: int, beside: Sequence[str] = ()
) -> Upload:
    """Read an upload to its end; `beside` are fields of its form that are not the document's.

    Whatever is wrong with it, nothing of it is left behind.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    media = kind.decode("latin-1")
    if media == "application/json":
        return Upload(_details(json_body.loads(await _whole(request)), PaperIn), None, "")
    if media not in FORMS:
        raise unsupported(f"a document is sent as one of: {', '.join(FORMS)}")
    if media != "multipart/form-data":
        details = _of_query(asked)
        intake = storage.intake(document, limit)
        _, stored = await _stored(request, intake, intake.write, _check_bare)
        return Upload(details, stored, media)
    form = Form(options.get(b"boundary", b""))
    request.state.form_fields = form.fields  # for a page that shows them again, whatever becomes of the file

    def check(is_empty: bool) -> DocumentIn:
        form.finish()
        return _check_form(form, beside, is_empty=is_empty)

    intake = storage.intake(document, limit)
    details, stored = await _stored(request, intake, form.into(intake), check)
    return Upload(details, stored, form.media)


async def read_fields(request: Request) -> list[tuple[str, str]]:
    """The texts of an upload's form, by name, its file read past: for a page that gives them back after signing in."""
    found: Mapping[str, object] | None = getattr(request.state, "form_fields", None)
    if found is None:
        _, options = parse_options_header(request.headers.get("content-type"))
        found = {}
        with suppress(BadRequest):  # what came until the form could no longer be read is kept
            form = Form(options.get(b"boundary", b""))
            found = form.fields
            async for piece in _pieces(request):
                form.feed(piece)
    return [(name, text) for name, said in found.items() for text in (said if isinstance(said, list) else [str(said)])]


async def _stored(
    request: Request, intake: Intake, write: Callable[[bytes], None], check: Callable[[bool], _T]
) -> tuple[_T, Stored]:
    """Read a body to its end and have it checked, told whether its file is empty; only then its file is kept."""
    try:
        async for piece in _pieces(request):
            await run_in_threadpool(write, piece)
        checked = check(not intake.size)
        await run_in_threadpool(intake.close)
    except BaseException:
        intake.abandon()
        raise
    return checked, intake.stored


def _check_bare(is_empty: bool) -> None:
    if is_empty:
        raise refuse_parameter(_NO_FILE, "/file")


def _check_form(form: Form, beside: Sequence[str], *, is_empty: bool) -> DocumentIn:
    """What a form says of its file. Raises BadRequest, or RequestValidationError with everything that is wrong."""
    own = {name: value for name, value in form.fields.items() if name not in beside}
    said = {"name": form.filename or ("-" if is_empty else ""), **own}
    try:
        details = _details(said)
    except RequestValidationError as error:
        lacking = {"type": "missing", "loc": ("body", "file"), "msg": _NO_FILE, "input": None}
        raise RequestValidationError([*error.errors(), lacking] if is_empty else error.errors(), body=said) from error
    _check_bare(is_empty)
    return details


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; when it is over, its length and digest are what they were said to be."""
    size, digest = 0, hashlib.sha256()
    wanted = _digest(request)
    stream = request.stream()
    try:
        while True:
            async with asyncio.timeout(_PATIENCE):
                piece = await anext(stream, None)
            if piece is None:
                break
            size += len(piece)
            digest.update(piece)
            yield piece
    except TimeoutError as error:
        raise too_slow(f"nothing came for {_PATIENCE} seconds") from error
    except ClientDisconnect as error:
        raise refuse_unreadable("the body ended early") from error
    length = request.headers.get("content-length")
    if length is not None and length != str(size):
        raise refuse_unreadable(f"the body has {size} bytes, not {length[:20]} as it was said")
    if wanted is not None and wanted != digest.digest():
        raise refuse_parameter("the body does not have the SHA-256 that Content-Digest gives it", "/Content-Digest")


async def _whole(request: Request) -> bytes:
    body = b""
    async for piece in _pieces(request):
        body += piece
        if len(body) > _BESIDE:
            raise refuse_parameter(f"what is said of a paper takes at most {_BESIDE:,} bytes", "/")
    return body


def _digest(request: Request) -> bytes | None:
    given = request.headers.get("content-digest")
    if given is None or "sha-256" not in given:
        return None
    found = _DIGEST.search(given)
    if found is None:
        raise refuse_unreadable("Content-Digest must be written like sha-256=:...: (RFC 9530)")
    try:
        return base64.b64decode(found[1], validate=True)
    except ValueError as error:
        raise refuse_unreadable("Content-Digest must be written like sha-256=:...: (RFC 9530)") from error


def _of_query(asked: BareIn) -> DocumentIn:
    lacking = [name for name in ("side", "kind", "name") if getattr(asked, name) is None]
    if lacking:
        raise refuse_undescribed(f"the query does not say of the file: {', '.join(lacking)}", f"/{lacking[0]}")
    return _details(asked.model_dump(mode="json"))


def _details(said: Mapping[str, object], shape: type[DocumentIn] = DocumentIn) -> DocumentIn:
    try:
        return shape.model_validate(said)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found, body=said) from error
