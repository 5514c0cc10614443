"""A lifecycle as a picture, computed from the definition, so that it shows what the machine does and nothing else.

The main way runs along the top. Every other state hangs beneath the one it is first reached from; what leads there from
elsewhere is written under it rather than drawn, because a withdrawal from seven states is no picture.
"""

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap

from states.calendar import spell_span
from states.lifecycle import Lifecycle

_BOX, _GAP, _EDGE, _INDENT = 148, 74, 14, 28  # widths: a state, the room between two, the margin, what hangs beneath
_LINE, _LOOP, _LETTER = 13, 22, 6  # heights of a line of small print and of a loop; the most a letter takes
_ACCENT, _RED = "#1f46b4", "#a3241b"
_FONT = "Inter, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"
_STYLE = (
    ".lifecycle{color:#141a26}@media (prefers-color-scheme:dark){.lifecycle{color:#e9ecf3}"
    ".lifecycle .timed{color:#ff9b8f}.lifecycle .now{color:#91abff}.lifecycle .here{fill:#0a1230}}"
)
_Captions = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way a transition may go; `timed` says what makes the system go it, and is empty for what people do."""

    label: str
    source: str
    target: str
    timed: str

    @property
    def said(self) -> str:
        """The transition, and what makes the system go it."""
        return f"{self.label} ({self.timed})" if self.timed else self.label


def mermaid(lifecycle: Lifecycle) -> str:
    """The lifecycle as a Mermaid state diagram: every state, and a line for every way a transition may go."""
    said = ["stateDiagram-v2", "    direction LR"]
    said += [f'    state "{_quoted(state.label)}" as {_id(name)}' for name, state in lifecycle.states.items()]
    said.append(f"    [*] --> {_id(lifecycle.initial)}")
    for arrow in arrows(lifecycle):
        said.append(f"    {_id(arrow.source)} --> {_id(arrow.target)} : {_quoted(arrow.said)}")
    return "\n".join(said) + "\n"


def svg(lifecycle: Lifecycle, current: str | None = None) -> str:
    """The lifecycle as a picture that stands alone; the state `current` is marked in it. Raises KeyError."""
    return str(_Sheet(lifecycle, current))


def arrows(lifecycle: Lifecycle) -> list[Arrow]:
    """Every way of every transition, in the file's order."""
    return [
        Arrow(transition.label, source, transition.to, _timed(lifecycle, source, name))
        for name, transition in lifecycle.transitions.items()
        for source in transition.source
    ]


def spine(lifecycle: Lifecycle) -> tuple[str, ...]:
    """The main way: as far as people's transitions lead that take no detour and that nobody has to give a reason for.

    Of the states that are equally far from the initial one, it ends in one that is final, else in the first declared.
    """
    ways: dict[str, tuple[str, ...]] = {lifecycle.initial: (lifecycle.initial,)}
    edge = [lifecycle.initial]
    for state in edge:
        for transition in lifecycle.transitions_from(state).values():
            if transition.to not in ways and set(transition.by) != {"system"} and "reason" not in transition.asks:
                ways[transition.to] = (*ways[state], transition.to)
                edge.append(transition.to)
    return max(ways.values(), key=lambda way: (len(way), lifecycle.states[way[-1]].final))


def hanging(lifecycle: Lifecycle) -> dict[str, list[str]]:
    """Under each state of the main way, the other states that are first reached from it."""
    way = spine(lifecycle)
    home, edge = {state: state for state in way}, list(way)
    for state in edge:
        for transition in lifecycle.transitions_from(state).values():
            if transition.to not in home:
                home[transition.to] = home[state]
                edge.append(transition.to)
    return {state: [other for other in edge if home[other] == state != other] for state in way}


class _Sheet:
    """The sheet an SVG is drawn on; it grows downwards as the columns hang from the main way."""

    def __init__(self, lifecycle: Lifecycle, current: str | None) -> None:
        self.lifecycle, self.current, self.arrows = lifecycle, current, arrows(lifecycle)
        self.columns = hanging(lifecycle)
        self.lines: dict[bool, list[str]] = {False: [], True: []}
        self.shapes: list[str] = []
        way = list(self.columns)
        sides = [(state, other) for state, others in self.columns.items() for other in others]
        self.drawn = {*zip(way, way, strict=True), *pairwise(way), *sides, *((other, state) for state, other in sides)}
        self.tall = 18 + 16 * max(len(_wrapped(state.label)) for state in lifecycle.states.values())
        room = [_LOOP + _LINE * len(self._captions(state, state, _BOX)) for state in way]
        room += [_LINE * len(self._captions(*step, _GAP)) - self.tall // 2 + 6 for step in pairwise(way)]
        self.top = _EDGE + max(room)
        self.bottom = self.top + self.tall
        for place, state in enumerate(way):
            self._column(_EDGE + place * (_BOX + _GAP), state, way[place - 1] if place else None)

    def __str__(self) -> str:
        width, height = 2 * _EDGE + len(self.columns) * (_BOX + _GAP) - _GAP + _INDENT + 12, self.bottom + _EDGE
        states = self.lifecycle.states
        now = f"Now: {states[self.current].label}. " if self.current is not None else ""
        told = " ".join(f"{states[one.source].label} → {states[one.target].label}: {one.said}." for one in self.arrows)
        lines = 'stroke="currentColor" stroke-width="1.25"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="lifecycle" role="img" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" fill="none" font-family="{_FONT}" font-size="11">\n'
            f"<title>Lifecycle: {self.lifecycle.kind}</title>\n<desc>{escape(now + told)}</desc>\n"
            f"<style>{_STYLE}</style>\n"
            f'<g {lines} opacity="0.5">{"".join(self.lines[False])}</g>\n'
            f'<g {lines} class="timed" color="{_RED}" stroke-dasharray="4 3">{"".join(self.lines[True])}</g>\n'
            f"{''.join(self.shapes)}\n</svg>\n"
        )

    def _column(self, left: int, state: str, before: str | None) -> None:
        self._box(state, left, self.top)
        middle, inside, base = left + _BOX // 2, left + _INDENT, self.top + self.tall
        if loop := self._captions(state, state, _BOX):
            self._line(f"M{middle - 12} {self.top}v-8a12 8 0 0 1 24 0", (middle + 12, self.top, "down"), loop)
            self._print(middle, self.top - _LOOP - _LINE * len(loop), loop, "middle")
        if before and (step := self._captions(before, state, _GAP)):
            level = self.top + self.tall // 2
            self._line(f"M{left - _GAP} {level}", (left, level, "right"), step)
            self._print(left - _GAP // 2 - 2, level - _LINE * len(step) - 5, step, "middle")
        level = self._print(inside, base + 6, self._elsewhere(state)) + 8
        for other in self.columns[state]:
            forth, back = self._captions(state, other, _BOX), self._captions(other, state, _BOX, "↑ ")
            level = self._print(inside, level + 4, forth) + 5
            centre = level + self.tall // 2
            self._box(other, inside, level)
            if forth:
                trunk = left + (10 if _by_system(forth) else 17)
                self._line(f"M{trunk} {base}V{centre - 6}q0 6 6 6", (inside, centre, "right"), forth)
            if back:
                up = f"V{base + 22}q0 -6 -6 -6H{left + _BOX - 6}q-6 0 -6 -6"
                self._line(f"M{inside + _BOX} {centre}h6q6 0 6 -6{up}", (left + _BOX - 12, base, "up"), back)
            level = self._print(inside, level + self.tall + 3, [*back, *self._elsewhere(other)]) + 8
        self.bottom = max(self.bottom, level)

    def _box(self, name: str, left: int, top: int) -> None:
        here, state = name == self.current, self.lifecycle.states[name]
        fill, ink = ("currentColor", ' class="here" fill="#ffffff"') if here else ("none", ' fill="currentColor"')
        edge = 'stroke="currentColor"' if here or state.final else 'stroke="currentColor" stroke-opacity="0.45"'
        size = f'x="{left}" y="{top}" width="{_BOX}" height="{self.tall}" rx="9"'
        box = f'<rect {size} fill="{fill}" {edge} stroke-width="1.25"/>'
        lines = _wrapped(state.label)
        for number, line in enumerate(lines):
            level = top + self.tall // 2 + 5 + 16 * number - 8 * (len(lines) - 1)
            at = f'x="{left + _BOX // 2}" y="{level}" text-anchor="middle" font-size="13" font-weight="600"'
            box += f"<text {at}{ink}>{escape(line)}</text>"
        self.shapes.append(f'\n<g class="now" color="{_ACCENT}">{box}</g>' if here else f"\n{box}")

    def _line(self, path: str, tip: tuple[int, int, str], captions: _Captions) -> None:
        x, y, heading = tip
        onward = f"H{x}" if heading == "right" else f"V{y}"
        head = {"right": "m-6 -4l6 4l-6 4", "up": "m-4 6l4 -6l4 6", "down": "m-4 -6l4 6l4 -6"}[heading]
        arrow = f'\n<path d="{path}{onward}"/><path d="M{x} {y}{head}" stroke-dasharray="none"/>'
        self.lines[_by_system(captions)].append(arrow)

    def _print(self, x: int, y: int, captions: _Captions, anchor: str = "start") -> int:
        """Small print with its upper edge at `y`; the answer is its lower edge."""
        for text, timed in captions:
            y += _LINE
            ink = f' class="timed" color="{_RED}"' if timed else ' fill-opacity="0.8"'
            at = f'x="{x}" y="{y - 3}" text-anchor="{anchor}"'
            self.shapes.append(f'\n<text {at}{ink} fill="currentColor">{escape(text)}</text>')
        return y

    def _captions(self, source: str, target: str, width: int, mark: str = "") -> _Captions:
        """What is written at a line: the transitions that go that way, and when the system goes it."""
        there = [one for one in self.arrows if (one.source, one.target) == (source, target)]
        parts = [(part, bool(one.timed)) for one in there for part in (mark + one.label, one.timed)]
        return [(line, timed) for part, timed in parts for line in _wrapped(part, width // _LETTER)]

    def _elsewhere(self, target: str) -> _Captions:
        """What is written under a state: the transitions that lead there and have no line."""
        found: dict[str, list[str]] = {}
        for one in self.arrows:
            if one.target == target and (one.source, target) not in self.drawn:
                found.setdefault(one.said, []).append(self.lifecycle.states[one.source].label)
        told = [f"{transition}, from {', '.join(sources)}" for transition, sources in found.items()]
        return [(line, False) for part in told for line in _wrapped(part, _BOX // _LETTER)]


def _timed(lifecycle: Lifecycle, source: str, name: str) -> str:
    timeout = lifecycle.states[source].deadline
    if timeout is None or name not in timeout.then:
        return "by the system" if lifecycle.transitions[name].by == ("system",) else ""
    if timeout.after is not None:
        return f"after {spell_span(timeout.after)}"
    return f"at the {str(timeout.at).replace('_', ' ')} deadline"


def _by_system(captions: _Captions) -> bool:
    return all(timed for _, timed in captions)


def _wrapped(text: str, letters: int = 19) -> list[str]:
    return wrap(text, letters, break_on_hyphens=False)


def _id(state: str) -> str:
    return state.replace("-", "_")


def _quoted(text: str) -> str:
    """Text as Mermaid takes it: the signs of its own grammar as the codes it knows for them."""
    return "".join(f"#{ord(sign)};" if sign in '#:;"<>' else sign for sign in " ".join(text.split()))
