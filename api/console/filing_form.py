"""A filing as it is written into a form: texts by place, drawn from what is filed, and read into what is to be filed.

A place is the JSON pointer of a value within what is sent, with hyphens between its parts: content-participants-0-country. Of
what may be several (choices, signatories) the texts stand below each other in one.
"""

import re
from collections.abc import Iterator, Mapping

from api.console.form import Fault, Form, whole
from api.console.language import countries_named
from api.errors import BadRequest
from states import identifiers
from states.fields import Field
from states.identifiers import NotAnIdentifier
from states.text import fold

PARTY_MONEY = ("subsidy", "own_funds")
PARTY = ("name", "type", "country", "division", "registered_in", "ror", "orcid", *PARTY_MONEY)
PAPER = ("signed_on", "signatories", "reference", "valid_until")
_LISTS = ("signatories",)
_READ = {"ror": identifiers.ror, "orcid": identifiers.orcid}
_WHOLE = ("integer", "money")

Fields = Mapping[str, Field]
Written = Mapping[str, str]


def join_place(*parts: str | int) -> str:
    """The place of a value: the names and numbers that lead to it."""
    return "-".join(("content", *map(str, parts)))


def count_rows(written: Written, name: str) -> int:
    """How many parties are written into a field that takes several."""
    pattern = re.compile(re.escape(join_place(name)) + "-([0-9]{1,3})-")
    return max((int(found[1]) + 1 for key in written if (found := pattern.match(key))), default=0)


# From what is filed ----------------------------------------------------------------------------------------------------


def fill_form(fields: Fields, content: Mapping[str, object]) -> dict[str, str]:
    """What is filed, as the form shows it."""
    shown = (pair for name, field in fields.items() for pair in _shown(field, join_place(name), content.get(name)))
    return {at: text for at, text in shown if text}


def _shown(field: Field, at: str, value: object) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield f"{at}-{name}", _text(part)
    elif field.kind == "parties" and isinstance(value, list | tuple):
        for number, party in enumerate(value):
            yield from _shown(field, f"{at}-{number}", party)
    else:
        yield at, _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


# From what was sent ----------------------------------------------------------------------------------------------------


def read_sent(fields: Fields, form: Form) -> dict[str, str]:
    """What was written into the form; parties left wholly empty are dropped, and the others move up."""
    found: dict[str, str] = {}
    for name, field in fields.items():
        at = join_place(name)
        if field.kind == "parties":
            found |= _parties(form, name)
        elif field.kind == "choices":
            found[at] = "\n".join(form.texts(at))
        else:
            for one in _places(field, at):
                found[one] = form.text(one) or ""
    return {at: text for at, text in found.items() if text}


def _places(field: Field, at: str) -> list[str]:
    """The places of a field's parts, or its own if it has none."""
    parts = {"party": PARTY, "parties": PARTY, "paper": PAPER, "figures": field.options}.get(field.kind)
    return [at] if parts is None else [f"{at}-{part}" for part in parts]


def _parties(form: Form, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    numbers = range(count_rows(dict.fromkeys(form.data, ""), name))
    kept = 0
    for number in numbers:
        party = {part: form.text(join_place(name, number, part)) or "" for part in PARTY}
        if any(party.values()):
            found |= {join_place(name, kept, part): text for part, text in party.items()}
            kept += 1
    return found


def remove_row(written: Written, name: str, number: int) -> dict[str, str]:
    """The same with one of a field's parties taken out."""
    found = dict(written)
    last = count_rows(written, name) - 1
    for row in range(number, last + 1):
        for part in PARTY:
            found.pop(join_place(name, row, part), None)
            if join_place(name, row + 1, part) in written:
                found[join_place(name, row, part)] = written[join_place(name, row + 1, part)]
    return found


# Into what is to be filed ----------------------------------------------------------------------------------------------


def read_content(fields: Fields, written: Written) -> tuple[dict[str, object], list[Fault]]:
    """What is to be filed, every field of it (None empties one), and which texts are no numbers."""
    faults: list[Fault] = []
    content = {name: _value(field, written, join_place(name), faults) for name, field in fields.items()}
    return content, faults


def _value(field: Field, written: Written, at: str, faults: list[Fault]) -> object:
    text = written.get(at)
    match field.kind:
        case "integer" | "money":
            return _whole(at, text, faults)
        case "choices":
            return text.split("\n") if text else None
        case "flag":
            return None if text is None else text == "yes"
        case "party":
            return _party(written, at, faults)
        case "parties":
            numbers = range(count_rows(written, at.removeprefix("content-")))
            return [_party(written, f"{at}-{number}", faults) for number in numbers] or None
        case "paper":
            return _paper(written, at)
        case "figures":
            figures = {name: _whole(f"{at}-{name}", written.get(f"{at}-{name}"), faults) for name in field.options}
            return {name: figure for name, figure in figures.items() if figure is not None} or None
    return text


def _whole(at: str, text: str | None, faults: list[Fault]) -> int | None:
    if text is None:
        return None
    try:
        return whole(text, at)
    except BadRequest as error:
        faults.append(Fault(at, error.detail))
        return None


def _party(written: Written, at: str, faults: list[Fault]) -> dict[str, object] | None:
    party: dict[str, object] = {}
    for part in PARTY:
        text = written.get(f"{at}-{part}")
        if part in PARTY_MONEY:
            amount = _whole(f"{at}-{part}", text, faults)
            party |= {} if amount is None else {part: amount}
        elif text is not None:
            party[part] = _country(text) if part == "country" else _identifier(part, text)
    return party or None


def _country(text: str) -> str:
    """The code of a country that is named by its code or its name."""
    return countries_named().get(fold(text), text.upper() if len(text) == 2 else text)


def _identifier(part: str, text: str) -> str:
    """An identifier in its one spelling; anything else, and what is none, as it came."""
    try:
        return _READ[part](text) if part in _READ else text
    except NotAnIdentifier:
        return text


def _paper(written: Written, at: str) -> dict[str, object] | None:
    paper: dict[str, object] = {}
    for part in PAPER:
        text = written.get(f"{at}-{part}")
        if text is not None:
            lines = [line.strip() for line in text.split("\n") if line.strip()]
            paper[part] = lines if part in _LISTS else text
    return paper or None
