"""What falls due on which of the coming days, stacked by what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.console.charts.drawing import FAINT, INK, SOFT, chart, shape, words

_BROKEN_FROM = 24
_FILLS = {"ends": "var(--bad)", "review": "var(--s-reviewed)", "other": "var(--warn)"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day: its number and weekday, how many cases end on it, are due for review or otherwise due; a note on a long bar."""

    label: str
    weekday: str
    ends: int = 0
    review: int = 0
    other: int = 0
    note: tuple[str, str] = ("", "")
    is_today: bool = False
    is_weekend: bool = False

    @property
    def total(self) -> int:
        """All that falls due on it."""
        return self.ends + self.review + self.other


def horizon(days: Sequence[Day], *, title: str, width: int = 1140, height: int = 124) -> Markup:
    """The days side by side. A bar of more than two dozen is broken, shows a mark and its number, and its note beside it."""
    column, base, top = width / len(days), height - 34, 26
    unit = (base - top - 26) / _BROKEN_FROM
    parts = [shape("line", x1=0, x2=width, y1=base + 0.5, y2=base + 0.5, stroke="var(--line2)")]
    for place, day in enumerate(days):
        middle = place * column + column / 2
        if day.is_today:
            left = place * column + 3
            parts.append(shape("rect", x=left, y=6, width=column - 6, height=height - 6, rx=6, fill="var(--wash)"))
        parts += _stack(day, middle, column, base, top, unit)
        if day.total > _BROKEN_FROM:
            right = place < len(days) * 0.7
            at, anchor = middle + column * (0.36 if right else -0.36), "start" if right else "end"
            parts.append(words(day.note[0], at, top + 12, fill="var(--bad)", size=12, weight=600, anchor=anchor))
            parts.append(words(day.note[1], at, top + 27, size=11.5, anchor=anchor))
        ink = INK if day.is_today else FAINT if day.is_weekend else SOFT
        weight = 600 if day.is_today else 400
        parts.append(words(day.label, middle, height - 18, fill=ink, size=11.5, anchor="middle", weight=weight))
        ink = "var(--accent)" if day.is_today else FAINT
        parts.append(words(day.weekday, middle, height - 5, fill=ink, size=10.5, anchor="middle"))
    told = "; ".join(f"{day.label} {day.weekday}: {day.total}" for day in days if day.total)
    return chart(parts, width, height, title=title, told=told)


def _stack(day: Day, middle: float, column: float, base: float, top: float, unit: float) -> list[Markup]:
    parts = []
    y = base
    for kind in ("other", "review", "ends"):
        count = getattr(day, kind)
        if count:
            whole = count * unit if day.total <= _BROKEN_FROM else (base - top) * count / day.total
            tall = max(whole, 3.5)
            y -= tall
            box = {"x": middle - column * 0.24, "y": y, "width": column * 0.48, "height": tall - 1, "rx": 2}
            parts.append(shape("rect", **box, fill=_FILLS[kind]))
    if day.total > _BROKEN_FROM:
        cut = f"M{middle - column * 0.3:.1f} {top + 24}l{column * 0.6:.1f} -7"
        parts.append(shape("path", d=cut, stroke="var(--surface)", stroke_width=3.5))
    if day.total:
        is_big = day.total > _BROKEN_FROM
        ink, size, weight = ("var(--bad)", 12, 600) if is_big else (SOFT, 11.5, 500)
        parts.append(words(str(day.total), middle, y - 5, fill=ink, size=size, anchor="middle", weight=weight))
    return parts
