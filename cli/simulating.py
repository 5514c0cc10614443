"""`accord simulate`: a whole call carried from opening to award in virtual time, and the proof that all of it holds."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import OUT, Json, Url, counted, fail, number_option, progress, report_errors, show_json, show_table
from simulation import call_run
from states import loader
from workflow import editions, migrations
from workflow.actors import SYSTEM
from workflow.auditing import history, verify
from workflow.clock import SystemClock
from workflow.overview import tallies
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.upkeep import invariants


def simulate(
    call: Annotated[str, typer.Argument(help="A call for applications, such as intergovernmental-2023-1.")],
    cases: Annotated[int, number_option(1, 100_000, help="How many applications are drafted.")] = 2000,
    seed: Annotated[int, number_option(help="The same seed makes the same season.")] = 1,
    url: Url = None,
    json: Json = False,
) -> None:
    """Carry a call from opening to award in virtual time, through every deadline, and prove the trail at the end.

    Without --database it happens in a file that is thrown away.
    """
    with tempfile.TemporaryDirectory(prefix="accord-") as folder, report_errors():
        opened = Database(url or f"sqlite:///{Path(folder) / 'simulation.db'}", Settings.read())
        try:
            _simulate(opened, call, cases, seed, json)
        finally:
            opened.close()


def _simulate(opened: Database, code: str, cases: int, seed: int, json: bool) -> None:
    calls = loader.calls()
    if code not in calls:
        fail(f"there is no call {code!r}; there are: {', '.join(calls)}")
    migrations.upgrade(opened)
    with opened.writing() as session:
        if history.count_events(session):
            fail(f"{opened.name} is not empty: a simulation begins in an empty database")
        editions.publish(session, calls[code], actor=SYSTEM, now=SystemClock().now())
    with progress("simulating") as advance:
        call_run.run_call(opened, code, cases=cases, seed=seed, progress=advance)
    with opened.reading() as session, progress("verifying") as advance:
        tally = tallies.tally(session, code, actor=SYSTEM)
        proof = verify.verify_trail(session, progress=advance)
        broken = invariants.find_broken(session)
    if json:
        trail = "sound" if proof.is_sound else [found.problem for found in proof.evidence]
        show_json(tally.plain() | {"trail": trail, "invariants": sorted(broken)})
    else:
        _show(tally)
        OUT.print(
            f"\ntrail: {'sound' if proof.is_sound else 'NOT SOUND'}, {counted(proof.events, 'event')}, root {proof.root}"
        )
        for found in proof.evidence:
            OUT.print(f"  {found.problem}", markup=False)
        OUT.print(f"invariants: {'all hold' if not broken else 'BROKEN: ' + '; '.join(broken)}", markup=False)
    if broken or not proof.is_sound:
        raise typer.Exit(1)


def _show(tally: tallies.Tally) -> None:
    columns = [
        "",
        "received",
        "lapsed",
        "unilateral",
        "ineligible",
        "reviewed",
        "awarded",
        "declined",
        "funds",
        "of quota",
    ]
    lines = [[code, *_figures(count)] for code, count in tally.directions.items()]
    show_table(columns, [*lines, ["total", *_figures(tally.total)]])


def _figures(count: tallies.Count) -> list[int | str]:
    figures: list[int | str] = list(count.plain().values())
    return [*figures, count.funds_limit]
