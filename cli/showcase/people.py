"""The people of the showcase: nominators, one partner, a panel, and the staff of the demonstration, for every call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from simulation import participants
from workflow.actors import SYSTEM, Actor
from workflow.identity import people
from workflow.pool import reviewers

PARTNER = "partner"
"""The address, before the @, of the partner of every nomination."""
_NOMINATORS = ("Ouyang Shan", "Pei Lin", "Qiao Yun", "Ruan Mei")
_EXPERTISE = ("International cooperation in science", "Instruments and measurement")
_PANEL = {
    "Tang Wei": "Academy of Measures",
    "Xue Rong": "Institute of Rivers",
    "Yan Bo": "College of Works",
    "Zhan Qi": "Centre for Open Science",
}


@dataclass(frozen=True, slots=True)
class Players:
    """Who acts: staff by their role, nominators and organisers, the partner of the nominations, the panel."""

    staff: Mapping[str, Actor]
    applicants: Sequence[Actor]
    partner: Actor
    panel: Sequence[Actor]


def engage(session: Session, *, now: datetime) -> Players:
    """Add everyone who is not there yet. Staff, nominators and the panel hold their roles in every call."""
    for name, role in participants.STAFF.items():
        _grant(session, participants.add_person(session, name, name.title(), now=now), role, now)
    applicants = [
        participants.add_person(session, f"nominator-{number}", name, now=now)
        for number, name in enumerate(_NOMINATORS, 1)
    ]
    panel = [
        participants.add_person(session, f"panel-{number}", name, now=now) for number, name in enumerate(_PANEL, 1)
    ]
    for person in applicants:
        _grant(session, person, "applicant", now)
    for person, organisation in zip(panel, _PANEL.values(), strict=True):
        _grant(session, person, "reviewer", now)
        about = reviewers.ReviewerProfile(organisation=organisation, country="CN", expertise=_EXPERTISE, most=60)
        reviewers.put_reviewer(session, person, about, actor=SYSTEM, now=now)
    partner = people.load_person(session, participants.add_person(session, PARTNER, "Guo Yiran", now=now))
    staff = {
        role: people.load_person(session, participants.make_address(name)) for name, role in participants.STAFF.items()
    }
    return Players(staff, [people.load_person(session, one) for one in applicants], partner, _actors(session, panel))


def _actors(session: Session, persons: Sequence[str]) -> list[Actor]:
    return [people.load_person(session, person) for person in persons]


def _grant(session: Session, person: str, role: str, now: datetime) -> None:
    people.grant(session, person, role, actor=SYSTEM, now=now)
