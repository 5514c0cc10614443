"""People, for those who look after them: listed, added, given roles and having them taken back, kept out and let in again."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlmodel import Session

from api import cursors
from api.errors import statuses
from api.openapi import PLACED
from api.request_context import Caller, RequestContext
from api.routes.cases import Limit, Text
from api.schemas.inputs import Word
from api.schemas.people import GrantIn, Partner, PeopleOut, PersonIn, PersonOut, RoleName
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.identity import directory, people

router = APIRouter(prefix="/v1/people", tags=["people"], route_class=StrictRoute)
Person = Annotated[str, Path(max_length=40, pattern=r"^per_[0-9A-Za-z]+$", description="A person's id")]


@router.get("", responses=statuses(403, 422))
async def list_people(
    caller: Caller,
    text: Text = None,
    role: Annotated[RoleName | None, Query()] = None,
    limit: Limit = 50,
    cursor: Text = None,
) -> PeopleOut:
    """List people by name: those whose name, address or id holds a text, those in a role."""
    after = cursors.texts(cursor, 2)
    page, last = await caller.read(
        lambda session, actor: directory.list_people(session, actor, limit=limit, after=after, text=text, role=role)
    )
    following = None if last is None else cursors.written(*last)
    return PeopleOut(people=[PersonOut.of(one) for one in page], next=following)


@router.post("", status_code=201, responses=statuses(403, 422) | PLACED)
async def add_person(body: PersonIn, caller: Caller, response: Response) -> PersonOut:
    """Add a person, who has no role and no way in yet."""

    def change(session: Session, actor: Actor) -> PersonOut:
        person = people.add(session, body.name, email=body.email, actor=actor, now=caller.received_at)
        return PersonOut.of(directory.load_entry(session, actor, person))

    added = await caller.change_once(change, PersonOut)
    response.headers["Location"] = f"/v1/people/{added.id}"
    return added


@router.get("/{person}", responses=statuses(403, 404, 422))
async def read_person(person: Person, caller: Caller) -> PersonOut:
    """Read a person; anybody may read what is known of themselves."""
    return PersonOut.of(await caller.read(lambda session, actor: directory.load_entry(session, actor, person)))


@router.post("/{person}/roles", status_code=201, responses=statuses(403, 404, 422))
async def grant_role(person: Person, body: GrantIn, caller: Caller) -> PersonOut:
    """Give a person a role; nothing changes if it is held already. Asks a session for proof of who one is."""

    def change(session: Session, actor: Actor) -> PersonOut:
        now = caller.received_at
        people.grant(session, person, body.role, call=body.call, partner=body.partner, actor=actor, now=now)
        return PersonOut.of(directory.load_entry(session, actor, person))

    return await caller.change_once(change, PersonOut)


@router.delete("/{person}/roles/{role}", status_code=204, responses=statuses(403, 404, 422))
async def take_back_role(
    person: Person,
    role: Annotated[RoleName, Path(description="A role, as it was granted")],
    caller: Caller,
    call: Annotated[Word | None, Query()] = None,
    partner: Annotated[Partner | None, Query()] = None,
) -> None:
    """Take a role back, as it was granted; the last administrator's stays. Asks a session for proof of who one is."""
    now = caller.received_at
    await caller.change(
        lambda session, actor: directory.take_back(
            session, person, role, call=call, partner=partner, actor=actor, now=now
        )
    )


@router.put("/{person}/closure", status_code=204, responses=statuses(403, 404, 422))
async def close_account(person: Person, caller: Caller) -> None:
    """Let somebody act here no longer, from this moment on, though nothing they did goes. Asks a session for proof."""
    await _change(caller, person, directory.disable)


@router.delete("/{person}/closure", status_code=204, responses=statuses(403, 404, 422))
async def open_account(person: Person, caller: Caller) -> None:
    """Let somebody act here again, in the roles they still hold. Asks a session for proof of who one is."""
    await _change(caller, person, directory.enable)


@router.delete("/{person}/sessions", status_code=204, responses=statuses(403, 422))
async def end_their_sessions(person: Person, caller: Caller) -> None:
    """Sign somebody out everywhere."""
    await _change(caller, person, directory.end_sessions)


async def _change(caller: RequestContext, person: str, change: Callable[..., object]) -> None:
    now = caller.received_at
    await caller.change(lambda session, actor: change(session, person, actor=actor, now=now))
