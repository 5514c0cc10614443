"""Everybody who may come to a route, a case in every state, and an application that judges everything and keeps nothing."""

import asyncio
import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import insert, select
from sqlalchemy.engine import URL
from sqlmodel import Session

from api import app as application
from api.debounce import Debounce
from tests.spine import LATER, PAUL, WHILE, one_of_each
from tests.world import ADA, ADAM, AUDREY, BO, CALL, CORA, DIEGO, ELI, PIA, REX, World, at, done
from workflow.actors import Actor, RoleGrant
from workflow.clock import VirtualClock
from workflow.credentials import tokens
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.tables import (
    ASSIGNMENTS,
    CASES,
    CONFLICTS,
    DOCUMENTS,
    GRANTS,
    PEOPLE,
    REVIEWERS,
    TOKENS,
)
from workflow.writer import Writer

ELSEWHERE = "bast-events-2025"
NOVEMBER = at("2022-11-10 09:00")


@dataclass(frozen=True)
class Persona:
    """Somebody with roles: what they are to the cases (said here by hand), in their call, and anywhere."""

    name: str
    actor: Actor | None
    to_case: frozenset[str] = frozenset()
    is_conflicted: bool = False
    is_assigned: bool = False
    may_write: bool = True

    @property
    def in_call(self) -> frozenset[str]:
        """The roles held in the call of the cases."""
        grants = self.actor.grants if self.actor else ()
        return frozenset(granted.role for granted in grants if granted.call in (None, CALL))

    @property
    def everywhere(self) -> frozenset[str]:
        """The roles held in every call."""
        return frozenset(granted.role for granted in (self.actor.grants if self.actor else ()) if granted.call is None)

    @property
    def anywhere(self) -> frozenset[str]:
        """The roles held in whichever call."""
        return self.actor.roles if self.actor else frozenset()

    def to(self, state: str) -> frozenset[str]:
        """What they are to the case in a state: a draft is not the other side's yet."""
        return self.to_case - {"partner", "authority"} if state == "draft" else self.to_case


def _person(name: str, *grants: RoleGrant) -> Actor:
    return Actor(f"per_{name}", name, grants)


def _staff(role: str, known: Actor) -> Iterator[Persona]:
    yield Persona(role, known, frozenset({role}))
    yield Persona(f"{role} of another call", _person(f"{role}elsewhere", RoleGrant(role, ELSEWHERE)))
    conflicted = _person(f"{role}conflicted", RoleGrant(role, CALL))
    yield Persona(f"conflicted {role}", conflicted, is_conflicted=True)


def _reviewers() -> Iterator[Persona]:
    yield Persona("assigned reviewer", REX, frozenset({"reviewer"}), is_assigned=True)
    yield Persona("reviewer of other cases", _person("rita", RoleGrant("reviewer")))
    yield Persona("conflicted reviewer", _person("ruth", RoleGrant("reviewer")), is_conflicted=True, is_assigned=True)
    elsewhere = _person("rob", RoleGrant("reviewer", ELSEWHERE))
    yield Persona("reviewer of another call", elsewhere, is_assigned=True)


_MAX = (RoleGrant("coordinator"), RoleGrant("committee"))
_MONA = (RoleGrant("authority", CALL, "AR"), RoleGrant("reviewer"))
PERSONAS = (
    Persona("anonymous", None),
    Persona("owner", ADA, frozenset({"applicant"})),
    Persona("another applicant", BO),
    Persona("partner of the case", PIA, frozenset({"partner"})),
    Persona("partner of another case", PAUL),
    Persona("authority", DIEGO, frozenset({"authority"})),
    Persona("another authority", _person("nico", RoleGrant("authority", CALL, "IT"))),
    Persona(
        "one who holds a partner's role of old", _person("olga", RoleGrant("partner", CALL, "AR"), RoleGrant("partner"))
    ),
    *_reviewers(),
    *_staff("coordinator", CORA),
    *_staff("committee", ELI),
    *_staff("auditor", AUDREY),
    *_staff("administrator", ADAM),
    Persona("coordinator on the committee", _person("max", *_MAX), frozenset({"coordinator", "committee"})),
    Persona("the same, conflicted", _person("may", *_MAX), is_conflicted=True),
    Persona("authority who reviews", _person("mona", *_MONA), frozenset({"authority", "reviewer"}), is_assigned=True),
    Persona("the same, but conflicted", _person("mimi", *_MONA), frozenset({"authority"}), True, True),
    Persona("nobody", _person("nora")),
    Persona(
        "reading coordinator", _person("rhea", RoleGrant("coordinator")), frozenset({"coordinator"}), may_write=False
    ),
)
SPARE = "per_rita"
Question = tuple[Persona, str, str, Any, int | None]
"""Who asks, with which method, where, what body they send, and which version they saw."""


class _Undone(Exception):
    """What ends a transaction whose work is not to stay."""


class Forgetful(Database):
    """A database in which every transaction is undone at its end."""

    @contextmanager
    def writing(self, *, wait: float | None = None) -> Iterator[Session]:
        """One transaction that may write, and of which nothing stays."""
        with suppress(_Undone), super().writing(wait=wait) as session:
            yield session
            raise _Undone


class _Silent(Debounce):
    def due(self, key: str, *, at: datetime) -> int:
        """Tell nothing: every denial of the matrix would be told otherwise."""
        return 0


@dataclass(frozen=True)
class Case:
    """A case in a state, as a request names it."""

    ref: str
    version: int
    documents: dict[str, str]


class Stage:
    """The application over a world with everybody in it."""

    def __init__(self, url: URL) -> None:
        address = url.render_as_string(hide_password=False)
        opened = Database(address)
        self.cases, self.waivable, self._secrets = _filled(opened)
        opened.close()
        self.database = Forgetful(address, Settings(rate=0, settle=0))
        clock = VirtualClock(LATER)
        self.writer = Writer(self.database, clock)
        self.app = application.create(self.database, clock, self.writer)
        inner: Any = self.app.app
        inner.state.services = replace(inner.state.services, denials=_Silent())
        self._loop = asyncio.new_event_loop()
        self.writer.start()
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """End it all."""
        gc.unfreeze()
        self.writer.stop()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
        self.database.close()

    def ask(self, questions: Iterable[Question]) -> list[int]:
        """The statuses with which the application answers, one question after the other."""

        async def asking() -> list[int]:
            return [await self._status(*question) for question in questions]

        return self._loop.run_until_complete(asking())

    async def _status(self, persona: Persona, method: str, path: str, body: Any, version: int | None) -> int:
        headers = [(b"host", b"accord.example"), (b"content-type", b"application/json")]
        if version is not None:
            headers.append((b"if-match", f'"{version}"'.encode()))
        if persona.actor is not None:
            headers.append((b"authorization", f"Bearer {self._secrets[persona.actor.id]}".encode()))
        return await _answered(self.app, method, path, headers, body)


async def _answered(app: Any, method: str, path: str, headers: list[tuple[bytes, bytes]], body: Any) -> int:
    target, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": target,
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": headers,
        "client": ("203.0.113.7", 4711),
        "server": ("accord.example", 80),
        "state": {},
    }
    sent = [{"type": "http.request", "body": b"" if body is None else orjson.dumps(body), "more_body": False}]
    answered: list[int] = []

    async def receive() -> Mapping[str, Any]:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    try:
        await app(scope, receive, send)
    except Exception:
        if not answered:  # a 500 is raised on, after it was answered
            raise
    return answered[0]


def _filled(database: Database) -> tuple[dict[str, Case], dict[str, Case], dict[str, str]]:
    world = World(database)
    refs = one_of_each(world)
    with_waiver = {"draft": _waivable(world), "withdrawn": _waivable(world)}
    done(world.transition(with_waiver["withdrawn"], "withdraw", actor=ADA, now=NOVEMBER, reason="said"))
    with database.writing() as session:
        secrets = dict(_known(session))
        found = {row.ref: row for row in session.execute(select(CASES))}
        for row in found.values():
            _tied(session, row.id)

    def named(known: Mapping[str, str]) -> dict[str, Case]:
        return {state: Case(ref, found[ref].version, _documents(found[ref].id)) for state, ref in known.items()}

    return named(refs), named(with_waiver), secrets


def _waivable(world: World) -> str:
    """A case, of another partner, of which a clause can be waived."""
    ref = world.opened({"title": "A plan"}, direction="1.3", now=NOVEMBER)
    done(world.extend(ref, "internal", WHILE, now=NOVEMBER))
    return ref


def _known(session: Session) -> Iterator[tuple[str, str]]:
    connection = session.connection()
    for actor in (persona.actor for persona in PERSONAS if persona.actor is not None):
        connection.execute(insert(PEOPLE).values(id=actor.id, name=actor.name, created_at=NOVEMBER))
        for granted in actor.grants:
            row = {"person": actor.id, "role": granted.role, "call": granted.call, "partner": granted.partner}
            connection.execute(insert(GRANTS).values(row))
        secret = tokens.draw_token()
        scopes = "read" if actor.id == "per_rhea" else "manage read write"
        row = {"id": f"tok_{actor.id[4:]}", "person": actor.id, "name": "matrix", "digest": str(tokens.digest(secret))}
        times = {"created_at": NOVEMBER, "expires_at": LATER + timedelta(days=1)}
        connection.execute(insert(TOKENS).values(row | times | {"scopes": scopes}))
        yield actor.id, secret
    pool = {"person": SPARE, "organisation": "Academy", "country": "CN", "expertise": "[]", "most": 20, "active": True}
    connection.execute(insert(REVIEWERS).values(pool))


def _documents(case: int) -> dict[str, str]:
    """By side, the id of the one document a case has of it."""
    return {"home": f"doc_{case:024x}", "counterpart": f"doc_{case + 0xF00000:024x}"}


def _tied(session: Session, case: int) -> None:
    """Assign, conflict and attach beside the trail: a draft, too, is to have everybody tied to it."""
    connection = session.connection()
    for number, persona in enumerate(PERSONAS, 900):
        who = persona.actor.id if persona.actor is not None else ""
        if persona.is_assigned:
            note = {"case_id": case, "number": number, "reviewer": who, "status": "accepted", "automatic": False}
            connection.execute(insert(ASSIGNMENTS).values(note))
        if persona.is_conflicted:
            note = {"case_id": case, "number": number, "person": who, "status": "confirmed", "ground": "family"}
            connection.execute(insert(CONFLICTS).values(note))
    file = {"kind": "letter", "name": "letter.pdf", "media": "application/pdf", "size": 1, "sha256": "0" * 64}
    for number, (side, document) in enumerate(_documents(case).items(), 1):
        note = {"case_id": case, "number": number, "id": document, "side": side, "signatories": "[]", "removed": False}
        connection.execute(insert(DOCUMENTS).values(note | file))
