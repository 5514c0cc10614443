"""The filings of a case: each change is a new revision, and the trail seals its salted hash, not its words."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, and_, bindparam, literal_column, or_, select

from states import fields
from states.call import Direction
from states.facts import Side
from states.refusal import Refusal, Unmet
from states.text import fold_reference
from workflow import canonical, salted
from workflow.case_record import CaseRecord
from workflow.errors import SetAside
from workflow.store import bulk
from workflow.store.compiled_query import CompiledQuery
from workflow.tables import CASES, EVENTS, REVISIONS
from workflow.tables.base import Unreadable

COLUMNS = ("case_id", "side", "number", "body", "salt", "digest")
UNREAD = frozenset({"counterpart-filed", "counterpart-missing", "quota-available"})
Content = Mapping[str, object]
_LONGEST_REFERENCE = 100
_NEWEST = CompiledQuery(
    lambda among: (
        select(CASES.c.ref, REVISIONS.c.side, REVISIONS.c.body)
        .join_from(REVISIONS, CASES, REVISIONS.c.case_id == CASES.c.id)
        .where(
            among(REVISIONS.c.case_id, "cases"),
            or_(
                and_(REVISIONS.c.side == literal_column("'home'"), REVISIONS.c.number == CASES.c.home),
                and_(REVISIONS.c.side == literal_column("'counterpart'"), REVISIONS.c.number == CASES.c.counterpart),
            ),
        )
    )
)
_MOVES = CompiledQuery(
    lambda among: (
        select(EVENTS.c.case_id, EVENTS.c.effective_at, EVENTS.c.body)
        .where(among(EVENTS.c.case_id, "cases"), EVENTS.c.action == literal_column("'case.transitioned'"))
        .order_by(EVENTS.c.case_id, EVENTS.c.number)
    )
)
_ONE = CompiledQuery(
    lambda _: select(REVISIONS.c.body).where(
        REVISIONS.c.case_id == bindparam("case", type_=REVISIONS.c.case_id.type),
        REVISIONS.c.side == bindparam("side", type_=REVISIONS.c.side.type),
        REVISIONS.c.number == bindparam("number", type_=REVISIONS.c.number.type),
    )
)


class Numbered(Protocol):
    """A case by its id."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Filing:
    """A new revision of one side's filing."""

    case: CaseRecord
    side: Side
    number: int
    body: str
    salt: bytes

    @property
    def digest(self) -> str:
        """What the trail seals in place of the words."""
        return salted.digest(self.salt, self.body)

    def row(self) -> bulk.Row:
        """The row of the revisions table; the case must have its id by then."""
        return self.case.id, self.side, self.number, self.body, self.salt, self.digest


def build_filing(case: CaseRecord, side: Side, content: Content) -> Filing:
    """The next revision of a side, numbered from 1. Raises TypeError for content that has no canonical spelling."""
    body = canonical.dumps(content).decode()
    return Filing(case, side, getattr(case, side) + 1, body, salted.salt())


def list_field_errors(direction: Direction, content: Content, *, is_draft: bool = False) -> tuple[Unmet, ...]:
    """What about a filing, or a draft of one, does not have the form the direction asks for."""
    return tuple(
        Unmet("misfit", f"{wrong.pointer}: {wrong.problem}", pointer=f"/content{wrong.pointer}")
        for wrong in fields.list_field_errors(direction.fields, content, is_draft=is_draft)
    )


def check_completeness(direction: Direction, content: Content | None) -> Refusal | None:
    """The refusal of a counterpart's filing that lacks what it must say, naming all of it."""
    if content is None:
        said = "the counterpart has not written its filing yet"
        return Refusal("needs-unmet", said, missing=(Unmet("counterpart-not-written", said, pointer="/counterpart"),))
    plan = direction.counterpart
    lacking = tuple(
        Unmet(
            "counterpart-field-empty",
            fields.ask_for(direction.fields[name]),
            plan.clause if plan is not None else None,
            f"/counterpart/{name}",
        )
        for name in direction.missing_of_counterpart(content)
    )
    gaps = fields.find_gaps(direction.fields, content)
    lacking += tuple(Unmet("field-incomplete", gap.problem, pointer=f"/counterpart{gap.pointer}") for gap in gaps)
    if not lacking:
        return None
    said = f"the filing cannot be submitted yet: {'; '.join(lack.problem for lack in lacking)}"
    return Refusal("needs-unmet", said, missing=lacking)


def is_draft(direction: Direction, side: Side, state: str) -> bool:
    """Whether a side's filing is still being drawn up in a state: what hands it in judges that it is complete."""
    need = "complete" if side == "home" else "counterpart-filed"
    return any(need in transition.needs for transition in direction.lifecycle.transitions_from(state).values())


def find_title(content: Content) -> str:
    """What a case is called in lists: its title, or for a nomination its candidate's name."""
    candidate = content.get("candidate")
    found = content.get("title") or (candidate.get("name") if isinstance(candidate, dict) else "")
    return found if isinstance(found, str) else ""


def find_translated_title(content: Content) -> str:
    """The title in the other language, if it is given."""
    found = content.get("translated_title")
    return found if isinstance(found, str) else ""


def find_amount_asked(content: Content) -> int | None:
    """The support it asks for in yuan, if it is given."""
    found = content.get("budget")
    return found if isinstance(found, int) else None


def find_agreement(direction: Direction, content: Content) -> str | None:
    """The agreement a filing makes use of, by what tells its reference from others, where one case at most may."""
    paper = content.get(direction.agreement_field) if direction.agreement_field else None
    reference = paper.get("reference") if isinstance(paper, Mapping) else None
    told = fold_reference(reference) if isinstance(reference, str) else ""
    return (told if len(told) <= _LONGEST_REFERENCE else hashlib.sha256(told.encode()).hexdigest()) or None


def load_newest(connection: Connection, cases: Sequence[Numbered]) -> dict[tuple[str, Side], Content]:
    """The newest filing of each side of these cases, by (reference, side); one that cannot be read is not there."""
    found = _NEWEST.rows(connection, cases=[case.id for case in cases if case.id])
    read = ((ref, side, _content_or_none(body)) for ref, side, body in found)
    return {(ref, side): content for ref, side, content in read if content is not None}


def require_readable(case: CaseRecord, side: Side, content: Content | None) -> Content:
    """The content of a filing that a case has. Raises SetAside for one that is not there or cannot be read."""
    if content is None:
        raise SetAside(f"cases {case.ref} cannot be judged: its {side} filing {getattr(case, side)} cannot be read")
    return content


def load_submissions(connection: Connection, cases: Iterable[CaseRecord]) -> dict[int, datetime]:
    """When each of these cases was last submitted from its first state, by id; to come again after a return is no new one."""
    known = {case.id: case for case in cases if case.id}
    transitions = _MOVES.rows(connection, cases=list(known)) if known else ()
    found: dict[int, datetime] = {}
    for number, at, body in transitions:
        try:
            if is_submission(known[number], read_body(body).get("data")):
                found[number] = at
        except SetAside:
            found[number] = Unreadable(body)  # type: ignore[assignment]  # whoever asks for it is told so, of this case alone
    return found


def is_submission(case: CaseRecord, data: object) -> bool:
    """Whether what an event of a case tells is that it was submitted: it left its first state and lives."""
    lifecycle = case.definition.engine.lifecycle
    return isinstance(data, Mapping) and data.get("from") == lifecycle.initial and data.get("to") in lifecycle.living


def load_revision(connection: Connection, case_id: int, side: Side, number: int) -> Content | None:
    """One revision's content, or None if there is none of that number."""
    found = _ONE.rows(connection, case=case_id, side=side, number=number)
    return read_body(found[0][0]) if found else None


def _content_or_none(body: str) -> Content | None:
    try:
        return read_body(body)
    except (ValueError, AssertionError, TypeError):
        return None


def read_body(body: str) -> Content:
    """What a revision says, from its canonical spelling."""
    content = canonical.loads(body)
    assert isinstance(content, dict), "a filing is always an object"
    return content
