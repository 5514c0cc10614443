"""Authorities of the partners: their contact, and the log of what was exchanged with them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from tests.workflow.registry.registering import HOUR, NOON, OFFICE, problem, told
from tests.world import ADA, ADAM, AUDREY, CORA, DIEGO, ELI, REX, SHANGHAI
from workflow import salted, trail
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.errors import NotFound
from workflow.registry import authorities, entries
from workflow.store.database import Database
from workflow.tables import AUTHORITIES, CORRESPONDENCE


def test_an_authority_is_recorded_and_its_contact_is_for_those_who_write_to_it(database: Database) -> None:
    with database.writing() as session:
        recorded = authorities.add_authority(session, OFFICE, actor=CORA, now=NOON)
        seen = {who.id: authorities.load_authority(session, who, recorded.id).contact for who in (CORA, ADAM, AUDREY)}
        hidden = {
            who.id: authorities.load_authority(session, who, recorded.id).contact for who in (ADA, DIEGO, ELI, REX)
        }
        listed = [authorities.list_authorities(session, who, limit=10)[0] for who in (CORA, ADA)]

    assert set(seen.values()) == {OFFICE.contact}
    assert set(hidden.values()) == {None}
    assert listed == [[recorded], [replace(recorded, contact=None)]]


def test_the_trail_names_an_authority_but_no_words_of_its_contact(database: Database) -> None:
    with database.writing() as session:
        first = authorities.add_authority(session, OFFICE, actor=CORA, now=NOON)
        authorities.update_authority(session, first.id, replace(OFFICE, contact="Señor Sol"), actor=CORA, now=NOON)
        entries_, _ = history.list_events(session, SYSTEM, history.Filter(since=NOON), limit=100)

        kept = entries.load_locked(session, AUTHORITIES, first.id)
        [(_, recorded)] = told(session, "authority.recorded")
        sealed = {"contact": salted.digest(kept.salt, "Señor Sol")}
        assert told(session, "authority.changed") == [
            ("per_cora", {"authority": first.id, "from": {"contact": recorded["authority"]["contact"]}, "to": sealed})
        ]
        assert len(kept.salt) == 16
        for words in ("Señora Paz, 2nd floor, paz @", "Señor Sol"):
            assert [entry.action for entry in entries_ if trail.digest(words) in entry.body] == []
        assert [entry.action for entry in entries_ if "Paz" in entry.body or "Sol" in entry.body] == []


def test_an_authority_of_a_partner_that_does_not_exist_is_refused(database: Database) -> None:
    with database.writing() as session:
        nowhere = problem(
            lambda: authorities.add_authority(session, replace(OFFICE, partner="XK"), actor=CORA, now=NOON)
        )
        authorities.add_authority(session, OFFICE, id="ar", actor=CORA, now=NOON)
        twice = problem(lambda: authorities.add_authority(session, OFFICE, id="ar", actor=CORA, now=NOON))

    assert nowhere == "there is no partner XK: it is neither a country of ISO 3166-1 nor EU"
    assert twice == "there is an authority ar already"


def test_contact_with_an_authority_is_logged_newest_first_by_whom_and_when(database: Database) -> None:
    with database.writing() as session:
        authorities.add_authority(session, OFFICE, id="ar", actor=CORA, now=NOON)
        authorities.add_authority(session, OFFICE, id="other", actor=CORA, now=NOON)
        earlier = authorities.record_contact(session, "ar", "They called.", at=NOON - HOUR, actor=CORA, now=NOON)
        elsewhere = authorities.record_contact(session, "other", "Not about this.", actor=CORA, now=NOON)
        newest = authorities.record_contact(session, "ar", " The list went out.\n", actor=ADAM, now=NOON + HOUR)

        assert authorities.list_correspondence(session, AUDREY, "ar", limit=10) == ([newest, earlier], None)
        assert authorities.list_correspondence(session, CORA, "ar", limit=1) == ([newest], newest.number)
        following = authorities.list_correspondence(session, CORA, "ar", limit=1, after=newest.number)
        assert following == ([earlier], None)
        assert [(one.at, one.by, one.about) for one in (newest, earlier)] == [
            (NOON + HOUR, "per_adam", "The list went out."),
            (NOON - HOUR, "per_cora", "They called."),
        ]
        assert told(session, "authority.contacted")[0] == (
            "per_cora",
            {
                "authority": "ar",
                "number": earlier.number,
                "at": "2022-11-10T03:00:00.000000Z",
                "digest": salted.digest(_salt(session, earlier.number), "They called."),
            },
        )
        assert elsewhere.number not in (newest.number, earlier.number)


def _salt(session: Session, number: int) -> bytes:
    kept: bytes = session.execute(select(CORRESPONDENCE.c.salt).where(CORRESPONDENCE.c.id == number)).scalar_one()
    return kept


def test_what_has_not_happened_or_says_nothing_is_not_logged(database: Database) -> None:
    with database.writing() as session:
        authorities.add_authority(session, OFFICE, id="ar", actor=CORA, now=NOON)
        ahead = NOON + timedelta(microseconds=1)
        later = problem(lambda: authorities.record_contact(session, "ar", "Tomorrow.", at=ahead, actor=CORA, now=NOON))
        nothing = problem(lambda: authorities.record_contact(session, "ar", " \n", actor=CORA, now=NOON))
        now = authorities.record_contact(session, "ar", "Now.", at=NOON.astimezone(SHANGHAI), actor=CORA, now=NOON)
        with pytest.raises(NotFound, match="there is no authority 'fr'"):
            authorities.record_contact(session, "fr", "Hello.", actor=CORA, now=NOON)

        assert later == "what is logged lies in the past"
        assert nothing == "what it was about must be 1 to 4,000 readable characters"
        assert authorities.list_correspondence(session, CORA, "ar", limit=10) == ([now], None)
