"""Every page as everybody may meet it: light, dark, wide, narrow, in both languages; nothing barred, broken or cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Stage, Visitor
from tests.browser.pages import FOR_ANYBODY, PAGES, cases, visitor_named

MEETINGS = {
    "wide, light, English": {"scheme": "light", "language": "en-GB", "width": 1440},
    "wide, dark, Chinese": {"scheme": "dark", "language": "zh-CN", "width": 1440},
    "narrow, dark, English": {"scheme": "dark", "language": "en-GB", "width": 390},
    "narrow, light, Chinese": {"scheme": "light", "language": "zh-CN", "width": 390},
}
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("meeting", MEETINGS)
@pytest.mark.parametrize("who", PAGES)
def test_no_page_bars_anybody_or_breaks(stage: Stage, who: str, meeting: str) -> None:
    known = cases(stage)
    named = visitor_named(stage, who, known)
    visitor = stage.visitor(named, **MEETINGS[meeting])  # type: ignore[arg-type]  # what a meeting says of a visitor

    found = [said for path in PAGES[who] for said in _wrong(visitor, path.format(**known))]

    assert found == []


@pytest.mark.parametrize("meeting", MEETINGS)
def test_nor_do_the_pages_before_the_door(stage: Stage, meeting: str) -> None:
    visitor = stage.visitor(None, **MEETINGS[meeting])  # type: ignore[arg-type]  # what a meeting says of a visitor

    assert [said for path in FOR_ANYBODY for said in _wrong(visitor, path)] == []


def _wrong(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with a page, each said with its path."""
    visitor.page.goto(f"{visitor.site}{path}")
    found = [said for said in visitor.wrong if "404" not in said or not path.endswith("/nowhere")]
    visitor.wrong.clear()
    if visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("is wider than the window")
    rules = {"runOnly": {"type": "tag", "values": _TAGS}, "resultTypes": ["violations"]}
    for barred in Axe().run(visitor.page, options=rules).response["violations"]:
        found += [f"{barred['id']}: {node['html'][:160]}" for node in barred["nodes"]]
    return [f"{path}: {said}" for said in found]
