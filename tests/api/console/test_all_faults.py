"""Every wrong field of a form is told at once; and what a preview offers is what can be done."""

import re
from collections.abc import Mapping

import pytest

from tests.api.console.conftest import Console, words
from tests.world import AGENCY, CALL, SPRING

Fields = Mapping[str, object]
MORE_TIME: Fields = {"version": 2, "deadline": "agency", "zone": "Asia/Shanghai", "reason": "a flood", "do": "look"}
FORMS: list[tuple[str, str, Fields, set[str]]] = [
    ("cora", "deadline", {"deadline": "agency", "do": "give", "at": "25:00"}, {"until", "at", "reason"}),
    ("cora", "deadline", {"deadline": "agency", "do": "give", "until": "2023-02-30"}, {"until", "reason"}),
    ("cora", "deadline", {"deadline": "agency", "do": "look", "until": "soon", "at": "noon"}, {"until", "at"}),
    ("cora", "receipts", {"at": "2022-11-01", "zone": "Mars"}, {"side", "authority", "reference", "at", "zone"}),
    ("cora", "receipts", {"side": "home", "reference": "7", "at": "x", "zone": "UTC"}, {"authority", "at"}),
    ("cora", "papers", {"signed_on": "20221001"}, {"side", "kind", "name", "signed_on"}),
]


def faulted(text: str) -> set[str]:
    """The fields that the summary of a page leads to."""
    return set(re.findall(r'<a href="#([^"]+)"><span class="begun">', text))


@pytest.mark.parametrize(("who", "address", "fields", "told"), FORMS, ids=range(len(FORMS)))
def test_every_wrong_field_is_told_at_once(
    console: Console, who: str, address: str, fields: Fields, told: set[str]
) -> None:
    ref = console.submitted()

    back = console.post(who, f"/cases/{ref}/{address}", {"version": 2, **fields})

    assert back.status_code == 422 and faulted(back.text) == told
    assert all(f'id="{field}-fault"' in back.text for field in told)


@pytest.mark.parametrize(
    ("address", "fields", "told"),
    [
        (f"/calls/{CALL}/deadlines/internal", {"until": "", "at": "25:00", "do": "give"}, {"until", "at", "reason"}),
        (f"/calls/{CALL}/deadlines/internal", {"until": "20230101", "at": "x", "do": "look"}, {"until", "at"}),
        (
            f"/calls/{CALL}/directions/2.4/partners/AR/deadline",
            {"until": "soon", "at": "25:00", "zone": "Mars", "reason": ""},
            {"until", "at", "zone", "reason"},
        ),
    ],
)
def test_every_wrong_field_of_a_call_is_told_at_once(
    console: Console, address: str, fields: Fields, told: set[str]
) -> None:
    back = console.post("cora", address, fields)

    assert back.status_code == 422 and faulted(back.text) == told


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, {"kind", "name", "programme", "award_year"}),
        (
            {"kind": "person", "award_year": "nineteen", "name": "x", "country": "XX"},
            {"programme", "award_year", "country"},
        ),
        (
            {"kind": "person", "award_year": "1990", "ceremony": "soon"},
            {"programme", "award_year", "country", "ceremony", "name"},
        ),
    ],
)
def test_every_wrong_field_of_a_laureate_is_told_at_once(console: Console, fields: Fields, told: set[str]) -> None:
    back = console.post("adam", "/laureates", fields)

    assert back.status_code == 422 and faulted(back.text) == told


def test_a_wrong_number_of_a_move_is_told_beside_what_is_missing(console: Console) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())
    seen = console.world.case(ref).version

    back = console.post("eli", f"/cases/{ref}/transitions/reserve", {"version": seen, "amount": "8,5"})

    assert back.status_code == 422 and "enter a whole number" in words(back)
    assert faulted(back.text) == {"rank"}  # the page has no field for an amount


def test_a_draft_tells_its_wrong_figures_at_once(console: Console) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())
    draft = {"do": "draft", "case": ref, "version": console.world.case(ref).version, "outcome": "reserve"}
    figures = {"amount": "8,5", "rank": "first", "name-0": "papers", "value-0": "8,5", "name-1": "patents"}

    back = console.post("eli", f"/calls/{CALL}/directions/2.4/decision", draft | figures)

    assert faulted(back.text) == {"amount", "rank", "indicators-0", "indicators-1"}


IMPOSSIBLE = [
    ("2022-01-01", ""),
    ("2022-11-01", ""),
    ("2022-12-31", ""),
    ("2022-12-30", "23:00"),
    ("1900-01-01", ""),
    ("2022-12-20", "18:00"),
]


@pytest.mark.parametrize(("until", "at"), IMPOSSIBLE)
def test_a_preview_of_more_time_refuses_what_giving_it_would_refuse(console: Console, until: str, at: str) -> None:
    ref = console.submitted()
    if until > "2022-12-30":
        until = "2022-12-30"

    looked = console.post("cora", f"/cases/{ref}/deadline", {**MORE_TIME, "until": until, "at": at})
    given = console.post("cora", f"/cases/{ref}/deadline", {**MORE_TIME, "until": until, "at": at, "do": "give"})

    assert (looked.status_code, faulted(looked.text)) == (422, {"until"})
    assert (given.status_code, faulted(given.text)) == (422, {"until"})
    assert 'value="give"' not in looked.text and "It would be" not in words(looked)
    assert console.world.case(ref).due_at == AGENCY and console.world.case(ref).version == 2


def test_a_preview_is_made_without_a_reason_and_changes_nothing(console: Console) -> None:
    ref = console.submitted()

    looked = console.post("cora", f"/cases/{ref}/deadline", {**MORE_TIME, "until": "2023-01-05", "reason": ""})

    assert looked.status_code == 200 and "It would be" in words(looked) and 'value="give"' in looked.text
    assert console.world.case(ref).version == 2 and console.world.case(ref).due_at == AGENCY


def test_a_preview_of_another_deadline_or_an_old_version_is_refused_with_its_words(console: Console) -> None:
    ref = console.submitted()
    asked = {**MORE_TIME, "until": "2023-01-05"}

    stale = console.post("cora", f"/cases/{ref}/deadline", {**asked, "version": 1})
    unknown = console.post("cora", f"/cases/{ref}/deadline", {**asked, "deadline": "doomsday"})

    assert stale.status_code == 409 and "a flood" in stale.text
    assert unknown.status_code == 422 and "a flood" in unknown.text


def test_a_preview_of_more_time_for_a_call_refuses_what_giving_it_would_refuse(console: Console) -> None:
    console.clock.set(SPRING)
    for until in ("2022-01-01", "2022-12-25", "2022-12-20"):
        fields = {"until": until, "at": "", "reason": "a flood", "do": "look"}
        looked = console.post("cora", f"/calls/{CALL}/deadlines/internal", fields)
        assert looked.status_code == 422 and faulted(looked.text) == {"until"} and 'value="give"' not in looked.text
