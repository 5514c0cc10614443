"""Who signed a paper: names of signatories held against the organisations and people of a filing."""

from collections.abc import Iterable, Mapping

import regex

from states.facts import Content, list_wordings
from states.fields import PERSON
from states.names import may_name_same_person
from states.organisation_names import may_name_same_organisation
from states.text import is_blank

_BETWEEN_SIGNATORIES = regex.compile(r"[;/、|\n]|\s(?:and|und|et|y|e)\s|&|和|与", regex.IGNORECASE)


def list_signatories(paper: Mapping[str, object]) -> list[str]:
    """Who signed a paper, each as it was written; blank lines name nobody."""
    named = paper.get("signatories")
    lines = named if isinstance(named, list | tuple) else ()
    return [name for name in lines if isinstance(name, str) and not is_blank(name)]


def has_signed(party: Mapping[str, object], signatories: Iterable[str]) -> bool:
    """Whether a party is among those who signed: an organisation by its name, a person in any spelling of theirs."""
    name = party.get("name")
    if not isinstance(name, str) or is_blank(name):
        return False
    is_named = may_name_same_person if party.get("type") == PERSON else may_name_same_organisation
    return any(is_named(signatory, name) for signatory in signatories)


def is_of_home_side(signatory: str, home: Content, parties: Iterable[Mapping[str, object]]) -> bool:
    """Whether a line of signatories names only the home side's organisations and its leader, in any spelling."""
    ours = list(parties)
    leaders = [name for name in list_wordings(home, "leader") if isinstance(name, str)]
    lines = [line for line in _BETWEEN_SIGNATORIES.split(signatory) if not is_blank(line)]
    return has_any_signed(ours, [signatory]) or all(_names_home(line, ours, leaders) for line in lines)


def has_any_signed(parties: Iterable[Mapping[str, object]], signatories: Iterable[str]) -> bool:
    """Whether one of the parties is among those who signed."""
    signed = list(signatories)
    return any(has_signed(party, signed) for party in parties)


def _names_home(line: str, parties: Iterable[Mapping[str, object]], leaders: Iterable[str]) -> bool:
    pieces = [line, *regex.split("[,，]", line)]
    return has_any_signed(parties, pieces) or any(may_name_same_person(line, leader) for leader in leaders)
