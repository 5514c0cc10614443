"""Giving one command on a case from a terminal, and saying what came of it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import TypeVar

import typer
from sqlmodel import Session

from cli.terminal import OUT, database, ending, fail, refuse, report_errors, show_json
from states import calendar
from states.errors import NoSuchInstant
from states.refusal import Refusal
from workflow import cases
from workflow.actors import Actor
from workflow.clock import SystemClock
from workflow.commands import Command
from workflow.identity import people
from workflow.outcomes import Result

_T = TypeVar("_T")


def run_command(who: str, ask: Callable[[Actor, datetime], Command], json: bool) -> None:
    """Have a command done as somebody, received now; print its receipt, or its refusal with exit code 1."""
    with report_errors(), database() as opened:
        clock = SystemClock()
        received_at = clock.now()
        with opened.writing() as session:
            command = ask(people.load_person(session, who), received_at)
            now = clock.now()
            [answer] = cases.apply(session, [command], now=now, settled=now - opened.settings.settle_margin)
    if json:
        assert isinstance(answer, Result | Refusal), "a single command gets a single outcome"
        show_json(asdict(answer))
        if isinstance(answer, Refusal):
            raise typer.Exit(1)
        return
    if isinstance(answer, Refusal):
        refuse(answer)
    assert isinstance(answer, Result), "a single command gets a single outcome"
    due = f", open until {ending(answer.due_at)}" if answer.due_at else ""
    OUT.print(f"{answer.case} is {answer.state}, version {answer.version} (event {answer.event}){due}", markup=False)


def change_as(who: str, change: Callable[[Session, Actor, datetime], _T]) -> _T:
    """Make a change as somebody, now, in one transaction; an error ends the command with exit code 1."""
    with report_errors(), database() as opened, opened.writing() as session:
        return change(session, people.load_person(session, who), SystemClock().now())
    raise AssertionError("what fails is told, and ends the command")


def parse_end_of(written: str) -> datetime:
    """An instant as it is typed; anything else ends the command with a word."""
    try:
        return calendar.parse_instant(written)
    except NoSuchInstant as error:
        fail(f"{written!r}: {error}")


def parse_end(written: str) -> date | datetime:
    """An end as it is typed: a day, whose end in the zone is meant, or an instant; anything else ends the command."""
    return parse_end_of(written) if "T" in written.upper() else parse_day(written)


def parse_day(written: str) -> date:
    """A day as it is typed; anything else ends the command with a word."""
    try:
        return calendar.parse_day(written)
    except NoSuchInstant as error:
        fail(f"{written!r}: {error}")
