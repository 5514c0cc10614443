"""Lists printed on A4: every column stands under its head, and nothing that the screen shows in a list is lost."""

import io

import pytest
from playwright.sync_api import Page, ViewportSize
from pypdf import PdfReader

from cli.demonstration import CALL
from tests.browser.conftest import Stage

pytestmark = pytest.mark.thorough

PAGES = {
    "call": ("coordinator", f"/calls/{CALL}"),
    "cases": ("coordinator", "/cases"),
    "audit": ("auditor", "/audit"),
    "pool": ("coordinator", f"/calls/{CALL}/pool"),
}
A4: ViewportSize = {"width": 703, "height": 1032}  # what 210 by 297 mm less margins of 12 mm come to, in CSS pixels
_SHIFTED = """
() => [...document.querySelectorAll(".table > table")].flatMap((table) => {
  const left = (cell) => Math.round(cell.getBoundingClientRect().left);
  const shown = (row) => [...row.cells].filter((cell) => getComputedStyle(cell).display !== "none");
  const heads = shown(table.tHead.rows[0]);
  return [...table.rows].slice(1).map(shown).filter((cells) => cells.every((cell) => cell.colSpan === 1))
    .filter((cells) => cells.length !== heads.length || cells.some((cell, n) => left(cell) !== left(heads[n])))
    .map((cells) => cells.map((cell) => cell.innerText).join(" | "));
})
"""


def _seen(stage: Stage, name: str) -> Page:
    who, path = PAGES[name]
    return stage.visitor(who).goes(path)


def _heads(page: Page) -> list[str]:
    """The visible column heads: not those of charts, which are not printed, nor those for screen readers."""
    heads = page.locator(".table > table thead th:visible:not(.drawn):not(:has(.unseen))").all_inner_texts()
    return [" ".join(head.split()) for head in heads if head.strip()]


def _printed(page: Page) -> str:
    reader = PdfReader(io.BytesIO(page.pdf(format="A4")))
    return " ".join(" ".join(one.extract_text().split()) for one in reader.pages)


@pytest.mark.parametrize("name", PAGES)
def test_a_list_on_paper_keeps_its_columns_under_their_heads(stage: Stage, name: str) -> None:
    page = _seen(stage, name)

    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert page.locator(".table > table").count() >= 1
    assert page.evaluate(_SHIFTED) == []
    assert wide <= 0, "something is cut off on the right"


@pytest.mark.thorough
@pytest.mark.parametrize("name", PAGES)
def test_a_list_on_paper_names_every_column_of_the_screen(stage: Stage, name: str) -> None:
    page = _seen(stage, name)
    heads = _heads(page)

    printed = _printed(page).replace(" ", "")

    assert len(heads) >= 4
    assert [head for head in heads if head.replace(" ", "") not in printed] == []


def test_the_totals_of_a_call_are_on_paper(stage: Stage) -> None:
    page = stage.visitor("coordinator").goes(f"/calls/{CALL}")
    [total] = page.locator(".table > table tfoot tr").all_inner_texts()

    printed = "".join(_printed(page).split())

    assert "".join(total.split()) in printed
    assert {"138", "496"} <= set(total.split())


def test_deadlines_on_paper_are_dates(stage: Stage) -> None:
    page = stage.visitor("coordinator").goes("/cases")
    due = page.locator("table .due[title]").first.get_attribute("title")

    assert due is not None and due.replace(" ", "") in _printed(page).replace(" ", "")
