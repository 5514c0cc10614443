"""`make screenshots`: every page as a picture, at a desk in light and dark, and on a telephone in both languages.

`python -m tests.browser.screenshots WORD ...` takes those alone whose names hold all of these words.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.browser.conftest import Stage, Visitor, demonstration_served
from tests.browser.pages import BEHIND_FORMS, FOR_ANYBODY, PAGES, Behind, cases, sent, visitor_named

_INTO = Path("var/screenshots")
_SEEN: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"scheme": "dark"},
    "telephone": {"width": 390},
    "chinese": {"language": "zh-CN"},
    "chinese-telephone": {"language": "zh-CN", "width": 390},
}
_CASES = 600


def main() -> None:
    """Take them all, or those that are asked for."""
    _INTO.mkdir(parents=True, exist_ok=True)
    asked = sys.argv[1:]
    with demonstration_served(_CASES) as stage:
        known, visitors = cases(stage), dict[str, Visitor]()
        for name, who, page in _pictures():
            if not all(word in name for word in asked):
                continue
            if who not in visitors:
                visitors[who] = _visitor(stage, who, known)
            _shown(visitors[who], page, known)
            visitors[who].page.screenshot(path=_INTO / f"{name}.png", full_page=True)


def _pictures() -> Iterator[tuple[str, str, str | Behind]]:
    """Each picture: its name, who looks (and how, behind a bar), and at what."""
    of_pages: list[tuple[str | None, str | Behind]] = [(None, path) for path in FOR_ANYBODY]
    of_pages += [(who, path) for who, paths in PAGES.items() for path in paths]
    of_pages += [(page.who, page) for page in BEHIND_FORMS.values()]
    called = {id(page): name for name, page in BEHIND_FORMS.items()}
    for how in _SEEN:
        for who, page in of_pages:
            named = called[id(page)] if isinstance(page, Behind) else page
            name = "-".join(re.sub(r"\W+", "-", part).strip("-") for part in (who or "anybody", named or "", how))
            yield name.replace("--", "-queue-"), f"{who or ''}|{how}", page


def _visitor(stage: Stage, who: str, known: dict[str, str]) -> Visitor:
    named, _, how = who.partition("|")
    return stage.visitor(visitor_named(stage, named, known) if named else None, **_SEEN[how])


def _shown(visitor: Visitor, page: str | Behind, known: dict[str, str]) -> None:
    if isinstance(page, Behind):
        sent(visitor, page, known)
    else:
        visitor.page.goto(f"{visitor.site}{page.format(**known)}")


if __name__ == "__main__":
    main()
