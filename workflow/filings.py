"""The filings of a case: each change is a new revision, and the trail seals its salted hash, not its words."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from states import fields
from states.call import Direction
from states.facts import Side
from states.refusal import Unmet
from workflow import canonical, rows
from workflow.standing import Standing
from workflow.tables import CASES, REVISIONS

COLUMNS = ("case_id", "side", "number", "body", "salt", "digest")
UNREAD = frozenset({"counterpart-filed", "counterpart-missing", "quota-available"})
Content = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Filing:
    """A new revision of one side's filing."""

    case: Standing
    side: Side
    number: int
    body: str
    salt: bytes

    @property
    def digest(self) -> str:
        """What the trail seals in place of the words."""
        return sealed(self.salt, self.body)

    def row(self) -> rows.Row:
        """The row of the revisions table; the case must have its id by then."""
        return self.case.id, self.side, self.number, self.body, self.salt, self.digest


def drawn_up(case: Standing, side: Side, content: Content) -> Filing:
    """The next revision of a side, numbered from 1. Raises TypeError for content that has no canonical spelling."""
    body = canonical.dumps(content).decode()
    return Filing(case, side, getattr(case, side) + 1, body, secrets.token_bytes(16))


def misfits(direction: Direction, content: Content) -> tuple[Unmet, ...]:
    """What about a filing does not have the form the direction asks for."""
    return tuple(
        Unmet("misfit", f"{wrong.pointer}: {wrong.problem}", pointer=f"/content{wrong.pointer}")
        for wrong in fields.misfits(direction.fields, content)
    )


def title(content: Content) -> str:
    """What a case is called in lists: its title, or for a nomination its candidate's name."""
    candidate = content.get("candidate")
    found = content.get("title") or (candidate.get("name") if isinstance(candidate, dict) else "")
    return found if isinstance(found, str) else ""


def sealed(salt: bytes, body: str) -> str:
    """The salted hash of a revision, in hexadecimal: without the salt nobody can guess the words from it."""
    return hashlib.sha256(salt + body.encode()).hexdigest()


def newest(connection: Connection, cases: Sequence[Standing]) -> dict[tuple[str, Side], Content]:
    """The newest filing of each side of these cases, by (reference, side)."""
    current = or_(
        and_(REVISIONS.c.side == "home", REVISIONS.c.number == CASES.c.home),
        and_(REVISIONS.c.side == "counterpart", REVISIONS.c.number == CASES.c.counterpart),
    )
    query = (
        select(CASES.c.ref, REVISIONS.c.side, REVISIONS.c.body)
        .join_from(REVISIONS, CASES, REVISIONS.c.case_id == CASES.c.id)
        .where(rows.among(connection, REVISIONS.c.case_id, [case.id for case in cases if case.id]), current)
    )
    return {(ref, side): _content(body) for ref, side, body in connection.execute(query)}


def revision(connection: Connection, case_id: int, side: Side, number: int) -> Content | None:
    """One revision's content, or None if there is none of that number."""
    query = select(REVISIONS.c.body).filter_by(case_id=case_id, side=side, number=number)
    body = connection.execute(query).scalar()
    return _content(body) if body is not None else None


def _content(body: str) -> Content:
    content = canonical.loads(body)
    assert isinstance(content, dict), "a filing is always an object"
    return content
