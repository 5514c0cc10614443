"""Which countries and partners there are."""

from datetime import date
from pathlib import Path

import pytest
from babel.numbers import get_territory_currencies

from states import countries, loader, union
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


def test_the_unions_members_are_countries_and_27_of_them_are_members_now() -> None:
    known = union.load_union()

    assert {
        code for code in [*known.members, *known.parts, *known.parts.values()] if not countries.is_country(code)
    } == set()
    assert sum(member.until is None for member in known.members.values()) == 27
    assert set(known.parts.values()) <= known.members.keys()


def test_every_country_that_pays_in_euros_is_a_member_or_one_that_is_known_to_use_them_from_outside() -> None:
    outside = {
        "AD",
        "MC",
        "ME",
        "SM",
        "VA",
        "XK",
        "AX",
        "BL",
        "GF",
        "GP",
        "MF",
        "MQ",
        "PM",
        "RE",
        "TF",
        "YT",
        "EA",
        "IC",
        "EU",
    }
    codes = [f"{first}{second}" for first in _LETTERS for second in _LETTERS]
    paying = {code for code in codes if "EUR" in get_territory_currencies(code)}

    assert len(paying) > 20
    assert {code for code in paying - outside if not union.is_member(code)} == set()


def test_parts_of_a_member_with_a_code_of_their_own_belong_to_it_and_to_the_union() -> None:
    reunion = {"name": "Université", "type": "university", "country": "RE"}

    assert countries.stands_for(reunion, "FR")
    assert countries.stands_for(reunion, "EU", date(2022, 11, 1))
    assert not countries.stands_for(reunion | {"country": "PF"}, "EU")
    assert not countries.stands_for(reunion | {"country": "HK"}, "CN")


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
