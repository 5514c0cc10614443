"""Organisations of the registry, each known by its ROR once."""

from dataclasses import asdict, replace
from functools import partial

from tests.workflow.registry.registering import HOUR, NOON, SCHOOL, problem, told
from tests.world import CORA
from workflow.registry import organisations
from workflow.store.database import Database


def test_an_organisation_is_recorded_with_its_ror_in_its_one_spelling(database: Database) -> None:
    with database.writing() as session:
        recorded = organisations.add_organisation(session, SCHOOL, actor=CORA, now=NOON)

        assert recorded == organisations.load_organisation(session, recorded.id)
        assert asdict(recorded) == asdict(SCHOOL) | {"id": recorded.id, "ror": "05dxps055"}
        assert told(session, "organisation.recorded") == [("per_cora", {"organisation": asdict(recorded)})]


def test_a_second_organisation_with_the_same_ror_is_refused(database: Database) -> None:
    with database.writing() as session:
        first = organisations.add_organisation(session, SCHOOL, actor=CORA, now=NOON)
        other = organisations.add_organisation(session, replace(SCHOOL, ror=None), actor=CORA, now=NOON)
        taken = f"Universidad Pampeana ({first.id}) has the ROR 05dxps055 already"

        again = replace(SCHOOL, name="Another", ror="05DXPS055")
        assert problem(lambda: organisations.add_organisation(session, again, actor=CORA, now=NOON)) == taken
        assert (
            problem(lambda: organisations.update_organisation(session, other.id, again, actor=CORA, now=NOON)) == taken
        )
        assert organisations.update_organisation(session, first.id, SCHOOL, actor=CORA, now=NOON) == first
        assert organisations.load_organisation(session, other.id) == other
        assert told(session, "organisation.changed") == []


def test_an_organisation_of_which_something_cannot_be_is_refused(database: Database) -> None:
    types = (
        "research-institution, university, enterprise, government, association, hospital, international-organisation"
    )
    wrong = {
        replace(SCHOOL, name=" "): "an organisation's name must be 1 to 500 readable characters",
        replace(SCHOOL, type="person"): f"there is no type 'person' of organisation; there are: {types}",
        replace(SCHOOL, registered_in=""): "a place of registration must be 1 to 200 readable characters",
        replace(SCHOOL, ror="05dxps056"): "05dxps056 is not a ROR: its last two digits do not fit the rest, so one of "
        "them is mistyped",
    }
    with database.writing() as session:
        for about, said in wrong.items():
            assert problem(partial(organisations.add_organisation, session, about, actor=CORA, now=NOON)) == said
        assert organisations.list_organisations(session, limit=10) == ([], None)


def test_changing_an_organisation_is_an_event_that_names_old_and_new(database: Database) -> None:
    with database.writing() as session:
        first = organisations.add_organisation(session, SCHOOL, actor=CORA, now=NOON)
        about = replace(SCHOOL, name="Universidad de La Pampa", ror=None)
        changed = organisations.update_organisation(session, first.id, about, actor=CORA, now=NOON + HOUR)

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
