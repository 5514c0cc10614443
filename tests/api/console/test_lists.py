"""Lists of cases: a view is an address, and what it lists can be taken away by who proved who they are."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.api.console.conftest import Console, words
from tests.world import CALL, at, done
from workflow.credentials import sessions

HERE = f"/cases?call={CALL}"


def test_a_list_is_narrowed_to_several_states_and_to_who_has_filed(console: Console) -> None:
    draft, one, both = console.opened(), console.submitted(), console.filed()

    submitted = words(console.get("cora", f"{HERE}&state=submitted&state=draft"))
    alone = words(console.get("cora", f"{HERE}&state=submitted&sides=one"))
    filed = words(console.get("cora", f"{HERE}&sides=both&direction=2.4&direction=2.5"))

    assert all(ref in submitted for ref in (draft, one, both))
    assert one in alone and draft not in alone and both not in alone and "only one has filed" in alone
    assert both in filed and one not in filed


def test_a_day_lists_what_is_in_time_until_its_end(console: Console) -> None:
    draft, extended = console.opened(), console.opened()
    done(console.world.extend(extended, "internal", at("2022-12-27 00:00"), now=console.clock.now()))

    on_the_day, day_after = (words(console.get("cora", f"{HERE}&due=2022-12-{day}")) for day in (25, 26))

    assert draft in on_the_day and extended not in on_the_day
    assert extended in day_after and draft not in day_after


def test_a_filter_is_taken_away_alone(console: Console) -> None:
    console.submitted()

    page = console.get("cora", f"{HERE}&state=submitted&state=draft&sides=one").text

    assert f'href="/cases?call={CALL}&amp;state=draft&amp;sides=one"' in page
    assert f'href="/cases?call={CALL}&amp;state=submitted&amp;state=draft"' in page


def test_a_day_that_does_not_exist_is_refused(console: Console) -> None:
    assert console.get("cora", f"{HERE}&due=2022-02-30").status_code == 422


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_list_shows_is_taken_away_and_nothing_else(console: Console, kind: str) -> None:
    mine, drafted = console.submitted(), console.opened()
    address = f"/cases/list.{kind}?call={CALL}&state=submitted"
    assert f'href="{address.replace("&", "&amp;")}"' in console.get("cora", f"{HERE}&state=submitted").text

    taken = console.get("cora", address)

    assert taken.headers["content-disposition"] == f'attachment; filename="cases.{kind}"'
    rows = (
        [line.split(",") for line in taken.content.decode("utf-8-sig").splitlines()]
        if kind == "csv"
        else [[str(cell) for cell in row] for row in load_workbook(BytesIO(taken.content))["cases"].values]
    )
    assert [row[0] for row in rows] == ["ref", mine] and drafted not in str(rows)


def test_an_export_holds_no_case_that_its_taker_may_not_see(console: Console) -> None:
    ref = console.submitted()

    own, partners = (console.get(who, "/cases/list.csv").text for who in ("ada", "diego"))
    reviewers = console.get("rex", "/cases/list.csv").text

    assert ref in own and ref in partners
    assert ref not in reviewers and len(reviewers.splitlines()) == 1


def test_an_export_asks_for_a_fresh_proof_and_leads_back_to_it(console: Console) -> None:
    console.submitted()
    browser = console.browser("cora")
    console.clock.advance(sessions.FRESH)

    asked = browser.here.get("/cases/list.csv?state=submitted")

    assert asked.status_code == 303
    assert asked.headers["location"] == "/prove?then=%2Fcases%2Flist.csv%3Fstate%3Dsubmitted"
