"""A call: its dates, how far its cases came, demand against places and money, directions; each number leads to its list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, StreamingResponse
from sqlmodel import Session

from api import exports
from api.console import call_overview, deadline_kinds
from api.console.call_overview import DirectionIntake
from api.console.charts.timeline import Date
from api.console.filters import Filters
from api.console.formatting import Formatter
from api.console.origins import origin
from api.console.page_request import Visitor
from api.console.pages.exports import table
from api.console.route import PageRoute
from states import calendar, checks, deadlines, diagram, stages
from states.call import Call
from workflow import calls, permissions, provenance
from workflow.actors import Actor
from workflow.credentials import reauthentication
from workflow.overview import case_stats
from workflow.provenance import Provenance

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Code = Annotated[str, Path(max_length=40, pattern=r"^[a-z][a-z0-9\-]*$")]
_MOST_CLIFFS = 6
_COLUMNS = ("direction", "title", "partners", "quota", "quota_cases", "filed", "competing", "one_sided", "awarded")
_MONEY = ("ceiling", "asked", "held")


@router.get("/calls/{code}")
async def call(visit: Visitor, code: Code) -> HTMLResponse:
    """A call whole, counted from what the visitor may see."""
    figures = visit.figures

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found, groups = calls.load_call(session, code), case_stats.groups(session, actor, code)
        lines = call_overview.list_intake(found, groups, case_stats.asked(session, actor, code))
        lifecycle, total = found.directions[0].lifecycle, _total(lines)
        cliffs = call_overview.list_cliffs(found, groups, figures.now)
        laid_down = provenance.load_provenance(session, code)
        way = diagram.spine(lifecycle)
        return {
            "call": found,
            "lifecycle": lifecycle,
            "adds_up": all(announced == added for _, announced, added in checks.sum_quotas(found)),
            "cliffs": cliffs[:_MOST_CLIFFS],
            "dates": _dates(found, calls.load_deadlines(session, code), laid_down, figures),
            "defaults": sum(one.label == "default" for one in laid_down.values()),
            "zone": found.zone,
            "stages": call_overview.build_funnel(found, groups, figures.language),
            "cases": case_stats.total(groups),
            "lines": lines,
            "total": total,
            "competing_word": figures.language.label(lifecycle.states[way[stages.is_contested(lifecycle)]]),
            "watch": _watch(found, lines, figures),
            "list": lambda **chosen: Filters(call=code, **chosen).address(),
            "states": {
                "filed": call_overview.list_filed_states(lifecycle),
                "competing": call_overview.list_competing_states(lifecycle),
                "waiting": call_overview.list_waiting_states(lifecycle),
            },
            "by_state": _by_state(groups),
            "is_staff": permissions.permits("know-inside", actor.roles_in(code)),
            "may_extend": permissions.permits("extend-call", actor.roles_in(code)),
        }

    return await visit.page("call.html", gather)


@router.get("/calls/{code}/directions.csv")
async def directions(visit: Visitor, code: Code) -> StreamingResponse:
    """The table of a call's directions as CSV, counted from what the visitor may see."""

    def gather(session: Session, actor: Actor) -> list[DirectionIntake]:
        reauthentication.require(actor, now=visit.asked.received_at)
        groups = case_stats.groups(session, actor, code)
        return call_overview.list_intake(calls.load_call(session, code), groups, case_stats.asked(session, actor, code))

    lines = await visit.read(gather)
    rows = ([*_counts(line, visit.figures), line.direction.quota.funds, line.asked, line.held] for line in lines)
    return table(exports.table([*_COLUMNS, *_MONEY], rows), f"{code}.csv")


def _counts(line: DirectionIntake, figures: Formatter) -> Iterator[object]:
    one = line.direction
    yield from (one.code, one.title, " ".join(one.partners), figures.quota(one.quota), one.quota.cases)
    yield from (line.filed, line.competing, line.one_sided if line.waits else None, line.awarded)


def _total(lines: Sequence[DirectionIntake]) -> dict[str, int]:
    """The columns of the table, summed."""
    names = ("filed", "competing", "one_sided", "awarded", "asked", "held")
    found = {name: sum(getattr(line, name) for line in lines) for name in names}
    return found | {
        "places": sum(line.direction.quota.cases for line in lines),
        "funds": sum(line.direction.quota.funds or 0 for line in lines),
        "stating": sum(line.clause is not None for line in lines),
        "open_ended": sum(line.one_sided for line in lines if line.clause is None),
    }


def _by_state(groups: Iterable[case_stats.Group]) -> dict[str, int]:
    found: dict[str, int] = {}
    for group in groups:
        found[group.state] = found.get(group.state, 0) + group.cases
    return found


def _dates(
    call: Call, standing: dict[str, datetime], laid_down: Mapping[str, Provenance], figures: Formatter
) -> list[Date]:
    """The opening and every deadline as it stands, with where its date comes from."""
    said, first = figures.language, deadlines.compute_deadlines(call)
    opens = calendar.at_local(datetime.combine(call.opens, time()), call.zone)
    found = [(opens, said("Opens"), origin(laid_down["opens"], figures, call.zone), False, figures.day(call.opens))]
    for name, at in standing.items():
        shape = call.deadlines[name]
        basis = origin(laid_down[f"deadlines.{name}"], figures, call.zone)
        if at != first[name]:
            basis = f"""{basis}; {said("moved from {day}", day=figures.day(figures.last(first[name]), call.zone))}"""
        ends = any(deadline_kinds.find_call_kind(one.lifecycle, name) == "ends" for one in call.directions)
        last = figures.last(at)
        when = f"{figures.day(last, call.zone)}, {figures.time(last, call.zone)}"
        found.append((at, said.label(shape), basis, ends, when))
    found.sort(key=lambda one: one[0])
    following = [one[0] for one in found[1:]]
    waits = [
        said("{n} d", n=(after - one[0]) // timedelta(days=1)) for one, after in zip(found, following, strict=False)
    ]
    return [
        Date(at, when, label, basis, ends, onward)
        for (at, label, basis, ends, when), onward in zip(found, [*waits, ""], strict=True)
    ]


def _watch(call: Call, lines: Sequence[DirectionIntake], figures: Formatter) -> list[tuple[str, str, str]]:
    """What stands out among the directions: its name, which it is, and the figure that says so."""
    said, found = figures.language, []
    names = {line.direction.code: said.direction_in_short(line.direction, call) for line in lines}
    contested = max(lines, key=lambda line: line.competing / line.direction.quota.cases)
    if contested.competing:
        figure = figures.times(contested.competing, contested.direction.quota.cases)
        found.append((said("Most contested"), names[contested.direction.code], figure))
    room = [line for line in lines if line.competing < line.direction.quota.cases]
    if room:
        places = sum(line.direction.quota.cases - line.competing for line in room)
        codes = ", ".join(names[line.direction.code] for line in room[:6]) + ("…" if len(room) > 6 else "")
        found.append((said("Room left"), codes, said.counted("{n} place", "{n} places", places)))
    alone = max(lines, key=lambda line: line.one_sided)
    if alone.one_sided:
        found.append(
            (
                said("Most one-sided"),
                names[alone.direction.code],
                said.counted("{n} case", "{n} cases", alone.one_sided),
            )
        )
    return found
