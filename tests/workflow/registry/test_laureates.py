"""The register of laureates: conferred cases enter it by themselves, those of earlier years by hand or from a table."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.workflow.registry.registering import HOUR, NOON, problem, told
from tests.world import ADA, CONFERRED, CORA, ELI, SPRING, STATE_AWARD, World, done
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.errors import NotAllowed
from workflow.registry import laureate_import, laureates, seeding
from workflow.registry.laureates import Laureate, LaureateDetails, LaureateSearch
from workflow.store.database import Database
from workflow.tables import LAUREATES

STATE = "international-cooperation"
PAZ = LaureateDetails("person", "Ana Paz", STATE, 1995, "安娜·帕斯", "AR", "1996", "State gazette")
HEADING = ",".join(laureate_import.COLUMNS)
TABLE = f"""{HEADING}
person,Ana Paz,{STATE},1995,安娜·帕斯,AR,1996,State gazette
organisation,CIMMYT,{STATE},2020,,,2022-12-25,

person,"Lee, Tsung",{STATE},1995,,US,1996,
"""


def listed(database: Database, **search: object) -> list[Laureate]:
    with database.reading() as session:
        return laureates.list_laureates(session, SYSTEM, LaureateSearch(**search), limit=50)[0]  # type: ignore[arg-type]


def test_a_laureate_of_an_earlier_year_is_recorded_corrected_and_removed(database: Database) -> None:
    with database.writing() as session:
        first = laureates.record_laureate(session, PAZ, actor=CORA, now=NOON)
        right = replace(PAZ, ceremony="1996-12-25")
        corrected = laureates.correct_laureate(session, first.id, right, actor=CORA, now=NOON + HOUR)

        assert (first.award_year, first.ceremony, first.case) == (1995, "1996", None)
        assert corrected == replace(first, ceremony="1996-12-25")
        assert list(seeding.faults(session)) == []
        [(_, was)] = told(session, "laureate.corrected")
        assert was == {"laureate": first.id, "from": {"ceremony": "1996"}, "to": {"ceremony": "1996-12-25"}}

        assert problem(lambda: laureates.remove_laureate(session, first.id, " ", actor=CORA, now=NOON)) == (
            "a reason must be 1 to 4,000 readable characters"
        )
        laureates.remove_laureate(session, first.id, "never received it", actor=CORA, now=NOON + HOUR)
        assert told(session, "laureate.removed") == [
            ("per_cora", {"laureate": first.id, "reason": "never received it"})
        ]
        assert list(seeding.faults(session)) == []
    assert listed(database) == []


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (replace(PAZ, kind="team"), "there is no kind “team” of laureate; there are: person, organisation"),
        (replace(PAZ, name=" "), "a laureate's name must be 1 to 500 readable characters"),
        (replace(PAZ, other_name="\u202eA"), "a name must not hold characters that change the direction of the text"),
        (replace(PAZ, country="ZZ"), "there is no country ZZ in ISO 3166-1"),
        (replace(PAZ, country="EU"), "there is no country EU in ISO 3166-1"),
        (replace(PAZ, country=None), "a person has a country; only an organisation may have none"),
        (replace(PAZ, programme="nobel"), "there is no award “nobel”; there are: international-cooperation, zhongg"),
        (replace(PAZ, programme="intergovernmental"), "there is no award “intergovernmental”"),
        (replace(PAZ, award_year=1994), "the award year 1994 does not lie from 1995 to 2023"),
        (replace(PAZ, award_year=2024), "the award year 2024 does not lie from 1995 to 2023"),
        (replace(PAZ, ceremony="1994"), "the ceremony “1994” does not lie from the award year 1995 to 2023"),
        (
            replace(PAZ, ceremony="2024-01-01"),
            "the ceremony “2024-01-01” does not lie from the award year 1995 to 2023",
        ),
        (replace(PAZ, ceremony="1996-02-30"), "the ceremony “1996-02-30” is neither a year such as 1996 nor a day"),
        (replace(PAZ, ceremony="soon"), "the ceremony “soon” is neither a year such as 1996 nor a day"),
    ],
)
def test_what_cannot_be_is_refused(database: Database, about: LaureateDetails, said: str) -> None:
    with database.writing() as session:
        assert problem(lambda: laureates.record_laureate(session, about, actor=CORA, now=NOON)).startswith(said)
        assert laureates.list_laureates(session, SYSTEM, LaureateSearch(), limit=10) == ([], None)


@pytest.mark.parametrize("name", ["Ana Paz", "ANA PAZ", "Ａna Paz", "ana paz"])
def test_nobody_is_recorded_twice_for_one_award(database: Database, name: str) -> None:
    with database.writing() as session:
        laureates.record_laureate(session, PAZ, actor=CORA, now=NOON)

        again = replace(PAZ, name=name, ceremony="1997", other_name=None)
        assert problem(lambda: laureates.record_laureate(session, again, actor=CORA, now=NOON)) == (
            f"{name} is recorded for 1995 already"
        )
        for another in (
            replace(PAZ, award_year=1996),
            replace(PAZ, country="CL"),
            replace(PAZ, programme="zhongguancun"),
        ):
            laureates.record_laureate(session, another, actor=CORA, now=NOON)


def test_only_those_who_keep_the_registry_write_into_it(database: Database) -> None:
    with database.writing() as session:
        for actor in (ADA, ELI):
            with pytest.raises(NotAllowed):
                laureates.record_laureate(session, PAZ, actor=actor, now=NOON)
            with pytest.raises(NotAllowed):
                laureate_import.import_laureates(session, TABLE, actor=actor, now=NOON)


def test_a_table_is_tried_imported_and_imported_again_without_doubling(database: Database) -> None:
    with database.writing() as session:
        tried = laureate_import.import_laureates(session, TABLE, actor=CORA, now=NOON, dry_run=True)
        assert laureates.list_laureates(session, SYSTEM, LaureateSearch(), limit=10) == ([], None)
        done_ = laureate_import.import_laureates(session, TABLE, actor=CORA, now=NOON)
        again = laureate_import.import_laureates(session, TABLE, actor=CORA, now=NOON)

        assert (tried, done_) == (laureate_import.Imported(3, 0, ()),) * 2
        assert again == laureate_import.Imported(0, 3, ())
        assert len(told(session, "laureate.recorded")) == 3
        assert list(seeding.faults(session)) == []
    found = listed(database)
    assert [(one.award_year, one.country, one.name) for one in found] == [
        (1995, "AR", "Ana Paz"),
        (1995, "US", "Lee, Tsung"),
        (2020, None, "CIMMYT"),
    ]
    assert listed(database, year=1995, country="US") == [found[1]]
    assert listed(database, text="帕斯") == listed(database, text="ana") == [found[0]]
    assert listed(database, programme="zhongguancun") == []


def test_every_wrong_line_of_a_table_is_named_and_nothing_is_recorded(database: Database) -> None:
    table = f"""{HEADING}
person,Ana Paz,{STATE},1995,,AR,1996,
person,Bo,{STATE},95,,AR,1996,
person,,{STATE},1995,,AR,1996,
person,Cy,nobel,1995,,AR,1996,
person,"Di
of Two Lines",{STATE},1995,,AR,1996,
person,Ed,{STATE},1995,,Argentina,1996,
person,Fay,{STATE},1995,,AR,25/12/1996,
person,Gus,{STATE},1995,,AR,1996,x,y
"""
    with database.writing() as session:
        done_ = laureate_import.import_laureates(session, table, actor=CORA, now=NOON)

        assert [(one.line, one.column) for one in done_.faults] == [
            (3, "award_year"),
            (4, "name"),
            (5, "programme"),
            (7, "name"),
            (8, "country"),
            (9, "ceremony"),
            (10, "source"),
        ]
        assert done_.recorded == 0
        assert laureates.list_laureates(session, SYSTEM, LaureateSearch(), limit=10) == ([], None)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "the table is empty; its first line names the columns: kind, name,"),
        ("\n\n", "the table is empty"),
        ("kind,name,programme\n", "the table lacks the columns: award_year"),
        ("kind,name,programme,award_year,colour\n", "the column “colour” is none; there are: kind,"),
        ("kind,kind\n", "the column “kind” is there twice"),
    ],
)
def test_a_table_without_its_columns_is_refused(database: Database, table: str, said: str) -> None:
    with database.writing() as session:
        assert problem(lambda: laureate_import.import_laureates(session, table, actor=CORA, now=NOON)).startswith(said)


def test_a_case_enters_when_it_is_conferred_and_leaves_when_the_award_is_revoked(world: World) -> None:
    [ref] = world.ready(1, now=SPRING, call=STATE_AWARD, direction="award")
    done(world.honour(ref, now=SPRING))
    assert listed(world.database) == []

    done(world.transition(ref, "confer", actor=CORA, now=SPRING, **CONFERRED))

    [entry] = listed(world.database)
    assert (entry.kind, entry.programme, entry.award_year, entry.case) == ("person", STATE, 2024, ref)
    assert (entry.name, entry.ceremony) == (world.whole(ref).case.title, CONFERRED["conferred_on"])
    with world.database.reading() as session:
        outsider = laureates.find_laureate(session, ADA, entry.id)
        assert list(seeding.faults(session)) == []
    assert (outsider.case, outsider.name) == (None, entry.name)
    with world.database.writing() as session:
        assert problem(lambda: laureates.remove_laureate(session, entry.id, "why", actor=CORA, now=SPRING)) == (
            "this entry comes from a case: it leaves the register when the award is revoked"
        )

    done(world.transition(ref, "revoke", actor=ELI, now=SPRING + HOUR, reason="it was not theirs"))

    assert listed(world.database) == []
    with world.database.reading() as session:
        assert list(seeding.faults(session)) == []
    with world.database.reading() as session:
        [removed] = history.list_events(session, SYSTEM, history.Filter(action="laureate.removed"), limit=10)[0]
    assert removed.data == {"laureate": entry.id, "reason": "it was not theirs", "case": ref}


def test_an_entry_by_hand_becomes_that_of_the_case(world: World) -> None:
    [ref] = world.ready(1, now=SPRING, call=STATE_AWARD, direction="award")
    done(world.honour(ref, now=SPRING))
    candidate = world.whole(ref).home["candidate"]
    assert isinstance(candidate, dict)
    about = LaureateDetails("person", candidate["name"].upper(), STATE, 2024, "另名", candidate["country"])
    with world.database.writing() as session:
        before = laureates.record_laureate(session, about, actor=CORA, now=SPRING)

    done(world.transition(ref, "confer", actor=CORA, now=SPRING, **CONFERRED))

    [entry] = listed(world.database)
    day = CONFERRED["conferred_on"]
    assert entry == replace(before, case=ref, of_case=True, ceremony=day, name=candidate["name"])
    with world.database.reading() as session:
        assert list(seeding.faults(session)) == []


def test_an_entry_that_was_tampered_with_is_found(database: Database) -> None:
    with database.writing() as session:
        first = laureates.record_laureate(session, PAZ, actor=CORA, now=NOON)
    with database.writing() as session:
        session.connection().execute(update(LAUREATES).values(award_year=1996))
        assert list(seeding.faults(session)) == [f"the laureate {first.id} is not as it was recorded"]
        session.rollback()
