"""The audit: the whole trail for those who may read it, searched, paged both ways, an event looked at closely, all proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from api import trail_export
from api.console import event_text, zones
from api.console.form import Fault, Form, mendable
from api.console.layout import HOME_ZONE
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from workflow import calls, editions, permissions
from workflow.actors import Actor
from workflow.addresses import show
from workflow.auditing import audit, history, narrowing
from workflow.auditing.history import Entry, Filter
from workflow.errors import InvalidRequest
from workflow.identity import people
from workflow.overview.known import check_value

router = APIRouter(route_class=PageRoute, include_in_schema=False)
FIELDS = ("case", "who", "action", "call", "request", "from", "to", "order")
_KINDS = {"csv": "text/csv", "jsonl": "application/jsonl"}
_PAGE = 50
_PATIENCE = 4.0  # seconds that somebody waits for a proof before they are told how far it is
Seq = Annotated[int | None, Query(ge=0, le=2**53)]
Said = Annotated[str, Query(max_length=1000)]


def _read_chosen(
    case: Said = "",
    who: Said = "",
    action: Said = "",
    call: Said = "",
    request: Said = "",
    since: Annotated[str, Query(alias="from")] = "",
    until: Annotated[str, Query(alias="to")] = "",
    order: Said = "",
) -> dict[str, str]:
    """What the trail is narrowed to, by its name in the address."""
    given = dict(zip(FIELDS, (case, who, action, call, request, since, until, order), strict=True))
    return {name: said.strip()[:200] for name, said in given.items()}


Chosen = Annotated[dict[str, str], Depends(_read_chosen)]


@dataclass(frozen=True, slots=True)
class Window:
    """A page of the trail as it is shown, and where the pages beside it begin."""

    entries: Sequence[Entry]
    onward: str | None
    back: str | None


@router.get("/audit")
async def trail(
    visit: Visitor, chosen: Chosen, after: Seq = None, before: Seq = None, event: Seq = None
) -> HTMLResponse:
    """The trail, the newest first unless said otherwise; `event` stands beside the list."""
    if event is not None and after is before is None:
        before, after = (event + 1, None) if chosen["order"] != "oldest" else (None, event - 1)
    faults, status, narrowed = await _narrowed(visit, chosen)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        window = _window(session, actor, narrowed, chosen, after, before)
        one = audit.load_event(session, actor, event) if event is not None else None
        refs = {entry.case for entry in window.entries if entry.case} | ({one.entry.case} if one else set())
        known = {entry.actor for entry in window.entries} | ({one.entry.actor, one.behalf} if one else set())
        return {
            "window": window,
            "one": one,
            "chosen": chosen,
            "faults": faults,
            "filtered": any(value for name, value in chosen.items() if name != "order"),
            "address": lambda **more: _address(chosen, **more),
            "pinned": _pinned(window, chosen),
            "names": people.load_names(session, {str(who) for who in known if who}),
            "directions": audit.list_directions(session, {ref for ref in refs if ref}),
            "actions": event_text.list_actions(visit.language),
            "zone": _zone(session, chosen["call"]),
            "proving": visit.asked.services.proving,
            "reads_all": audit.reads_all(session, actor),
        }

    return await visit.page("audit.html", gather, status=status)


@router.post("/audit/verify")
async def verify(visit: Visitor) -> Response:
    """Prove the whole trail: told at once where that takes no time, and how far it is where it does."""

    await visit.read(lambda session, actor: history.load_preceding(session, actor, Filter(), limit=1))
    here = visit.asked.services
    await run_in_threadpool(lambda: here.proving.prove(here.database, here.clock, patience=_PATIENCE))
    return visit.onward("/audit")


@router.get("/audit/trail.{kind}")
async def export(visit: Visitor, chosen: Chosen, kind: Annotated[str, Path(pattern="^(csv|jsonl)$")]) -> Response:
    """The same events to take away: a table to read, or every sealed event as it was hashed."""
    faults, status, narrowed = await _narrowed(visit, chosen)
    if faults:
        raise BadRequest(status, "invalid", faults[0].problem, f"/{faults[0].field}", "query")
    answer = await trail_export.export_trail(visit.asked, narrowed, _KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="trail.{kind}"'
    return answer


async def _narrowed(visit: PageRequest, chosen: Mapping[str, str]) -> tuple[list[Fault], int, Filter]:
    """What to list by what was chosen; where that makes no sense what is wrong with it, and nothing narrowed."""
    form = Form(FormData(chosen))

    def read(session: Session, actor: Actor) -> Filter:
        permissions.require("read-trail", actor.roles, "the whole trail can be read by")
        zone = _zone(session, chosen["call"])
        since, until = (zones.read(chosen[name], zone, name) if chosen[name] else None for name in ("from", "to"))
        if since is not None and until is not None and since > until:
            raise refuse_parameter("the end of the time lies before its beginning", "/to")
        check_value("order", chosen["order"] or None, ("oldest", "newest"))
        actors = _find_actors(session, chosen["who"]) if chosen["who"] else None
        about = {name: form.text(name) for name in ("action", "call", "request")}
        case = chosen["case"].upper() or None
        given = Filter(case=case, since=since, until=until, actors=actors, **about)
        return narrowing.resolve_filter(session, actor, given)

    try:
        return [], 200, await visit.read(read)
    except (BadRequest, InvalidRequest) as error:
        return *mendable(error), Filter()


def _find_actors(session: Session, who: str) -> list[str]:
    """Whom a text names. Raises InvalidRequest if that is nobody."""
    found = audit.find_people(session, who)
    if not found and not narrowing.has_acted(session, who):
        raise InvalidRequest(
            f"“{show(who)}” is nobody here: enter a part of a name or of an e-mail address, or an id", "/who"
        )
    return found or [who]


def _zone(session: Session, call: str) -> str:
    return calls.load_call(session, call).zone if call in editions.list_codes(session) else HOME_ZONE


def _window(
    session: Session, actor: Actor, narrowed: Filter, chosen: Mapping[str, str], after: int | None, before: int | None
) -> Window:
    """The page after an event or before one, in the order chosen; the way back is offered to whoever came that way."""
    newest_first = chosen["order"] != "oldest"
    ascending = after is not None or (before is None and not newest_first)
    if ascending:
        found, last = history.list_events(session, actor, narrowed, limit=_PAGE, after=after or 0)
        nearest = found[0].seq if found else (after or 0) + 1
        further, counter = {"after": last}, {"before": nearest if after else None}
    else:
        found, last = history.load_preceding(session, actor, narrowed, limit=_PAGE, before=before)
        nearest = found[0].seq if found else (before or 1) - 1
        further, counter = {"before": last}, {"after": nearest if before is not None else None}
    ways = [None if None in way.values() else _address(chosen, "/audit", **way) for way in (further, counter)]
    if ascending == newest_first:
        return Window(found[::-1], onward=ways[1], back=ways[0])
    return Window(found, onward=ways[0], back=ways[1])


def _pinned(window: Window, chosen: Mapping[str, str]) -> dict[str, int]:
    """Where this very page begins, for links that change something else on it."""
    if not window.entries:
        return {}
    top = window.entries[0].seq
    return {"before": top + 1} if chosen["order"] != "oldest" else {"after": top - 1}


def _address(chosen: Mapping[str, str], path: str = "/audit", **more: int | None) -> str:
    query = {name: value for name, value in {**chosen, **more}.items() if value not in (None, "")}
    return f"{path}?{urlencode(query)}" if query else path
