"""The registry: what coordinators know beyond any one case, each change of it an event."""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session

from states import registry_sources
from tests.undone import undone
from tests.workflow.registry.registering import HOUR, NOON, OFFICE, SCHOOL, TREATY, problem, told
from tests.world import ADA, ADAM, AUDREY, CALL, CORA, DIEGO, ELI, REX
from workflow import canonical
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import verify
from workflow.errors import AccordError, InvalidRequest, NotAllowed, NotFound
from workflow.identity import people
from workflow.registry import agreements, authorities, organisations, seeding
from workflow.registry.agreements import Agreement
from workflow.store.database import Database
from workflow.tables import AGREEMENTS, AUTHORITIES, CORRESPONDENCE, ORGANISATIONS

# Who may ---------------------------------------------------------------------------------------------------------------


CAROL = Actor("per_carol", "Carol, who coordinates one call", (RoleGrant("coordinator", CALL),))
CHANGES: dict[str, Callable[[Session, Actor], object]] = {
    "record an agreement": lambda session, who: agreements.add_agreement(
        session, replace(TREATY, code="other"), actor=who, now=NOON
    ),
    "change an agreement": lambda session, who: agreements.update_agreement(
        session, replace(TREATY, title="Other"), actor=who, now=NOON
    ),
    "record an organisation": lambda session, who: organisations.add_organisation(
        session, replace(SCHOOL, ror=None), actor=who, now=NOON
    ),
    "change an organisation": lambda session, who: organisations.update_organisation(
        session, "no", SCHOOL, actor=who, now=NOON
    ),
    "record an authority": lambda session, who: authorities.add_authority(session, OFFICE, actor=who, now=NOON),
    "change an authority": lambda session, who: authorities.update_authority(
        session, "no", OFFICE, actor=who, now=NOON
    ),
    "log a contact": lambda session, who: authorities.record_contact(session, "no", "Hello.", actor=who, now=NOON),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_registry_is_kept_by_coordinators_and_administrators(database: Database, what: str) -> None:
    answers = {}
    for who in (ADA, DIEGO, REX, ELI, AUDREY, CAROL, CORA, ADAM):
        with undone(database) as session:
            agreements.add_agreement(session, TREATY, actor=SYSTEM, now=NOON)
            try:
                CHANGES[what](session, who)
                answers[who.id] = "done"
            except AccordError as error:
                answers[who.id] = "done" if isinstance(error, NotFound) else str(error)

    refused = dict.fromkeys(["per_ada", "per_diego", "per_rex", "per_eli", "per_audrey"])
    assert answers == dict.fromkeys(refused, "the registry is kept by: coordinator, administrator") | dict.fromkeys(
        ["per_carol", "per_cora", "per_adam"], "done"
    )


def test_the_correspondence_is_read_by_staff_alone_and_says_no_before_it_says_where(database: Database) -> None:
    with database.writing() as session:
        authorities.add_authority(session, OFFICE, id="ar", actor=CORA, now=NOON)
        for who in (ADA, DIEGO, REX, ELI):
            for authority in ("ar", "fr"):
                with pytest.raises(NotAllowed, match="can be read by: coordinator, administrator, auditor"):
                    authorities.list_correspondence(session, who, authority, limit=10)
        with pytest.raises(NotFound, match="there is no authority 'fr'"):
            authorities.list_correspondence(session, CORA, "fr", limit=10)


# Lists -----------------------------------------------------------------------------------------------------------------


def test_lists_are_read_a_page_at_a_time_and_miss_nothing(database: Database) -> None:
    codes = ["CN-AR", "CN-AT", "CN-BE", "CN-DE", "CN-FR"]
    with database.writing() as session:
        for code in reversed(codes):
            agreements.add_agreement(
                session, replace(TREATY, code=code, parties=("CN", code[3:])), actor=CORA, now=NOON
            )
        for name in ("B", "A", "B", "C", "B"):
            organisations.add_organisation(session, replace(SCHOOL, name=name, ror=None), actor=CORA, now=NOON)
        for partner, name in (("FR", "B"), ("AR", "Z"), ("AR", "A"), ("FR", "B"), ("DE", "M")):
            authorities.add_authority(session, authorities.AuthorityDetails(partner, name), actor=CORA, now=NOON)

        lists: list[Callable[..., tuple[list[Any], Any]]] = [
            partial(agreements.list_agreements, session, limit=2),
            partial(organisations.list_organisations, session, limit=2),
            partial(authorities.list_authorities, session, ADA, limit=2),
        ]
        read = [_all_pages(listed) for listed in lists]

    assert [len(pages) for pages in read] == [3, 3, 3]
    whole = [[one for page in pages for one in page] for pages in read]
    assert [len({repr(one) for one in found}) for found in whole] == [5, 5, 5]
    assert [one.code for one in whole[0]] == codes
    assert [one.name for one in whole[1]] == ["A", "B", "B", "B", "C"]
    assert [(one.partner, one.name) for one in whole[2]] == [
        ("AR", "A"), ("AR", "Z"), ("DE", "M"), ("FR", "B"), ("FR", "B"),
    ]  # fmt: skip


def _all_pages(listed: Callable[..., tuple[list[Any], Any]]) -> list[list[Any]]:
    page, after = listed()
    pages = [page]
    while after is not None:
        page, after = listed(after=after)
        pages.append(page)
    return pages


def test_a_text_narrows_a_list_and_stands_for_itself(database: Database) -> None:
    with database.writing() as session:
        agreements.add_agreement(session, TREATY, actor=CORA, now=NOON)
        agreements.add_agreement(session, Agreement("CN-FR", "100 % sure_ly!", ("CN", "FR")), actor=CORA, now=NOON)
        first = organisations.add_organisation(session, SCHOOL, actor=CORA, now=NOON)
        authorities.add_authority(session, OFFICE, id="ar", actor=CORA, now=NOON)

        def treaties(text: str | None = None, partner: str | None = None) -> list[str]:
            return [one.code for one in agreements.list_agreements(session, limit=10, text=text, partner=partner)[0]]

        assert [treaties("COOPERATION"), treaties("cn-f"), treaties("0 % S"), treaties("sure_ly!"), treaties("%x")] == [
            ["CN-AR.1980"], ["CN-FR"], ["CN-FR"], ["CN-FR"], [],
        ]  # fmt: skip
        assert [treaties(partner="AR"), treaties(partner="CN"), treaties(partner="CL")] == [
            ["CN-AR.1980"], ["CN-AR.1980", "CN-FR"], [],
        ]  # fmt: skip
        for nobody in ("A", "%"):
            with pytest.raises(InvalidRequest, match="there is no partner"):
                treaties(partner=nobody)
        assert organisations.list_organisations(session, limit=10, text="pampe", country="AR", kind="university") == (
            [first],
            None,
        )
        assert organisations.list_organisations(session, limit=10, text="05dx") == ([first], None)
        for narrowed in ({"country": "CL"}, {"kind": "enterprise"}, {"text": "Rosario"}):
            assert organisations.list_organisations(session, limit=10, **narrowed) == ([], None)
        assert authorities.list_authorities(session, CORA, limit=10, text="ministry", partner="AR")[0] != []
        assert authorities.list_authorities(session, CORA, limit=10, partner="FR") == ([], None)


def test_nobody_finds_an_authority_by_the_words_of_a_contact_they_may_not_read(database: Database) -> None:
    with database.writing() as session:
        authorities.add_authority(session, OFFICE, id="ar", actor=CORA, now=NOON)

        assert authorities.list_authorities(session, ADA, limit=10, text="Paz") == ([], None)


# What the sources name, and what the trail proves ------------------------------------------------------------------------


def test_what_the_guideline_names_is_put_in_once_and_what_people_changed_stays(database: Database) -> None:
    with database.writing() as session:
        first = seeding.publish(session, registry_sources.load_cited(), actor=SYSTEM, now=NOON)
        mended = authorities.AuthorityDetails("AT", "Climate ministry", "The switchboard")
        authorities.update_authority(session, "at-climate-protection", mended, actor=CORA, now=NOON)
        second = seeding.publish(session, registry_sources.load_cited(), actor=SYSTEM, now=NOON + HOUR)

        assert first == [one.id for one in registry_sources.load_cited().authorities]
        assert second == []
        assert authorities.load_authority(session, CORA, "at-climate-protection").name == "Climate ministry"
        assert told(session, "authority.recorded")[0] == (
            "system",
            {
                "authority": {
                    "id": "at-climate-protection",
                    "partner": "AT",
                    "name": "Austrian Federal Ministry of Climate Protection, Environment, Energy, Transport, "
                    "Innovation and Technology",
                    "contact": told(session, "authority.changed")[0][1]["from"]["contact"],
                },
                "source": {"call": CALL, "direction": "1.7", "clause": "1.7-l", "line": "160"},
            },
        )


def test_an_agreement_that_a_source_names_is_put_in_with_where_it_stands(database: Database) -> None:
    named = registry_sources.Register.model_validate(
        {"agreements": [{**asdict(TREATY), "clause": "P-06", "line": "32"}]}, strict=False
    )
    with database.writing() as session:
        assert seeding.publish(session, named, actor=SYSTEM, now=NOON) == ["CN-AR.1980"]
        assert agreements.load_agreement(session, "CN-AR.1980") == TREATY
        [(_, data)] = told(session, "agreement.recorded")
        assert canonical.loads(canonical.dumps(data))["source"] == {"clause": "P-06", "line": "32"}  # type: ignore[index]


def test_an_entry_changed_behind_the_trail_is_found(database: Database) -> None:
    with undone(database) as session:
        agreements.add_agreement(session, TREATY, actor=CORA, now=NOON)
        agreements.update_agreement(session, replace(TREATY, title="Renamed"), actor=CORA, now=NOON)
        school = organisations.add_organisation(session, SCHOOL, actor=CORA, now=NOON)
        authorities.add_authority(session, OFFICE, id="ar", actor=CORA, now=NOON)
        authorities.add_authority(session, OFFICE, id="gone", actor=CORA, now=NOON)
        one = authorities.record_contact(session, "ar", "They called.", actor=CORA, now=NOON)
        two = authorities.record_contact(session, "ar", "They wrote.", actor=CORA, now=NOON)
        assert verify.verify_trail(session).is_sound

        connection = session.connection()
        connection.execute(update(AGREEMENTS).values(expires_on="2099-01-01"))
        connection.execute(update(ORGANISATIONS).values(country="CL"))
        connection.execute(update(AUTHORITIES).where(AUTHORITIES.c.id == "ar").values(contact="Somebody else"))
        connection.execute(delete(AUTHORITIES).where(AUTHORITIES.c.id == "gone"))
        connection.execute(update(CORRESPONDENCE).where(CORRESPONDENCE.c.id == one.number).values(by="per_ada"))
        connection.execute(delete(CORRESPONDENCE).where(CORRESPONDENCE.c.id == two.number))

        assert [found.problem for found in verify.verify_trail(session).evidence] == [
            "the agreement CN-AR.1980 is not as it was recorded",
            f"the organisation {school.id} is not as it was recorded",
            "the authority ar is not as it was recorded",
            f"entry {one.number} of the correspondence is not as it was logged",
            "the authority gone is gone",
            f"entry {two.number} of the correspondence is gone",
        ]


# People ----------------------------------------------------------------------------------------------------------------


def test_a_person_is_identified_once_and_the_trail_does_not_say_as_whom(database: Database) -> None:
    with database.writing() as session:
        ada, bo = (people.add(session, name, actor=SYSTEM, now=NOON) for name in ("Ada", "Bo"))
        for orcid in ("https://orcid.org/0000-0002-1825-0097", "0000000218250097", "0000-0002-1694-233x", None):
            people.identify(session, ada, orcid, actor=CORA, now=NOON)
        people.identify(session, ada, "0000-0002-1825-0097", actor=ADAM, now=NOON)
        taken = problem(lambda: people.identify(session, bo, "0000-0002-1825-0097", actor=CORA, now=NOON))
        mistyped = problem(lambda: people.identify(session, bo, "0000-0002-1825-0098", actor=CORA, now=NOON))

        assert taken == "the ORCID iD 0000-0002-1825-0097 belongs to someone already"
        assert mistyped.startswith("0000-0002-1825-0098 is not an ORCID iD: its last digit does not fit the rest")
        who = ["per_cora", "per_cora", "per_cora", "per_adam"]
        assert told(session, "person.identified") == [(one, {"person": ada}) for one in who]
        for actor in (ADA, DIEGO, ELI, AUDREY, REX, replace(CORA, scopes=frozenset({"read", "write"}))):
            with pytest.raises(NotAllowed, match="this can be done by: coordinator, administrator"):
                people.identify(session, bo, None, actor=actor, now=NOON)
        with pytest.raises(NotFound, match="there is no person 'nobody'"):
            people.identify(session, "nobody", None, actor=CORA, now=NOON)
