"""`accord case attach` and `accord case documents`: the documents of a case, for a coordinator at a terminal."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.case_commands import parse_day
from cli.cases import Ref
from cli.terminal import OUT, As, Json, database, fail, local, refuse, report_errors, show_json, show_table
from states.facts import Side
from states.refusal import Refusal
from workflow import cases
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.commands import AttachDocument
from workflow.identity import people
from workflow.outcomes import Result
from workflow.paperwork import documents, inspection
from workflow.paperwork.inspection import SentFile
from workflow.paperwork.storage import PIECE, Storage, Stored


def attach(
    ref: Ref,
    who: As,
    kind: Annotated[str, typer.Option(help="What kind of paper it is, such as agreement or letter-of-intent.")],
    file: Annotated[Path | None, typer.Argument(help="The file; none for a paper in hand.", exists=True)] = None,
    side: Annotated[str, typer.Option(help="home or counterpart.")] = "home",
    name: Annotated[str | None, typer.Option(help="What to call it, instead of the file's name.")] = None,
    signed_on: Annotated[str | None, typer.Option(help="The day on which it was signed, such as 2022-11-10.")] = None,
    signatory: Annotated[list[str] | None, typer.Option(help="Who signed it; may be given several times.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is added although the filing is handed in.")] = None,
    json: Json = False,
) -> None:
    """Attach a document to a case, or record a paper that has no file."""
    if side not in ("home", "counterpart"):
        raise typer.BadParameter("must be home or counterpart", param_hint="--side")
    theirs: Side = "home" if side == "home" else "counterpart"
    called = name if name is not None else file.name if file is not None else ""
    signed = parse_day(signed_on) if signed_on is not None else None
    with report_errors(), database() as opened:
        storage, document = Storage(opened.settings.documents), documents.draw_id()
        stored = _stored(storage, document, file, opened.settings.document_limit) if file is not None else None
        media = documents.PAPER
        if stored is not None:
            verdict = inspection.accept(storage, stored, SentFile(called), opened.settings)
            media = refuse(verdict) if isinstance(verdict, Refusal) else verdict
        clock = SystemClock()
        received_at = clock.now()
        with opened.writing() as session:
            command = AttachDocument(
                actor=people.load_person(session, who),
                received_at=received_at,
                ref=ref,
                id=document,
                side=theirs,
                kind=kind,
                name=called,
                media=media,
                size=stored.size if stored else 0,
                sha256=stored.sha256 if stored else "",
                signed_on=signed,
                signatories=tuple(signatory or ()),
                reason=reason,
            )
            now = clock.now()
            [answer] = cases.apply(session, [command], now=now, settled=now - opened.settings.settle_margin)
        if isinstance(answer, Refusal):
            storage.forget(document)
            refuse(answer)
        storage.settle(document)
    assert isinstance(answer, Result), "a single command gets a single outcome"
    if json:
        show_json({"document": document, **asdict(answer)})
        return
    said = f"{document} is attached to {answer.case}, version {answer.version} (event {answer.event})"
    OUT.print(said, markup=False, soft_wrap=True)


def listed(ref: Ref, json: Json = False) -> None:
    """List the documents that stand on a case."""
    with report_errors(), database() as opened, opened.reading() as session:
        found = documents.list_documents(session, SYSTEM, ref)
    if json:
        show_json([asdict(document) for document in found])
        return
    show_table(
        ["document", "side", "kind", "name", "bytes", "signed on", "attached (Shanghai)", "by"],
        [[one.id, one.side, one.kind, one.name, one.size, one.signed_on, local(one.at), one.by] for one in found],
    )


def _stored(storage: Storage, document: str, file: Path, limit: int) -> Stored:
    try:
        with file.open("rb") as opened, storage.intake(document, limit) as intake:
            while piece := opened.read(PIECE):
                intake.write(piece)
    except OSError as error:
        fail(f"{file}: {error}")
    return intake.stored
