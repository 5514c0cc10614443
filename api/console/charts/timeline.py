"""The dates of a call one after the other, with now among them. The stretches are drawn alike and say how long they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from api.console.charts.drawing import FAINT, INK, SOFT, chart, shape, words

_LEVEL, _EDGE = 46.0, 8.0


@dataclass(frozen=True, slots=True)
class Date:
    """A date: when it is, in words, what it is, where it stands; whether cases end then. `onward`: how long to the next."""

    at: datetime
    when: str
    label: str
    basis: str
    ends: bool = False
    onward: str = ""


def timeline(dates: Sequence[Date], now: datetime, *, title: str, today: str, width: int = 1112) -> Markup:
    """The dates side by side."""
    step = (width - 2 * _EDGE) / max(len(dates) - 1, 1)
    places = [_EDGE + step * place for place in range(len(dates))]
    here = _place(dates, places, now)
    parts = [_line(_EDGE, width - _EDGE, "var(--line2)", 1.5), _line(_EDGE, here, "var(--accent)", 2.5)]
    for place, (date, x) in enumerate(zip(dates, places, strict=True)):
        anchor = "start" if place == 0 else "end" if place == len(dates) - 1 else "middle"
        parts += _date(date, x, 0.0 if place == 0 else float(width) if anchor == "end" else x, anchor, date.at <= now)
        if date.onward:
            parts.append(words(date.onward, x + step / 2, _LEVEL + 16, fill=FAINT, size=10.5, anchor="middle"))
    if dates and dates[0].at < now < dates[-1].at:
        mark = {"x1": here, "x2": here, "y1": _LEVEL - 15, "y2": _LEVEL + 6}
        parts.append(shape("line", **mark, stroke="var(--accent)", stroke_width=1.5))
        parts.append(words(today, here, _LEVEL - 19, fill="var(--accent)", size=11.5, anchor="middle", weight=600))
    told = "; ".join(f"{date.when}: {date.label}, {date.basis}" for date in dates)
    return chart(parts, width, 104, title=title, told=told, classes="wide")


def _place(dates: Sequence[Date], places: Sequence[float], now: datetime) -> float:
    """Where an instant lies: as far between its neighbours as it is in time."""
    if not dates or now <= dates[0].at:
        return _EDGE
    for place in range(len(dates) - 1):
        before, behind = dates[place].at, dates[place + 1].at
        if before <= now < behind:
            return places[place] + (places[place + 1] - places[place]) * ((now - before) / (behind - before))
    return places[-1]


def _line(start: float, end: float, ink: str, broad: float) -> Markup:
    return shape("line", x1=start, x2=end, y1=_LEVEL, y2=_LEVEL, stroke=ink, stroke_width=broad)


def _date(date: Date, x: float, beside: float, anchor: str, is_past: bool) -> list[Markup]:
    ink = "var(--bad)" if date.ends else "var(--accent)"
    fill = ink if date.ends or is_past else "var(--surface)"
    stroke = ink if date.ends or is_past else "var(--control)"
    when, weight = ("var(--bad)" if date.ends else INK), 600
    return [
        shape("circle", cx=x, cy=_LEVEL, r=5, fill=fill, stroke=stroke, stroke_width=1.8),
        words(date.when, beside, _LEVEL - 34, fill=when, size=12, anchor=anchor, weight=weight),
        words(date.label, beside, _LEVEL + 36, fill=SOFT, size=12, anchor=anchor),
        words(date.basis, beside, _LEVEL + 52, fill=FAINT, size=11, anchor=anchor),
    ]
