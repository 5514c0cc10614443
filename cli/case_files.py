"""`accord case export` and `accord case import`: cases as lines of JSON."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from cli.terminal import ERR, OUT, As, counted, database, fail, report_errors, show_line
from states.refusal import Refusal
from workflow import cases
from workflow.actors import SYSTEM, Actor
from workflow.clock import SystemClock
from workflow.commands import Bulk, OpenCase
from workflow.identity import people
from workflow.overview import queries, searches


def export_cases(
    call: Annotated[str | None, typer.Option(help="Only this call.")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state.")] = None,
) -> None:
    """Write cases with everything filed on them to standard output, one JSON object a line, oldest first."""
    now = SystemClock().now()
    with report_errors(), database() as opened, opened.reading() as session:
        search = searches.resolve_search(session, SYSTEM, queries.Search(call=call, state=state))
        after: int | None = 0
        while after is not None:
            found, after = queries.list_whole_cases(session, SYSTEM, search, now=now, after=after)
            for case in found:
                show_line(asdict(case))


def import_cases(
    file: Annotated[
        Path, typer.Argument(help="Lines of JSON: call, direction, content; topic and partner.", exists=True)
    ],
    who: As,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only judge; open nothing.")] = False,
) -> None:
    """Open a case for each line of a file, all of them or none."""
    lines = [line for line in _text(file).split("\n") if line.strip()]
    with report_errors(), database() as opened:
        clock = SystemClock()
        now = clock.now()
        with opened.writing() as session:
            actor = people.load_person(session, who)
            drafts = tuple(_draft(line, number, actor, now) for number, line in enumerate(lines, 1))
            bulk = Bulk(actor=actor, received_at=now, commands=drafts, mode="atomic", dry_run=dry_run)
            [outcomes] = cases.apply(session, [bulk], now=now)
    assert isinstance(outcomes, list), "a bulk gets a list"
    refused = [(number, one) for number, one in enumerate(outcomes, 1) if isinstance(one, Refusal)]
    for number, refusal in refused:
        if refusal.code != "abandoned":
            ERR.print(f"line {number}: {refusal.problem}", markup=False, soft_wrap=True)
    if refused:
        fail("nothing was opened")
    OUT.print(f"{'could open' if dry_run else 'opened'} {counted(len(outcomes), 'case')}")


def _draft(line: str, number: int, actor: Actor, now: Any) -> OpenCase:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        fail(f"line {number}: {error}")
    known = {"call", "direction", "topic", "partner", "content"}
    if not isinstance(found, dict) or not {"call", "direction"} <= found.keys() <= known:
        fail(f"line {number}: must be an object with call and direction, and may have topic, partner and content")
    words = (found["call"], found["direction"], found.get("topic", ""), found.get("partner", ""))
    if not all(isinstance(word, str | None) for word in words) or not isinstance(found.get("content", {}), dict):
        fail(f"line {number}: content is an object, and what stands beside it is text")
    if found["call"] is None or found["direction"] is None:
        fail(f"line {number}: call and direction must be given")
    return OpenCase(actor=actor, received_at=now, **{"content": {}, **found})


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (UnicodeDecodeError, OSError) as error:
        fail(f"{path}: {error}")
