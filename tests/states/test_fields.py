"""Whether what is filed has the form its field asks for, and where it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.fields import PARTY_TYPES, Field, FieldError, list_field_errors, list_missing
from tests.states.definitions import JSON, SWEEP, content, directions

PARTY = {"name": "Jiangbei University", "type": "university", "country": "CN"}
DIVISION = "must be the code of a subdivision in ISO 3166-2"
TYPES = f"must be one of: {'; '.join(PARTY_TYPES)}"


def field(kind: str, **given: object) -> Field:
    return Field.model_validate({"label": "It", "label_zh": "它", "kind": kind} | given)


FIELDS = {
    "line": field("line"),
    "text": field("text"),
    "integer": field("integer", most=120),
    "money": field("money"),
    "date": field("date"),
    "choice": field("choice", options=["red", "blue"]),
    "open": field("choice", options=["red"], open=True),
    "choices": field("choices", options=["A", "B", "C"]),
    "flag": field("flag"),
    "party": field("party"),
    "parties": field("parties"),
}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("line", ["", "x", "中文", "x" * 500]),
        ("text", ["", "x\ny", "x" * 20_000]),
        ("integer", [0, 1, 120]),
        ("money", [0, 10**12]),
        ("date", ["2022-12-25", "2024-02-29", "1900-01-01", "2199-12-31"]),
        ("choice", ["red", "blue"]),
        ("open", ["red", "green", "x" * 500]),
        ("choices", [[], ["A"], ["C", "A"], ("B",)]),
        ("flag", [True, False]),
        (
            "party",
            [
                PARTY,
                PARTY | {"registered_in": "Beijing"},
                PARTY | {"division": "CN-BJ"},
                *(PARTY | {"type": one} for one in PARTY_TYPES),
            ],
        ),
        ("party", [{"name": "CERN", "type": "international-organisation"}, PARTY | {"country": "EU"}]),
        ("parties", [[], [PARTY], [PARTY] * 100]),
    ],
)
def test_each_kind_of_field_takes_what_it_is_for_and_may_be_left_empty(name: str, values: list[object]) -> None:
    assert [list_field_errors(FIELDS, {name: value}) for value in [*values, None]] == [[]] * (len(values) + 1)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("line", 7, [("", "must be text")]),
        ("line", "x" * 501, [("", "must be at most 500 characters; you entered 501")]),
        ("text", ["x"], [("", "must be text")]),
        ("text", "x" * 20_001, [("", "must be at most 20,000 characters; you entered 20,001")]),
        ("integer", "24", [("", "must be a whole number")]),
        ("integer", 24.0, [("", "must be a whole number")]),
        ("integer", True, [("", "must be a whole number")]),
        ("integer", -1, [("", "must be between 0 and 120")]),
        ("integer", 121, [("", "must be between 0 and 120")]),
        ("money", 0.5, [("", "must be a whole number")]),
        ("money", 10**12 + 1, [("", "must be between 0 and 1,000,000,000,000")]),
        ("date", "2022-02-29", [("", "must be a date that exists, written like 2022-12-25")]),
        *(
            ("date", day, [("", f"{day} is not between 1900-01-01 and 2199-12-31")])
            for day in ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31")
        ),
        ("date", "20221225", [("", "must be a date that exists, written like 2022-12-25")]),
        ("date", "2022-12-25T00:00", [("", "must be a date that exists, written like 2022-12-25")]),
        ("date", "2022-W52-7", [("", "must be a date that exists, written like 2022-12-25")]),
        ("date", "25.12.2022", [("", "must be a date that exists, written like 2022-12-25")]),
        ("date", 20221225, [("", "must be a date that exists, written like 2022-12-25")]),
        ("choice", "green", [("", "must be one of: red; blue")]),
        ("choice", "", [("", "must be text")]),
        ("choice", ["red"], [("", "must be text")]),
        ("open", 3, [("", "must be text")]),
        ("open", "x" * 501, [("", "must be at most 500 characters; you entered 501")]),
        ("choices", "A", [("", "must be a list")]),
        ("choices", {"A": True}, [("", "must be a list")]),
        ("choices", ["A", "D", 1], [("/1", "must be one of: A; B; C"), ("/2", "must be text")]),
        ("flag", 1, [("", "must be true or false")]),
        ("flag", "true", [("", "must be true or false")]),
        ("party", "Jiangbei University", [("", "must be an object with name, type and country")]),
        ("party", PARTY | {"name": ""}, [("/name", "must be given")]),
        ("party", {"type": "university", "country": "CN"}, [("/name", "must be given")]),
        ("party", PARTY | {"type": "club"}, [("/type", TYPES)]),
        ("party", PARTY | {"country": "China"}, [("/country", "must be a two-letter country code in capitals")]),
        ("party", PARTY | {"country": "cn"}, [("/country", "must be a two-letter country code in capitals")]),
        ("party", PARTY | {"country": "ΑΒ"}, [("/country", "must be a two-letter country code in capitals")]),
        ("party", PARTY | {"country": "UK"}, [("/country", "there is no country UK in ISO 3166-1")]),
        ("party", PARTY | {"country": "XK"}, [("/country", "there is no country XK in ISO 3166-1")]),
        ("party", {"name": "Jiangbei", "type": "university"}, [("/country", "must be given")]),
        ("party", PARTY | {"subsidy": -1}, [("/subsidy", "must be between 0 and 1,000,000,000,000")]),
        ("party", PARTY | {"own_funds": "much"}, [("/own_funds", "must be a whole number")]),
        (
            "party",
            PARTY | {"type": "international-organisation", "country": "Swiss"},
            [("/country", "must be a two-letter country code in capitals")],
        ),
        ("party", PARTY | {"ror": "https://ror.org/05dxps055"}, [("/ror", "must be written 05dxps055")]),
        ("party", PARTY | {"orcid": "0000-0002-1825-0097"}, [("/orcid", "an organisation has none")]),
        ("party", PARTY | {"registered_in": 3}, [("/registered_in", "must be text")]),
        ("party", PARTY | {"division": "Beijing"}, [("/division", DIVISION + ", here CN-BJ")]),
        ("party", PARTY | {"division": "北京市"}, [("/division", DIVISION + ", here CN-BJ")]),
        ("party", PARTY | {"division": "Atlantis"}, [("/division", DIVISION + ", such as CN-BJ")]),
        ("party", PARTY | {"division": "CN-ZZ"}, [("/division", DIVISION + ", such as CN-BJ")]),
        ("party", PARTY | {"division": "FR-75C"}, [("/division", "Paris (FR-75C) does not lie in CN")]),
        (
            "party",
            PARTY | {"rank": 1},
            [
                (
                    "/rank",
                    "no such part of a party; there are country, division, name, orcid, own_funds, registered_in, ror, "
                    "subsidy, type",
                )
            ],
        ),
        ("party", PARTY | {"name": "x" * 501}, [("/name", "must be at most 500 characters; you entered 501")]),
        ("parties", PARTY, [("", "must be a list")]),
        ("parties", [PARTY, 7], [("/1", "must be an object with name, type and country")]),
        ("parties", [PARTY, PARTY | {"type": "club"}], [("/1/type", TYPES)]),
        ("parties", [PARTY] * 101, [("", "may hold at most 100 entries")]),
    ],
)
def test_a_wrong_form_is_told_with_the_place_where_it_stands(
    name: str, value: object, expected: list[tuple[str, str]]
) -> None:
    assert list_field_errors(FIELDS, {name: value}) == [
        FieldError(f"/{name}{place}", problem) for place, problem in expected
    ]


def test_everything_that_is_wrong_is_told_in_the_contents_order() -> None:
    assert list_field_errors(FIELDS, {"flag": 0, "colour": "red", "line": 1, "text": "fine", "money": -1}) == [
        FieldError("/flag", "must be true or false"),
        FieldError("/colour", f"no such field; there are {', '.join(FIELDS)}"),
        FieldError("/line", "must be text"),
        FieldError("/money", "must be between 0 and 1,000,000,000,000"),
    ]


def test_a_name_with_a_slash_or_a_tilde_is_escaped_as_json_pointers_want_it() -> None:
    assert [misfit.pointer for misfit in list_field_errors(FIELDS, {"a/b": 1, "m~n": 1})] == ["/a~1b", "/m~0n"]


def test_a_required_field_is_blank_when_it_is_absent_or_holds_nothing() -> None:
    fields = {name: one.model_copy(update={"required": name != "line"}) for name, one in FIELDS.items()}
    assert list_missing(fields, {}) == [name for name in FIELDS if name != "line"]
    filled = {"text": "", "integer": 0, "money": None, "date": "2022-12-25", "flag": False, "choices": [], "party": {}}
    assert list_missing(fields, filled) == ["text", "money", "choice", "open", "choices", "party", "parties"]


def test_a_required_field_that_holds_only_spaces_is_blank() -> None:
    assert list_missing({"title": field("line", required=True)}, {"title": " \n\u3000"}) == ["title"]


@SWEEP
@given(st.dictionaries(st.sampled_from([*FIELDS, "colour"]), JSON | st.lists(JSON, max_size=3)))
def test_any_json_at_all_gets_an_answer_and_is_left_as_it_is(given: dict[str, object]) -> None:
    before = repr(given)
    for misfit in list_field_errors(FIELDS, given):
        assert misfit.pointer.split("/")[1] in given
    assert set(list_missing(FIELDS, given)) <= set(FIELDS)
    assert repr(given) == before


@SWEEP
@given(st.sampled_from(directions()).flatmap(lambda one: st.tuples(st.just(one.fields), content(one))))
def test_content_made_for_a_direction_fits_it_but_for_what_its_closed_choices_leave_out(
    made: tuple[dict[str, Field], dict[str, object]],
) -> None:
    fields, filed = made
    closed = {f"/{name}" for name, one in fields.items() if one.kind == "choice" and not one.open}
    assert {misfit.pointer for misfit in list_field_errors(fields, filed)} <= closed
