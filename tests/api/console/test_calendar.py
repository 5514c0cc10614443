"""The calendar: what falls due on which day, for each of what they may see; and addresses at which programs read it."""

import re

from tests.api.console.conftest import Console, words
from tests.world import CALL, INTERNAL

DECEMBER = "/calendar?month=2022-12"
_ADDRESS = re.compile(r'readonly value="https?://[^/"]+(/v1/feeds/[^"]+)"')
_REVOKE = re.compile(r'action="(/calendar/feeds/[^"]+/revoke)"')


def test_a_deadline_stands_on_the_day_that_it_ends_on_the_clocks_of_both_sides(console: Console) -> None:
    console.opened()
    console.submitted()
    console.filed()

    said = words(console.get("cora", DECEMBER))

    assert "December 2022" in said and "Sunday 25 December" in said and "Friday 30 December" in said
    assert "25 Dec 2022, 23:59 Beijing (UTC+8) · 25 Dec 2022, 12:59 Buenos Aires (UTC-3)" in said
    assert said.count("1 case ends") == 4 and said.count("1 case otherwise due") == 2


def test_each_day_leads_to_its_cases(console: Console) -> None:
    ref, other = console.opened(), console.submitted()

    page = console.get("cora", DECEMBER).text

    assert 'href="/cases?due=2022-12-25"' in page
    assert f'href="/cases?call={CALL}&amp;state=draft&amp;due=2022-12-25"' in page
    listed = words(console.get("cora", "/cases?due=2022-12-25"))
    assert ref in listed and other not in listed


def test_days_count_no_case_that_their_reader_may_not_see(console: Console) -> None:
    console.opened()
    hidden = console.opened()
    console.declared("cora", hidden)

    counts = {who: words(console.get(who, DECEMBER)).count("case ends") for who in ("cora", "ada", "rex", "diego")}
    both = words(console.get("audrey", DECEMBER))

    assert counts == {"cora": 2, "ada": 0, "rex": 0, "diego": 0}
    assert "2 cases end" in both and "2 cases end" in words(console.get("ada", DECEMBER))


def test_a_hidden_state_has_no_deadline_that_people_outside_could_read(console: Console) -> None:
    console.world.ready(1, now=console.clock.now())

    inside, outside = (words(console.get(who, "/calendar?month=2023-04")) for who in ("cora", "diego"))

    assert "1 case otherwise due" in inside and "1 case" not in outside


def test_the_calendar_opens_at_this_month_and_leads_to_those_beside_it(console: Console) -> None:
    console.clock.set(INTERNAL)

    page = console.get("ada", "/calendar").text

    assert "December 2022" in page and "/calendar?month=2022-11" in page and "/calendar?month=2023-01" in page
    assert console.get("ada", "/calendar?month=2022-13").status_code == 422


def test_an_address_is_opened_shown_once_read_and_ended(console: Console) -> None:
    ref = console.opened()

    opened = console.post("ada", "/calendar/feeds", {"name": "My telephone"})

    [address] = _ADDRESS.findall(opened.text)
    assert f"{ref}: internal" in console.browser(None).here.get(address).text
    page = console.get("ada", "/calendar").text
    assert (
        "My telephone" in page
        and "/v1/feeds/" not in page
        and "My telephone" not in console.get("cora", "/calendar").text
    )
    [revoke] = _REVOKE.findall(page)
    assert console.post("cora", revoke, {}).status_code == 404
    ended = console.post("ada", revoke, {})
    assert ended.status_code == 303 and "The address is ended" in words(console.get("ada", ended.headers["location"]))
    assert console.browser(None).here.get(address).status_code == 404


def test_an_address_without_a_name_is_asked_for_one_and_nobody_has_too_many(console: Console) -> None:
    nameless = console.post("ada", "/calendar/feeds", {"name": " "})
    for number in range(20):
        assert console.post("ada", "/calendar/feeds", {"name": f"program {number}"}).status_code == 200
    more = console.post("ada", "/calendar/feeds", {"name": "one more"})

    assert nameless.status_code == 422 and '<a href="#name">' in nameless.text and "Error: " in nameless.text
    assert more.status_code == 403 and "revoke one" in words(more) and 'value="one more"' in more.text
