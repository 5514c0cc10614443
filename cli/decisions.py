"""`accord decide`: drafting decisions, looking at what they come to, releasing them, moving the reserve list up."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_args

import orjson
import typer

from cli.case_commands import parse_end_of, run_command
from cli.cases import Ref
from cli.terminal import (
    ERR,
    OUT,
    As,
    Json,
    database,
    fail,
    local,
    number_option,
    refuse,
    report_errors,
    show_json,
    show_table,
)
from states.refusal import Refusal
from workflow import cases, embargoes
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.commands import DraftDecision, PromoteReserve, ReleaseDecisions
from workflow.deciding import previews
from workflow.deciding.previews import Place
from workflow.identity import people
from workflow.outcomes import Outcome, format_instant

app = typer.Typer(no_args_is_help=True, help="Decisions: draft, preview, release, promote.")
_Outcome = Literal["award", "reserve", "decline", "none"]
Call = Annotated[str, typer.Argument(help="The call's code.")]
Direction = Annotated[str, typer.Argument(help="The direction's code.")]


@app.command()
def draft(
    ref: Ref,
    outcome: Annotated[str, typer.Argument(help="award, reserve or decline; none takes the draft back.")],
    who: As,
    amount: Annotated[
        int | None,
        number_option(help="The amount in yuan; for the reserve list what it would get."),
    ] = None,
    rank: Annotated[int | None, number_option(help="The rank on the reserve list.")] = None,
    reason: Annotated[
        str | None,
        typer.Option(help="The reason: for a decline, an award above what was asked for, or one beyond an 'about'."),
    ] = None,
    indicators: Annotated[
        Path | None, typer.Option(help="A JSON file: a list of name, operator, value, unit.", exists=True)
    ] = None,
    json: Json = False,
) -> None:
    """Draft what the committee means to decide on a case; nobody outside learns of it until it is released."""
    if outcome not in get_args(_Outcome):
        raise typer.BadParameter(f"must be one of: {', '.join(get_args(_Outcome))}", param_hint="OUTCOME")
    promised = _indicators(indicators) if indicators is not None else ()
    run_command(
        who,
        lambda actor, now: DraftDecision(
            actor=actor,
            received_at=now,
            ref=ref,
            outcome=cast(_Outcome, outcome),
            amount=amount,
            rank=rank,
            reason=reason,
            indicators=promised,
        ),
        json,
    )


@app.command()
def preview(call: Call, direction: Direction, json: Json = False) -> None:
    """The ranking of a direction with its drafts, and what they would make of its quota."""
    with report_errors(), database() as opened, opened.reading() as session:
        found = previews.preview(session, SYSTEM, call, direction, now=SystemClock().now())
    if json:
        show_json(asdict(found))
        return
    show_table(
        ["place", "case", "state", "score", "panel", "asked", "drafted", "amount", "above asked", "in its way"],
        [_line(place) for place in found.ranking],
    )
    OUT.print()
    show_table(
        ["line", "cases", "held", "drafted", "left", "funds", "held", "drafted", "left"],
        [list(asdict(budget).values()) for budget in found.lines],
    )
    if found.embargo is not None:
        OUT.print(f"\nto be released at {local(found.embargo.at)} (Shanghai)", markup=False)


@app.command()
def release(
    call: Call,
    direction: Direction,
    who: As,
    at: Annotated[str | None, typer.Option(help="Not now, but at an instant such as 2023-06-01T01:00:00Z.")] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="Cancel the release that was scheduled.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only judge; release nothing.")] = False,
    json: Json = False,
) -> None:
    """Release every draft of a direction, all or none."""
    if at is not None or cancel:
        if dry_run or (at is not None and cancel):
            raise typer.BadParameter("--at, --cancel and --dry-run exclude each other")
        _schedule(call, direction, who, at, json)
        return
    with report_errors(), database() as opened:
        clock = SystemClock()
        received_at = clock.now()
        with opened.writing() as session:
            actor = people.load_person(session, who)
            command = ReleaseDecisions(
                actor=actor, received_at=received_at, call=call, direction=direction, dry_run=dry_run
            )
            now = clock.now()
            [answer] = cases.apply(session, [command], now=now, settled=now - opened.settings.settle_margin)
    if isinstance(answer, Refusal):
        refuse(answer)
    assert isinstance(answer, list), "a release gets an outcome for each case"
    _told(answer, dry_run, json)


@app.command()
def promote(call: Call, direction: Direction, who: As, json: Json = False) -> None:
    """Award the first case on the reserve list whose amount fits what has fallen free."""
    run_command(
        who, lambda actor, now: PromoteReserve(actor=actor, received_at=now, call=call, direction=direction), json
    )


def _schedule(call: str, direction: str, who: str, at: str | None, json: bool) -> None:
    with report_errors(), database() as opened, opened.writing() as session:
        actor, now = people.load_person(session, who), SystemClock().now()
        if at is None:
            outcome = embargoes.cancel(session, call, direction, actor=actor, now=now)
        else:
            outcome = embargoes.schedule(session, call, direction, parse_end_of(at), actor=actor, now=now)
    if isinstance(outcome, Refusal):
        refuse(outcome)
    if json:
        show_json(asdict(outcome))
        return
    said = "will be released at" if at is not None else "will not be released at"
    OUT.print(f"what is drafted in {direction} {said} {format_instant(outcome.at)}", markup=False)


def _told(outcomes: list[Outcome], dry_run: bool, json: bool) -> None:
    refusals = [one for one in outcomes if isinstance(one, Refusal)]
    if json:
        show_json([asdict(one) for one in outcomes])
        if refusals:
            raise typer.Exit(1)
        return
    for refusal in refusals:
        if refusal.code != "abandoned":
            ERR.print(f"{refusal.case}: {refusal.problem}", markup=False, soft_wrap=True)
    if refusals:
        fail("nothing was released")
    OUT.print(f"{len(outcomes)} decisions {'could be' if dry_run else 'were'} released")


def _line(place: Place) -> list[Any]:
    case, drafted = place.case, place.case.draft
    amount = drafted.amount if drafted is not None else None
    problems = "; ".join(lack.problem for lack in place.unfit)
    outcome, above = drafted.outcome if drafted else "", "yes" if place.above_asked else ""
    about = [place.place, case.ref, case.state, case.score, place.suggestion or "", place.asked]
    return [*about, outcome, amount, above, problems]


def _indicators(path: Path) -> tuple[dict[str, object], ...]:
    try:
        found = orjson.loads(path.read_bytes())
    except (orjson.JSONDecodeError, OSError) as error:
        fail(f"{path}: {error}")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        fail(f"{path}: must hold a list of JSON objects")
    return tuple(found)
