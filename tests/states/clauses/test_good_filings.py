"""The good filings that every other test of a clause departs from are good."""

import pytest

from states import fields
from tests import filings
from tests.states.clauses.judging import cited, told
from tests.states.definitions import bundled
from tests.world import CALL

EVERY = [(call, one.code) for call, whole in bundled().items() for one in whole.directions]


@pytest.mark.parametrize(("call", "code"), EVERY)
def test_a_good_filing_has_the_form_its_fields_ask_for_and_leaves_nothing_out(call: str, code: str) -> None:
    direction = filings.direction(code, call)
    home = filings.good(code, call)
    assert fields.list_field_errors(direction.fields, home) == []
    assert fields.list_missing(direction.fields, home) == []


@pytest.mark.parametrize("code", [code for call, code in EVERY if call == CALL])
def test_every_rule_that_looks_at_anything_is_met_by_the_two_good_filings(code: str) -> None:
    call, direction = bundled()[CALL], filings.direction(code)
    facts = told(call, direction, {}, {})
    statuses = {rule.id: rule.stands(facts).status for rule in direction.rules if rule.kind != "stated"}
    assert set(statuses.values()) - {"not-applicable"} == {"met"}, statuses
    assert fields.list_field_errors(direction.fields, facts.counterpart or {}) == []
    assert cited(direction, "draft", "submit", told(call, direction, {}, None)) == set()
    assert cited(direction, "submitted", "confirm", facts) == set()
