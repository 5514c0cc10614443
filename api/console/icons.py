"""Icons, and the glyph of each look that a state may have: a shape, so that colour alone says nothing."""

import tomllib
from importlib import resources

from markupsafe import Markup

_DRAWN = tomllib.loads((resources.files("api.console") / "icons.toml").read_text("utf-8"))
STROKES: dict[str, str] = _DRAWN["strokes"]
GLYPHS: dict[str, str] = _DRAWN["glyphs"]


def icon(name: str, *classes: str) -> Markup:
    """An icon that only accompanies words, and is not read out."""
    drawn = Markup(STROKES[name])
    return Markup('<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(
        " ".join(("icon", *classes)), drawn
    )


def glyph(look: str) -> Markup:
    """The glyph of a look, not read out either: its word stands beside it."""
    drawn = Markup(GLYPHS[look])
    return Markup('<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(drawn)
