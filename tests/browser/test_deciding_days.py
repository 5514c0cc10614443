"""Whole days in browsers, with scripts and without: a case is settled, scored, decided on, and looked into long afterwards."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from cli.demonstration import CALL
from tests.browser.conftest import Stage, with_and_without_scripts
from tests.browser.scenes import DECIDING, REVIEWING
from tests.world import World
from workflow.actors import SYSTEM
from workflow.overview import queries

SHANGHAI = ZoneInfo("Asia/Shanghai")
FEW_PLACES = {True: ("2.1", 2), False: ("2.3", 1)}
"""A direction for the committee with scripts and one without, and how many places it has."""


@with_and_without_scripts
def test_a_partner_abroad_confirms_with_nothing_but_an_invitation(stage: Stage, scripts: bool) -> None:
    ref = stage.scenes.submitted(DECIDING)
    secret = stage.scenes.invitation(ref, f"valentina-{scripts}@accord.example".lower())

    valentina = stage.visitor(None, scripts=scripts, language="zh-CN")
    page = valentina.goes(f"/invite#{secret}")
    if not scripts:
        page.fill("#link", f"#{secret}")
        page.click('form[action="/invite"] button')
    expect(page.locator("main")).to_contain_text(ref)
    page.fill("#name", "Valentina Ros")
    page.fill("#password", "cuatro zorros bajo la lluvia")
    page.click('form[action="/invite/accept"] button')
    page.wait_for_url(f"**/confirm/{ref}")
    page.click('main form button[type="submit"]')
    page.click('a[href$="start=home"]')
    page.click('button[name="do"][value="confirm"]')

    expect(page.locator("main")).to_contain_text("合作方已确认")
    assert valentina.wrong == []


@pytest.mark.thorough
@with_and_without_scripts
def test_a_coordinator_settles_a_difference_and_moves_the_case_on(stage: Stage, scripts: bool) -> None:
    ref = stage.scenes.differing(DECIDING)
    cora = stage.visitor("coordinator", scripts=scripts)
    page = cora.goes(f"/cases/{ref}")
    expect(page.locator("main")).to_contain_text("1 of 7 differ")

    page.click(f'a[href="/cases/{ref}/comparison/results"]')
    page.fill("#reason", "A translation: both speak of one pilot line.")
    page.click('main form button[type="submit"]')
    expect(page.locator("main")).to_contain_text("all 7 agree")
    page.click(f'a[href="/cases/{ref}/transitions/confirm"]')
    page.click('main form button[type="submit"]')

    expect(page.locator(".meta .state")).to_have_text("Partner confirmed")
    assert cora.wrong == []


@with_and_without_scripts
def test_a_reviewer_says_yes_is_told_what_is_wrong_and_gives_the_review(stage: Stage, scripts: bool) -> None:
    ref = stage.scenes.reviewing(REVIEWING)
    rui = stage.visitor(stage.scenes.reviewers[2].id, scripts=scripts)
    page = rui.goes("/reviews")
    page.click(f'a.medium[href="/reviews/{ref}"]')
    page.click(_form("accept"))

    for name, points in (("significance", 84), ("feasibility", 70), ("cooperation", 90), ("results", 101)):
        page.fill(f"#scores-{name}", str(points))
    page.fill("#comment", "Sound, and late in the season.")
    page.click(_form("review"))
    expect(page.locator("#faults li")).to_have_count(2)
    expect(page.locator("#comment")).to_have_value("Sound, and late in the season.")
    page.fill("#scores-results", "80")
    page.check('input[name="recommendation"][value="support"]')
    page.click(_form("review"))

    expect(page.locator("main")).to_contain_text("Your review is in.")
    expect(page.locator("main")).to_contain_text("total 81.20 of 100")
    page.goto(f"{rui.site}/reviews")
    expect(page.locator("section:has(#given)")).to_contain_text(ref)
    assert rui.wrong == []


@with_and_without_scripts
def test_the_committee_releases_its_decisions_down_to_the_line_of_the_quota(stage: Stage, scripts: bool) -> None:
    direction, places = FEW_PLACES[scripts]
    refs = [stage.scenes.reviewed(direction, points, points, points) for points in range(90, 90 - 5 * (places + 1), -5)]
    eli = stage.visitor("committee", scripts=scripts)
    page = eli.goes(f"/calls/{CALL}/directions/{direction}/decision")
    expect(page.locator("main")).to_contain_text(f"{places} place{'s' if places > 1 else ''} end")

    for ref in refs:
        _drafted(page, ref, "award", amount="500000")
    page.click(_form("check"))
    expect(page.locator("h1")).to_have_text("This cannot be released")
    page.click("main p a.button")
    _drafted(page, refs[-1], "reserve", amount="400000", rank="1")
    page.click(_form("check"))
    expect(page.locator("main tbody tr")).to_have_count(places + 1)
    page.click(_form("release"))

    expect(page.locator("main")).to_contain_text("The decisions are released.")
    ada = stage.visitor(stage.scenes.ada.id, scripts=scripts)
    for ref, state in ((refs[0], "Awarded"), (refs[-1], "On the reserve list")):
        expect(ada.goes(f"/cases/{ref}").locator(".meta .state")).to_have_text(state)
    assert (eli.wrong, ada.wrong) == ([], [])


@pytest.mark.thorough
@with_and_without_scripts
def test_an_auditor_goes_back_in_time_and_has_the_trail_proved(stage: Stage, scripts: bool) -> None:
    ref = _long_confirmed(stage)
    [submitted] = [at for transition, _, at in World(stage.database).trail(ref) if transition == "submit"]
    audrey = stage.visitor("auditor", scripts=scripts)
    page = audrey.goes(f"/cases/{ref}")
    page.fill('input[name="as_of"]', f"{(submitted - timedelta(minutes=1)).astimezone(SHANGHAI):%Y-%m-%dT%H:%M}")
    page.click(".instant-form button")

    expect(page.locator(".past")).to_contain_text("This is the past.")
    expect(page.locator(".past")).to_have_css("text-decoration-line", "none")
    expect(page.locator(".meta .state")).to_have_text("Draft")
    page.click('a[rel="next"]')
    expect(page.locator(".meta .state")).to_have_text("Submitted")
    page.click('a[href*="/compare"]')
    expect(page.locator("main")).to_contain_text("Partner confirmed")

    page.goto(f"{audrey.site}/audit?case={ref}")
    page.click('form[action^="/audit/verify"] button')
    expect(page.locator(".verified")).to_contain_text("The trail is sound.")
    assert audrey.wrong == []


def _long_confirmed(stage: Stage) -> str:
    """The case of the demonstration that was opened first, of those that both sides have confirmed."""
    with stage.database.reading() as session:
        found, _ = queries.list_cases(session, SYSTEM, queries.Search(call=CALL, state="partner-confirmed"), limit=200)
    return min(found, key=lambda one: one.opened_at).ref


def _form(doing: str) -> str:
    """The button of the form that does something."""
    return f'form:has(input[name="do"][value="{doing}"]) button[type="submit"]'


def _drafted(page: Page, ref: str, outcome: str, **written: str) -> None:
    """Put a case on the table, and note what is meant to become of it."""
    page.click(f'a.pick[href$="?case={ref}#table"]')
    page.check(f'input[name="outcome"][value="{outcome}"]')
    for field, said in written.items():
        page.fill(f"#{field}", said)
    page.click(_form("draft"))
    expect(page.locator("main")).to_contain_text("The draft is noted.")
