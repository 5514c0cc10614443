"""`accord case waive`, `receive`, `compare` and `erase`: the formal check of a case, and what is left at its end."""

from typing import Annotated

import typer

from cli.case_commands import parse_end_of, run_command
from cli.cases import Ref
from cli.terminal import As, Json
from states.facts import Side
from workflow.commands import (
    ConfirmComparison,
    ConfirmSameMeaning,
    EraseCase,
    RecallFiling,
    RecordReceipt,
    SubmitFiling,
    WaiveClause,
)


def waive(
    ref: Ref,
    clause: Annotated[str, typer.Argument(help="The clause, such as 2.2-a.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    who: As,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Let it count again.")] = False,
    json: Json = False,
) -> None:
    """Set an in-principle clause aside for one case."""
    run_command(
        who,
        lambda actor, now: WaiveClause(
            actor=actor, received_at=now, ref=ref, clause=clause, reason=reason, granted=not withdraw
        ),
        json,
    )


def receive(
    ref: Ref,
    authority: Annotated[str, typer.Argument(help="The competent authority that received the filing.")],
    reference: Annotated[str, typer.Argument(help="The number under which it did.")],
    at: Annotated[str, typer.Argument(help="When, such as 2022-12-20T09:00:00-03:00.")],
    who: As,
    side: Annotated[str, typer.Option(help="home or counterpart.")] = "counterpart",
    zone: Annotated[str, typer.Option(help="The time zone of the authority.")] = "UTC",
    paper: Annotated[str | None, typer.Option(help="Told from the authority's paper: which one, and why.")] = None,
    json: Json = False,
) -> None:
    """Record that a side filed with its own competent authority."""
    if side not in ("home", "counterpart"):
        raise typer.BadParameter("must be home or counterpart", param_hint="--side")
    theirs: Side = "home" if side == "home" else "counterpart"
    received = parse_end_of(at)
    run_command(
        who,
        lambda actor, now: RecordReceipt(
            actor=actor,
            received_at=now,
            ref=ref,
            side=theirs,
            authority=authority,
            reference=reference,
            at=received,
            zone=zone,
            paper=paper is not None,
            reason=paper,
        ),
        json,
    )


def submit_filing(ref: Ref, who: As, json: Json = False) -> None:
    """Submit the counterpart's filing as it stands, so that it counts as filed."""
    run_command(who, lambda actor, now: SubmitFiling(actor=actor, received_at=now, ref=ref), json)


def recall_filing(
    ref: Ref,
    who: As,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    json: Json = False,
) -> None:
    """Take the submission of the counterpart's filing back, before its deadline."""
    run_command(who, lambda actor, now: RecallFiling(actor=actor, received_at=now, ref=ref, reason=reason), json)


def compare(
    ref: Ref,
    who: As,
    field: Annotated[str | None, typer.Option(help="The field whose two texts mean the same; none: all again.")] = None,
    reason: Annotated[str | None, typer.Option(help="Who found so, and how.")] = None,
    json: Json = False,
) -> None:
    """Confirm that a field means the same on both sides, or that mended filings were compared again."""
    if field is None:
        run_command(
            who, lambda actor, now: ConfirmComparison(actor=actor, received_at=now, ref=ref, reason=reason), json
        )
    else:
        about = field
        run_command(
            who,
            lambda actor, now: ConfirmSameMeaning(actor=actor, received_at=now, ref=ref, field=about, reason=reason),
            json,
        )


def erase(ref: Ref, reason: Annotated[str, typer.Option(help="Why.")], who: As, json: Json = False) -> None:
    """Erase the words of an ended case for good; their hashes stay, so that the trail still verifies."""
    run_command(who, lambda actor, now: EraseCase(actor=actor, received_at=now, ref=ref, reason=reason), json)
