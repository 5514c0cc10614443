"""What an edge hands in: who, when it was received, what is asked, and a key so that asking twice is doing once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, tuple_
from sqlmodel import Session

from states.refusal import Refusal
from workflow import canonical, cases, idempotency
from workflow.actors import Actor
from workflow.commands import Bulk, Command, OnCase, ReleaseDecisions
from workflow.errors import AccordError, InvalidRequest, NotAllowed, Unauthenticated, Unavailable
from workflow.identity import people
from workflow.outcomes import Answer, Result, from_json, to_json
from workflow.store import bulk
from workflow.tables import ANSWERS

_COLUMNS = ("actor", "key", "fingerprint", "body", "at")


@dataclass(slots=True)
class CommandRequest:
    """One request to change something. `who` is an actor, or the digest of a token looked up in the transaction itself,
    so that a token revoked before it began no longer counts. `ask` makes the command once the actor is known. `behalf` is
    the person for whom they act, if they do.
    """

    who: Actor | str
    received_at: datetime
    ask: Callable[[Actor], Command]
    key: str | None = None
    fingerprint: str = ""
    behalf: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request, and whether it is the repetition of an earlier one."""

    answer: Answer
    replayed: bool = False


def serve_batch(
    session: Session,
    asked: Sequence[CommandRequest],
    *,
    now: datetime,
    settled: datetime | None = None,
    patience: timedelta | None = None,
) -> list[Reply | AccordError]:
    """Answer requests in one transaction: identify, replay what was answered before, apply the rest, keep the answers.

    `patience` is how long a request may have waited; beyond it a deadline may have been settled elsewhere without it.
    """
    claimed = idempotency.claim_keys(session, {one.key for one in asked if one.key is not None})
    known = people.authenticate(session, [one.who for one in asked if isinstance(one.who, str)], now=now)
    results: list[Reply | AccordError | None] = [None] * len(asked)
    actors: dict[int, Actor] = {}
    for place, one in enumerate(asked):
        try:
            actor = _admitted(one, known)
            actors[place] = actor if one.behalf is None else people.acting_for(session, actor, one.behalf)
        except AccordError as error:
            results[place] = error
    earlier = _earlier(session, asked, actors)
    fresh: list[tuple[int, Command]] = []
    for place, actor in actors.items():
        one = asked[place]
        command = one.ask(actor)
        if "write" not in actor.scopes and not isinstance(command, OnCase):
            results[place] = NotAllowed("this token may only read")
        elif one.key is not None and (actor.id, one.key) in earlier:
            results[place] = _repeated(one, *earlier[actor.id, one.key])
        elif one.key is not None and one.key not in claimed:
            results[place] = idempotency.in_progress()
        elif patience is not None and now - one.received_at > patience:
            said = "this request waited too long to be judged as of when it was received; send it again"
            results[place] = Unavailable(said)
        else:
            fresh.append((place, command))
    answers = cases.apply(session, [command for _, command in fresh], now=now, settled=settled) if fresh else []
    kept: list[bulk.Row] = []
    for (place, command), answer in zip(fresh, answers, strict=True):
        one = asked[place]
        results[place] = Reply(answer)
        if one.key is not None and _is_kept(command, answer):
            kept.append((actors[place].id, one.key, one.fingerprint, _written(answer), now))
    bulk.insert_rows(session.connection(), ANSWERS, _COLUMNS, kept)
    return [result for result in results if result is not None]


def run_once(
    session: Session, actor: Actor, key: str, fingerprint: str, *, now: datetime, do: Callable[[], dict[str, object]]
) -> dict[str, object]:
    """What `do` answers (JSON values), kept under the actor's key, or what it answered before. Raises InvalidRequest,
    InProgress.
    """
    idempotency.claim_key(session, key)
    query = select(ANSWERS.c.fingerprint, ANSWERS.c.body).where(ANSWERS.c.actor == actor.id, ANSWERS.c.key == key)
    earlier = session.execute(query).first()
    if earlier is None:
        answer = do()
        row = (actor.id, key, fingerprint, canonical.dumps(answer).decode(), now)
        bulk.insert_rows(session.connection(), ANSWERS, _COLUMNS, [row])
        return answer
    if earlier.fingerprint != fingerprint:
        raise InvalidRequest("this idempotency key was used for another request")
    stored = canonical.loads(earlier.body)
    assert isinstance(stored, dict), "an answer kept here is an object"
    return stored


def _admitted(one: CommandRequest, known: dict[str, Actor]) -> Actor:
    actor = known.get(one.who) if isinstance(one.who, str) else one.who
    if actor is None:
        raise Unauthenticated("the token is unknown, expired or revoked")
    return actor


def _earlier(
    session: Session, asked: Sequence[CommandRequest], actors: dict[int, Actor]
) -> dict[tuple[str, str], tuple[str, str]]:
    writing = ((asked[place], actor) for place, actor in actors.items() if "write" in actor.scopes)
    keys = [(actor.id, one.key) for one, actor in writing if one.key is not None]
    if not keys:
        return {}
    query = select(ANSWERS).where(tuple_(ANSWERS.c.actor, ANSWERS.c.key).in_(keys))
    return {(row.actor, row.key): (row.fingerprint, row.body) for row in session.execute(query)}


def _repeated(one: CommandRequest, fingerprint: str, body: str) -> Reply | AccordError:
    if fingerprint != one.fingerprint:
        return InvalidRequest("this idempotency key was used for another request")
    stored = canonical.loads(body)
    if isinstance(stored, list):
        return Reply([from_json(item) for item in stored], replayed=True)
    assert isinstance(stored, dict), "an answer is an object or a list of them"
    return Reply(from_json(stored), replayed=True)


def _is_kept(command: Command, answer: Answer) -> bool:
    if isinstance(command, Bulk | ReleaseDecisions):
        return isinstance(answer, list) and not command.dry_run
    return isinstance(answer, Result)


def _written(answer: Answer) -> str:
    assert isinstance(answer, Result | Refusal | list), "sweeps carry no key"
    return canonical.dumps([to_json(one) for one in answer] if isinstance(answer, list) else to_json(answer)).decode()
