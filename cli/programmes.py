"""`accord programme`: what is defined, whether it is sound, how it looks, and publishing it."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import ERR, OUT, As, Json, counted, database, fail, refuse, report_errors, show_json, show_table
from states import deadlines, diagram, loader, provenance, registry_sources
from states.call import Call
from states.provenance import LaidDown
from states.refusal import Refusal
from workflow import editions
from workflow import provenance as origins
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.errors import SchemaMismatch, Unavailable
from workflow.identity import people
from workflow.registry import seeding

app = typer.Typer(no_args_is_help=True, help="What is defined: programmes, calls, directions.")
Folder = Annotated[Path, typer.Option(help="A folder of programme files, instead of the bundled ones.", exists=True)]
Code = Annotated[str, typer.Argument(help="A call's code, such as intergovernmental-2023-1.")]
LABELS = {"source": "from the source", "default": "our default", "office": "set by the office"}
"""Where something that a call lays down comes from, in words."""


@app.command("list")
def list_(folder: Folder = loader.BUNDLED, json: Json = False) -> None:
    """List the calls, with their directions, places and funds."""
    with report_errors():
        calls = loader.calls(folder)
    if json:
        show_json([_outline(call) for call in calls.values()])
        return
    columns = ["call", "title", "directions", "cases", "funds (yuan)"]
    show_table(
        columns,
        [
            [call.code, call.title, len(call.directions), call.headline.cases, call.headline.funds or ""]
            for call in calls.values()
        ],
    )


@app.command()
def show(call: Code, folder: Folder = loader.BUNDLED, json: Json = False) -> None:
    """Show a call: its deadlines, and each direction's partners, quota and rules."""
    with report_errors():
        found = _call(call, folder)
    if json:
        show_json(found.model_dump(mode="json", by_alias=True))
        return
    OUT.print(f"[bold]{found.title}[/bold]\n{found.title_zh}\n")
    shown = deadlines.compute_deadlines(found)
    laid_down = {one.key: one for one in provenance.list_laid_down(found)}
    show_table(
        ["deadline", "ends before", "from"],
        [[name, str(at), _origin(laid_down[f"deadlines.{name}"])] for name, at in shown.items()],
    )
    OUT.print(f"opens on {found.opens} ({_origin(laid_down['opens'])})", markup=False)
    OUT.print()
    for direction in found.directions:
        funds = f"{direction.quota.funds:,} yuan" if direction.quota.funds else "no funds"
        partners = f" with {', '.join(direction.partners)}" if direction.partners else ""
        OUT.print(
            f"[bold]{direction.code}[/bold] {direction.title}{partners}: {counted(direction.quota.cases, 'case')}, {funds}"
        )
        for rule in direction.rules:
            ours = f", {LABELS['default']}" if rule.basis == "default" else ""
            OUT.print(f"    {rule.id} ({rule.strength}{ours}) {rule.text}", markup=False)


@app.command("provenance")
def provenance_(call: Code, json: Json = False) -> None:
    """Show what a published call rests on: the source, our defaults, and what the office set or confirmed."""
    with report_errors(), database() as opened, opened.reading() as session:
        found = origins.load_provenance(session, call)
    if json:
        show_json([asdict(one) for one in found.values()])
        return
    rows = []
    for one in found.values():
        told = f"{one.name}, {one.at:%Y-%m-%d}" if one.at is not None else _cite(one.clause, one.line)
        rows.append([one.key, LABELS[one.label], told])
    show_table(["item", "basis", "clause and line, or by whom"], rows)


@app.command()
def confirm(
    call: Code,
    item: Annotated[str, typer.Argument(help="The default, such as deadlines.review: see `programme provenance`.")],
    reason: Annotated[str, typer.Option(help="Why: such as the office's decision.")],
    who: As,
) -> None:
    """Confirm a default of ours as the office's own."""
    with report_errors(), database() as opened, opened.writing() as session:
        actor = people.load_person(session, who)
        outcome = origins.confirm_default(session, call, item, reason=reason, actor=actor, now=SystemClock().now())
    if isinstance(outcome, Refusal):
        refuse(outcome)
    OUT.print(f"{item} of {call} is set by the office (event {outcome})", markup=False)


@app.command()
def check(folder: Folder = loader.BUNDLED) -> None:
    """Prove every definition sound, or list every fault with its file and place."""
    with report_errors():
        programmes, calls = loader.programmes(folder), loader.calls(folder)
        registry_sources.load_cited(folder)
        for call in calls.values():
            if call.programme not in programmes:
                fail(f"{call.code}: there is no programme {call.programme!r}")
    with report_errors():
        _check_published(calls.values())
    for call in calls.values():
        funds = f", {call.headline.funds:,} yuan" if call.headline.funds else ""
        size = f"{counted(len(call.directions), 'direction')}, {counted(call.headline.cases, 'case')}"
        OUT.print(f"{call.code}: sound; {size}{funds}")


@app.command()
def draw(
    call: Code,
    direction: Annotated[str, typer.Argument(help="A direction's code, such as 2.4.")],
    folder: Folder = loader.BUNDLED,
    svg: Annotated[bool, typer.Option("--svg", help="Draw SVG instead of Mermaid.")] = False,
) -> None:
    """Draw the lifecycle of a direction's cases, as Mermaid text or SVG."""
    with report_errors():
        found = _call(call, folder).direction(direction)
        if found is None:
            fail(f"there is no direction {direction!r} in {call}")
    typer.echo(diagram.svg(found.lifecycle) if svg else diagram.mermaid(found.lifecycle))


@app.command()
def publish(
    call: Annotated[str | None, typer.Argument(help="One call; all of them if none is named.")] = None,
    folder: Folder = loader.BUNDLED,
) -> None:
    """Publish calls into the database, so that cases can be opened in them, and what the sources name for the registry."""
    with report_errors(), database() as opened:
        found = loader.calls(folder) if call is None else {call: _call(call, folder)}
        named = registry_sources.load_cited(folder)
        with opened.writing() as session:
            entries = seeding.publish(session, named, actor=SYSTEM, now=SystemClock().now())
        for entry in entries:
            OUT.print(f"registry: {entry}", markup=False)
        for one in found.values():
            with opened.writing() as session:
                fresh = editions.publish(session, one, actor=SYSTEM, now=SystemClock().now())
            OUT.print(f"{one.code}, edition {one.edition}: {'published' if fresh else 'is published already'}")


def _check_published(calls: Iterable[Call]) -> None:
    """Check calls against those that are published, if there is a database."""
    try:
        with database() as opened, opened.reading() as session:
            for call in calls:
                editions.require_no_clash(session, call)
    except (Unavailable, SchemaMismatch) as error:
        ERR.print(f"not checked against the published calls: {error}", markup=False, soft_wrap=True)


def _origin(one: LaidDown) -> str:
    """Where something that a call lays down comes from, as the files say."""
    cited = _cite(one.clause, one.line) if one.basis == "source" else ""
    return ", ".join(filter(None, (LABELS[one.basis], cited)))


def _cite(clause: str | None, line: str | None) -> str:
    """The place in the source: its clause and line, as far as they are known."""
    return ", ".join(filter(None, (clause, line and f"line {line}")))


def _call(code: str, folder: Path) -> Call:
    calls = loader.calls(folder)
    if code not in calls:
        fail(f"there is no call {code!r}; there are: {', '.join(calls)}")
    return calls[code]


def _outline(call: Call) -> dict[str, object]:
    about = {"code": call.code, "title": call.title, "edition": call.edition, "directions": len(call.directions)}
    return about | {"cases": call.headline.cases, "funds": call.headline.funds}
