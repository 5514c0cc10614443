"""Who is meant by an audience: the people with an address to whom a message is told, in the language they read.

Staff whom a conflict of interest keeps from any of the cases a message is about are not among them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlmodel import Session

from workflow import access, set_aside
from workflow.tables import GRANTS, LINKS, PEOPLE

_INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who is told; `language` is the one of the invitation they accepted last, if they ever accepted any."""

    person: str
    name: str
    email: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a message is about, as far as that says who is told: a case, and all from which a conflict may keep somebody."""

    call: str
    owner: str | None = None
    partner: str | None = None
    cases: Collection[int] = ()
    case: int | None = None


def list_recipients(session: Session, audience: str, about: Occasion) -> list[Recipient]:
    """The people whom an audience is made of at this moment, each once.

    The audience `partner` is the other side of a case: its partners, and the authority of its partner country.
    """
    theirs = PEOPLE.c.disabled_at.is_(None), PEOPLE.c.email.is_not(None), *_meant(audience, about)
    query = select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.email).where(*theirs).order_by(PEOPLE.c.id)
    found = list(set_aside.read_rows(session, query, "people"))
    languages = _languages(session, [row.id for row in found])
    return [Recipient(row.id, row.name, row.email, languages.get(row.id)) for row in found]


def _meant(audience: str, about: Occasion) -> list[ColumnElement[bool]]:
    if audience == "applicant":
        return [PEOPLE.c.id == about.owner]
    if audience == "partner":
        partners = access.select_partners().subquery("partners")
        theirs = select(partners.c.person).where(partners.c.case_id == about.case)
        same = GRANTS.c.partner.is_not(None), GRANTS.c.partner == about.partner
        return [or_(PEOPLE.c.id.in_(theirs), _holds("authority", about.call, *same))]
    clauses = [_holds(audience, about.call)]
    kept_away = access.select_recused().subquery("kept_away")
    barred = select(kept_away.c.person).where(kept_away.c.case_id.in_(about.cases))
    clauses.append(PEOPLE.c.id.not_in(barred))
    if audience == "reviewer":
        assigned = access.select_reviewers().subquery("assigned")
        clauses.append(PEOPLE.c.id.in_(select(assigned.c.person).where(assigned.c.case_id.in_(about.cases))))
    return clauses


def _holds(role: str, call: str, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    here = or_(GRANTS.c.call.is_(None), GRANTS.c.call == call)
    return exists().where(GRANTS.c.person == PEOPLE.c.id, GRANTS.c.role == role, here, *more)


def _languages(session: Session, people: Collection[str]) -> dict[str, str]:
    """By person, the language of the invitation they accepted last."""
    accepted = LINKS.c.kind == _INVITATION, LINKS.c.person.in_(people), LINKS.c.used_at.is_not(None)
    latest = select(LINKS.c.person, func.max(LINKS.c.used_at).label("at")).where(*accepted).group_by(LINKS.c.person)
    last = latest.subquery("last")
    query = select(LINKS.c.person, LINKS.c.language).join(
        last, (last.c.person == LINKS.c.person) & (last.c.at == LINKS.c.used_at)
    )
    found = filter(set_aside.is_readable, session.execute(query.where(LINKS.c.kind == _INVITATION)))
    return {row.person: row.language for row in found}
