"""The registry: what coordinators know beyond any one case, each change of it an event."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import Session

from states import loader, register
from tests.world import ADA, ADAM, AUDREY, CALL, CORA, DIEGO, ELI, REX, SHANGHAI, at, undone
from workflow import (
    agreements,
    authorities,
    canonical,
    editions,
    entries,
    history,
    organisations,
    people,
    registry,
    salted,
    trail,
    verify,
)
from workflow.actors import SYSTEM, Actor, Granted
from workflow.agreements import Agreement
from workflow.database import Database
from workflow.errors import AccordError, Misused, NoSuchThing, NotAllowed
from workflow.tables import AGREEMENTS, AUTHORITIES, CORRESPONDENCE, ORGANISATIONS

NOON = at("2022-11-10 12:00")
HOUR = timedelta(hours=1)
TREATY = Agreement("CN-AR.1980", "Agreement on cooperation", ("CN", "AR"), "1980-06-07", "1980-07-01", "2030-06-30")
SCHOOL = organisations.About("Universidad Pampeana", "university", "AR", "Santa Rosa", "https://ror.org/05dxps055")
OFFICE = authorities.About("AR", "Ministry of Science", "Señora Paz, 2nd floor, paz @")


def told(session: Session, action: str) -> list[tuple[str, Any]]:
    """Who did what since noon, in the words of the trail."""
    found, _ = history.events(session, SYSTEM, history.Filter(action=action, since=NOON), limit=100)
    return [(entry.actor, entry.data) for entry in found]


def problem(do: Callable[[], object]) -> str:
    """What somebody is told who cannot do it."""
    with pytest.raises(Misused) as raised:
        do()
    return str(raised.value)


# Agreements ------------------------------------------------------------------------------------------------------------


def test_an_agreement_is_recorded_and_found_and_the_trail_says_so(database: Database) -> None:
    with database.writing() as session:
        recorded = agreements.record(session, TREATY, actor=CORA, now=NOON, request="req-1")

        assert recorded == agreements.found(session, "CN-AR.1980") == TREATY
        assert told(session, "agreement.recorded") == [
            ("per_cora", {"agreement": asdict(TREATY) | {"parties": '["CN","AR"]'}})
        ]


def test_changing_an_agreement_is_an_event_that_names_old_and_new(database: Database) -> None:
    with database.writing() as session:
        agreements.record(session, TREATY, actor=CORA, now=NOON)
        prolonged = replace(TREATY, expires_on="2040-06-30", parties=("CN", "AR", "EU"))
        changed = agreements.change(session, prolonged, actor=ADAM, now=NOON + HOUR)
        again = agreements.change(session, prolonged, actor=ADAM, now=NOON + HOUR)

        assert changed == again == agreements.found(session, TREATY.code) == prolonged
        assert told(session, "agreement.changed") == [
            (
                "per_adam",
                {
                    "agreement": "CN-AR.1980",
                    "from": {"expires_on": "2030-06-30", "parties": '["CN","AR"]'},
                    "to": {"expires_on": "2040-06-30", "parties": '["CN","AR","EU"]'},
                },
            )
        ]


def test_an_agreement_that_does_not_hold_together_is_refused(database: Database) -> None:
    wrong = {
        replace(
            TREATY, code="CN AR"
        ): "an agreement's code is 1 to 100 letters, digits, dots, hyphens and underscores, such as CN-AR.1980",
        replace(TREATY, title=" "): "an agreement's title must be 1 to 500 readable characters",
        replace(TREATY, title="t" * 501): "an agreement's title must be 1 to 500 readable characters",
        replace(TREATY, title="t\0"): "an agreement's title must be 1 to 500 readable characters",
        replace(TREATY, parties=("CN",)): "an agreement has at least two parties, each named once",
        replace(TREATY, parties=("CN", "AR", "CN")): "an agreement has at least two parties, each named once",
        replace(TREATY, parties=("CN", "UK")): "there is no partner UK: it is neither a country of ISO 3166-1 nor EU",
        replace(TREATY, signed_on="1980-02-30"): "signed_on must be a date that exists, written like 2022-12-25",
        replace(TREATY, signed_on="19800607"): "signed_on must be a date that exists, written like 2022-12-25",
        replace(TREATY, expires_on=""): "expires_on must be a date that exists, written like 2022-12-25",
        replace(TREATY, effective_on="1980-06-06"): "effective_on (1980-06-06) lies before signed_on (1980-06-07)",
        replace(TREATY, effective_on=None, expires_on="1980-06-06"): "expires_on (1980-06-06) lies before signed_on "
        "(1980-06-07)",
    }
    with database.writing() as session:
        for treaty, said in wrong.items():
            assert problem(partial(agreements.record, session, treaty, actor=CORA, now=NOON)) == said
        agreements.record(session, TREATY, actor=CORA, now=NOON)
        twice = problem(lambda: agreements.record(session, TREATY, actor=CORA, now=NOON))
        assert twice == "there is an agreement CN-AR.1980 already"
        one_day = replace(TREATY, signed_on="1980-07-01", expires_on="1980-07-01")
        assert agreements.change(session, one_day, actor=CORA, now=NOON) == one_day
        assert len(told(session, "agreement.recorded")) == 1


def test_a_direction_stands_under_an_agreement_that_is_in_the_registry(database: Database) -> None:
    call = loader.calls()[CALL]
    under = [one.model_copy(update={"under": TREATY.code}) if one.code == "2.4" else one for one in call.directions]
    later = call.model_copy(update={"edition": 2, "directions": tuple(under)})
    with undone(database) as session:
        with pytest.raises(NoSuchThing, match=r"direction 2\.4 of .* stands under 'CN-AR\.1980': no such agreement"):
            editions.publish(session, later, actor=SYSTEM, now=NOON)
        agreements.record(session, TREATY, actor=CORA, now=NOON)
        assert agreements.directions(session, TREATY.code) == []
        assert editions.publish(session, later, actor=SYSTEM, now=NOON)
        assert agreements.directions(session, TREATY.code) == [(CALL, "2.4")]
        assert agreements.directions(session, "CN-FR") == []


def test_an_edition_that_names_no_agreement_reads_as_it_did_before_there_were_any() -> None:
    call = loader.calls()[CALL]

    assert '"under"' not in call.model_dump_json(by_alias=True)
    named = call.directions[0].model_copy(update={"under": TREATY.code})
    assert type(named).model_validate_json(named.model_dump_json(by_alias=True)).under == TREATY.code


# Organisations ---------------------------------------------------------------------------------------------------------


def test_an_organisation_is_recorded_with_its_ror_in_its_one_spelling(database: Database) -> None:
    with database.writing() as session:
        recorded = organisations.record(session, SCHOOL, actor=CORA, now=NOON)

        assert recorded == organisations.found(session, recorded.id)
        assert asdict(recorded) == asdict(SCHOOL) | {"id": recorded.id, "ror": "05dxps055"}
        assert told(session, "organisation.recorded") == [("per_cora", {"organisation": asdict(recorded)})]


def test_a_second_organisation_with_the_same_ror_is_refused(database: Database) -> None:
    with database.writing() as session:
        first = organisations.record(session, SCHOOL, actor=CORA, now=NOON)
        other = organisations.record(session, replace(SCHOOL, ror=None), actor=CORA, now=NOON)
        taken = f"Universidad Pampeana ({first.id}) has the ROR 05dxps055 already"

        again = replace(SCHOOL, name="Another", ror="05DXPS055")
        assert problem(lambda: organisations.record(session, again, actor=CORA, now=NOON)) == taken
        assert problem(lambda: organisations.change(session, other.id, again, actor=CORA, now=NOON)) == taken
        assert organisations.change(session, first.id, SCHOOL, actor=CORA, now=NOON) == first
        assert organisations.found(session, other.id) == other
        assert told(session, "organisation.changed") == []


def test_an_organisation_of_which_something_cannot_be_is_refused(database: Database) -> None:
    types = (
        "research-institution, university, enterprise, government, association, hospital, international-organisation"
    )
    wrong = {
        replace(SCHOOL, name=" "): "an organisation's name must be 1 to 500 readable characters",
        replace(SCHOOL, type="person"): f"there is no type 'person' of organisation; there are: {types}",
        replace(SCHOOL, country="EU"): "there is no country EU in ISO 3166-1",
        replace(SCHOOL, registered_in=""): "a place of registration must be 1 to 200 readable characters",
        replace(SCHOOL, ror="05dxps056"): "05dxps056 is not a ROR: its last two digits do not fit the rest, so one of "
        "them is mistyped",
    }
    with database.writing() as session:
        for about, said in wrong.items():
            assert problem(partial(organisations.record, session, about, actor=CORA, now=NOON)) == said
        assert organisations.listed(session, limit=10) == ([], None)


def test_changing_an_organisation_is_an_event_that_names_old_and_new(database: Database) -> None:
    with database.writing() as session:
        first = organisations.record(session, SCHOOL, actor=CORA, now=NOON)
        about = replace(SCHOOL, name="Universidad de La Pampa", ror=None)
        changed = organisations.change(session, first.id, about, actor=CORA, now=NOON + HOUR)

        assert changed == replace(first, name="Universidad de La Pampa", ror=None)
        assert told(session, "organisation.changed") == [
            (
                "per_cora",
                {
                    "organisation": first.id,
                    "from": {"name": "Universidad Pampeana", "ror": "05dxps055"},
                    "to": {"name": "Universidad de La Pampa", "ror": None},
                },
            )
        ]


# Authorities -----------------------------------------------------------------------------------------------------------


def test_an_authority_is_recorded_and_its_contact_is_for_those_who_write_to_it(database: Database) -> None:
    with database.writing() as session:
        recorded = authorities.record(session, OFFICE, actor=CORA, now=NOON)
        seen = {who.id: authorities.found(session, who, recorded.id).contact for who in (CORA, ADAM, AUDREY)}
        hidden = {who.id: authorities.found(session, who, recorded.id).contact for who in (ADA, DIEGO, ELI, REX)}
        listed = [authorities.listed(session, who, limit=10)[0] for who in (CORA, ADA)]

    assert set(seen.values()) == {OFFICE.contact}
    assert set(hidden.values()) == {None}
    assert listed == [[recorded], [replace(recorded, contact=None)]]


def test_the_trail_names_an_authority_but_no_words_of_its_contact(database: Database) -> None:
    with database.writing() as session:
        first = authorities.record(session, OFFICE, actor=CORA, now=NOON)
        authorities.change(session, first.id, replace(OFFICE, contact="Señor Sol"), actor=CORA, now=NOON)
        entries_, _ = history.events(session, SYSTEM, history.Filter(since=NOON), limit=100)

        kept = entries.held(session, AUTHORITIES, first.id)
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
        nowhere = problem(lambda: authorities.record(session, replace(OFFICE, partner="XK"), actor=CORA, now=NOON))
        authorities.record(session, OFFICE, id="ar", actor=CORA, now=NOON)
        twice = problem(lambda: authorities.record(session, OFFICE, id="ar", actor=CORA, now=NOON))

    assert nowhere == "there is no partner XK: it is neither a country of ISO 3166-1 nor EU"
    assert twice == "there is an authority ar already"


def test_contact_with_an_authority_is_logged_newest_first_by_whom_and_when(database: Database) -> None:
    with database.writing() as session:
        authorities.record(session, OFFICE, id="ar", actor=CORA, now=NOON)
        authorities.record(session, OFFICE, id="other", actor=CORA, now=NOON)
        earlier = authorities.contacted(session, "ar", "They called.", at=NOON - HOUR, actor=CORA, now=NOON)
        elsewhere = authorities.contacted(session, "other", "Not about this.", actor=CORA, now=NOON)
        newest = authorities.contacted(session, "ar", " The list went out.\n", actor=ADAM, now=NOON + HOUR)

        assert authorities.correspondence(session, AUDREY, "ar", limit=10) == ([newest, earlier], None)
        assert authorities.correspondence(session, CORA, "ar", limit=1) == ([newest], newest.number)
        following = authorities.correspondence(session, CORA, "ar", limit=1, after=newest.number)
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
        authorities.record(session, OFFICE, id="ar", actor=CORA, now=NOON)
        ahead = NOON + timedelta(microseconds=1)
        later = problem(lambda: authorities.contacted(session, "ar", "Tomorrow.", at=ahead, actor=CORA, now=NOON))
        nothing = problem(lambda: authorities.contacted(session, "ar", " \n", actor=CORA, now=NOON))
        now = authorities.contacted(session, "ar", "Now.", at=NOON.astimezone(SHANGHAI), actor=CORA, now=NOON)
        with pytest.raises(NoSuchThing, match="there is no authority 'fr'"):
            authorities.contacted(session, "fr", "Hello.", actor=CORA, now=NOON)

        assert later == "what is logged lies in the past"
        assert nothing == "what it was about must be 1 to 4,000 readable characters"
        assert authorities.correspondence(session, CORA, "ar", limit=10) == ([now], None)


# Who may ---------------------------------------------------------------------------------------------------------------

CAROL = Actor("per_carol", "Carol, who coordinates one call", (Granted("coordinator", CALL),))
CHANGES: dict[str, Callable[[Session, Actor], object]] = {
    "record an agreement": lambda session, who: agreements.record(
        session, replace(TREATY, code="other"), actor=who, now=NOON
    ),
    "change an agreement": lambda session, who: agreements.change(
        session, replace(TREATY, title="Other"), actor=who, now=NOON
    ),
    "record an organisation": lambda session, who: organisations.record(
        session, replace(SCHOOL, ror=None), actor=who, now=NOON
    ),
    "change an organisation": lambda session, who: organisations.change(session, "no", SCHOOL, actor=who, now=NOON),
    "record an authority": lambda session, who: authorities.record(session, OFFICE, actor=who, now=NOON),
    "change an authority": lambda session, who: authorities.change(session, "no", OFFICE, actor=who, now=NOON),
    "log a contact": lambda session, who: authorities.contacted(session, "no", "Hello.", actor=who, now=NOON),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_registry_is_kept_by_coordinators_and_administrators(database: Database, what: str) -> None:
    answers = {}
    for who in (ADA, DIEGO, REX, ELI, AUDREY, CAROL, CORA, ADAM):
        with undone(database) as session:
            agreements.record(session, TREATY, actor=SYSTEM, now=NOON)
            try:
                CHANGES[what](session, who)
                answers[who.id] = "done"
            except AccordError as error:
                answers[who.id] = "done" if isinstance(error, NoSuchThing) else str(error)

    refused = dict.fromkeys(["per_ada", "per_diego", "per_rex", "per_eli", "per_audrey"])
    assert answers == dict.fromkeys(refused, "the registry is kept by: coordinator, administrator") | dict.fromkeys(
        ["per_carol", "per_cora", "per_adam"], "done"
    )


def test_the_correspondence_is_read_by_staff_alone_and_says_no_before_it_says_where(database: Database) -> None:
    with database.writing() as session:
        authorities.record(session, OFFICE, id="ar", actor=CORA, now=NOON)
        for who in (ADA, DIEGO, REX, ELI):
            for authority in ("ar", "fr"):
                with pytest.raises(NotAllowed, match="can be read by: coordinator, administrator, auditor"):
                    authorities.correspondence(session, who, authority, limit=10)
        with pytest.raises(NoSuchThing, match="there is no authority 'fr'"):
            authorities.correspondence(session, CORA, "fr", limit=10)


# Lists -----------------------------------------------------------------------------------------------------------------


def test_lists_are_read_a_page_at_a_time_and_miss_nothing(database: Database) -> None:
    codes = ["CN-AR", "CN-AT", "CN-BE", "CN-DE", "CN-FR"]
    with database.writing() as session:
        for code in reversed(codes):
            agreements.record(session, replace(TREATY, code=code, parties=("CN", code[3:])), actor=CORA, now=NOON)
        for name in ("B", "A", "B", "C", "B"):
            organisations.record(session, replace(SCHOOL, name=name, ror=None), actor=CORA, now=NOON)
        for partner, name in (("FR", "B"), ("AR", "Z"), ("AR", "A"), ("FR", "B"), ("DE", "M")):
            authorities.record(session, authorities.About(partner, name), actor=CORA, now=NOON)

        lists: list[Callable[..., tuple[list[Any], Any]]] = [
            partial(agreements.listed, session, limit=2),
            partial(organisations.listed, session, limit=2),
            partial(authorities.listed, session, ADA, limit=2),
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
        agreements.record(session, TREATY, actor=CORA, now=NOON)
        agreements.record(session, Agreement("CN-FR", "100 % sure_ly!", ("CN", "FR")), actor=CORA, now=NOON)
        first = organisations.record(session, SCHOOL, actor=CORA, now=NOON)
        authorities.record(session, OFFICE, id="ar", actor=CORA, now=NOON)

        def treaties(text: str | None = None, partner: str | None = None) -> list[str]:
            return [one.code for one in agreements.listed(session, limit=10, text=text, partner=partner)[0]]

        assert [treaties("COOPERATION"), treaties("cn-f"), treaties("0 % S"), treaties("sure_ly!"), treaties("%x")] == [
            ["CN-AR.1980"], ["CN-FR"], ["CN-FR"], ["CN-FR"], [],
        ]  # fmt: skip
        assert [treaties(partner="AR"), treaties(partner="CN"), treaties(partner="A"), treaties(partner="%")] == [
            ["CN-AR.1980"], ["CN-AR.1980", "CN-FR"], [], [],
        ]  # fmt: skip
        assert organisations.listed(session, limit=10, text="pampe", country="AR", kind="university") == ([first], None)
        assert organisations.listed(session, limit=10, text="05dx") == ([first], None)
        for narrowed in ({"country": "CL"}, {"kind": "enterprise"}, {"text": "Rosario"}):
            assert organisations.listed(session, limit=10, **narrowed) == ([], None)
        assert authorities.listed(session, CORA, limit=10, text="ministry", partner="AR")[0] != []
        assert authorities.listed(session, CORA, limit=10, partner="FR") == ([], None)


def test_nobody_finds_an_authority_by_the_words_of_a_contact_they_may_not_read(database: Database) -> None:
    with database.writing() as session:
        authorities.record(session, OFFICE, id="ar", actor=CORA, now=NOON)

        assert authorities.listed(session, ADA, limit=10, text="Paz") == ([], None)


# What the sources name, and what the trail proves ------------------------------------------------------------------------


def test_what_the_guideline_names_is_put_in_once_and_what_people_changed_stays(database: Database) -> None:
    with database.writing() as session:
        first = registry.publish(session, register.of(), actor=SYSTEM, now=NOON)
        mended = authorities.About("AT", "Climate ministry", "The switchboard")
        authorities.change(session, "at-climate-protection", mended, actor=CORA, now=NOON)
        second = registry.publish(session, register.of(), actor=SYSTEM, now=NOON + HOUR)

        assert first == [one.id for one in register.of().authorities]
        assert second == []
        assert authorities.found(session, CORA, "at-climate-protection").name == "Climate ministry"
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
    named = register.Register.model_validate(
        {"agreements": [{**asdict(TREATY), "clause": "P-06", "line": "32"}]}, strict=False
    )
    with database.writing() as session:
        assert registry.publish(session, named, actor=SYSTEM, now=NOON) == ["CN-AR.1980"]
        assert agreements.found(session, "CN-AR.1980") == TREATY
        [(_, data)] = told(session, "agreement.recorded")
        assert canonical.loads(canonical.dumps(data))["source"] == {"clause": "P-06", "line": "32"}  # type: ignore[index]


def test_an_entry_changed_behind_the_trail_is_found(database: Database) -> None:
    with undone(database) as session:
        agreements.record(session, TREATY, actor=CORA, now=NOON)
        agreements.change(session, replace(TREATY, title="Renamed"), actor=CORA, now=NOON)
        school = organisations.record(session, SCHOOL, actor=CORA, now=NOON)
        authorities.record(session, OFFICE, id="ar", actor=CORA, now=NOON)
        authorities.record(session, OFFICE, id="gone", actor=CORA, now=NOON)
        one = authorities.contacted(session, "ar", "They called.", actor=CORA, now=NOON)
        two = authorities.contacted(session, "ar", "They wrote.", actor=CORA, now=NOON)
        assert verify.trail(session).is_sound

        connection = session.connection()
        connection.execute(update(AGREEMENTS).values(expires_on="2099-01-01"))
        connection.execute(update(ORGANISATIONS).values(country="CL"))
        connection.execute(update(AUTHORITIES).where(AUTHORITIES.c.id == "ar").values(contact="Somebody else"))
        connection.execute(delete(AUTHORITIES).where(AUTHORITIES.c.id == "gone"))
        connection.execute(update(CORRESPONDENCE).where(CORRESPONDENCE.c.id == one.number).values(by="per_ada"))
        connection.execute(delete(CORRESPONDENCE).where(CORRESPONDENCE.c.id == two.number))

        assert [found.problem for found in verify.trail(session).evidence] == [
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
        with pytest.raises(NoSuchThing, match="there is no person 'nobody'"):
            people.identify(session, "nobody", None, actor=CORA, now=NOON)
