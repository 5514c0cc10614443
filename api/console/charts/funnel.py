"""How far cases came: each stage of the way as a bar, and beside it what became of those that are not in it any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.console.charts.drawing import FAINT, INK, SOFT, chart, shape, wide, words

_ROW, _BAR = 58, 28


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its word, the look of its state, how many cases came so far, and those of the stage before that did not."""

    word: str
    look: str
    cases: int
    lost: str = ""


def funnel(stages: Sequence[Stage], *, title: str, none: str, width: int = 540) -> Markup:
    """The stages one below the other. `none` is said of a stage that no case has come to."""
    left = 12 + max((wide(stage.word, 13) for stage in stages), default=0.0)
    most = max((stage.cases for stage in stages), default=0)
    room = width - left - 46
    parts: list[Markup] = []
    for place, stage in enumerate(stages):
        y = place * _ROW + 4
        size = room * stage.cases / most if most else 0.0
        parts.append(words(stage.word, 0, y + 18, fill=INK, size=13, weight=500))
        if stage.cases:
            ink = f"var(--s-{stage.look})"
            parts.append(shape("rect", x=left, y=y, width=max(size, 2.0), height=_BAR, rx=3, fill=ink, opacity=0.92))
            parts.append(words(f"{stage.cases:,}", left + size + 10, y + 19, fill=INK, size=13, weight=600))
            if place + 1 < len(stages):
                following = room * stages[place + 1].cases / most
                slope = f"M{left:.1f} {y + _BAR}H{left + size:.1f}L{left + following:.1f} {y + _ROW}H{left:.1f}z"
                parts.append(shape("path", d=slope, fill=ink, opacity=0.1))
        else:
            box = {"x": left + 0.5, "y": y + 0.5, "width": 72, "height": _BAR - 1, "rx": 3}
            parts.append(shape("rect", **box, fill="none", stroke="var(--line2)", stroke_dasharray="3 3"))
            parts.append(words(none, left + 84, y + 18, fill=FAINT, size=11.5))
        if stage.lost:
            parts.append(words(stage.lost, left, y - 9, fill=SOFT, size=11.5))
    told = "; ".join(f"{stage.word}: {stage.cases}" for stage in stages)
    return chart(parts, width, len(stages) * _ROW - 22, title=title, told=told)
