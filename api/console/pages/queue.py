"""The queue: what needs somebody now, what comes, whom the rest waits for, and what happened lately."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.console import kinds
from api.console.charts.horizon import Day
from api.console.figures import Figures
from api.console.route import PageRoute
from api.console.shell import HOME_ZONE
from api.console.visit import Visitor
from states import calendar
from states.call import Direction
from states.lifecycle import Move
from workflow import desk, editions, history
from workflow.actors import Actor
from workflow.desk import Coming, Task
from workflow.queries import Summary

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_DAYS = 18


@router.get("/")
async def queue(visit: Visitor) -> HTMLResponse:
    """What needs the visitor now."""
    figures = visit.figures

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        today = figures.now.astimezone(ZoneInfo(HOME_ZONE)).date()
        since = calendar.end_of(today - timedelta(days=2), HOME_ZONE)
        until = since + timedelta(days=_DAYS)
        coming = visit.counted(session, actor, desk.coming, since, until)
        tasks = visit.counted(session, actor, desk.tasks)
        ends = _ends(session, coming)
        return {
            "groups": _grouped(tasks, figures),
            "shown": len(tasks),
            "days": _days(session, coming, today, figures),
            "cliff": ends[0] if ends else None,
            "waiting": visit.counted(session, actor, desk.waiting),
            "news": history.latest(session, actor, limit=8),
            "move": lambda task: _move(session, task),
            "lifecycle": lambda case: _direction_of(session, case).lifecycle,
        }

    return await visit.page("queue.html", gather)


def _direction_of(session: Session, case: Summary) -> Direction:
    return editions.newest(session, case.call)[case.direction].direction


def _move(session: Session, task: Task) -> Move | None:
    """The move that is a task's step, if it is one."""
    return _direction_of(session, task.case).lifecycle.moves.get(task.step)


def _grouped(tasks: Sequence[Task], figures: Figures) -> list[tuple[str, datetime | None, list[Task]]]:
    """Tasks under their headings: late, today, by each next deadline, and those that nothing presses."""

    def heading(task: Task) -> tuple[str, datetime | None]:
        if task.late:
            return "late", None
        if task.case.due_at is None:
            return "open", None
        is_today = figures.day(task.case.due_at - timedelta(microseconds=1), HOME_ZONE) == figures.day(
            figures.now, HOME_ZONE
        )
        return ("today" if is_today else "by", task.case.due_at)

    return [(kind, at, list(those)) for (kind, at), those in groupby(tasks, heading)]


def _ends(session: Session, coming: Iterable[Coming]) -> list[Coming]:
    """Of what comes, what ends a case: the deadline's move leads where nothing need follow."""
    return [one for one in coming if _kind(session, one) == "ends"]


def _kind(session: Session, one: Coming) -> kinds.Kind:
    lifecycle = editions.newest(session, one.call)[one.direction].engine.lifecycle
    return kinds.of_case(lifecycle, one.state, one.deadline, one_sided=not one.both_filed)


def _days(session: Session, coming: Sequence[Coming], today: date, figures: Figures) -> list[Day]:
    """The coming days, each with what falls due on it; a deadline at midnight belongs to the day that it ends."""
    counted: dict[tuple[date, str], int] = {}
    for one in coming:
        day = (one.at - timedelta(microseconds=1)).astimezone(ZoneInfo(HOME_ZONE)).date()
        key = day, _kind(session, one)
        counted[key] = counted.get(key, 0) + one.cases
    found = []
    for place in range(_DAYS):
        day = today + timedelta(days=place - 1)
        falling = {kind: counted.get((day, kind), 0) for kind in ("ends", "review", "other")}
        label, weekday = figures.short_day(day), figures.short_weekday(day)
        if day == today:
            weekday = figures.language("Today")
        note = (figures.language("{n} end then", n=falling["ends"]), figures.language("if nothing is done"))
        note = note if falling["ends"] else ("", "")
        found.append(Day(label, weekday, **falling, note=note, is_today=day == today, is_weekend=day.weekday() >= 5))
    return found
