"""Every page as everybody may meet it: light, dark, wide, narrow, in both languages; nothing barred, broken or cut off."""

from collections.abc import Sequence
from typing import TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Stage, Visitor
from tests.browser.pages import BEHIND_FORMS, FOR_ANYBODY, PAGES, cases, sent, visitor_named

pytestmark = pytest.mark.thorough

Page = TypeVar("Page")
Turns = tuple[int, ...]
MEETINGS = {
    "wide, dark, English": {"scheme": "dark", "language": "en-GB", "width": 1440},
    "narrow, light, Chinese": {"scheme": "light", "language": "zh-CN", "width": 390},
    "wide, light, Chinese": {"scheme": "light", "language": "zh-CN", "width": 1440},
    "narrow, dark, English": {"scheme": "dark", "language": "en-GB", "width": 390},
}
in_meetings = pytest.mark.parametrize(
    ("meeting", "turns", "within"),
    [
        ("wide, dark, English", (0,), False),
        ("narrow, light, Chinese", (1,), False),
        pytest.param("wide, dark, English", (1,), True, marks=pytest.mark.thorough),
        pytest.param("narrow, light, Chinese", (0,), True, marks=pytest.mark.thorough),
        *(pytest.param(one, (0, 1), True, marks=pytest.mark.soak) for one in MEETINGS),
    ],
)
"""Whether the even (0) or the odd (1) pages of a list are met so; `within`, each is looked into for what bars people."""
TELEPHONE = {"width": 390, "height": 844}
_CUT = """() => {
  const found = [], range = document.createRange(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    let box = text.parentElement;
    if (!text.data.trim() || box.closest("svg, option, .unseen, .crumb")) continue;
    while (getComputedStyle(box).display === "inline") box = box.parentElement;
    range.selectNodeContents(text);
    const ends = Math.max(...[...range.getClientRects()].map((one) => one.right));
    const scrolls = /auto|scroll/.test(getComputedStyle(box).overflowX);
    if (!scrolls && ends > box.getBoundingClientRect().right + 1) found.push(box.outerHTML.slice(0, 160));
  }
  return found;
}"""
"""The boxes whose text does not fit into them; on the way to a page it may, for the heading says the same."""
_HIDDEN = """() => {
  const found = [], above = [...document.querySelectorAll(".top > *, .crumb > *")];
  const rows = above.map((one) => [one, one.getBoundingClientRect()]);
  for (const box of document.querySelectorAll(".table:not(.matrix), .panel:not(.matrix), .task, .what")) {
    if (box.scrollWidth > box.clientWidth + 1) found.push(box.outerHTML.slice(0, 160));
  }
  for (const [one, here] of rows) for (const [other, there] of rows) {
    const apart = one === other || one.contains(other) || other.contains(one) || !here.width || !there.width;
    if (!apart && here.left < there.left && here.right > there.left + 1) found.push(one.outerHTML.slice(0, 160));
  }
  return found;
}"""
"""On a small laptop: what has to be scrolled sideways and is no matrix, and what lies over its neighbour above."""
_ABBREVIATED = """() => [...document.querySelectorAll(".crumb b")]
  .filter((one) => one.scrollWidth > one.clientWidth && one.innerText.length < 50).map((one) => one.outerHTML.slice(0, 160))"""
"""Where one is, if there is no room at a desk for what is no long name."""
LAPTOP: ViewportSize = {"width": 1280, "height": 900}
DESK: ViewportSize = {"width": 1440, "height": 900}
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@in_meetings
@pytest.mark.parametrize("who", PAGES)
def test_no_page_bars_anybody_or_breaks(stage: Stage, who: str, meeting: str, turns: Turns, within: bool) -> None:
    known = cases(stage)
    named = visitor_named(stage, who, known)
    visitor = stage.visitor(named, **MEETINGS[meeting])  # type: ignore[arg-type]  # what a meeting says of a visitor

    found = []
    for path in _whose_turn_it_is(PAGES[who], turns):
        found += _visited(visitor, path.format(**known), within=within)

    assert found == []


@in_meetings
def test_nor_do_the_pages_before_the_door(stage: Stage, meeting: str, turns: Turns, within: bool) -> None:
    visitor = stage.visitor(None, **MEETINGS[meeting])  # type: ignore[arg-type]  # what a meeting says of a visitor

    found = []
    for path in _whose_turn_it_is(FOR_ANYBODY, turns):
        found += _visited(visitor, path, within=within)

    assert found == []


@in_meetings
def test_nor_do_the_pages_behind_forms(stage: Stage, meeting: str, turns: Turns, within: bool) -> None:
    known, found = cases(stage), []
    for page in _whose_turn_it_is([*BEHIND_FORMS.values()], turns):
        named = visitor_named(stage, page.who, known) if page.who else None
        visitor = stage.visitor(named, **MEETINGS[meeting])  # type: ignore[arg-type]  # what a meeting says of a visitor
        sent(visitor, page, known)
        found += _wrong(visitor, page.path, within=within)

    assert found == []


def _whose_turn_it_is(pages: Sequence[Page], turns: Turns) -> list[Page]:
    return [page for place, page in enumerate(pages) if place % 2 in turns]


def _visited(visitor: Visitor, path: str, *, within: bool) -> list[str]:
    """What is wrong with the page at an address."""
    visitor.page.goto(f"{visitor.site}{path}")
    return _wrong(visitor, path, within=within)


def _wrong(visitor: Visitor, path: str, *, within: bool) -> list[str]:
    """What is wrong with the page that is shown, each said with its path; `within`, what bars people from it as well."""
    found = [said for said in visitor.wrong if "404" not in said or not path.endswith("/nowhere")]
    visitor.wrong.clear()
    if visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("is wider than the window")
    if visitor.page.viewport_size == TELEPHONE:
        found += [f"is cut or runs into what is beside it: {html}" for html in visitor.page.evaluate(_CUT)]
    else:
        found += [f"is not said whole above: {html}" for html in visitor.page.evaluate(_ABBREVIATED)]
        visitor.page.set_viewport_size(LAPTOP)
        found += [f"is out of sight on a small laptop: {html}" for html in visitor.page.evaluate(_HIDDEN)]
        visitor.page.set_viewport_size(DESK)
    if within:
        found += _barring(visitor)
    return [f"{path}: {said}" for said in found]


def _barring(visitor: Visitor) -> list[str]:
    """What bars people from the page that is shown, as far as WCAG 2.2 AA can be tried by a machine."""
    rules = {"runOnly": {"type": "tag", "values": _TAGS}, "resultTypes": ["violations"]}
    violations = Axe().run(visitor.page, options=rules).response["violations"]
    return [f"{barred['id']}: {node['html'][:160]}" for barred in violations for node in barred["nodes"]]
