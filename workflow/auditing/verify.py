"""Proving the trail: every event is re-hashed, chained, counted and replayed, and compared with the head and the cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, exists, select
from sqlmodel import Session

from workflow import canonical, editions, merkle, notes, salted, set_aside
from workflow.outcomes import format_instant
from workflow.registry import seeding
from workflow.tables import CASES, EVENTS, HEAD, NOTES, REVISIONS, WORDED
from workflow.tables.base import Unreadable

_CHUNK = 5_000
Progress = Callable[[int, int], None]
_Row = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not fit: where (an event's seq, or None for the whole) and what."""

    seq: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What verifying came to: how many events, the root over all of them, and the evidence against the trail, if any."""

    events: int
    root: str
    evidence: tuple[Discrepancy, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found against the trail."""
        return not self.evidence


@dataclass(slots=True)
class _Chain:
    number: int = 0
    head: str = ""
    after: dict[str, object] = field(default_factory=dict)
    opened: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class _Read:
    """What the events read so far come to: how far each case's chain goes, and the hashes of what was filed, the notes."""

    chains: dict[str, _Chain] = field(default_factory=dict)
    filed: dict[tuple[str, str, int], str] = field(default_factory=dict)
    noted: dict[tuple[str, int], dict[str, object]] = field(default_factory=dict)
    erased: set[tuple[str, str, int]] = field(default_factory=set)


def verify_trail(session: Session, *, progress: Progress | None = None, most: int = 20) -> Proof:
    """Verify the whole trail; stops at `most` pieces of evidence. Reads only stored bytes, never re-serialises them."""
    head = session.execute(select(HEAD.c.origin, HEAD.c.size, HEAD.c.nodes)).one()
    read = _Read()
    evidence: list[Discrepancy] = []
    size, nodes = 0, b""
    for chunk in _chunks(session):
        leaves = []
        for row in chunk:
            if broken := _find_unreadable(row._asdict()):
                leaves.append(merkle.leaf(b""))
                evidence.append(Discrepancy(row.seq, broken))
                continue
            leaf = merkle.leaf(row.body.encode())
            leaves.append(leaf)
            place = size + len(leaves)
            evidence += [Discrepancy(row.seq, problem) for problem in _faults(row, leaf, head.origin, place, read)]
        size, nodes = merkle.append(size, nodes, leaves)
        if progress is not None:
            progress(size, head.size)
        if len(evidence) >= most:
            break
    else:
        if size != head.size:
            evidence.append(Discrepancy(None, f"the head says {head.size} events, there are {size}"))
        elif nodes != head.nodes:
            evidence.append(Discrepancy(None, "the head's tree is not the tree over these events"))
        evidence += _replayed(session, read.chains)
        evidence += _refiled(session, read)
        evidence += _renoted(session, read)
        evidence += [Discrepancy(None, problem) for problem in seeding.faults(session)]
        evidence += [Discrepancy(None, problem) for problem in editions.damaged(session, by_trail=True)]
    return Proof(size, merkle.root(nodes).hex(), tuple(evidence[:most]))


def _chunks(session: Session) -> Iterator[Sequence[_Row]]:
    after = -1
    while True:
        query = select(EVENTS, CASES.c.ref).join_from(EVENTS, CASES, EVENTS.c.case_id == CASES.c.id, isouter=True)
        chunk = session.execute(query.where(EVENTS.c.seq > after).order_by(EVENTS.c.seq).limit(_CHUNK)).all()
        if not chunk:
            return
        yield chunk
        after = chunk[-1].seq


def _faults(row: _Row, leaf: bytes, origin: str, place: int, read: _Read) -> Iterator[str]:
    if row.leaf != leaf:
        yield "its bytes do not have the hash they were sealed with"
    if row.seq != place:
        yield f"it stands at place {place}: events are missing, or were moved"
    try:
        event = canonical.loads(row.body)
    except ValueError:
        yield "its body is not JSON"
        return
    if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
        yield "its body is not an event"
        return
    case, actor = event.get("case"), event.get("actor")
    if not isinstance(actor, dict) or not (case is None or _is_numbered(case)):
        yield "its body is not an event"
        return
    repeated = {
        "seq": row.seq,
        "log": origin,
        "action": row.action,
        "actor": row.actor,
        "call": row.call,
        "request": row.request,
        "case": row.ref,
        "number": row.number,
        "effective_at": _spelled(row.effective_at),
        "recorded_at": _spelled(row.recorded_at),
    }
    said = event | {"actor": actor.get("id")}
    said |= {"case": case["ref"], "number": case["number"]} if case else {}
    for name, value in repeated.items():
        if said.get(name) != value:
            yield f"its column {name} says {value!r}, its sealed body {said.get(name)!r}"
    if case:
        yield from _chained(case, leaf.hex(), event["data"], event.get("call"), read)


def _chained(case: dict[str, Any], leaf: str, data: dict[str, Any], call: object, read: _Read) -> Iterator[str]:
    before = read.chains.get(case["ref"], _Chain())
    if case["number"] != before.number + 1:
        yield f"it is event {case['number']} of {case['ref']}, after event {before.number}"
    if case["prev"] != before.head:
        yield f"it does not name the event of {case['ref']} before it"
    after = data.get("after")
    opened = before.opened or {name: data.get(name) for name in ("owner", "direction", "edition")} | {"call": call}
    read.chains[case["ref"]] = _Chain(case["number"], leaf, after if isinstance(after, dict) else {}, opened)
    filing = data.get("filing")
    if isinstance(filing, dict) and {"side", "number", "digest"} <= filing.keys():
        read.filed[case["ref"], str(filing["side"]), int(filing["number"])] = str(filing["digest"])
    gone = data.get("erased")
    for one in gone if isinstance(gone, list) else ():
        if isinstance(one, list) and len(one) == 2:
            read.erased.add((case["ref"], str(one[0]), one[1] if isinstance(one[1], int) else 0))
    if isinstance(note := data.get("note"), dict):
        read.noted[case["ref"], case["number"]] = note


def _spelled(value: object) -> object:
    return format_instant(value) if isinstance(value, datetime) else value


def _is_numbered(case: object) -> bool:
    if not isinstance(case, dict):
        return False
    return (
        isinstance(case.get("ref"), str) and isinstance(case.get("number"), int) and isinstance(case.get("prev"), str)
    )


def _replayed(session: Session, chains: dict[str, _Chain]) -> Iterator[Discrepancy]:
    """Each case's row must be what its last event left."""
    filed = ("home", "counterpart", "counterpart_filed", "counterpart_filed_at", "counterpart_at", "stale")
    names = ("state", "topic", "partner", *filed, "amount", "score", "rank")
    for row in session.execute(select(CASES)):
        chain = chains.pop(row.ref, None)
        if broken := _find_unreadable(row._asdict()):
            yield Discrepancy(None, f"the case {set_aside.name_value(row.ref)}: {broken}")
            continue
        if chain is None:
            yield Discrepancy(None, f"the case {row.ref} has no events")
            continue
        if (row.version, row.head.hex()) != (chain.number, chain.head):
            yield Discrepancy(None, f"the case {row.ref} is not at its last event")
        for name, sealed in chain.opened.items():
            if row._mapping[name] != sealed:
                told = f"its row says {row._mapping[name]!r}, its opening {sealed!r}"
                yield Discrepancy(None, f"the case {row.ref}: {name}: {told}")
        told_then = {"stale": False, "counterpart_filed": 0} | chain.after
        for name in names:
            stands = row._mapping[name]
            if (format_instant(stands) if isinstance(stands, datetime) else stands) != told_then.get(name):
                told = f"its row says {stands!r}, its events {told_then.get(name)!r}"
                yield Discrepancy(None, f"the case {row.ref}: {name}: {told}")
    for ref in chains:
        yield Discrepancy(None, f"the case {ref} has events but is not there")


def _refiled(session: Session, read: _Read) -> Iterator[Discrepancy]:
    """Each revision's words must have the salted hash that an event sealed, unless an event erased them; none may be gone."""
    filed = read.filed
    query = select(REVISIONS, CASES.c.ref).join_from(REVISIONS, CASES, REVISIONS.c.case_id == CASES.c.id)
    for row in session.execute(query.execution_options(yield_per=_CHUNK)):
        sealed = filed.pop((row.ref, row.side, row.number), None)
        if broken := _find_unreadable(row._asdict()):
            yield Discrepancy(None, f"the case {set_aside.name_value(row.ref)}: in a revision of a filing, {broken}")
            continue
        kept = _is_kept(row.salt, row.body, row.digest, (row.ref, row.side, row.number) in read.erased)
        if sealed is None or sealed != row.digest or not kept:
            yield Discrepancy(
                None, f"the case {row.ref}: revision {row.number} of the {row.side} filing is not as it was sealed"
            )
    for ref, side, number in filed:
        yield Discrepancy(None, f"the case {ref}: revision {number} of the {side} filing is gone")


def _renoted(session: Session, read: _Read) -> Iterator[Discrepancy]:
    """Each note must be what an event sealed, its words as sealed unless an event erased them; none may be gone."""
    noted = read.noted
    for table in _used(session, NOTES):
        query = select(table, CASES.c.ref).join_from(table, CASES, table.c.case_id == CASES.c.id)
        for row in session.execute(query.execution_options(yield_per=_CHUNK)).mappings():
            note = {name: row[name] for name in notes.columns(table)}
            sealed = noted.pop((row["ref"], row["number"]), None)
            if broken := _find_unreadable(dict(row)):
                about = f"in its note {row['number']} ({table.name}), {broken}"
                yield Discrepancy(None, f"the case {set_aside.name_value(row['ref'])}: {about}")
                continue
            erased = (row["ref"], table.name, row["number"]) in read.erased
            kept = table not in WORDED or _is_kept(note["salt"], note["body"], note["digest"], erased)
            if sealed != notes.seal_note(table, note) or not kept:
                yield Discrepancy(
                    None, f"the case {row['ref']}: its note {row['number']} ({table.name}) is not as it was sealed"
                )
    for ref, number in noted:
        yield Discrepancy(None, f"the case {ref}: its note {number} is gone")


def _find_unreadable(row: Mapping[Any, object]) -> str | None:
    """Which values of a row the database could not read; None if it could read all."""
    found = [name for name, value in row.items() if isinstance(value, Unreadable)]
    return f"{', '.join(found)} cannot be read" if found else None


def _used(session: Session, tables: Sequence[Table]) -> list[Table]:
    """The tables in which there is anything, asked at once: most are empty in most databases, and a cursor is dear."""
    found = session.execute(select(*(exists().select_from(table) for table in tables))).one()
    return [table for table, holds in zip(tables, found, strict=True) if holds]


def _is_kept(salt: bytes, words: str, digest: str, erased: bool) -> bool:
    """Whether words are what was sealed, or a tombstone where they were erased and nowhere else."""
    if erased:
        return salt == b"" and words in ("", "{}")
    return salted.digest(salt, words) == digest
