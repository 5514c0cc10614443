"""People, for those who look after them: listed, added, given roles; what lets them in, and what keeps them out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api import cursors
from api.console import standalone_page
from api.console.form import Fault, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from workflow import calls, editions, permissions
from workflow.actors import Actor
from workflow.credentials import factors, sessions
from workflow.errors import InvalidRequest
from workflow.identity import directory, identities, links
from workflow.identity import people as persons

router = APIRouter(prefix="/people", route_class=PageRoute, include_in_schema=False)
Person = Annotated[str, Path(max_length=40, pattern=r"^per_[0-9A-Za-z_]+$")]
_Text = Annotated[str, Query(max_length=200)]
_PAGE = 50
Given = Mapping[str, str | None]


@router.get("")
async def people(visit: Visitor, text: _Text = "", role: _Text = "", cursor: _Text = "") -> HTMLResponse:
    """Everybody, by name; found by name, address or role."""
    return await _list(visit, text.strip(), role, cursor)


@router.post("")
async def added(visit: Visitor) -> Response:
    """Add a person, and go on to them; or show again what was written, with what is wrong."""
    form, now = await visit.form(), visit.asked.received_at
    name, email = form.text("name"), form.text("email")
    try:
        if name is None:
            raise refuse_parameter("enter a name", "/name")
        person = await visit.asked.change(
            lambda session, actor: persons.add(session, name, email=email, actor=actor, now=now)
        )
    except (BadRequest, InvalidRequest) as error:
        faults, status = mendable(error)
        named = [replace(fault, field=fault.field or ("email" if email else "name")) for fault in faults]
        return await _list(visit, "", "", "", given={"name": name, "email": email}, faults=named, status=status)
    return visit.onward(f"/people/{person}", done="add")


@router.get("/{person}")
async def one(visit: Visitor, person: Person, done: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """A person; `done` is what was just done."""
    return await _one(visit, person, done=done)


@router.post("/{person}")
async def changed(visit: Visitor, person: Person) -> Response:
    """Grant or take back a role, let them in or keep them out; or show again what was written, with what is wrong."""
    form = await visit.form()
    doing = form.text("do") or ""
    if doing == "link":
        return await _link(visit, person)
    if doing not in _DOING:
        raise BadRequest(422, "invalid", "the page did not say what to do; load it again")
    given = {name: form.text(name) for name in ("role", "call", "partner", "orcid")}
    try:
        if doing == "grant" and given["role"] is None:
            raise refuse_parameter("choose a role", "/role")
        if given["role"] == "authority" and given["partner"] is None and doing == "grant":
            raise refuse_parameter("say for which partner, such as AR", "/partner")
        await visit.asked.change(lambda session, actor: _DOING[doing](session, actor, person, given, visit))
    except (BadRequest, InvalidRequest) as error:
        faults, status = mendable(error)
        field = {"identify": "orcid", "grant": "partner"}.get(doing, "")
        named = [replace(fault, field=fault.field or field) for fault in faults]
        return await _one(visit, person, given=given, faults=named, status=status)
    return visit.onward(f"/people/{person}", done=doing)


async def _link(visit: PageRequest, person: str) -> HTMLResponse:
    """A link that signs them in once; it is shown once."""
    now, site = visit.asked.received_at, visit.asked.services.database.settings.site.rstrip("/")

    def issue(session: Session, actor: Actor) -> tuple[str, str]:
        return links.issue(session, person, actor=actor, now=now), persons.load_person(session, person).name

    secret, name = await visit.asked.change(issue)
    context = {"what": "link", "secrets": [f"{site}/sign-in#{secret}"], "who": name, "back": f"/people/{person}"}
    return standalone_page.render_standalone(visit.request, "once.html", context, 201)


def _granted(session: Session, actor: Actor, person: str, given: Given, visit: PageRequest) -> None:
    where = {"call": given["call"], "partner": given["partner"]}
    persons.grant(session, person, given["role"] or "", actor=actor, now=visit.asked.received_at, **where)


def _taken_back(session: Session, actor: Actor, person: str, given: Given, visit: PageRequest) -> None:
    where = {"call": given["call"], "partner": given["partner"]}
    directory.take_back(session, person, given["role"] or "", actor=actor, now=visit.asked.received_at, **where)


def _identified(session: Session, actor: Actor, person: str, given: Given, visit: PageRequest) -> None:
    persons.identify(session, person, given["orcid"], actor=actor, now=visit.asked.received_at)


def _ended(session: Session, actor: Actor, person: str, _: Given, visit: PageRequest) -> None:
    directory.end_sessions(session, person, actor=actor, now=visit.asked.received_at)


def _disabled(session: Session, actor: Actor, person: str, _: Given, visit: PageRequest) -> None:
    directory.disable(session, person, actor=actor, now=visit.asked.received_at)


def _enabled(session: Session, actor: Actor, person: str, _: Given, visit: PageRequest) -> None:
    directory.enable(session, person, actor=actor, now=visit.asked.received_at)


_DOING: Mapping[str, Callable[[Session, Actor, str, Given, PageRequest], None]] = {
    "grant": _granted,
    "take-back": _taken_back,
    "identify": _identified,
    "end-sessions": _ended,
    "disable": _disabled,
    "enable": _enabled,
}


async def _list(
    visit: PageRequest,
    text: str,
    role: str,
    cursor: str,
    *,
    given: Given | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HTMLResponse:
    after = cursors.texts(cursor or None, 2)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found, last = directory.list_people(
            session, actor, limit=_PAGE, after=after, text=text or None, role=role or None
        )
        further = {"text": text, "role": role, "cursor": cursors.written(*last)} if last is not None else None
        return {
            "people": found,
            "further": further and f"/people?{urlencode({name: said for name, said in further.items() if said})}",
            "chosen": {"text": text, "role": role},
            "first": not cursor,
            "every_role": persons.ROLES,
            "may_add": actor.has("administrator"),
            "may_invite": permissions.permits("invite", actor.roles),
            "given": given or {},
            "faults": faults,
        }

    return await visit.page("people.html", gather, status=status)


async def _one(
    visit: PageRequest,
    person: str,
    *,
    done: str = "",
    given: Given | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HTMLResponse:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        permissions.require("read-people", actor.roles, "people are listed for")
        known = directory.load_entry(session, actor, person)
        published = [calls.load_call(session, code) for code in editions.list_codes(session)]
        administers = [call for call in published if actor.has("administrator", call.code)]
        return {
            "known": known,
            "factor": factors.load_factors(session, person),
            "visits": sessions.list_sessions(session, person, now=visit.asked.received_at),
            "identities": identities.list_identities(session, person),
            "administers": administers,
            "is_head": actor.has("administrator"),
            "may_identify": permissions.permits("identify-people", actor.roles),
            "may_end": permissions.permits("end-sessions", actor.roles),
            "may_take": lambda one: actor.has("administrator", one.call) if one.call else actor.has("administrator"),
            "every_role": persons.ROLES,
            "done": done,
            "given": given or {},
            "faults": faults,
        }

    return await visit.page("person.html", gather, status=status)
