"""Who asks, when it was received, and under which key: everything about a request that is not its body."""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import BackgroundTasks, Depends, Request
from pydantic import BaseModel
from sqlmodel import Session

from api import csrf, denial_log
from api.errors import Refused, missing_version, refuse_parameter, refuse_unreadable
from api.services import Services, get_services
from states.refusal import Refusal
from workflow.actors import Actor
from workflow.command_requests import CommandRequest as Asking
from workflow.command_requests import Reply, run_once
from workflow.commands import Command, Said, Seen
from workflow.credentials import sessions, tokens
from workflow.errors import AccordError, NotAllowed, Unauthenticated
from workflow.identity import people
from workflow.outcomes import Outcome, Result

_T = TypeVar("_T")
_M = TypeVar("_M", bound=BaseModel)
_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')
_PERSON = re.compile(r"per_[0-9A-Za-z]{1,36}")
BEHALF = "Accord-On-Behalf-Of"
FOR_OTHERS = ("/v1/cases", "/v1/transitions")
_MATCH = re.compile(r'(?:W/)?"([0-9]{1,9})(?:\.[0-9]{1,9})?"')
_MOST_MATCHES = 50


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request as the routes see it."""

    services: Services
    request: Request
    bearer: str
    received_at: datetime
    id: str
    afterwards: BackgroundTasks
    behalf: str | None = None
    once: str | None = None

    def said(self, actor: Actor) -> Said:
        """What a command says of its asking."""
        return Said(actor=actor, received_at=self.received_at, request=self.id)

    @property
    def settled(self) -> datetime:
        """The instant up to which no command can still be under way: what fell due after it is not settled yet."""
        return self.services.writer.settled(self.received_at)

    async def read(self, query: Callable[[Session, Actor], _T]) -> _T:
        """Answer from the database what the bearer may see, all in one transaction."""

        def run(session: Session) -> _T:
            return query(session, self._actor(session))

        return await self.services.read(run)

    async def change(self, change: Callable[[Session, Actor], _T]) -> _T:
        """Change something that is not a case, in one transaction. Raises NotAllowed for a token that may only read."""

        def run(session: Session) -> _T:
            actor = self._actor(session)
            if "write" not in actor.scopes:
                raise NotAllowed("this token may only read")
            return change(session, actor)

        return await self.services.write(run)

    async def change_once(self, change: Callable[[Session, Actor], BaseModel], shape: type[_M]) -> _M:
        """The same, but under an idempotency key, if one is given, only once: a repetition gets the first answer."""
        key = self.key
        fingerprint = await self._fingerprint()

        def run(session: Session, actor: Actor) -> _M:
            def do() -> dict[str, object]:
                return change(session, actor).model_dump(mode="json")

            now = self.received_at
            return shape.model_validate(
                do() if key is None else run_once(session, actor, key, fingerprint, now=now, do=do)
            )

        return await self.change(run)

    async def witnessed(self, look: Callable[[Session, Actor], _T]) -> _T:
        """Answer what is itself recorded when it is looked at, in one transaction; a token that may only read will do."""
        return await self.services.write(lambda session: look(session, self._actor(session)))

    async def done(self, ask: Callable[[Actor], Command], *, body: bytes | None = None) -> Result:
        """Have one command on a case done. Raises Refused. `body` stands for a body that was read piece by piece."""
        answered = await self.answered(ask, body=body)
        outcome = answered.answer
        if isinstance(outcome, Refusal):
            raise Refused(outcome, precondition="if-match" in self.request.headers)
        assert isinstance(outcome, Result), "a single command gets a single outcome"
        self.request.state.case = outcome.case
        return outcome

    async def each(self, ask: Callable[[Actor], Command]) -> list[Outcome]:
        """Have a bulk done: an outcome for each of its commands."""
        answer = (await self.answered(ask)).answer
        assert isinstance(answer, list), "a bulk gets a list"
        for outcome in answer:
            if isinstance(outcome, Refusal) and (
                task := denial_log.log_denial(self.request, outcome.code, outcome.case)
            ):
                self.afterwards.tasks.append(task)
        return answer

    async def answered(self, ask: Callable[[Actor], Command], *, body: bytes | None = None) -> Reply:
        """Hand a command to the writer; the bearer is identified in the transaction that does it."""
        key = self.key
        fingerprint = await self._fingerprint(body) if key is not None else ""
        state = self.request.state

        def asking(actor: Actor) -> Command:
            state.actor = actor.id
            return ask(actor)

        asked = Asking(self.bearer, self.received_at, asking, key, fingerprint, self.behalf)
        return await self.services.writer.ask(asked)

    @property
    def key(self) -> str | None:
        """The idempotency key, if one is given. Raises BadRequest for one that cannot be read."""
        given = self.request.headers.get("idempotency-key")
        given = self.once if given is None else given
        if given is None:
            return None
        found = _KEY.fullmatch(given)
        if found is None:
            raise refuse_unreadable("Idempotency-Key must be 1 to 255 visible characters")
        return found[1]

    def version(self, in_body: int | None) -> Seen:
        """The version this change was made on, from If-Match or the body; None for any that there is (`If-Match: *`).

        Raises BadRequest when neither says it, when it cannot be read, and when the two contradict each other.
        """
        given = self.request.headers.getlist("if-match")
        if not given:
            if in_body is None:
                raise missing_version()
            return in_body
        matched = _read_matches(", ".join(given))
        if in_body is None:
            return matched[0] if len(matched) == 1 else matched or None
        if matched and in_body not in matched:
            said = ", ".join(map(str, matched))
            raise refuse_parameter(
                f"If-Match says version {said}, the body says {in_body}: say the same in both", "/version"
            )
        return in_body

    def _actor(self, session: Session) -> Actor:
        found = people.authenticate(session, [self.bearer], now=self.services.clock.now())
        if self.bearer not in found:
            raise Unauthenticated("the token is unknown, expired or revoked")
        actor = found[self.bearer]
        self.request.state.actor = actor.id
        return actor if self.behalf is None else people.acting_for(session, actor, self.behalf)

    async def _fingerprint(self, body: bytes | None = None) -> str:
        url = self.request.url
        about = f"{self.request.method} {url.path}?{url.query} {self.request.headers.get('if-match', '')}\n"
        about += f"{self.behalf}\n" if self.behalf is not None else ""
        return hashlib.sha256(about.encode() + (await self.request.body() if body is None else body)).hexdigest()


def _read_matches(given: str) -> tuple[int, ...]:
    """The versions that `If-Match` names (RFC 9110, 13.1.1); none for `*`. Raises BadRequest."""
    if given.strip() == "*":
        return ()
    found = [_MATCH.fullmatch(part.strip()) for part in given.split(",") if part.strip()]
    if not found or None in found or len(found) > _MOST_MATCHES:
        raise refuse_unreadable('If-Match must be a version, written like "3", several of them, or *')
    return tuple(dict.fromkeys(int(one[1]) for one in found if one is not None))


async def get_context(request: Request, afterwards: BackgroundTasks) -> RequestContext:
    """The request, once it shows a token or a session's cookie of the right form. Raises Unauthenticated and its like."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme:
        digest, every = tokens.digest(secret.strip()) if scheme.lower() == "bearer" else None, people.NOTICED
    else:
        digest, every = csrf.read_session_digest(request), sessions.NOTICED
        if digest is not None:
            csrf.require_same_origin(request)
    if digest is None:
        raise Unauthenticated("show a token: Authorization: Bearer accord_...")
    state, here = request.state, get_services(request)
    here.rates.take(digest, at=state.received_at)
    if here.visits.is_due(digest, every, at=state.received_at):
        afterwards.add_task(_noticed, here, digest, state.received_at, is_token=bool(scheme))
    state.bearer = digest
    return RequestContext(here, request, digest, state.received_at, state.request_id, afterwards, _behalf(request))


def _behalf(request: Request) -> str | None:
    """For whom this is asked, if that is somebody else. Raises BadRequest."""
    given = request.headers.get(BEHALF)
    if given is None:
        return None
    if not _PERSON.fullmatch(given):
        raise refuse_unreadable(f"{BEHALF} must be the id of a person, such as per_1f2e3d")
    if not request.url.path.startswith(FOR_OTHERS):
        raise refuse_unreadable(f"{BEHALF} is for what is done on cases: {', '.join(FOR_OTHERS)}")
    return given


async def _noticed(here: Services, digest: str, at: datetime, *, is_token: bool) -> None:
    """Note that a session or a token is in use, once its holder has a good answer."""

    def note(session: Session) -> None:
        if is_token:
            people.touch(session, digest, now=at)
        else:
            sessions.touch(session, [digest], now=at)

    here.visits.noted(digest, at=at)
    with suppress(AccordError):  # the answer is out, and the next one will do as well
        await here.write(note)


Caller = Annotated[RequestContext, Depends(get_context)]
