"""Giving one command on a case from a terminal, and saying what came of it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime

import typer

from cli.terminal import OUT, database, ending, fail, refuse, show_json, spoken
from states import calendar
from states.errors import NoSuchInstant
from states.refusal import Refusal
from workflow import cases
from workflow.actors import Actor
from workflow.clock import SystemClock
from workflow.commands import Command
from workflow.identity import people
from workflow.outcomes import Receipt


def done(who: str, ask: Callable[[Actor, datetime], Command], json: bool) -> None:
    """Have a command done as somebody, received now; print its receipt, or its refusal with exit code 1."""
    with spoken(), database() as opened:
        clock = SystemClock()
        received_at = clock.now()
        with opened.writing() as session:
            command = ask(people.person(session, who), received_at)
            now = clock.now()
            [answer] = cases.apply(session, [command], now=now, settled=now - opened.settings.settle_margin)
    if json:
        assert isinstance(answer, Receipt | Refusal), "a single command gets a single outcome"
        show_json(asdict(answer))
        if isinstance(answer, Refusal):
            raise typer.Exit(1)
        return
    if isinstance(answer, Refusal):
        refuse(answer)
    assert isinstance(answer, Receipt), "a single command gets a single outcome"
    due = f", open until {ending(answer.due_at)}" if answer.due_at else ""
    OUT.print(f"{answer.case} is {answer.state}, version {answer.version} (event {answer.event}){due}", markup=False)


def instant_of(written: str) -> datetime:
    """An instant as it is typed; anything else ends the command with a word."""
    try:
        return calendar.parse_instant(written)
    except NoSuchInstant as error:
        fail(f"{written!r}: {error}")


def parse_day(written: str) -> date:
    """A day as it is typed; anything else ends the command with a word."""
    try:
        return calendar.parse_day(written)
    except NoSuchInstant as error:
        fail(f"{written!r}: {error}")
