"""The queue: what needs somebody now, what they put off, what comes, whom the rest waits for, what happened since they left."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api.console import deadline_kinds
from api.console.charts.upcoming import Day
from api.console.form import Fault, mendable
from api.console.formatting import Formatter
from api.console.layout import HOME_ZONE
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from states import calendar
from states.call import Direction
from states.lifecycle import Transition
from workflow import editions
from workflow.actors import Actor
from workflow.auditing import activity, audit
from workflow.auditing.activity import Activity
from workflow.errors import InvalidRequest
from workflow.identity import people
from workflow.overview import last_seen, snoozes, soundness, worklist
from workflow.overview.queries import CaseSummary
from workflow.overview.worklist import Coming, Task

router = APIRouter(route_class=PageRoute, include_in_schema=False)
OneRef = Annotated[str | None, Query(max_length=40)]
_DAYS = 18
_WAITS = (1, 3, 7)  # days that a case is put off at one press


@router.get("/")
async def queue(visit: Visitor, put_off: OneRef = None, back: OneRef = None) -> HTMLResponse:
    """What needs the visitor now; `put_off` is the case that they just put off, `back` the one they just had back."""
    return await _page(visit, put_off=put_off, back=back)


@router.post("/queue/{ref}/put-off")
async def put_off(visit: Visitor, ref: Ref) -> Response:
    """Put a case off until a day begins."""
    form, now = await visit.form(), visit.asked.received_at
    try:
        version, day = form.version(), form.day("day")
        if day is None:
            raise refuse_parameter("choose a day", "/day")
        await visit.asked.change(
            lambda session, actor: snoozes.snooze(session, ref, day, HOME_ZONE, version, actor=actor, now=now)
        )
    except (BadRequest, InvalidRequest) as error:
        faults, status = mendable(error)
        return await _page(visit, faults=[replace(fault, field="") for fault in faults], status=status)
    return visit.onward("/", put_off=ref)


@router.post("/queue/{ref}/back")
async def back(visit: Visitor, ref: Ref) -> Response:
    """Have a case back that was put off."""
    await visit.asked.change(lambda session, actor: snoozes.bring_back(session, ref, actor=actor))
    return visit.onward("/", back=ref)


@router.post("/queue/back")
async def all_back(visit: Visitor) -> Response:
    """Have all cases back that were put off."""
    await visit.asked.change(lambda session, actor: snoozes.bring_back(session, None, actor=actor))
    return visit.onward("/")


async def _page(
    visit: PageRequest,
    *,
    put_off: str | None = None,
    back: str | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HTMLResponse:
    figures = visit.figures
    today = calendar.day(figures.now, HOME_ZONE)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        since = calendar.end_of(today - timedelta(days=2), HOME_ZONE)
        until = since + timedelta(days=_DAYS)
        away = snoozes.put_off(session, actor, now=figures.now)
        coming = visit.counted(session, actor, worklist.list_coming, since, until)
        tasks = visit.counted(session, actor, worklist.list_tasks, away)
        ends = _ends(session, coming)
        snoozed = snoozes.list_snoozed(session, actor, now=figures.now) if away else []
        return {
            "groups": _grouped(tasks, figures),
            "shown": len(tasks),
            "days": _days(session, coming, today, figures),
            "cliff": ends[0] if ends else None,
            "waiting": visit.counted(session, actor, worklist.list_waiting),
            "transition": lambda task: _transition(session, task),
            "lifecycle": lambda case: _direction_of(session, case).lifecycle,
            "snoozed": snoozed,
            "just_off": next((one for one in snoozed if one.case.ref == put_off), None),
            "just_back": next((task.case.ref for task in tasks if task.case.ref == back), None),
            "last_day": lambda case: snoozes.last_day(case.due_at, HOME_ZONE, now=figures.now),
            "tomorrow": today + timedelta(days=1),
            "days_until": lambda last: [day for wait in _WAITS if (day := today + timedelta(days=wait)) <= last],
            "faults": faults,
            "set_aside": soundness.list_set_aside(session, actor),
            **_happened(session, actor, visit),
        }

    return await visit.page("queue.html", gather, status=status)


def _happened(session: Session, actor: Actor, visit: PageRequest) -> dict[str, object]:
    """What happened since the visitor left, and what telling it takes; on a first visit, lately."""
    left = last_seen.load_last_visit(session, actor.id, now=visit.asked.received_at)
    found: Activity = visit.counted(session, actor, activity.load_activity, left.size if left is not None else 0)
    named = {entry.case for entry in found.newest} | {ref for kind in found.kinds for ref in kind.named[:1]}
    return {
        "left": left,
        "news": found,
        "names": people.load_names(session, {entry.actor for entry in found.newest}),
        "directions": audit.list_directions(session, {ref for ref in named if ref}),
    }


def _direction_of(session: Session, case: CaseSummary) -> Direction:
    return editions.load_newest(session, case.call)[case.direction].direction


def _transition(session: Session, task: Task) -> Transition | None:
    """The transition that is a task's step, if it is one."""
    return _direction_of(session, task.case).lifecycle.transitions.get(task.step)


def _grouped(tasks: Sequence[Task], figures: Formatter) -> list[tuple[str, datetime | None, list[Task]]]:
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
    """Of what comes, what ends a case: the deadline's transition leads where nothing need follow."""
    return [one for one in coming if _kind(session, one) == "ends"]


def _kind(session: Session, one: Coming) -> deadline_kinds.Kind:
    lifecycle = editions.load_newest(session, one.call)[one.direction].engine.lifecycle
    return deadline_kinds.find_case_kind(lifecycle, one.state, one.deadline, one_sided=not one.both_filed)


def _days(session: Session, coming: Sequence[Coming], today: date, figures: Formatter) -> list[Day]:
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
