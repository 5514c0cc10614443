"""Documents of a case: attached, detached, listed, handed out. The bytes lie in storage; the trail seals their hash."""

import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlmodel import Session

from states.facts import Side
from states.lifecycle import Lifecycle
from states.refusal import Refusal
from states.text import is_blank
from workflow import access, canonical, guards, notes, permissions, redaction, trail, transitions
from workflow.actors import Actor
from workflow.case_facts import CaseSource
from workflow.case_record import CaseRecord
from workflow.commands import AttachDocument, RemoveDocument
from workflow.errors import NotFound
from workflow.notes import Note
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.paperwork import papers
from workflow.paperwork.inspection import INVISIBLE, safe_filename
from workflow.paperwork.storage import Storage
from workflow.store import bulk
from workflow.tables import DOCUMENTS, EVENTS
from workflow.unit_of_work import UnitOfWork

PAPER = "paper"
"""The media type of a document that has no file: a coordinator holds it in hand."""
_MOST, _MOST_BYTES, _MOST_SIGNATORIES = 50, 200 * 1024 * 1024, 20
_KIND = re.compile(r"[a-z0-9][a-z0-9\-]{0,39}")
_EASTERNMOST = timedelta(hours=14)  # where a day begins first
_LEFT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that stands on a case, and the event that attached it: its number in the case, by whom, as of when."""

    case: str
    id: str
    side: str
    kind: str
    name: str
    media: str
    size: int
    sha256: str
    signed_on: str | None
    signatories: tuple[str, ...]
    number: int
    by: str
    at: datetime


# Attaching and detaching -----------------------------------------------------------------------------------------------


def draw_id() -> str:
    """The id of a new document."""
    return f"doc_{secrets.token_hex(12)}"


def attach_document(uow: UnitOfWork, case: CaseRecord, command: AttachDocument) -> Result | Refusal:
    """Put a document on a side of a case while its filing is open, or (a coordinator, for a reason) while the case goes on.

    One without a file only on a coordinator's word.
    """
    roles = access.roles(command.actor, case)
    is_paper = not command.sha256
    said = "a paper without a file can be recorded by"
    not_theirs = permissions.check_permission("attach-paper", roles, said) if is_paper else None
    late = check_attaching(uow, case, command.side, roles, reason=command.reason, at=command.received_at)
    late = late or papers.check_draft(case, command.actor, command.reason)
    if refusal := not_theirs or late or next(_misfits(command), None):
        return refusal
    standing = notes.list_attached(uow.notes(DOCUMENTS, case))
    if len(standing) >= _MOST or sum(_size(note) for note in standing) + command.size > _MOST_BYTES:
        return transitions.refuse_value("/file", f"a case holds at most {_MOST} documents and {_MOST_BYTES:,} bytes")
    note: dict[str, object] = {
        "id": command.id,
        "side": command.side,
        "kind": command.kind,
        "name": safe_filename(command.name),
        "media": PAPER if is_paper else command.media,
        "size": 0 if is_paper else command.size,
        "sha256": command.sha256,
        "signed_on": command.signed_on.isoformat() if command.signed_on else None,
        "signatories": canonical.dumps(list(command.signatories)).decode(),
        "removed": False,
    }
    told = {} if command.reason is None else {"reason": command.reason}
    return transitions.record_note(uow, case, DOCUMENTS, "case.document-attached", note, command, **told)


def remove_document(uow: UnitOfWork, case: CaseRecord, command: RemoveDocument) -> Result | Refusal:
    """Take a document off a case, with a reason. What was handed in with a side's filing only a coordinator takes off."""
    roles = access.roles(command.actor, case)
    note = next((one for one in notes.list_attached(uow.notes(DOCUMENTS, case)) if one["id"] == command.id), None)
    if note is None or not may_see(command.actor, case, _side(note)):
        return transitions.refuse_value("/document", f"there is no document {command.id} on this case")
    side = _side(note)
    if refusal := check_side(case, roles, side):
        return refusal
    if not permissions.is_allowed_in(f"write-{side}", case.definition.engine.lifecycle, case.state):
        shown = redaction.show_state(roles, case.definition.engine.lifecycle, case.state)
        said = f"while the case is {shown} a document of the {side} side can be taken off by"
        if refusal := permissions.check_permission("detach-filed", roles, said):
            return refusal
    if is_blank(command.reason):
        return transitions.refuse_value("/reason", "taking a document off asks for a reason")
    gone = {name: value for name, value in note.items() if name not in ("case_id", "number")} | {"removed": True}
    return transitions.record_note(uow, case, DOCUMENTS, "case.document-detached", gone, command, reason=command.reason)


def check_side(case: CaseRecord, roles: frozenset[str], side: Side) -> Refusal | None:
    """Why someone in these roles may not change the documents of a side now, if they may not."""
    attach, said = f"attach-{side}", f"documents of the {side} side can be attached and taken off by"
    if refusal := permissions.check_permission(attach, roles, said):
        return refusal
    if not permissions.is_allowed_in(attach, case.definition.engine.lifecycle, case.state):
        return Refusal("not-editable", f"the documents cannot be changed any more while the case is {case.state}")
    return None


def check_attaching(
    source: CaseSource, case: CaseRecord, side: Side, roles: frozenset[str], *, reason: str | None, at: datetime
) -> Refusal | None:
    """Why someone in these roles may not attach a document to a side at an instant: it is fixed together with the filing."""
    if refusal := check_side(case, roles, side):
        return refusal
    may_late, lifecycle = permissions.permits("file-late", roles), case.definition.engine.lifecycle
    if _is_open(lifecycle, side, case.state):
        return None if may_late else guards.check_time(source, case, case.state, at)
    if may_late:
        is_said = not is_blank(reason or "")
        return None if is_said else transitions.refuse_value("/reason", "attaching a document now asks for a reason")
    shown = redaction.show_state(roles, lifecycle, case.state)
    said = f"the documents of the {side} side are fixed with its filing: while the case is {shown} only a coordinator adds one"
    return Refusal("not-editable", said, roles=permissions.list_holders("file-late"))


def _is_open(lifecycle: Lifecycle, side: Side, state: str) -> bool:
    """Whether a side has not handed in yet: its filing is open, or it has still to confirm where it files nothing."""
    if permissions.is_allowed_in(f"write-{side}", lifecycle, state):
        return True
    onward = lifecycle.transitions_from(state).values()
    return side == "counterpart" and any(
        "partner" in transition.by and "reason" not in transition.asks for transition in onward
    )


def _misfits(command: AttachDocument) -> Iterator[Refusal]:
    if not safe_filename(command.name):
        yield transitions.refuse_value("/name", "a document needs a name")
    if not _KIND.fullmatch(command.kind):
        yield transitions.refuse_value("/kind", "a kind is written in small letters, digits and hyphens, at most 40")
    if command.signed_on is not None and command.signed_on > (command.received_at + _EASTERNMOST).date():
        yield transitions.refuse_value("/signed_on", f"nobody can have signed on {command.signed_on}: it lies ahead")
    if len(command.signatories) > _MOST_SIGNATORIES or not all(map(_is_readable, command.signatories)):
        yield transitions.refuse_value(
            "/signatories", f"at most {_MOST_SIGNATORIES} names, each of readable characters"
        )


def _is_readable(name: str) -> bool:
    return not is_blank(name) and not any(unicodedata.category(one) in INVISIBLE for one in name)


# Reading ---------------------------------------------------------------------------------------------------------------


class Filed(access.AccessSubject, Protocol):
    """A case, with the revision that the counterpart has submitted; 0 before."""

    counterpart_filed: int


def may_see(actor: Actor, case: Filed, side: Side) -> bool:
    """Whether someone who sees a case sees a side's documents: staff all, each side its own and what the other submitted."""
    roles = access.roles(actor, case)
    if side == "counterpart":
        return case.counterpart_filed > 0 or permissions.permits("read-saved-filing", roles)
    return case.state != "draft" or not roles <= {"partner"}


def list_documents(session: Session, actor: Actor, ref: str) -> list[Document]:
    """The documents that stand on a case, as far as an actor may see them, in order. Raises NotFound."""
    case = queries.load_visible_row(session, actor, ref)
    standing = notes.list_attached(notes.load_notes(session.connection(), DOCUMENTS, [case.id]).get(case.id, ()))
    seen = {_number(note): note for note in standing if may_see(actor, case, _side(note))}
    return _told(session, ref, case.id, seen)


def load_document_of_event(session: Session, actor: Actor, ref: str, number: int) -> Document:
    """The document that one event of a case attached, even if it was taken off since. Raises NotFound."""
    case = queries.load_visible_row(session, actor, ref)
    found = notes.load_notes(session.connection(), DOCUMENTS, [case.id]).get(case.id, ())
    for note in found:
        if note["number"] == number and may_see(actor, case, _side(note)):
            [document] = _told(session, ref, case.id, {number: note})
            return document
    raise NotFound(f"event {number} of {ref} attached no document")


def may_attach(session: Session, actor: Actor, ref: str) -> Refusal | None:
    """Why an actor need not begin to send a document, as far as can be told before it is known. Raises NotFound."""
    roles = access.roles(actor, queries.load_visible_row(session, actor, ref))
    able = (*permissions.list_holders("attach-home"), *permissions.list_holders("attach-counterpart"))
    if roles.isdisjoint(able):
        attachers = tuple(dict.fromkeys(able))
        return Refusal("not-yours-to-make", f"documents can be attached by: {', '.join(attachers)}", roles=attachers)
    return None


def load_document(session: Session, actor: Actor, ref: str, document: str) -> Document:
    """One document that stands on a case. Raises NotFound."""
    for found in list_documents(session, actor, ref):
        if found.id == document:
            return found
    raise NotFound(f"there is no document {document} on {ref}")


def download(
    session: Session, ref: str, document: str, *, actor: Actor, now: datetime, request: str | None = None
) -> Document:
    """One document for download; that it was read, and by whom, is sealed. Raises NotFound, also for a paper."""
    found = load_document(session, actor, ref, document)
    if found.media == PAPER:
        raise NotFound(f"{document} is a paper: there is no file of it")
    call: str = queries.load_visible_row(session, actor, ref).call
    data: dict[str, object] = {"case": ref, "document": document}
    trail.record(session, "document.read", data, actor=actor, now=now, call=call, request=request)
    return found


def is_attached(found: Sequence[Note], document: str) -> bool:
    """Whether a document of that id stands on a case, given its notes."""
    return any(note["id"] == document for note in notes.list_attached(found))


def purge_quarantine(session: Session, storage: Storage, *, now: datetime) -> int:
    """Empty the quarantine of everything that has lain there for an hour; how much it was.

    What no document speaks of is deleted wherever it lies; of a document's file only the quarantined copy.
    """
    left = storage.leftovers(now - _LEFT)
    if not left:
        return 0
    among = bulk.is_among(session.connection(), DOCUMENTS.c.id, left)
    known = set(session.execute(select(DOCUMENTS.c.id).where(among)).scalars()) if left else set()
    for document in left:
        if document in known:
            storage.settle(document)
        else:
            storage.forget(document)
    return len(left)


def _told(session: Session, ref: str, case_id: int, seen: Mapping[int, Note]) -> list[Document]:
    query = select(EVENTS.c.number, EVENTS.c.actor, EVENTS.c.effective_at)
    query = query.where(EVENTS.c.case_id == case_id, EVENTS.c.number.in_(list(seen))).order_by(EVENTS.c.number)
    return [_document(ref, seen[number], by, at) for number, by, at in session.execute(query)]


def _document(ref: str, note: Note, by: str, at: datetime) -> Document:
    told: dict[str, object] = {name: note[name] for name in Document.__slots__ if name in note}
    signatories = notes.read_list(note, "signatories")
    return Document(**{**told, "case": ref, "signatories": tuple(signatories), "by": by, "at": at})  # type: ignore[arg-type]  # told by its columns


def _side(note: Note) -> Side:
    return "home" if note["side"] == "home" else "counterpart"


def _size(note: Note) -> int:
    size = note["size"]
    assert isinstance(size, int), "a size is a whole number"
    return size


def _number(note: Note) -> int:
    number = note["number"]
    assert isinstance(number, int), "a note is numbered"
    return number
