"""Identifiers that others give out, and how a slip in one is noticed."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states import identifiers
from states.identifiers import NotAnIdentifier
from tests.states.definitions import SWEEP

# Published by ROR and ORCID themselves, and in their documentation.
RORS = ("05dxps055", "00f54p054", "02mhbdp94", "015w2mp89", "03yrm5c26", "04wxnsj81", "042nb2s44")
ORCIDS = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X", "0000-0001-5000-0007")
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


@pytest.mark.parametrize("bare", RORS)
def test_a_ror_is_taken_bare_or_as_its_address_and_kept_bare(bare: str) -> None:
    written = [
        bare,
        bare.upper(),
        f" {bare}\n",
        f"https://ror.org/{bare}",
        f"http://www.ror.org/{bare}",
        f"ROR.org/{bare}",
    ]

    assert [identifiers.ror(text) for text in written] == [bare] * len(written)


@pytest.mark.parametrize("bare", ORCIDS)
def test_an_orcid_is_taken_bare_or_as_its_address_and_kept_bare(bare: str) -> None:
    written = [bare, bare.lower(), f" {bare} ", bare.replace("-", ""), f"https://orcid.org/{bare}", f"orcid.org/{bare}"]

    assert [identifiers.orcid(text) for text in written] == [bare] * len(written)


@pytest.mark.parametrize(
    "text",
    ["", "05dxps05", "05dxps0555", "15dxps055", "05dxpi055", "05dxpl055", "05dxpo055", "05dxpu055", "05dxps05x",
     "https://example.org/05dxps055", "https://ror.org/", "https://ror.org/05dxps055/", "05dxps0５5", "grid.5386.8"],
)  # fmt: skip
def test_what_is_not_written_like_a_ror_is_told_how_one_is_written(text: str) -> None:
    with pytest.raises(NotAnIdentifier, match="a ROR is written like 05dxps055: 0, six letters or digits"):
        identifiers.ror(text)


@pytest.mark.parametrize(
    "text",
    ["", "0000-0002-1825-009", "0000-0002-1825-00970", "X000-0002-1825-0097", "0000 0002 1825 0097", "0000-0002-1825-009Y",
     "https://example.org/0000-0002-1825-0097", "https://orcid.org/", "０000-0002-1825-0097", "0000-0002-1825--097"],
)  # fmt: skip
def test_what_is_not_written_like_an_orcid_is_told_how_one_is_written(text: str) -> None:
    with pytest.raises(NotAnIdentifier, match="an ORCID iD is written like 0000-0002-1825-0097"):
        identifiers.orcid(text)


def test_check_digits_that_only_mean_the_same_are_not_the_ones_given_out() -> None:
    with pytest.raises(NotAnIdentifier, match="000000001 is not a ROR: its last two digits do not fit the rest"):
        identifiers.ror("000000001")
    assert identifiers.ror("000000098") == "000000098"


@SWEEP
@given(st.sampled_from(RORS), st.integers(1, 8), st.sampled_from(CROCKFORD))
def test_any_one_character_of_a_ror_changed_is_refused(ror: str, place: int, other: str) -> None:
    _refused_if_changed(identifiers.ror, ror, place, other)


@SWEEP
@given(st.sampled_from(ORCIDS), st.integers(0, 18), st.sampled_from("0123456789X"))
def test_any_one_digit_of_an_orcid_changed_is_refused(orcid: str, place: int, other: str) -> None:
    _refused_if_changed(identifiers.orcid, orcid, place, other)


@SWEEP
@given(st.sampled_from(ORCIDS), st.integers(0, 17))
def test_two_neighbouring_digits_of_an_orcid_swapped_are_refused(orcid: str, place: int) -> None:
    one, two = orcid[place], orcid[place + 1]
    if one != two and "-" not in (one, two):
        with pytest.raises(NotAnIdentifier):
            identifiers.orcid(f"{orcid[:place]}{two}{one}{orcid[place + 2 :]}")


@SWEEP
@given(st.text(max_size=40))
def test_any_text_at_all_is_refused_or_has_one_spelling(text: str) -> None:
    for read in (identifiers.ror, identifiers.orcid):
        with suppress(NotAnIdentifier):
            assert read(read(text)) == read(text)


def test_the_identifiers_of_a_party_are_its_own_and_in_their_one_spelling() -> None:
    school: dict[str, object] = {"name": "Jiangbei", "type": "university", "country": "CN"}
    person = school | {"type": "person"}
    parties: dict[str, tuple[dict[str, object], list[tuple[str, str]]]] = {
        "none": (school, []),
        "its own": (school | {"ror": "05dxps055"}, []),
        "their own": (person | {"orcid": "0000-0002-1825-0097"}, []),
        "an address": (school | {"ror": "https://ror.org/05dxps055"}, [("ror", "must be written 05dxps055")]),
        "loose": (person | {"orcid": "000000021825009 7"}, [("orcid", _LOOSE)]),
        "without hyphens": (person | {"orcid": "0000000218250097"}, [("orcid", "must be written 0000-0002-1825-0097")]),
        "a person's ROR": (person | {"ror": "05dxps055"}, [("ror", "a person has none")]),
        "a school's ORCID": (school | {"orcid": "0000-0002-1825-0097"}, [("orcid", "an organisation has none")]),
        "no text": (school | {"ror": 5}, []),
    }

    assert {name: list(identifiers.problems(party)) for name, (party, _) in parties.items()} == {
        name: expected for name, (_, expected) in parties.items()
    }


_LOOSE = "an ORCID iD is written like 0000-0002-1825-0097: four groups of four digits, the last of which may be X"


def _refused_if_changed(read: Callable[[str], str], good: str, place: int, other: str) -> None:
    if good[place] in ("-", other):
        return
    with pytest.raises(NotAnIdentifier):
        read(f"{good[:place]}{other}{good[place + 1 :]}")
