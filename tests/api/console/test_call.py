"""A call's page: what it counts is what its reader may see, and each number leads to the list that it counts."""

import re
from html import unescape

import pytest

from tests.api.console.conftest import Console, words
from tests.world import CALL, done
from workflow.credentials import sessions

HERE = f"/calls/{CALL}"
_FIGURE = re.compile(r'<a class="figure[^"]*" href="([^"]+)">([\d,]+)</a>')
_LISTED = re.compile(r'data-say="(\d+) cases? shown"')


def _listed(console: Console, who: str, address: str) -> int:
    [found] = _LISTED.findall(console.get(who, unescape(address)).text)
    return int(found)


def test_a_call_says_what_it_is_in_both_languages_and_that_its_directions_add_up(console: Console) -> None:
    said = words(console.get("cora", HERE))

    assert (
        "Intergovernmental cooperation 2023, first batch" in said
        and "政府间国际科技创新合作重点专项2023年度第一批" in said
    )
    assert "15 directions with 14 countries, regions and mechanisms. Up to 138 projects, ¥496 million." in said
    assert "add up to the totals announced" in said
    assert "30 Dec 2022, 23:59" in said and "from the source, P-02, line 10-12" in said and "our default" in said
    assert "no more than 20" in said and "about 4" in said


def test_every_number_leads_to_the_list_that_it_counts(console: Console) -> None:
    console.opened()
    console.submitted()
    console.filed()
    [ready] = console.world.ready(1, now=console.clock.now())
    done(console.world.award(ready, now=console.clock.now()))

    page = console.get("cora", HERE).text

    figures = _FIGURE.findall(page)
    assert sorted(int(number) for _, number in figures) == [1, 1, 1, 1, 3]
    for address, number in figures:
        assert _listed(console, "cora", address) == int(number), address


def test_what_ends_and_when_is_told_first_and_leads_to_those_cases(console: Console) -> None:
    console.opened()
    console.submitted()
    console.filed()

    page = console.get("cora", HERE)

    said = words(page)
    assert "1 case ends as “Lapsed” on Sunday 25 December at 23:59 if nothing is done." in said
    assert "1 case ends as “One-sided” on Friday 30 December at 23:59 if nothing is done." in said
    assert "10 of the 15 directions state that one side alone is no application" in said
    for address in re.findall(r'href="([^"]+)">See it</a>', page.text):
        assert _listed(console, "cora", address) == 1, address


def test_a_clause_that_the_source_does_not_state_is_not_made_up(console: Console) -> None:
    page = console.get("cora", HERE)

    assert words(page).count("not stated") == 5
    assert f'href="{HERE}/directions/2.4#2.4-b"' in page.text


def test_counts_hold_nothing_that_their_reader_may_not_see(console: Console) -> None:
    console.submitted()
    hidden = console.submitted()
    console.declared("cora", hidden)

    pages = {who: console.get(who, HERE).text for who in ("cora", "audrey", "ada", "diego", "rex")}

    seen = {who: sorted({int(number) for _, number in _FIGURE.findall(page)}) for who, page in pages.items()}
    assert seen == {"cora": [1], "audrey": [2], "ada": [2], "diego": [2], "rex": []}
    assert "Demand against places" in pages["cora"] and "Demand against places" not in pages["ada"]


def test_people_outside_do_not_learn_that_a_case_was_reviewed(console: Console) -> None:
    console.world.ready(1, now=console.clock.now())

    inside, outside = (words(console.get(who, HERE)) for who in ("cora", "diego"))

    assert "1 Reviewed" in inside and "1 Partner confirmed" not in inside
    assert "1 Partner confirmed" in outside and "1 Reviewed" not in outside


def test_the_table_of_directions_is_taken_away_by_who_just_proved_who_they_are(console: Console) -> None:
    console.submitted()

    taken = console.get("cora", f"{HERE}/directions.csv").content.decode("utf-8-sig").splitlines()

    assert len(taken) == 16 and taken[0].startswith("direction,title,partners,quota,")
    assert "2.4,China–Argentina joint research,AR,4,4,1,0,1,0,2000000,0,0" in taken
    console.clock.advance(sessions.FRESH)
    assert console.get("cora", f"{HERE}/directions.csv").headers["location"].startswith("/prove?")


@pytest.mark.parametrize(
    ("code", "only"),
    [
        ("zhongguancun-2024", "Award for international cooperation"),
        ("international-cooperation-2024", "State award for international cooperation"),
        ("bast-events-2025", "International science and technology events"),
    ],
)
def test_calls_of_another_shape_have_their_page_too(console: Console, code: str, only: str) -> None:
    said = words(console.get("cora", f"/calls/{code}"))

    assert "1 direction" in said and "Unilateral clause" not in said
    assert f"Room left {only}" in said


def test_a_call_that_is_not_there_is_a_404(console: Console) -> None:
    assert console.get("cora", "/calls/nowhere").status_code == 404
    assert console.get("cora", "/calls/nowhere/directions.csv").status_code == 404
