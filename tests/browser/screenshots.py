"""`make screenshots`: every page as a picture, at a desk in light and dark, and on a telephone."""

import re
from pathlib import Path

from tests.browser.conftest import Stage, demonstration_served
from tests.browser.pages import FOR_ANYBODY, PAGES, cases, visitor_named

_INTO = Path("var/screenshots")
_SEEN = {"light": ("light", 1440), "dark": ("dark", 1440), "telephone": ("light", 390)}
_CASES = 600


def main() -> None:
    """Take them all."""
    _INTO.mkdir(parents=True, exist_ok=True)
    with demonstration_served(_CASES) as stage:
        for name, (scheme, width) in _SEEN.items():
            _taken(stage, None, FOR_ANYBODY, name, scheme, width)
            for who, paths in PAGES.items():
                _taken(stage, visitor_named(stage, who, cases(stage)), paths, name, scheme, width)


def _taken(stage: Stage, who: str | None, paths: list[str], name: str, scheme: str, width: int) -> None:
    visitor = stage.visitor(who, scheme=scheme, width=width)
    for path in paths:
        visitor.page.goto(f"{visitor.site}{path.format(**cases(stage))}")
        called = re.sub(r"\W+", "-", path.strip("/")) or "queue"
        visitor.page.screenshot(path=_INTO / f"{who or 'anybody'}-{called}-{name}.png")


if __name__ == "__main__":
    main()
