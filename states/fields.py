"""The fields of a filing: what a direction asks for, and whether a value given for one has the right form."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field as Bound

from states import calendar, countries, divisions, identifiers, text
from states.errors import NoSuchInstant
from states.frozen_model import FrozenModel, Name, Text
from states.written import LONGEST_LINE, explain_unfit

PARTY_TYPES = (
    "research-institution",
    "university",
    "enterprise",
    "government",
    "association",
    "hospital",
    "international-organisation",
    "person",
)
PERSON = "person"
INTERNATIONAL = "international-organisation"
"""The type of party that need not have a country."""
_PARTY_MONEY = ("subsidy", "own_funds")
_PARTY_KEYS = {"name", "type", "country", "division", "registered_in", "ror", "orcid", *_PARTY_MONEY}
_PAPER_KEYS = {"signed_on", "signatories", "reference", "valid_until"}
CURRENCY = "CNY"
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_PARTY_PARTS = {
    "name": "Enter the name",
    "type": "Choose what kind of organisation or person it is",
    "country": "Enter the country",
}
_PAPER_PARTS = {"signed_on": "Enter the day on which it was signed", "signatories": "Enter who signed it"}
_NAMES = frozenset({"Beijing", "China", "Chinese"})
LONGEST = {"text": 20_000, "line": LONGEST_LINE}
"""The most characters of a text, by its kind."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """A value of the wrong form: where it stands (a JSON pointer) and what is wrong with it."""

    pointer: str
    problem: str


class Field(FrozenModel):
    """One thing a filing states. `kind` gives the form of its JSON value:

    line and text (string), integer (0 to 10^12), money (whole yuan), date ("2022-12-25"), choice (one of `options`),
    choices (a list of them), flag (true or false), party (an object with name, type and country, and where it has them
    division (ISO 3166-2), registered_in, ror and orcid), parties (a list), paper (an object: signed_on, signatories,
    and where it has them reference and valid_until), figures (whole numbers by the names in `options`). `open` lets a
    choice go beyond its options; where a rule judges the choice and cites its clause (`judged`), forms offer the
    options alone.
    """

    label: Text
    label_zh: Text
    kind: Literal[
        "line", "text", "integer", "money", "date", "choice", "choices", "flag", "party", "parties", "paper", "figures"
    ]
    required: bool = False
    options: tuple[Text, ...] = ()
    open: bool = False
    judged: bool = Bound(default=False, exclude_if=lambda judged: not judged)
    most: int = Bound(default=10**12, ge=0, le=10**12)


def list_field_errors(
    fields: Mapping[str, Field], content: Mapping[str, object], *, is_draft: bool = False
) -> list[FieldError]:
    """Everything about the content that does not have the form its fields ask for, in the content's order.

    A draft may hold a party or a paper of which parts are still to be written: `find_gaps` names them.
    """
    found: list[FieldError] = []
    for name, value in content.items():
        field = fields.get(name)
        if field is None:
            found.append(FieldError(f"/{_escaped(name)}", f"no such field; there are {', '.join(fields)}"))
        elif value is not None:
            wrong = [(place, problem) for place, problem in _wrong(field, value)]
            gaps = {gap.pointer for gap in find_gaps({name: field}, {name: value})} if is_draft else set()
            found.extend(FieldError(f"/{name}{at}", problem) for at, problem in wrong if f"/{name}{at}" not in gaps)
    return found


def find_gaps(fields: Mapping[str, Field], content: Mapping[str, object]) -> list[FieldError]:
    """What is still to be written of parties and papers that are begun, in the content's order."""
    found: list[FieldError] = []
    for name, value in content.items():
        kind = fields[name].kind if name in fields else ""
        if kind == "parties" and isinstance(value, list | tuple):
            for number, party in enumerate(value):
                found.extend(_gaps(f"/{name}/{number}", party, _party_parts(party)))
        elif kind in ("party", "paper"):
            found.extend(_gaps(f"/{name}", value, _party_parts(value) if kind == "party" else _PAPER_PARTS))
    return found


def _gaps(place: str, value: object, parts: Mapping[str, str]) -> Iterator[FieldError]:
    if isinstance(value, Mapping):
        yield from (FieldError(f"{place}/{part}", said) for part, said in parts.items() if is_blank(value.get(part)))


def _party_parts(party: object) -> Mapping[str, str]:
    """What a party must say of itself, each with what to do; an international organisation is of no country."""
    is_of_none = isinstance(party, Mapping) and party.get("type") == INTERNATIONAL
    return {part: said for part, said in _PARTY_PARTS.items() if part != "country" or not is_of_none}


def list_missing(fields: Mapping[Name, Field], content: Mapping[str, object]) -> list[str]:
    """The names of the required fields that the content leaves empty."""
    return [name for name, field in fields.items() if field.required and is_blank(content.get(name))]


def ask_for(field: Field) -> str:
    """What to do about a required field that is empty: "Enter the candidate"."""
    asked = mention(field.label)
    if field.kind == "flag":
        return f"Answer yes or no: {field.label}"
    if ": " in field.label or "; " in field.label:
        return f"Fill in “{field.label}”"
    if field.label.partition(" ")[0] in ("What", "How", "Which", "Why", "Where"):
        return f"Say {asked}"
    if field.kind in ("choice", "choices"):
        return f"Choose the {asked}"
    return f"Enter the {asked}"


def mention(label: str) -> str:
    """A label within a sentence: without its capital, unless it is a name's or an abbreviation's."""
    first = label.partition(" ")[0].removesuffix("'s")
    return label if label[1:2].isupper() or first in _NAMES else f"{label[:1].lower()}{label[1:]}"


def is_blank(value: object) -> bool:
    """Whether a value says nothing: absent, empty, or a text of which a reader sees nothing."""
    return text.is_blank(value) if isinstance(value, str) else value in (None, [], {})


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _wrong(field: Field, value: object) -> Iterator[tuple[str, str]]:
    match field.kind:
        case "line" | "text":
            yield from _wrong_text(value, LONGEST[field.kind])
        case "money" if isinstance(value, Mapping):
            yield from _wrong_currency(value)
        case "integer" | "money":
            yield from _wrong_whole_number(value, field.most)
        case "date":
            yield from _wrong_date(value)
        case "choice":
            yield from _wrong_choice(field, value)
        case "choices":
            yield from _each(value, lambda item: _wrong_choice(field, item))
        case "flag":
            if not isinstance(value, bool):
                yield "", "must be true or false"
        case "party":
            yield from _wrong_party(value)
        case "parties":
            yield from _each(value, _wrong_party)
        case "paper":
            yield from _wrong_paper(value)
        case "figures":
            yield from _wrong_figures(field, value)


def _each(value: object, wrong: Callable[[object], Iterator[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        yield "", "must be a list"
        return
    if len(value) > 100:
        yield "", "may hold at most 100 entries"
    for place, item in enumerate(value):
        yield from ((f"/{place}{inner}", problem) for inner, problem in wrong(item))


def _wrong_whole_number(value: object, most: int) -> Iterator[tuple[str, str]]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield "", "must be a whole number"
    elif not 0 <= value <= most:
        yield "", f"must be between 0 and {most:,}"


def _wrong_text(value: object, longest: int) -> Iterator[tuple[str, str]]:
    if not isinstance(value, str):
        yield "", "must be text"
    elif (problem := explain_unfit(value, longest)) is not None:
        yield "", problem


def _wrong_choice(field: Field, value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, str) or not value or _UNREADABLE.search(value):
        yield "", "must be text"
    elif not field.open and value not in field.options:
        yield "", f"must be one of: {'; '.join(field.options)}"
    elif (problem := explain_unfit(value, LONGEST["line"])) is not None:
        yield "", problem


def _wrong_date(value: object) -> Iterator[tuple[str, str]]:
    try:
        calendar.parse_day(value)
    except NoSuchInstant as error:
        yield "", str(error)


def _wrong_currency(value: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if value.get("currency") not in (None, CURRENCY):
        yield "/currency", f"must be {CURRENCY}, the call's currency"
    yield "", "must be a whole number of yuan, without a currency"


def _wrong_paper(value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield "", "must be an object with signed_on and signatories"
        return
    for key in value.keys() - _PAPER_KEYS:
        yield f"/{_escaped(key)}", f"no such part of a paper; there are {', '.join(sorted(_PAPER_KEYS))}"
    yield from (("/signed_on", problem) for _, problem in _wrong_date(value.get("signed_on")))
    if value.get("valid_until") is not None:
        yield from (("/valid_until", problem) for _, problem in _wrong_date(value["valid_until"]))
    if value.get("reference") is not None:
        yield from (("/reference", problem) for _, problem in _wrong_text(value["reference"], 100))
    signatories = value.get("signatories")
    if not signatories:
        yield "/signatories", "must name who signed it"
        return
    nobody = ("", "must name who signed it")
    named = _each(signatories, lambda name: iter([nobody]) if is_blank(name) else _wrong_text(name, LONGEST["line"]))
    yield from ((f"/signatories{place}", problem) for place, problem in named)


def _wrong_figures(field: Field, value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield "", "must be an object of whole numbers"
        return
    for name, figure in value.items():
        if name not in field.options:
            yield f"/{_escaped(name)}", f"no such figure; there are {', '.join(field.options)}"
        elif not isinstance(figure, int) or isinstance(figure, bool) or not 0 <= figure <= field.most:
            yield f"/{name}", f"must be a whole number between 0 and {field.most:,}"


def _wrong_party(value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield "", "must be an object with name, type and country"
        return
    for key in value.keys() - _PARTY_KEYS:
        yield f"/{_escaped(key)}", f"no such part of a party; there are {', '.join(sorted(_PARTY_KEYS))}"
    needed = (
        ("name", "type")
        if value.get("type") == INTERNATIONAL and "country" not in value
        else ("name", "type", "country")
    )
    for key in needed:
        if not isinstance(value.get(key), str) or text.is_blank(value[key]):
            yield f"/{key}", "must be given"
    for key in _PARTY_MONEY:
        if value.get(key) is not None:
            yield from ((f"/{key}", problem) for _, problem in _wrong_whole_number(value[key], 10**12))
    for key in (_PARTY_KEYS & value.keys()) - set(_PARTY_MONEY):
        yield from ((f"/{key}", problem) for _, problem in _wrong_text(value[key], LONGEST["line"]))
    if isinstance(kind := value.get("type"), str) and kind not in PARTY_TYPES:
        yield "/type", f"must be one of: {'; '.join(PARTY_TYPES)}"
    if isinstance(country := value.get("country"), str):
        if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
            yield "/country", "must be a two-letter country code in capitals"
        elif not countries.is_seat(country):
            yield "/country", f"there is no country {country} in ISO 3166-1"
    if isinstance(division := value.get("division"), str) and division:
        yield from _wrong_division(division, country if isinstance(country, str) else "")
    yield from ((f"/{name}", problem) for name, problem in identifiers.problems(value))


def _wrong_division(division: str, country: str) -> Iterator[tuple[str, str]]:
    if not divisions.is_division(division):
        meant = divisions.find_division(country, division)
        if meant is not None:
            yield "/division", f"must be the code of a subdivision in ISO 3166-2, here {meant}"
        else:
            yield "/division", "must be the code of a subdivision in ISO 3166-2, such as CN-BJ"
    elif not division.startswith(f"{country}-"):
        yield "/division", f"{divisions.describe_division(division)} does not lie in {country}"
