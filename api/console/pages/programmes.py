"""Programmes and their calls: what each is, where it comes from, its clauses, and what its source leaves open."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.console.page_request import Visitor
from api.console.pages.call import Code
from api.console.route import PageRoute
from states import loader
from states.call import Call
from states.rules import Rule
from workflow import calls, editions
from workflow.actors import Actor
from workflow.errors import NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/calls")
async def every(visit: Visitor) -> HTMLResponse:
    """Every published call, under its programme."""

    def gather(session: Session, _: Actor) -> dict[str, object]:
        published, programmes = _published(session), loader.programmes()
        found = {
            programme: [one for one in published if one.programme == code] for code, programme in programmes.items()
        }
        known = {one.code for those in found.values() for one in those}
        return {
            "programmes": [(programme, those) for programme, those in found.items() if those],
            "others": [one for one in published if one.code not in known],
            "standing": {one.code: calls.load_deadlines(session, one.code) for one in published},
        }

    return await visit.page("calls.html", gather)


@router.get("/programmes/{code}")
async def programme(visit: Visitor, code: Code) -> HTMLResponse:
    """A programme, with its clauses and those of its calls."""

    def gather(session: Session, _: Actor) -> dict[str, object]:
        found = loader.programmes().get(code)
        if found is None:
            raise NotFound(f"there is no programme {code!r}")
        published = [one for one in _published(session) if one.programme == code]
        return {
            "programme": found,
            "calls": published,
            "open_clauses": [(one, _left_open(one)) for one in published if _left_open(one)],
            "own_open": [rule for rule in found.clauses if rule.strength == "ambiguous"],
        }

    return await visit.page("programme.html", gather)


def _published(session: Session) -> list[Call]:
    return [calls.load_call(session, code) for code in editions.list_codes(session)]


def _left_open(call: Call) -> Sequence[tuple[str, Rule]]:
    """What the source of a call leaves open: each clause with the address of its place."""
    own = [(f"#{rule.id}", rule) for rule in call.clauses if rule.strength == "ambiguous"]
    return own + [
        (f"/calls/{call.code}/directions/{direction.code}#{rule.id}", rule)
        for direction in call.directions
        for rule in direction.rules
        if rule.strength == "ambiguous"
    ]
