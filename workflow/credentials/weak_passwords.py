"""Passwords that are guessed first: common ones, and what is known of the person, with digits and signs about them.

A password is spelled out as cheaply as its guesser would: of the 30,000 passwords that leaks hold most often (the list of
zxcvbn), words of the context, runs such as `abcd`, and single characters. What costs fewer than 32 bits is refused.
"""

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache

ENOUGH = 32.0
_SERVICE = ("accord",)
_SHORTEST_WORD = 3
_LETTER, _DIGIT, _SIGN = math.log2(26), math.log2(10), math.log2(16)
_LIKE_LETTERS = str.maketrans("@4031!5$7", "aaoeiisst")


def is_commonplace(password: str, context: Iterable[str]) -> bool:
    """Whether a password is among those guessed first; `context` is what a guesser knows, such as a name or an address."""
    known = dict.fromkeys(_words((*_SERVICE, *context)), 1.0)
    folded = password.casefold()
    return min(_bits(spelling, known) for spelling in (folded, folded.translate(_LIKE_LETTERS))) < ENOUGH


def _words(context: Iterable[str]) -> Iterable[str]:
    for text in context:
        folded = text.casefold()
        parts = re.split(r"[\W_]+", folded)
        yield from (folded, *parts, "".join(parts))


def _bits(text: str, known: Mapping[str, float]) -> float:
    """How many bits it takes to say the text; what is said again and again is said once, and how often."""
    length = (text + text).find(text, 1)
    unit, times = text[:length], len(text) // length
    costs = [0.0]
    common = _common()
    longest = max(_longest_common(), *map(len, known))
    for end in range(1, len(unit) + 1):
        cheapest = costs[-1] + (1.0 if end > 1 and _goes_on(unit[end - 2], unit[end - 1]) else _alone(unit[end - 1]))
        for start in range(max(0, end - longest), end - _SHORTEST_WORD + 1):
            word = unit[start:end]
            bits = known.get(word, common.get(word))
            if bits is not None:
                cheapest = min(cheapest, costs[start] + bits)
        costs.append(cheapest)
    return costs[-1] + math.log2(times)


def _goes_on(before: str, character: str) -> bool:
    """Whether it is the same character again, or its neighbour in the alphabet."""
    return abs(ord(before) - ord(character)) <= 1


def _alone(character: str) -> float:
    if character.isdecimal():
        return _DIGIT
    return _LETTER if character.isalpha() else _SIGN


@cache
def _common() -> Mapping[str, float]:
    """What each common password costs: the bits of its place in the list."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # imported here: only setting a password pays for it

    return {word: math.log2(place) + 1 for place, word in enumerate(FREQUENCY_LISTS["passwords"], 1)}


@cache
def _longest_common() -> int:
    return max(map(len, _common()))
