"""Sentences of the domain in another language. They arrive in English, put together from names, figures and other sentences, so
they are taken apart again: as a whole, at the joints where the domain joins them, by the patterns of a catalogue.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from babel import Locale

from states import countries, loader
from states.call import Call, Direction
from states.fields import PARTY_TYPES

SENTENCE = "sentence"
"""The context, in a catalogue, of the patterns of the domain's sentences."""
_PLACE = re.compile(r"\{(\w*)\}")
_JOINT = "; "
_LISTS = ((", ", "、"), (" or ", "或"), (" / ", " / "))
_MOST_JOINTS = 40
_KIND_OF_PARTY = re.compile(rf"\(({'|'.join(one for one in PARTY_TYPES if '-' in one)})\)")
_SPELLED_FOR_PROGRAMS = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sentence with places: what it must hold to be this one, how it is taken apart, and the translation by place."""

    text: str
    core: str
    form: re.Pattern[str]
    said: str

    @classmethod
    def of(cls, text: str, said: str) -> "_Pattern":
        parts = _PLACE.split(text)
        form = re.compile("(.+?)".join(re.escape(part) for part in parts[::2]), re.DOTALL)
        order = {name: place for place, name in enumerate(parts[1::2])}
        return cls(text, max(parts[::2], key=len), form, _PLACE.sub(lambda found: f"{{{order[found[1]]}}}", said))


class Phrasebook:
    """What sentences of the domain say in one language; a sentence that it cannot say stays as it came."""

    def __init__(self, plain: Callable[[str], str], patterns: Mapping[str, str]) -> None:
        self._plain, self._texts = plain, patterns
        self.told: Callable[[str], str] = lru_cache(maxsize=4096)(self._told)

    def _told(self, sentence: str) -> str:
        return self._known(sentence) or (sentence if self._texts else _spelled(sentence))

    def _known(self, sentence: str) -> str | None:
        """The sentence in this language, or None if no way of taking it apart makes sense of it."""
        if not sentence or not self._texts:
            return None
        return self._as_it_stands(sentence) or self._joined(sentence) or self._taken_apart(sentence)

    def _whole(self, sentence: str) -> str | None:
        """The same of what is a single sentence."""
        return self._as_it_stands(sentence) or self._taken_apart(sentence)

    def _as_it_stands(self, sentence: str) -> str | None:
        """What the catalogue says of it, or of a pattern that holds a joint itself."""
        plain = self._plain(sentence)
        if plain != sentence:
            return plain
        joint = (pattern for pattern in self._patterns if _JOINT in pattern.text and _JOINT in sentence)
        return (
            _named(sentence)
            or self._with_what_was_looked_at(sentence)
            or self._with_what_must_be(sentence)
            or self._fitting(sentence, joint)
        )

    def _taken_apart(self, sentence: str) -> str | None:
        ways = (self._headed, self._fitting, self._begun, self._listed, self._qualified)
        return next((said for said in (way(sentence) for way in ways) if said is not None), None)

    def _joined(self, sentence: str) -> str | None:
        """Several sentences in one, each of which may itself hold what joins them."""
        pieces, said, is_known = sentence.split(_JOINT), [], False
        if not 1 < len(pieces) <= _MOST_JOINTS:
            return None
        while pieces:
            runs = ((count, self._whole(_JOINT.join(pieces[:count]))) for count in range(1, len(pieces) + 1))
            count, known = next(((count, known) for count, known in runs if known), (1, None))
            said.append((known or pieces[0]).removesuffix("。"))
            is_known |= known is not None
            del pieces[:count]
        return "；".join(said) if is_known else None

    def _with_what_was_looked_at(self, sentence: str) -> str | None:
        """A clause and, in brackets, what was looked at."""
        for joint in re.finditer(r" \(", sentence) if sentence.endswith(")") else ():
            clause, looked_at = sentence[: joint.start()], sentence[joint.end() : -1]
            if (said := self._plain(clause)) != clause:
                return f"{said.removesuffix('。')}（{self.told(looked_at)}）"
        return None

    def _with_what_must_be(self, sentence: str) -> str | None:
        """The name of a thing, and what it must be."""
        name, joint, rest = sentence.partition(" must ")
        said = self._plain(name) if joint else name
        must = f"must {rest}" if said != name else ""
        must = (self._as_it_stands(must) or self._fitting(must) or "") if must else ""
        return f"{said}{must}" if must else None

    def _headed(self, sentence: str) -> str | None:
        """A word or sentence, and what it comes to here, both known."""
        head, _, rest = sentence.partition(": ")
        said, known = self._head(head), self._known(rest)
        return f"{said}：{known}" if said and known else None

    def _fitting(self, sentence: str, patterns: Iterable[_Pattern] | None = None) -> str | None:
        for pattern in self._patterns if patterns is None else patterns:
            found = pattern.form.fullmatch(sentence) if pattern.core in sentence else None
            if found is not None:
                return pattern.said.format(*map(self.told, found.groups()))
        return None

    def _begun(self, sentence: str) -> str | None:
        """The same, where what it comes to is somebody's own words."""
        head, joint, rest = sentence.partition(": ")
        said = self._head(head) if joint else None
        return f"{said}：{self.told(rest)}" if said else None

    def _head(self, head: str) -> str | None:
        said = self._plain(head)
        return said if said != head else _named(head)

    def _listed(self, sentence: str) -> str | None:
        """A list of which every piece is known."""
        for separator, between in _LISTS:
            pieces = sentence.split(separator)
            if 1 < len(pieces) <= _MOST_JOINTS:
                known = [self._known(piece) for piece in pieces]
                said = [one for one in known if one is not None]
                if len(said) == len(pieces):
                    return between.join(said)
        return None

    def _qualified(self, sentence: str) -> str | None:
        """Somebody's name and, in brackets, what they are."""
        name, joint, kind = sentence.removesuffix(")").rpartition(" (")
        known = self._known(kind) if joint and sentence.endswith(")") else None
        return f"{name}（{known}）" if known else None

    @cached_property
    def _patterns(self) -> Sequence[_Pattern]:
        """The patterns, those that say most first."""
        texts = sorted(self._texts.items(), key=lambda pair: -len(_PLACE.sub("", pair[0])))
        return [_Pattern.of(text, said) for text, said in texts if said]


def _named(name: str) -> str | None:
    """What a label or name is called, with or without the capital that it has where it begins a sentence."""
    return _names().get(name) or _names().get(name[:1].upper() + name[1:])


@cache
def _names() -> Mapping[str, str]:
    """What programmes call their things in Chinese, by what sentences call them: a label, or the name of a state or field."""
    found: dict[str, str] = {}
    for call in _calls():
        for names in (_of_call(call), *map(_of_direction, call.directions)):
            for name, said in names:
                found.setdefault(name, said)
    places = Locale("zh").territories
    found.update(
        (countries.tell(code), places.get(code, code)) for code in (*countries.codes().values(), countries.UNION)
    )
    return found


def _spelled(sentence: str) -> str:
    """A sentence with the names of fields and kinds of parties, spelled for programs, put into words."""
    sentence = _KIND_OF_PARTY.sub(lambda found: f"({found[1].replace('-', ' ')})", sentence)
    return _SPELLED_FOR_PROGRAMS.sub(lambda found: _labelled(found[0], begins=found.start() == 0), sentence)


def _labelled(name: str, *, begins: bool) -> str:
    label = _labels().get(name, name)
    return label if begins or label[1:2].isupper() else label[0].lower() + label[1:]


@cache
def _labels() -> Mapping[str, str]:
    """The labels of fields, by their names."""
    fields = [named for call in _calls() for direction in call.directions for named in direction.fields.items()]
    return {name: field.label for name, field in reversed(fields)}


def _calls() -> list[Call]:
    """Every call, in the order in which they are heard where two say something else: the one with most directions first."""
    return sorted(loader.calls().values(), key=lambda call: -len(call.directions))


def _of_call(call: Call) -> Iterator[tuple[str, str]]:
    yield call.title, call.title_zh
    yield from ((deadline.label, deadline.label_zh) for deadline in call.deadlines.values())


def _of_direction(direction: Direction) -> Iterator[tuple[str, str]]:
    lifecycle = direction.lifecycle
    for things in (lifecycle.states, direction.fields):
        for name, thing in things.items():
            yield from ((name, thing.label_zh), (thing.label, thing.label_zh))
    for transition in lifecycle.transitions.values():
        yield transition.label, transition.label_zh
        yield from ((one.label, one.label_zh) for one in (*transition.bodies, *transition.items))
    if direction.review is not None:
        yield from ((one.label, one.label_zh) for one in direction.review.criteria.values())
