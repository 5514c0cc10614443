"""Which countries and partners there are."""

from pathlib import Path

import pytest

from states import countries, loader
from states.errors import NoSuchDefinition
from tests.states import definitions


def test_there_are_the_249_countries_of_the_standard_and_one_union() -> None:
    codes = [f"{first}{second}" for first in _LETTERS for second in _LETTERS]
    known = [code for code in codes if countries.is_country(code)]

    assert len(known) == 249
    assert [code for code in codes if countries.is_partner(code) and not countries.is_country(code)] == ["EU"]


@pytest.mark.parametrize("code", ["UK", "EL", "XK", "SU", "ZZ", "AA", "QM", "cn", "CHN", "C", "", " CN", "ＣＮ"])
def test_what_the_standard_does_not_assign_is_no_country_and_no_partner(code: str) -> None:
    assert not countries.is_country(code)
    assert not countries.is_partner(code)
    with pytest.raises(NoSuchDefinition, match=f"there is no country or partner '{code}'"):
        countries.name(code)


def test_a_country_is_called_as_the_standard_calls_it() -> None:
    names = {code: countries.name(code) for code in ("AR", "CN", "EU", "GB", "KR")}

    assert names == {
        "AR": "Argentina",
        "CN": "China",
        "EU": "European Union",
        "GB": "United Kingdom of Great Britain and Northern Ireland",
        "KR": "Korea, Republic of",
    }


def test_every_partner_of_the_bundled_calls_exists() -> None:
    partners = {
        partner for call in loader.calls().values() for direction in call.directions for partner in direction.partners
    }

    assert {partner for partner in partners if not countries.is_partner(partner)} == set()
    assert len(partners) >= 14


def test_a_direction_with_a_partner_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    root = definitions.written(tmp_path, A=('partners = ["AR"]', 'partners = ["AR", "UK"]'))

    said = "seeds-2030/A.toml: partners: there is no partner UK: it is neither a country of ISO 3166-1 nor EU"
    assert said in definitions.faults(root)


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
