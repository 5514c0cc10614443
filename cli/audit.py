"""`accord audit` and `accord doctor`: reading the trail, exporting it, and proving it."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli.case_commands import parse_end_of
from cli.terminal import (
    OUT,
    Json,
    Url,
    counted,
    database,
    local,
    number_option,
    progress,
    report_errors,
    show_json,
    show_table,
)
from workflow import case_counters, editions, lists, set_aside
from workflow.actors import SYSTEM
from workflow.auditing import history, narrowing, verify
from workflow.clock import SystemClock
from workflow.credentials import factor_secrets
from workflow.identity import people
from workflow.outcomes import parse_instant
from workflow.upkeep import broken_rows, invariants, repairs
from workflow.upkeep.broken_rows import Finding

_READABLE = "every row can be read, and every case judged"
_NOT_ASIDE = "no row is set aside"
_EDITIONS = "every edition is as it was sealed"
PROMISES = (*invariants.INVARIANTS, factor_secrets.PROMISE, _READABLE, _NOT_ASIDE, _EDITIONS)
app = typer.Typer(no_args_is_help=True, help="The audit trail: list, export, verify.")


@app.command("list")
def list_(
    case: Annotated[str | None, typer.Option(help="Only this case.")] = None,
    action: Annotated[str | None, typer.Option(help="Only this action, such as case.transitioned.")] = None,
    actor: Annotated[str | None, typer.Option(help="Only by this person (id or e-mail address), or by system.")] = None,
    call: Annotated[str | None, typer.Option(help="Only in this call.")] = None,
    direction: Annotated[str | None, typer.Option(help="Only in directions of this code.")] = None,
    transition: Annotated[str | None, typer.Option(help="Only this transition, such as submit.")] = None,
    deadline: Annotated[str | None, typer.Option(help="Only what moved this deadline, or what it made.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Only what counts from this instant on.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Only what counts from before this instant.")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="The newest first.")] = False,
    after: Annotated[int, number_option(0, help="Only events after this one (with --newest: before it).")] = 0,
    limit: Annotated[int, number_option(1, lists.PAGE, help="At most so many.")] = 50,
    json: Json = False,
) -> None:
    """List events in the order in which they were sealed, or the newest first."""
    given = history.Filter(
        actor=actor,
        action=action,
        case=case,
        call=call,
        direction=direction,
        transition=transition,
        deadline=deadline,
        since=None if since is None else parse_end_of(since),
        until=None if until is None else parse_end_of(until),
    )
    with report_errors(), database() as opened, opened.reading() as session:
        narrowed = narrowing.resolve_filter(session, SYSTEM, given)
        if newest:
            found, _ = history.load_preceding(session, SYSTEM, narrowed, limit=limit, before=after or None)
        else:
            found, _ = history.list_events(session, SYSTEM, narrowed, limit=limit, after=after)
        names = people.load_names(session, {entry.actor for entry in found})
    if json:
        show_json([asdict(entry) for entry in found])
        return
    show_table(
        ["event", "counts from (Shanghai)", "action", "case", "what", "actor"],
        [
            [
                entry.seq,
                local(entry.effective_at),
                entry.action,
                entry.case,
                _summarise_event(entry),
                names.get(entry.actor, entry.actor),
            ]
            for entry in found
        ],
    )


def _summarise_event(entry: history.Entry) -> str:
    """What an event did, in short: a transition with where it led, the deadline it was about and when that is now."""
    data: Mapping[str, Any] = entry.data
    told = []
    if entry.action == "case.transitioned":
        told.append(f"{data['transition']}: {data['from']} → {data['to']}")
    deadline = data.get("deadline")
    if isinstance(deadline, Mapping):
        told.append(f"deadline {deadline.get('name')} → {_local(deadline.get('to'))}")
    elif deadline is not None:
        moved = data.get("moved", {}).get(deadline, {})
        told.append(f"deadline {deadline}" + (f" → {_local(moved['to'])}" if "to" in moved else ""))
    return "; ".join(told)


def _local(at: object) -> str:
    found = parse_instant(at) if isinstance(at, str) else None
    return str(at) if found is None else local(found)


@app.command()
def export() -> None:
    """Write the whole trail to standard output, one sealed event a line, exactly as it was hashed."""
    with report_errors(), database() as opened, opened.reading() as session:
        after: int | None = 0
        while after is not None:
            found, after = history.list_events(session, SYSTEM, history.Filter(), limit=lists.PAGE, after=after)
            sys.stdout.writelines(f"{entry.body}\n" for entry in found)


@app.command("verify")
def verify_(url: Url = None, json: Json = False) -> None:
    """Prove the trail: re-hash, chain, count and replay every event. Exit code 1 if anything does not fit."""
    with report_errors(), database(url) as opened, opened.reading() as session, progress("verifying") as bar:
        proof = verify.verify_trail(session, progress=bar)
    if json:
        show_json(asdict(proof) | {"sound": proof.is_sound})
    elif proof.is_sound:
        OUT.print(f"sound: {counted(proof.events, 'event')}, root {proof.root}")
    else:
        OUT.print(
            f"[bold]not sound[/bold]: {counted(len(proof.evidence), 'finding')} in {counted(proof.events, 'event')}"
        )
        for found in proof.evidence:
            where = f"event {found.seq}: " if found.seq else ""
            OUT.print(f"  {where}{found.problem}", markup=False)
    if not proof.is_sound:
        raise typer.Exit(1)


def doctor(
    url: Url = None,
    recount: Annotated[bool, typer.Option("--recount", help="First count the cases of every call anew.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="First repair what cannot be read or judged, from what the trail sealed.")
    ] = False,
    json: Json = False,
) -> None:
    """Check every named promise, and that every row can be read and judged. Exit code 1 if anything does not hold."""
    repaired: list[Finding] = []
    if repair:
        with report_errors(), database(url) as opened, opened.writing() as session:
            repaired = repairs.repair_broken_rows(session, now=SystemClock().now())
    if recount:
        with report_errors(), database(url) as opened, opened.writing() as session:
            case_counters.rebuild_all(session)
    with report_errors(), database(url) as opened, opened.reading() as session:
        broken = invariants.find_broken(session)
        if locked := factor_secrets.faults(session):
            broken[factor_secrets.PROMISE] = list(locked)
        if found := [_describe_finding(one) for one in broken_rows.find_broken_rows(session)]:
            broken[_READABLE] = found
        if marks := [f"{one.subject} {one.key}: {one.problem}" for one in set_aside.marked(session)]:
            broken[_NOT_ASIDE] = marks
        if damaged := editions.damaged(session, by_trail=True):
            broken[_EDITIONS] = damaged
    if json:
        show_json(broken | ({"repaired": [asdict(one) for one in repaired]} if repair else {}))
    for one in repaired if not json else ():
        OUT.print(f"repair  {_describe_finding(one)}: {one.repaired}", markup=False)
    for name in PROMISES if not json else ():
        OUT.print(f"{'BROKEN' if name in broken else 'holds '}  {name}", markup=False)
        for row in broken.get(name, []):
            OUT.print(f"          {row}", markup=False)
    if broken:
        raise typer.Exit(1)


def _describe_finding(one: Finding) -> str:
    case = f" ({one.case})" if one.case is not None else ""
    return f"{one.table} {one.key}{case}: {one.column} {one.problem}"
