"""`accord demo`: a database with a call under way in it, its dates moved to the present, and a token to begin with."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import serving
from cli.showcase import calls
from cli.showcase import people as people_of_showcase
from cli.terminal import ERR, OUT, Url, fail, number_option, progress, report_errors
from simulation import call_run, participants
from states import calendar, deadlines, loader, registry_sources
from states.call import Call
from workflow import editions, migrations
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.clock import SystemClock
from workflow.identity import links, people
from workflow.paperwork.storage import Storage
from workflow.registry import seeding
from workflow.settings import Settings
from workflow.store.database import Database

CALL = "intergovernmental-2023-1"
_SHOWN = {
    "coordinator": "coordinator",
    "committee": "committee",
    "auditor": "auditor",
    "admin": "admin",
    "applicant": "applicant-001",
    "nominator": "nominator-1",
    "partner": people_of_showcase.PARTNER,
    "authority": "partner-KR",
    "reviewer": "panel-1",
}
"""Whose tokens are printed: one person for every role, and the part of their address before the @."""
_AHEAD = {
    CALL: ("agency", 8),
    "zhongguancun-2024": ("nomination", 20),
    "international-cooperation-2024": ("nomination", -5),
    "bast-events-2025": ("request", 30),
}

_PLAIN: Any = {"markup": False, "soft_wrap": True}


def demo(
    cases: Annotated[int, number_option(20, 20_000, help="How many applications are under way.")] = 600,
    seed: Annotated[int, number_option(help="The same seed makes the same demonstration.")] = 1,
    fresh: Annotated[bool, typer.Option(help="Begin again if there is one already (a SQLite file only).")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Then serve it.")] = False,
    url: Url = None,
) -> None:
    """Make a demonstration: the 2023 call a few days before its agency deadline, both awards and the event programme.

    Dates are moved to today. Nominations and requests stand in every state; there is somebody for every role.
    """
    with report_errors():
        settings = Settings.read()
        opened = Database(url or settings.database_url, settings)
        if fresh:
            opened = _begun_again(opened)
        migrations.upgrade(opened)
        now = SystemClock().now()
        with opened.reading() as session:
            empty = not history.count_events(session)
        if empty:
            fill(opened, cases, seed=seed, now=now)
        secrets = _tokens(opened, now)
        link = _link(opened, now)
        opened.close()
    host = f"http://{settings.host}:{settings.port}"
    said = "both awards and the event programme are under way, their dates moved to the present"
    OUT.print(f"{opened.name}: {CALL}, {said}", **_PLAIN)
    OUT.print(f"  sign in as the coordinator, once, within a quarter of an hour:  {host}/sign-in#{link}", **_PLAIN)
    for name, secret in secrets.items():
        OUT.print(f"  {name:<12} {secret}", **_PLAIN)
    OUT.print(f"\n  curl -H 'Authorization: Bearer {secrets['coordinator']}' {host}/v1/deadlines", **_PLAIN)
    OUT.print(f"  {host}/docs describes the rest", **_PLAIN)
    if serve:
        OUT.print(f"\nserving on {host}; stop with Ctrl-C", markup=False)
        serving.serve(host=None, port=None, scheduler=True, workers=1)


def fill(opened: Database, cases: int, *, seed: int, now: datetime) -> None:
    """Publish every call, its dates moved to the present, and let so many applications come as far as they would by now."""
    every = loader.calls()
    for code, call in every.items():
        moved = _redated(call, *_AHEAD[code], now=now)
        with opened.writing() as session:
            opens = calendar.at_local(datetime.combine(moved.opens, time()), moved.zone)
            seeding.publish(session, registry_sources.load_cited(), actor=SYSTEM, now=min(opens, now))
            editions.publish(session, moved, actor=SYSTEM, now=min(opens, now))
    with progress("preparing") as advance:
        kept = Storage(opened.settings.documents)
        call_run.run_call(opened, CALL, cases=cases, seed=seed, until=now, progress=advance, storage=kept)
        for code in every:
            if code != CALL:
                calls.fill(opened, code, now=now)


def _redated(call: Call, deadline: str, days: int, *, now: datetime) -> Call:
    """The call moved by whole days, so that the named deadline ends so many days from today."""
    ends = deadlines.compute_deadlines(call)[deadline]
    return deadlines.move_deadlines(call, (now + timedelta(days=days) - ends).days + 1)


def _tokens(opened: Database, now: datetime) -> dict[str, str]:
    secrets = {}
    with opened.writing() as session:
        for name, address in _SHOWN.items():
            person = people.load_person(session, participants.make_address(address))
            lasting = timedelta(days=7)
            _, secrets[name] = people.issue(
                session, person.id, name="demonstration", actor=SYSTEM, now=now, lasting=lasting
            )
    return secrets


def _link(opened: Database, now: datetime) -> str:
    """The secret of a link that signs the coordinator in."""
    with opened.writing() as session:
        person = people.load_person(session, participants.make_address("coordinator"))
        return links.issue(session, person.id, actor=SYSTEM, now=now)


def _begun_again(opened: Database) -> Database:
    if not opened.is_sqlite or not opened.url.database:
        fail(
            "only a SQLite file can be begun again: drop the PostgreSQL database yourself, then run this without --fresh"
        )
    opened.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{opened.url.database}{suffix}").unlink(missing_ok=True)
    ERR.print(f"beginning again in {opened.url.database}", markup=False)
    return Database(opened.url.render_as_string(hide_password=False), opened.settings)
