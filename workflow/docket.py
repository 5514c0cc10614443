"""Everything one transaction's commands are judged on: loaded and locked at once.

Locks are taken in one order by everybody: the deadlines, the cases, the quota lines by name, last the trail's head.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlmodel import Session

from states import deadlines
from states.facts import NOTHING, Facts, Room, Side
from workflow import editions, filings, rows
from workflow.books import Books, QuotaLine
from workflow.standing import COLUMNS, Standing
from workflow.tables import CASES, DEADLINES, EXTENSIONS, LINES

Likeness = tuple[object, ...]
Overtaken = tuple[Mapping[str, object], str, str | None, datetime | None]


class Docket:
    """The cases, filings, deadlines and quota lines of one transaction; its books say what becomes of them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.connection = session.connection()
        self.books = Books()
        self.overtaken: dict[Likeness, Overtaken] = {}
        self._deadlines: dict[str, dict[str, datetime]] = {}
        query = select(DEADLINES.c.call, DEADLINES.c.name, DEADLINES.c.at).with_for_update(read=True)
        for call, name, at in self.connection.execute(query):
            self._deadlines.setdefault(call, {})[name] = at

    # Loading -----------------------------------------------------------------------------------------------------------

    def load(self, refs: Iterable[str]) -> None:
        """Take the cases of these references, locked until the end; those that do not exist are simply not there."""
        wanted = sorted(set(refs) - self.books.cases.keys())
        if wanted:
            query = select(*COLUMNS).where(rows.among(self.connection, CASES.c.ref, wanted))
            self._take(query.order_by(CASES.c.id).with_for_update())

    def load_due(self, until: datetime, limit: int, after: tuple[datetime, int] | None) -> list[Standing]:
        """Take cases due by an instant, in the order in which they fall due, leaving those that someone else holds."""
        query = select(*COLUMNS).where(CASES.c.due_at <= until)
        if after is not None:
            query = query.where(tuple_(CASES.c.due_at, CASES.c.id) > after)
        query = query.order_by(CASES.c.due_at, CASES.c.id).limit(limit)
        return self._take(query.with_for_update(skip_locked=True))

    def load_contents(self, cases: Sequence[Standing]) -> None:
        """Read both sides' newest filings of these cases."""
        if cases:
            self.books.contents.update(filings.newest(self.connection, cases))

    def load_lines(self, keys: Iterable[tuple[str, str]]) -> None:
        """Take quota lines by (call, line), locked until the end."""
        missing = sorted(set(keys) - self.books.lines.keys())
        if missing:
            query = select(LINES).where(LINES.c.call.in_(sorted({call for call, _ in missing})))
            query = query.where(LINES.c.line.in_(sorted({line for _, line in missing})))
            for row in self.connection.execute(query.order_by(LINES.c.call, LINES.c.line).with_for_update()):
                self.books.lines.setdefault((row.call, row.line), QuotaLine(*row))

    def _take(self, query: Select[*tuple[Any, ...]]) -> list[Standing]:
        pinned, session, cases = editions.pinned, self.session, self.books.cases
        found = []
        for row in rows.taken(self.connection, query):
            case = Standing(*row, pinned(session, row[2], row[3])[row[4]])  # type: ignore[call-arg]  # by position
            cases[case.ref] = case
            found.append(case)
        return found

    # Looking -----------------------------------------------------------------------------------------------------------

    def case(self, ref: str) -> Standing | None:
        """The case of that reference, if it was loaded and exists."""
        return self.books.cases.get(ref)

    def content(self, case: Standing, side: Side) -> Mapping[str, object] | None:
        """A side's newest filing, or None before its first."""
        if getattr(case, side) == 0:
            return None
        if (case.ref, side) not in self.books.contents:
            self.load_contents([case])
        return self.books.contents[case.ref, side]

    def facts(self, case: Standing, needs: Sequence[str], given: Mapping[str, object]) -> Facts:
        """What the needs of a move look at; filings are read only for needs that read them."""
        if not needs:
            return Facts(partner=case.partner, given=given) if given else NOTHING
        reads = not filings.UNREAD.issuperset(needs)
        counterpart = self.content(case, "counterpart") if reads else {} if case.counterpart else None
        home = (self.content(case, "home") or {}) if reads else {}
        room = self.room(case) if "quota-available" in needs else ()
        return Facts(partner=case.partner, home=home, counterpart=counterpart, given=given, room=room)

    def lines(self, case: Standing) -> list[QuotaLine]:
        """The quota lines of the case, the widest first."""
        keys = [(case.call, line) for line in case.frame.direction.lines(case.topic)]
        self.load_lines(keys)
        return [self.books.lines[key] for key in keys]

    def room(self, case: Standing) -> tuple[Room, ...]:
        """What the case's quota lines can still take."""
        return tuple(
            Room(
                line.line,
                line.cases_limit - line.cases_held,
                None if line.funds_limit is None else line.funds_limit - line.funds_held,
            )
            for line in self.lines(case)
        )

    def deadlines_of(self, call: str) -> Mapping[str, datetime]:
        """The deadlines of a call as they now stand."""
        return self._deadlines.get(call, {})

    def due(self, case: Standing) -> datetime | None:
        """When the case will be overtaken in its present state."""
        frame = case.frame
        timeout = frame.engine.lifecycle.states[case.state].deadline
        own = self.extensions(case) if case.extended else {}
        return deadlines.due(timeout, case.entered_at, self.deadlines_of(case.call), own, frame.call.zone)

    def extensions(self, case: Standing) -> dict[str, datetime]:
        """The case's own later instants, by deadline."""
        query = select(EXTENSIONS.c.deadline, EXTENSIONS.c.at).where(EXTENSIONS.c.case_id == case.id)
        found: dict[str, datetime] = {name: at for name, at in self.connection.execute(query)}
        return found | {name: at for (ref, name), at in self.books.extended.items() if ref == case.ref}
