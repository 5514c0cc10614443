"""Rules on nominations: where a partner is registered, and whether two parties are the same."""

from typing import Any

import pytest

from states.rules.nominations import is_same_party
from tests.states.rules.judging import FIRM, judged, rule

BEIJING = "Acme (enterprise) is registered in Beijing / 北京市 (CN-BJ)"
INSTEAD = "Acme (enterprise) is registered in Tianjin / 天津市 (CN-TJ) instead of Beijing / 北京市 (CN-BJ)"


@pytest.mark.parametrize(
    ("placed", "status", "looked_at"),
    [
        ({"division": "CN-BJ"}, "met", BEIJING),
        ({"registered_in": "Beijing"}, "met", BEIJING),
        ({"registered_in": "Haidian District, Beijing"}, "met", BEIJING),
        ({"registered_in": "北京市"}, "met", BEIJING),
        ({"division": "CN-BJ", "registered_in": "5 Zhongguancun South Street"}, "met", BEIJING),
        ({"division": "CN-TJ"}, "not-met", INSTEAD),
        ({"registered_in": "天津市"}, "not-met", INSTEAD),
        (
            {"registered_in": "the capital"},
            "not-met",
            "the capital names no province or region for certain: choose Beijing / 北京市 (CN-BJ)",
        ),
        ({}, "not-met", "where Acme (enterprise) is registered is not given: choose Beijing / 北京市 (CN-BJ)"),
    ],
)
def test_an_organisation_is_registered_in_the_division(placed: dict[str, str], status: str, looked_at: str) -> None:
    beijing = rule("registered", field="firm", division="CN-BJ")
    assert judged(beijing, {"firm": FIRM | placed}) == (status, looked_at)


@pytest.mark.parametrize(
    ("differing", "looked_at"),
    [
        ({"type": "person"}, "Acme (person) is no organisation that could be registered"),
        ({"type": "person", "country": "DE"}, "Acme (person) is no organisation that could be registered"),
        ({"country": "DE"}, "Acme (enterprise) is of DE, and Beijing / 北京市 (CN-BJ) lies in CN"),
        ({"country": "HK"}, "Acme (enterprise) is of HK, and Beijing / 北京市 (CN-BJ) lies in CN"),
    ],
)
def test_a_person_and_an_organisation_of_another_country_are_registered_in_no_division(
    differing: dict[str, str], looked_at: str
) -> None:
    beijing = rule("registered", field="firm", division="CN-BJ")
    assert judged(beijing, {"firm": FIRM | {"division": "CN-BJ"} | differing}) == ("not-met", looked_at)


def test_a_division_that_the_place_contradicts_is_not_believed() -> None:
    beijing = rule("registered", field="firm", division="CN-BJ")
    assert judged(beijing, {"firm": FIRM | {"division": "CN-BJ", "registered_in": "Tianjin"}})[0] == "not-met"
    assert judged(beijing) == ("waiting", "firm is not filled in")


PERSON, HOST = {"type": "person"}, {"type": "university", "country": "NO"}
SAME = [
    *(
        "Prof. Ingrid Falk",
        "Ingrid Falk, PhD",
        "Ingrid Falk 院士",
        "Íngrid Falk",
        "Ingrid M. Falk",
        "FALK Ingrid (Mrs.)",
    ),
    *("Dr.-Ing. Ingrid Falk", "Sir Ingrid Falk FRS", "Falk, Ingrid", "Ingrid-Falk"),
]
OTHERS = ["Bo Falk", "Ingrid Falke", "Ingrid", "Falk", "Ingrid Berg"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"name": "Ingrid Falk"}, {"name": "FALK, Ingrid"}, True),
        ({"name": "Ingrid Falk"}, {"name": "Ingrid\u200b Falk"}, True),
        ({"name": "李 明"}, {"name": "李明"}, True),
        ({"name": "Ingrid Falk"}, {"name": "Ingrid Falke"}, False),
        ({"name": "CERN", "ror": "01ggx4157"}, {"name": "Conseil européen", "ror": "01ggx4157"}, True),
        (
            {"name": "Li Ming", "orcid": "0000-0002-1825-0097"},
            {"name": "Li Ming", "orcid": "0000-0001-5109-3700"},
            False,
        ),
        ({}, {}, False),
        *(({"name": "Ingrid Falk"} | PERSON, {"name": name} | PERSON, True) for name in SAME),
        *(({"name": "Ingrid Falk"} | PERSON, {"name": name} | PERSON, False) for name in OTHERS),
        ({"name": "吴兰"} | PERSON, {"name": "Prof. Wu Lan"} | PERSON, True),
        ({"name": "吴兰"} | PERSON, {"name": "吴兰院士"} | PERSON, True),
        ({"name": "Ingrid Falk"} | PERSON, {"name": "Ingrid Falk Foundation", "type": "association"}, False),
        ({"name": "University of Oslo"} | HOST, {"name": "The University of Oslo"} | HOST, True),
        ({"name": "University of Oslo"} | HOST, {"name": "Univ. of Oslo, Norway"} | HOST, True),
        ({"name": "Norwegian Institute of Soil"} | HOST, {"name": "NIS"} | HOST, True),
        ({"name": "Norwegian Institute of Soil"} | HOST, {"name": "NIS", "country": "CN"}, False),
        ({"name": "University of Oslo"} | HOST, {"name": "University of Bergen"} | HOST, False),
    ],
)
def test_two_parties_are_the_same_by_identifier_or_by_the_words_of_their_names(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    assert is_same_party(one, other) is same
