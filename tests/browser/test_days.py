"""Whole days in browsers, with scripts and without: a case is filed, confirmed from another country, sent back, looked into."""

import re

from playwright.sync_api import Page, expect

from cli.demonstration import CALL
from tests.browser.conftest import Stage, Visitor, with_and_without_scripts
from tests.browser.pages import cases, visitor_named
from tests.world import filing
from workflow.identity import people
from workflow.overview import queries
from workflow.overview.searches import Search


@with_and_without_scripts
def test_whoever_has_a_link_signs_in_with_it_once_and_out_again(stage: Stage, scripts: bool) -> None:
    cora, link = stage.visitor(None, scripts=scripts), stage.link("coordinator")
    page = _with_link(cora, link)
    expect(page).to_have_url(f"{cora.site}/")

    cora.goes("/account").click('form[action="/sign-out"] button')
    expect(_with_link(cora, link).locator("main")).to_contain_text("ask for a new link")


def _with_link(visitor: Visitor, link: str) -> Page:
    page = visitor.goes("/sign-in")
    page.fill("#link", link)
    page.click('form[action="/sign-in/link"] button')
    return page


@with_and_without_scripts
def test_an_application_is_filed_confirmed_by_the_partner_and_found_in_the_trail(stage: Stage, scripts: bool) -> None:
    ada = stage.visitor(visitor_named(stage, "applicant of {draft}", cases(stage)), scripts=scripts)
    ref = _filed(ada.goes(f"/cases/new?call={CALL}&direction=2.4"))
    expect(ada.page.locator(".meta .state")).to_have_text("Submitted")

    diego = stage.visitor("partner-AR", scripts=scripts, language="zh-CN")
    page = diego.goes(f"/confirm/{ref}")
    page.check('input[name="choice"][value="correct"]')
    page.click('main form button[type="submit"]')
    page.goto(f"{diego.site}/cases/{ref}/filings/counterpart?start=home")
    page.click('button[name="do"][value="confirm"]')
    expect(page.locator("main")).to_contain_text("合作方已确认")

    cora = stage.visitor("coordinator", scripts=scripts)
    page = cora.goes(f"/cases/{ref}")
    expect(page.locator(".meta .state")).to_have_text("Partner confirmed")
    page.click(f'a[href="/cases/{ref}/transitions/retract"]')
    page.fill("#reason", "The partner asked for it by telephone.")
    page.click('main form button[type="submit"]')
    expect(page.locator("main")).to_contain_text("The partner asked for it by telephone.")

    audrey = stage.visitor("auditor", scripts=scripts)
    page = audrey.goes(f"/audit?case={ref}")
    expect(page.locator("main")).to_contain_text(ref)
    page.click('form[action^="/audit/verify"] button')
    expect(page.locator(".verified")).to_contain_text("The trail is sound.")
    assert [visitor.wrong for visitor in (ada, diego, cora, audrey)] == [[], [], [], []]


@with_and_without_scripts
def test_what_is_wrong_with_a_filing_is_told_beside_its_fields_and_nothing_is_lost(stage: Stage, scripts: bool) -> None:
    ada = stage.visitor(visitor_named(stage, "applicant of {draft}", cases(stage)), scripts=scripts)
    page = ada.goes("/cases/{draft}/filings/home".format(**cases(stage)))
    page.fill("#content-months", "two years")
    page.fill("#content-leader", "Lin Qing, who leads")
    page.click('.sheet-acts button[value="save"]')

    summary = page.locator("#faults")
    expect(summary).to_contain_text("whole number")
    summary.locator('a[href="#content-months"]').click()
    expect(page.locator("#content-months")).to_have_value("two years")
    expect(page.locator("#content-leader")).to_have_value("Lin Qing, who leads")
    expect(page).to_have_title(re.compile("^Error: "))


def test_the_list_is_narrowed_in_place_and_its_address_with_it(stage: Stage) -> None:
    cora = stage.visitor("coordinator")
    page = cora.goes("/cases")
    page.evaluate("window.still = true")
    page.fill('.filters input[name="text"]', "no such words at all")
    page.wait_for_url("**text=no+such+words*")
    expect(page.locator("#results")).to_contain_text("No case matches")
    assert page.evaluate("window.still") is True
    page.go_back()
    expect(page.locator("#results tbody tr").first).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-selected]")).to_have_text("1 selected")
    assert cora.wrong == []


def test_somebody_who_looks_at_a_case_is_told_that_a_colleague_changed_it(stage: Stage) -> None:
    ref = cases(stage)["submitted"]
    watching, acting = stage.visitor("coordinator"), stage.visitor("coordinator")
    page = watching.goes(f"/cases/{ref}")
    expect(page.locator("#news-of-case")).to_be_hidden()
    page.wait_for_timeout(1_500)  # the stream begins with what comes next

    other = acting.goes(f"/cases/{ref}/transitions/return")
    other.fill("#reason", "no dates in the plan")
    other.click('main form button[type="submit"]')

    expect(page.locator("#news-of-case")).to_be_visible()
    assert page.locator("#main").evaluate("main => !main.contains(document.activeElement)")


def _filed(page: Page) -> str:
    """Open a draft and fill it in well; its reference."""
    page.click('main form button[type="submit"]')
    for name, value in filing().items():
        for at, written in _written(name, value):
            field = page.locator(f"#content-{at}")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(written)
            else:
                field.fill(written)
    page.click('button[name="do"][value="submit"]')
    found = re.search(r"/cases/([A-Z0-9.\-]+)", page.url)
    assert found is not None, page.url
    return found[1]


def _written(name: str, value: object) -> list[tuple[str, str]]:
    """The fields of the form that a value of a filing is written into."""
    if isinstance(value, dict):
        parts = ((f"{name}-{key}", part) for key, part in value.items())
        return [(at, "\n".join(part) if isinstance(part, list) else str(part)) for at, part in parts]
    return [(name, str(value))]


def test_a_task_is_put_off_with_one_key_and_had_back_and_a_list_changed_in_place_is_kept(stage: Stage) -> None:
    cora = stage.visitor("coordinator")
    page = cora.goes("/")
    count = page.locator("h1").inner_text()
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator(".task.cursor .popover")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".task.cursor .popover")).to_be_hidden()
    page.keyboard.press("s")
    page.locator(".task.cursor .choice").first.click()
    expect(page.locator("h1")).not_to_have_text(count)
    page.click(".note.good form button")
    expect(page.locator("h1")).to_have_text(count)

    page = cora.goes("/cases")
    page.select_option('.filters select[name="state"]', "submitted")
    expect(page.locator("#results .chip")).to_contain_text("Submitted")
    expect(page.locator("#results .bulk")).to_be_visible()
    page.get_by_text("Keep this view").click()
    page.fill("#results #name", "On their way")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".tabs a[aria-current]")).to_have_text("On their way")
    assert cora.wrong == []


@with_and_without_scripts
def test_two_quick_clicks_open_one_case(stage: Stage, scripts: bool) -> None:
    who = visitor_named(stage, "applicant of {draft}", cases(stage))
    ada = stage.visitor(who, scripts=scripts)
    with stage.database.reading() as session:
        actor = people.load_person(session, who)
        before, _ = queries.list_cases(session, actor, Search(), limit=200)

    page = ada.goes(f"/cases/new?call={CALL}&direction=2.4")
    page.dblclick('main form button[type="submit"]')
    page.wait_for_url(re.compile(r"/cases/IG23-2\.4-"))

    with stage.database.reading() as session:
        after, _ = queries.list_cases(session, actor, Search(), limit=200)
    assert len(after) == len(before) + 1
