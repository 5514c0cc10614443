"""Where a case stands on the path of its lifecycle: the main path on top, the ways off it below the states they leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.console.charts.drawing import FAINT, INK, SOFT, chart, joined, placed, shape, wide, words
from api.console.icons import GLYPHS

_TOP, _HEIGHT, _BELOW = 8, 34, 96
_INKS = {"control": "var(--control)", "accent": "var(--accent)", "bad": "var(--bad)"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A state on the main path: its word and look, whether the case is or was there, what is said of the way to the next."""

    word: str
    look: str
    is_now: bool = False
    is_past: bool = False
    onward: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Exit:
    """A way off the main path from a stop (its place): where it leads, what is said of it, whether it comes by itself."""

    word: str
    look: str
    leaves: int
    note: str = ""
    is_timed: bool = False
    is_now: bool = False


def path(stops: Sequence[Stop], exits: Sequence[Exit], *, title: str, told: str, width: int = 1112) -> Markup:
    """The whole path."""
    sizes = [max(wide(stop.word, 13) + 50, 90) for stop in stops]
    gap = (width - sum(sizes)) / max(len(stops) - 1, 1)
    lefts = [sum(sizes[:place]) + gap * place for place in range(len(stops))]
    parts = [_arrowheads()]
    for place, stop in enumerate(stops[:-1]):
        parts += _way(stop, stops[place + 1], lefts[place] + sizes[place], lefts[place + 1])
    for stop, left, size in zip(stops, lefts, sizes, strict=True):
        parts += _box(stop, left, size)
    parts += _exits(exits, lefts, sizes, width)
    height = _BELOW + 36 if exits else _TOP + _HEIGHT + 10
    return chart(parts, width, height, title=title, told=told, classes="wide")


def _way(stop: Stop, following: Stop, start: float, end: float) -> list[Markup]:
    is_past = stop.is_past and (following.is_past or following.is_now)
    ink = "accent" if is_past else "control"
    middle, y = (start + end) / 2, _TOP + _HEIGHT / 2
    line = {"x1": start + 4, "x2": end - 3, "y1": y, "y2": y, "stroke": _INKS[ink], "marker_end": f"url(#to-{ink})"}
    dashes = {} if is_past else {"stroke_dasharray": "4 3"}
    above, below = (said if wide(said, 10.5) <= end - start else "" for said in stop.onward)
    return [
        shape("line", **line, stroke_width=2 if is_past else 1.3, **dashes),
        words(above, middle, y - 8, fill=FAINT, size=10.5, anchor="middle"),
        words(below, middle, y + 17, fill=FAINT, size=10.5, anchor="middle"),
    ]


def _box(stop: Stop, left: float, size: float) -> list[Markup]:
    fill = "var(--accent)" if stop.is_now else "var(--surface)"
    stroke = "var(--accent)" if stop.is_now or stop.is_past else "var(--line2)"
    ink = "var(--onaccent)" if stop.is_now else INK if stop.is_past else SOFT
    box = {"x": left + 0.75, "y": _TOP + 0.75, "width": size - 1.5, "height": _HEIGHT - 1.5, "rx": 8}
    return [
        shape("rect", **box, fill=fill, stroke=stroke, stroke_width=1.5),
        placed(Markup(GLYPHS[stop.look]), left + 10, _TOP + 10, scale=0.875, color=ink),
        words(stop.word, left + 31, _TOP + 21.5, fill=ink, size=13, weight=600 if stop.is_now else 500),
    ]


def _exits(exits: Sequence[Exit], lefts: Sequence[float], sizes: Sequence[float], width: int) -> list[Markup]:
    """The exits side by side below, each with an arrow from the state it leaves."""
    if not exits:
        return []
    parts = []
    each = width / len(exits)
    leaving: dict[int, int] = {}
    for place, way in enumerate(exits):
        left = place * each
        ink = "var(--bad)" if way.is_timed or way.look == "invalid" else "var(--control)"
        before = leaving.get(way.leaves, 0)
        leaving[way.leaves] = before + 1
        start = min(lefts[way.leaves] + 17 + 20 * before, lefts[way.leaves] + sizes[way.leaves] - 12)
        parts += [
            _arrow(start, left + 14, "bad" if way.is_timed else "control"),
            placed(Markup(GLYPHS[way.look]), left + 7, _BELOW + 4, scale=0.875, color=ink),
            words(
                way.word, left + 28, _BELOW + 15.5, fill="var(--bad)" if way.is_timed else SOFT, size=12.5, weight=500
            ),
            words(way.note, left + 28, _BELOW + 31, fill="var(--bad)" if way.is_timed else FAINT),
        ]
    return parts


def _arrow(start: float, end: float, ink: str) -> Markup:
    y1, y2 = _TOP + _HEIGHT + 2, _BELOW - 1
    if abs(start - end) < 2:
        line = f"M{start:.1f} {y1}V{y2}"
    else:
        bend = 10 if end > start else -10
        line = (
            f"M{start:.1f} {y1}V{y1 + 10}Q{start:.1f} {y1 + 20} {start + bend:.1f} {y1 + 20}"
            f"H{end - bend:.1f}Q{end:.1f} {y1 + 20} {end:.1f} {y1 + 30}V{y2}"
        )
    return shape(
        "path",
        d=line,
        fill="none",
        stroke=_INKS[ink],
        stroke_width=1.5,
        stroke_dasharray="4 3",
        marker_end=f"url(#to-{ink})",
    )


def _arrowheads() -> Markup:
    form = (
        '<marker id="to-{}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 .8 7 4 0 7.2z" fill="{}"/></marker>'
    )
    return Markup("<defs>{}</defs>").format(joined([Markup(form).format(name, ink) for name, ink in _INKS.items()]))
