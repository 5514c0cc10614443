"""Scores side by side on one scale: an open dot for each reviewer, a line over their range, a bar at their mean."""

from collections.abc import Sequence

from markupsafe import Markup

from api.console.charts.drawing import INK, chart, shape

_EDGE = 6


def dots(scores: Sequence[float], mean: float, *, low: float, high: float, label: str, width: int = 140) -> Markup:
    """The scores of one case, between the lowest and the highest that are drawn beside each other."""

    def at(value: float) -> float:
        return _EDGE + (value - low) / max(high - low, 1) * (width - 2 * _EDGE)

    line = {"y1": 10, "y2": 10}
    parts = [
        shape("line", x1=_EDGE, x2=width - _EDGE, **line, stroke="var(--dgrid)", stroke_width=1.5),
        shape("line", x1=at(min(scores)), x2=at(max(scores)), **line, stroke="var(--d2)", stroke_width=2),
        *(shape("circle", cx=at(score), cy=10, r=3.6, fill="var(--surface)", stroke="var(--d1)") for score in scores),
        shape("rect", x=at(mean) - 1.2, y=2, width=2.4, height=16, rx=1, fill=INK),
    ]
    return chart(parts, width, 20, title=label, classes="dots")


def places(held: int, drafted: int, limit: int, *, label: str, width: int = 284) -> Markup:
    """Places in a row: those held, those that drafts would take, those free; what is too much is drawn behind the last."""
    count = max(limit, held + drafted)
    step = width / max(count, 1)
    parts = []
    for place in range(count):
        box = {"x": place * step, "y": 1, "width": max(step - 2.6, 1), "height": 8, "rx": 2}
        if place >= limit:
            parts.append(shape("rect", **box, fill="var(--bad)"))
        elif place < held + drafted:
            parts.append(shape("rect", **box, fill="var(--good)" if place < held else "var(--d1)"))
        else:
            dashed = {"stroke": "var(--line2)", "stroke_dasharray": "3 2"}
            parts.append(shape("rect", **box, fill="var(--sunken)", **dashed))
    return chart(parts, width, 10, title=label, classes="places")
