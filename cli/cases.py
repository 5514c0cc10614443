"""`accord case`: every step of a case, for a coordinator at a terminal."""

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.markup import escape

from cli.case_commands import parse_end, parse_end_of, run_command
from cli.duplicates import show_duplicates
from cli.needed_receipts import show_needed_receipts
from cli.terminal import (
    OUT,
    As,
    Json,
    database,
    ending,
    fail,
    local,
    number_option,
    report_errors,
    search_option,
    show_json,
    show_table,
)
from states.facts import Side
from states.rule_labels import WORDS as RULE_WORDS
from workflow import calls, lists
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.clock import SystemClock
from workflow.commands import AmendFiling, ExtendDeadline, MakeTransition, OpenCase, PutFiling
from workflow.overview import queries, searches

app = typer.Typer(no_args_is_help=True, help="Cases: open, list, show, file, transition, extend.")
Ref = Annotated[str, typer.Argument(help="A case's reference, such as IG23-2.4-007.")]
ContentFile = Annotated[Path, typer.Option("--file", help="A JSON file with the filing's fields.", exists=True)]


@app.command("open")
def open_(
    call: Annotated[str, typer.Argument(help="The call's code.")],
    direction: Annotated[str, typer.Argument(help="The direction's code.")],
    who: As,
    file: Annotated[Path | None, typer.Option("--file", help="A JSON file with the first draft.", exists=True)] = None,
    topic: Annotated[str | None, typer.Option(help="The topic, in a direction that has topics.")] = None,
    partner: Annotated[str | None, typer.Option(help="The partner, in a direction that has several.")] = None,
    json: Json = False,
) -> None:
    """Open a case in a direction of a call."""
    content = _content(file) if file else {}
    run_command(
        who,
        lambda actor, now: OpenCase(
            actor=actor,
            received_at=now,
            call=call,
            direction=direction,
            topic=topic,
            partner=partner,
            content=content,
        ),
        json,
    )


@app.command("list")
def list_(
    call: Annotated[str | None, typer.Option(help="Only this call.")] = None,
    direction: Annotated[str | None, typer.Option(help="Only this direction.")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state.")] = None,
    text: Annotated[
        str | None, search_option(help="Only with this in the title, its translation or the reference.")
    ] = None,
    limit: Annotated[int, number_option(1, lists.PAGE, help="At most so many.")] = 50,
    json: Json = False,
) -> None:
    """List cases, newest first."""
    with report_errors(), database() as opened, opened.reading() as session:
        given = queries.Search(call=call, direction=direction, state=state, text=text)
        search = searches.resolve_search(session, SYSTEM, given)
        found, _ = queries.list_cases(session, SYSTEM, search, limit=limit)
    if json:
        show_json([asdict(case) for case in found])
        return
    show_table(
        ["case", "state", "version", "open until", "title"],
        [[case.ref, case.state, case.version, ending(case.due_at), case.title] for case in found],
    )


@app.command()
def show(
    ref: Ref,
    as_of: Annotated[str | None, typer.Option(help="As it stood at an instant, such as 2022-12-25T16:00:00Z.")] = None,
    json: Json = False,
) -> None:
    """Show a case whole: where it stands, what was filed, how each rule stands, what can be done, what happened."""
    with report_errors(), database() as opened, opened.reading() as session:
        if as_of is not None:
            show_json(asdict(history.load_case_at(session, SYSTEM, ref, parse_end_of(as_of))))
            return
        whole = queries.load_case(session, SYSTEM, ref, now=SystemClock().now())
        entries, _ = history.list_case_events(session, SYSTEM, ref, limit=lists.PAGE)
        zone = calls.load_call(session, whole.case.call).zone
    if json:
        show_json(asdict(whole) | {"events": [asdict(entry) for entry in entries]})
        return
    case = whole.case
    OUT.print("\n".join(filter(None, (f"[bold]{case.ref}[/bold] {escape(case.title)}", escape(case.translated_title)))))
    due = f", open until {ending(case.due_at, zone)}: {case.deadline}" if case.due_at else ""
    OUT.print(f"{case.state}, version {case.version}{due}\n", markup=False)
    show_table(
        ["rule", "strength", "stands", "looked at"],
        [[r.id, r.strength, RULE_WORDS[r.word], r.looked_at] for r in whole.rules],
    )
    show_needed_receipts(whole.needed_receipts, zone)
    show_duplicates(whole.duplicates)
    show_table(
        ["event", "when", "what", "who"],
        [[entry.seq, local(entry.effective_at, zone), _said(entry), entry.actor] for entry in entries],
    )


@app.command()
def amend(ref: Ref, file: ContentFile, who: As, json: Json = False) -> None:
    """Change fields of the home filing; null in the file empties one."""
    content = _content(file)
    run_command(who, lambda actor, now: AmendFiling(actor=actor, received_at=now, ref=ref, content=content), json)


@app.command("file")
def file_(
    ref: Ref,
    file: ContentFile,
    who: As,
    side: Annotated[str, typer.Option(help="home or counterpart.")] = "counterpart",
    submit: Annotated[bool, typer.Option("--submit", help="Submit the counterpart's filing at once.")] = False,
    json: Json = False,
) -> None:
    """Put a side's whole filing. A counterpart's counts once it is submitted: with --submit, or by submit-filing."""
    if side not in ("home", "counterpart"):
        raise typer.BadParameter("must be home or counterpart", param_hint="--side")
    theirs: Side = "home" if side == "home" else "counterpart"
    content = _content(file)
    run_command(
        who,
        lambda actor, now: PutFiling(
            actor=actor, received_at=now, ref=ref, side=theirs, content=content, submit=submit
        ),
        json,
    )


@app.command()
def transition(
    ref: Ref,
    transition: Annotated[str, typer.Argument(help="The transition, such as submit, confirm, award.")],
    who: As,
    version: Annotated[int | None, number_option(help="Refuse if the case is no longer at this version.")] = None,
    reason: Annotated[str | None, typer.Option(help="The reason, for a transition that asks for one.")] = None,
    amount: Annotated[int | None, number_option(help="The amount in yuan, for an award.")] = None,
    rank: Annotated[int | None, number_option(help="The rank on the reserve list.")] = None,
    score: Annotated[int | None, number_option(help="The score of a review, 0 to 100.")] = None,
    suggestion: Annotated[str | None, typer.Option(help="The panel's: suggested or not-suggested.")] = None,
    minutes: Annotated[str | None, typer.Option(help="The reference of the panel's minutes.")] = None,
    approved_on: Annotated[str | None, typer.Option(help="The day of the approval: 2024-06-20.")] = None,
    approved_by: Annotated[str | None, typer.Option(help="Who approved it, where several could.")] = None,
    conferred_on: Annotated[str | None, typer.Option(help="The day an award was handed over: 2022-12-05.")] = None,
    conferred_by: Annotated[str | None, typer.Option(help="Who conferred it, where several could.")] = None,
    place: Annotated[str | None, typer.Option(help="The place of the conferral.")] = None,
    item: Annotated[list[str] | None, typer.Option(help="What was handed over; once for each.")] = None,
    json: Json = False,
) -> None:
    """Make a transition on a case."""
    offered: dict[str, object] = {
        "reason": reason,
        "amount": amount,
        "rank": rank,
        "score": score,
        "suggestion": suggestion,
    }
    offered |= {"minutes": minutes, "approved_on": approved_on, "approved_by": approved_by, "place": place}
    offered |= {"conferred_on": conferred_on, "conferred_by": conferred_by, "items": item}
    given = {name: value for name, value in offered.items() if value is not None}
    run_command(
        who,
        lambda actor, now: MakeTransition(
            actor=actor, received_at=now, ref=ref, version=version, transition=transition, given=given
        ),
        json,
    )


@app.command()
def extend(
    ref: Ref,
    deadline: Annotated[str, typer.Argument(help="The deadline's name, such as agency.")],
    until: Annotated[str, typer.Argument(help="A date (its end, there) or an instant with its offset.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    who: As,
    confirmed: Annotated[bool, typer.Option("--confirm", help="Even beyond a later deadline of the case.")] = False,
    json: Json = False,
) -> None:
    """Give one case a later time for a deadline."""
    extend_case = partial(
        ExtendDeadline, ref=ref, deadline=deadline, until=parse_end(until), reason=reason, confirmed=confirmed
    )
    run_command(who, lambda actor, now: extend_case(actor=actor, received_at=now), json)


def _content(path: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(path.read_bytes())
    except (orjson.JSONDecodeError, OSError) as error:
        fail(f"{path}: {error}")
    if not isinstance(found, dict):
        fail(f"{path}: must hold one JSON object")
    return found


def _said(entry: history.Entry) -> str:
    data = entry.data
    if entry.action == "case.transitioned":
        by = f" (deadline {data['deadline']})" if "deadline" in data else ""
        return f"{data['transition']}: {data['from']} to {data['to']}{by}"
    return entry.action.removeprefix("case.")
