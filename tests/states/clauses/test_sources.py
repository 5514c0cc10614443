"""The programme files hold every clause of the sources, each once; what is left open there is not made up here."""

from states import loader
from states.rules import Rule, Stated
from tests.states.clauses.sources import CLAUSES
from tests.states.definitions import bundled


def clauses() -> list[Rule]:
    """Every clause of every bundled programme, call and direction."""
    found = [rule for programme in loader.programmes().values() for rule in programme.clauses]
    for call in bundled().values():
        found += [*call.clauses, *(rule for direction in call.directions for rule in direction.rules)]
    return found


def test_every_clause_of_the_sources_stands_in_the_programme_files_once_with_its_line_and_strength() -> None:
    assert sorted((rule.id, rule.line, rule.strength) for rule in clauses()) == CLAUSES


def test_what_no_rule_judges_says_what_upholds_it_and_nothing_that_must_be_is_upheld_by_nothing() -> None:
    stated = [rule for rule in clauses() if isinstance(rule, Stated)]
    open_ = {rule.strength for rule in stated if rule.upheld == "nothing"}
    read = {rule.id for rule in stated if rule.upheld == "people"}
    assert open_ == {"ambiguous", "information"}
    assert read == {
        "ZGC-02A",
        "ZGC-02B",
        "ZGC-02C",
        "ZGC-05A",
        "ZGC-05B",
        "ZGC-05C",
        "IST-12",
        "P-06",
        "1.8-b-contents",
    }


def test_what_a_clause_demands_is_asked_for_by_a_field_that_must_be_filled_in() -> None:
    """A rule waits for what is not there, so what it cannot do without must be required."""
    optional = {
        "1.1-j",  # whether it is basic research: not so unless it is said
        *("1.9-b", "1.9-c", "2.1-a"),  # which side leads the project: ours unless another is named
        "1.3-a",  # asked of projects in advanced materials alone
        *("1.7-k", "2.4-c"),  # participants: there may be none
    }
    for call in bundled().values():
        for direction in call.directions:
            for rule in direction.rules:
                asked = {name for name in rule.reads() if not direction.fields[name].required}
                assert not (rule.strength == "must" and asked) or rule.id in optional, (rule.id, asked)


def test_what_the_source_leaves_blank_is_recorded_and_not_filled() -> None:
    assert {name for name, _, strength in CLAUSES if strength == "ambiguous"} == {
        *("P-03", "P-04", "P-10", "IST-11", "1.5-quota", "1.7-quota", "1.8-a", "BAST-05", "BAST-07")
    }
