"""Agreements: the treaties that directions stand under, each change an event."""

from dataclasses import asdict, replace
from functools import partial

import pytest

from states import loader
from tests.undone import undone
from tests.workflow.registry.registering import HOUR, NOON, TREATY, problem, told
from tests.world import ADAM, CALL, CORA
from workflow import editions
from workflow.actors import SYSTEM
from workflow.errors import NotFound
from workflow.registry import agreements
from workflow.store.database import Database


def test_an_agreement_is_recorded_and_found_and_the_trail_says_so(database: Database) -> None:
    with database.writing() as session:
        recorded = agreements.add_agreement(session, TREATY, actor=CORA, now=NOON, request="req-1")

        assert recorded == agreements.load_agreement(session, "CN-AR.1980") == TREATY
        assert told(session, "agreement.recorded") == [
            ("per_cora", {"agreement": asdict(TREATY) | {"parties": '["CN","AR"]'}})
        ]


def test_changing_an_agreement_is_an_event_that_names_old_and_new(database: Database) -> None:
    with database.writing() as session:
        agreements.add_agreement(session, TREATY, actor=CORA, now=NOON)
        prolonged = replace(TREATY, expires_on="2040-06-30", parties=("CN", "AR", "EU"))
        changed = agreements.update_agreement(session, prolonged, actor=ADAM, now=NOON + HOUR)
        again = agreements.update_agreement(session, prolonged, actor=ADAM, now=NOON + HOUR)

        assert changed == again == agreements.load_agreement(session, TREATY.code) == prolonged
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
        replace(TREATY, title="t" * 501): "an agreement's title must be at most 500 characters; you entered 501",
        replace(TREATY, title="t\0"): "an agreement's title must hold no NUL and no half characters",
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
            assert problem(partial(agreements.add_agreement, session, treaty, actor=CORA, now=NOON)) == said
        agreements.add_agreement(session, TREATY, actor=CORA, now=NOON)
        twice = problem(lambda: agreements.add_agreement(session, TREATY, actor=CORA, now=NOON))
        assert twice == "there is an agreement CN-AR.1980 already"
        one_day = replace(TREATY, signed_on="1980-07-01", expires_on="1980-07-01")
        assert agreements.update_agreement(session, one_day, actor=CORA, now=NOON) == one_day
        assert len(told(session, "agreement.recorded")) == 1


def test_a_direction_stands_under_an_agreement_that_is_in_the_registry(database: Database) -> None:
    call = loader.calls()[CALL]
    under = [one.model_copy(update={"under": TREATY.code}) if one.code == "2.4" else one for one in call.directions]
    later = call.model_copy(update={"edition": 2, "directions": tuple(under)})
    with undone(database) as session:
        with pytest.raises(NotFound, match=r"direction 2\.4 of .* stands under 'CN-AR\.1980': no such agreement"):
            editions.publish(session, later, actor=SYSTEM, now=NOON)
        agreements.add_agreement(session, TREATY, actor=CORA, now=NOON)
        assert agreements.list_directions(session, TREATY.code) == []
        assert editions.publish(session, later, actor=SYSTEM, now=NOON)
        assert agreements.list_directions(session, TREATY.code) == [(CALL, "2.4")]
        assert agreements.list_directions(session, "CN-FR") == []


def test_an_edition_that_names_no_agreement_reads_as_it_did_before_there_were_any() -> None:
    call = loader.calls()[CALL]

    assert '"under"' not in call.model_dump_json(by_alias=True)
    named = call.directions[0].model_copy(update={"under": TREATY.code})
    assert type(named).model_validate_json(named.model_dump_json(by_alias=True)).under == TREATY.code
