"""Canonical JSON: byte for byte what RFC 8785 says, and nothing is spelled that has no one spelling."""

import hashlib

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow import canonical

LARGEST = 2**53 - 1
NAMES = st.text(st.characters(max_codepoint=0xD7FF), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(max_size=12)
VALUES: st.SearchStrategy[object] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=250, deadline=None)
@given(VALUES)
def test_a_value_without_fractions_is_spelled_as_rfc_8785_spells_it(value: object) -> None:
    assert canonical.dumps(value) == rfc8785.dumps(value)  # type: ignore[arg-type]  # JSON it is


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_what_was_spelled_is_read_back_as_it_was_and_spelled_the_same_again(value: object) -> None:
    once = canonical.dumps(value)

    assert canonical.loads(once) == value
    assert canonical.dumps(canonical.loads(once)) == once


def test_the_order_in_which_an_object_was_filled_does_not_show() -> None:
    assert canonical.dumps({"b": 1, "a": {"d": 2, "c": 3}}) == canonical.dumps({"a": {"c": 3, "d": 2}, "b": 1})
    assert canonical.dumps({"b": 1, "a": [2, 1]}) == b'{"a":[2,1],"b":1}'


def test_names_beyond_the_basic_plane_are_refused_because_they_are_sorted_in_two_ways() -> None:
    with pytest.raises(TypeError):
        canonical.dumps({"\ue000": 1, "\U00010000": 2})


@pytest.mark.parametrize("number", [LARGEST, -LARGEST, 0])
def test_a_whole_number_below_two_to_the_53rd_is_spelled_out(number: int) -> None:
    assert canonical.dumps(number) == str(number).encode()


@pytest.mark.parametrize(
    "value",
    [LARGEST + 1, -LARGEST - 1, 2**63, 2**64, {"deep": [1, {"er": 2**53}]}],
)
def test_a_whole_number_of_two_to_the_53rd_or_more_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical.dumps(value)


@pytest.mark.parametrize(
    "value", [b"bytes", {1: "a number as a name"}, {None: 1}, "\ud800", {"\udc00": 1}, {1, 2}, object()]
)
def test_what_is_not_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical.dumps(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), [float("nan")]])
def test_what_is_not_a_number_is_refused_rather_than_told_as_nothing(value: object) -> None:
    with pytest.raises(TypeError):
        canonical.dumps(value)


def test_the_digest_of_a_value_is_that_of_its_canonical_bytes() -> None:
    assert canonical.digest({"b": 1, "a": "ü"}) == hashlib.sha256('{"a":"ü","b":1}'.encode()).hexdigest()
