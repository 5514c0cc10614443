"""What a transition asks of whoever makes it: each kind of answer, its form, and the bounds of its days."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import get_args

from states import calendar
from states.errors import NoSuchInstant
from states.facts import Facts
from states.lifecycle import Ask, Transition
from states.refusal import Unmet
from states.text import is_blank
from states.written import LONGEST_LINE, LONGEST_REASON, explain_unfit

SUGGESTIONS = ("suggested", "not-suggested")
_TOLERANCE = timedelta(days=1)  # somewhere it may be tomorrow already
_ASKED: dict[str, str] = {
    "reason": "a reason",
    "amount": "an amount in whole yuan, more than nothing",
    "rank": "a rank, 1 being the first",
    "score": "a score from 0 to 100",
    "suggestion": "what the panel suggests: suggested or not-suggested",
    "minutes": "the reference of the panel's minutes",
    "approved_on": "the day of the approval, such as 2024-06-20",
    "approved_by": "who approved it",
    "conferred_on": "the day of the conferral, such as 2024-06-24",
    "place": "the place of the conferral",
    "conferred_by": "who conferred it",
    "items": "what was handed over",
}
_WHOLE = {"amount": (1, 10**12), "rank": (1, 10**9), "score": (0, 100)}
_DAYS = {"approved_on": "the approval", "conferred_on": "the conferral"}
_BODIES = ("approved_by", "conferred_by")
DATED = frozenset(_DAYS)


def check_asks(transition: Transition, facts: Facts) -> Iterator[Unmet]:
    """What is missing or wrong of the answers that a transition asks for, and wrong with those it may be given."""
    for ask in transition.asks:
        yield from _check(ask, transition, facts)
    for ask in transition.takes:
        if facts.given.get(ask) is not None:
            yield from _check(ask, transition, facts)


def complete_answers(transition: Transition, given: Mapping[str, object]) -> dict[str, object]:
    """The answers that count: those asked for, and what goes without saying (the only body there is, all items)."""
    names = (*transition.asks, *transition.takes)
    answers: dict[str, object] = {name: given[name] for name in names if given.get(name) is not None}
    for name in _BODIES:
        if name in transition.asks and name not in answers and len(transition.bodies) == 1:
            answers[name] = transition.bodies[0].label
    if "items" in transition.asks and "items" not in answers and transition.items:
        answers["items"] = [one.label for one in transition.items]
    return answers


def sample_answers(transition: Transition, facts: Facts) -> dict[str, object]:
    """Answers with which nothing that a transition asks for is wrong, to see whether it could be made."""
    days = [day for day in (facts.on, facts.since) if day is not None]
    day = (max(days) if days else date(2000, 1, 1)).isoformat()
    samples: dict[str, object] = {"amount": 1, "rank": 1, "score": 0, "suggestion": SUGGESTIONS[0]}
    samples |= dict.fromkeys(_DAYS, day) | {"reason": "-", "minutes": "-", "place": "-"}
    samples |= dict.fromkeys(_BODIES, transition.bodies[0].label if transition.bodies else "-")
    samples["items"] = [one.label for one in transition.items] or ["-"]
    return {ask: samples[ask] for ask in (*transition.asks, *transition.takes)}


def _check(ask: str, transition: Transition, facts: Facts) -> Iterator[Unmet]:
    value = facts.given.get(ask)
    if ask == "reason":
        yield from _check_text(ask, value, LONGEST_REASON)
    elif ask in _WHOLE:
        least, most = _WHOLE[ask]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield _missing(ask)
    elif ask in _DAYS:
        yield from _check_day(ask, value, facts)
    elif ask == "suggestion":
        if value not in SUGGESTIONS:
            yield _missing(ask)
    elif ask in _BODIES:
        yield from _check_body(ask, value, transition)
    elif ask == "items":
        yield from _check_items(value, transition)
    else:
        yield from _check_text(ask, value, LONGEST_LINE)


def _check_text(ask: str, value: object, longest: int) -> Iterator[Unmet]:
    """What is wrong with a text of at most so many characters: that it is not there, or what may not be taken of it."""
    if not isinstance(value, str) or is_blank(value):
        yield _missing(ask)
    elif (problem := explain_unfit(value, longest)) is not None:
        yield Unmet("misfit", problem, pointer=f"/{ask}")


def _check_day(ask: str, value: object, facts: Facts) -> Iterator[Unmet]:
    day = _day(value)
    what, pointer = _DAYS[ask], f"/{ask}"
    if day is None:
        yield _missing(ask)
    elif facts.since is not None and day < facts.since:
        said = f"{what} cannot lie before {facts.since}, the day it follows; {day} was given"
        yield Unmet(f"{ask}-out-of-bounds", said, pointer=pointer)
    elif facts.on is not None and day > facts.on + _TOLERANCE:
        said = f"{what} is recorded once it has taken place, by {facts.on} at the latest; {day} was given"
        yield Unmet(f"{ask}-out-of-bounds", said, pointer=pointer)


def _check_body(ask: str, value: object, transition: Transition) -> Iterator[Unmet]:
    known = [one.label for one in transition.bodies]
    if value is None and len(known) == 1:
        return
    if known and value not in known:
        yield Unmet(f"{ask}-missing", f"this transition asks for {_ASKED[ask]}: {', '.join(known)}", pointer=f"/{ask}")
    else:
        yield from _check_text(ask, value, LONGEST_LINE)


def _check_items(value: object, transition: Transition) -> Iterator[Unmet]:
    known = [one.label for one in transition.items]
    if value is None and known:
        return
    named = (
        isinstance(value, list | tuple) and value and all(isinstance(one, str) and not is_blank(one) for one in value)
    )
    if not named or (known and not set(known).issuperset(value)):  # type: ignore[arg-type]  # a list of texts, by then
        told = f": {', '.join(known)}" if known else ""
        yield Unmet("items-missing", f"this transition asks for {_ASKED['items']}{told}", pointer="/items")
        return
    for place, one in enumerate(value):  # type: ignore[arg-type, var-annotated]  # a list of texts, by then
        if (problem := explain_unfit(one, LONGEST_LINE)) is not None:
            yield Unmet("misfit", problem, pointer=f"/items/{place}")


def _missing(ask: str) -> Unmet:
    return Unmet(f"{ask}-missing", f"this transition asks for {_ASKED[ask]}", pointer=f"/{ask}")


def _day(value: object) -> date | None:
    try:
        return calendar.parse_day(value)
    except NoSuchInstant:
        return None


assert set(_ASKED) == set(get_args(Ask)), "something that is asked has no words"
