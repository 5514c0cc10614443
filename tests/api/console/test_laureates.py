"""The register of laureates on pages: by award year and country for everybody, a form for those who keep it."""

import pytest

from tests.api.console.conftest import Console, words

PAZ = {
    "kind": "person",
    "name": "Ana Paz",
    "other_name": "安娜·帕斯",
    "country": "AR",
    "programme": "international-cooperation",
    "award_year": "1995",
    "ceremony": "1996",
    "source": "",
}


def test_a_laureate_is_recorded_and_found_by_year_country_and_name(console: Console) -> None:
    recorded = console.post("cora", "/laureates", PAZ)
    after = words(console.get("cora", recorded.headers["location"]))

    assert recorded.status_code == 303 and "Ana Paz is in the register." in after
    for query in ("", "?year=1995", "?country=AR", "?text=paz", "?programme=international-cooperation&year=1995"):
        page = words(console.get("ada", f"/laureates{query}"))
        assert "1995 1996 Argentina Ana Paz" in page and "1995 (1)" in page and "Argentina (1)" in page, page
        assert "Record a laureate" not in page
    assert "No laureate matches." in words(console.get("ada", "/laureates?text=nobody"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("award_year", "", "enter the award year"),
        ("award_year", "1994", "the award year 1994 does not lie from 1995"),
        ("name", "", "a laureate's name must be 1 to 500 readable characters"),
        ("kind", "", "of laureate; there are: person, organisation"),
        ("programme", "", "; there are: international-cooperation"),
        ("country", "", "a person has a country"),
        ("ceremony", "soon", "neither a year such as 1996 nor a day"),
    ],
)
def test_what_cannot_be_comes_back_with_what_is_wrong(console: Console, field: str, value: str, said: str) -> None:
    page = console.post("cora", "/laureates", PAZ | {field: value})

    assert page.status_code == 422 and said in words(page)
    assert f'id="{field}-fault"' in page.text
    assert field == "name" or 'value="Ana Paz"' in page.text


def test_only_those_who_keep_the_registry_record(console: Console) -> None:
    assert console.post("ada", "/laureates", PAZ).status_code == 403
    assert "Ana Paz" not in words(console.get("ada", "/laureates"))
