"""Programme files (TOML) read into definitions, with every fault of every file reported together.

A folder of programmes holds `lifecycles/NAME.toml`, one `PROGRAMME.toml` for each programme, and for each call a folder
with `call.toml` and a file for every direction. A direction extends its call, which extends a lifecycle: tables are merged
key by key, anything else is replaced, so a file says only what differs. Beside them may stand `registry.toml`, which
states.registry_sources reads.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from states import checks
from states.call import Call, Inherited, Programme
from states.clashes import find_clashes
from states.countries import UNION
from states.errors import Fault, FaultyProgramme
from states.lifecycle import Lifecycle
from states.receipts import NEED

BUNDLED = Path(__file__).parent / "programmes"
REGISTER = "registry.toml"
_LAYERED = ("states", "transitions")
_INHERITED = tuple(Inherited.model_fields)
Table = dict[str, object]
_S = TypeVar("_S", bound=BaseModel)
_T = TypeVar("_T")


def programmes(root: Path = BUNDLED) -> dict[str, Programme]:
    """Every programme of a folder by its code. Raises FaultyProgramme."""
    faults: list[Fault] = []
    found: dict[str, Programme] = {}
    for path in sorted(set(root.glob("*.toml")) - {root / REGISTER}):
        programme = validate(Programme, table_in(path, root, faults), path.relative_to(root).as_posix(), faults)
        if programme is not None:
            found[programme.code] = programme
    return require_sound(found, faults)


def calls(root: Path = BUNDLED) -> dict[str, Call]:
    """Every call of a folder by its code, checked to be sound. Raises FaultyProgramme naming every fault in every file."""
    faults: list[Fault] = []
    found: dict[str, Call] = {}
    for path in sorted(root.glob("*/call.toml")):
        call = _call(path, root, faults)
        if call is not None:
            file = path.relative_to(root).as_posix()
            if call.code in found:
                faults.append(Fault(file, "code", f"another call is {call.code!r} too"))
            faults.extend(_same_year(call, found.values(), file))
            found[call.code] = call
            faults.extend(checks.find_faults(call, f"{path.parent.name}"))
            faults.extend(Fault(file, *clash) for clash in find_clashes(call, found.values()))
    return require_sound(found, faults)


def _same_year(call: Call, others: Iterable[Call], file: str) -> Iterator[Fault]:
    """That an award is given once a year: another call of the programme is for the same year."""
    for other in others:
        if call.award_year is not None and (call.programme, call.award_year) == (other.programme, other.award_year):
            year = call.award_year
            said = f"{call.code} cannot be the award of {year}: {other.code} is, and an award is given once a year"
            yield Fault(file, "award_year", said)


def _call(path: Path, root: Path, faults: list[Fault]) -> Call | None:
    before = len(faults)
    file = path.relative_to(root).as_posix()
    table = table_in(path, root, faults)
    base = _lifecycle(str(table.pop("extends", "")), file, root, faults)
    lifecycle = _merged(base, {key: table.pop(key) for key in _LAYERED if key in table})
    fields = table.pop("fields", {})
    if len(faults) == before:
        validate(Lifecycle, lifecycle, file, faults)
    inherited = {name: table[name] for name in _INHERITED if name in table}
    validate(Inherited, inherited, file, faults)
    readable = len(faults) == before
    shared = {"lifecycle": lifecycle, "fields": fields, **inherited}
    names = [other for other in path.parent.glob("*.toml") if other != path]
    opens = table.get("opens")
    read = [(_direction(other, shared, opens, root, faults), other) for other in names] if readable else []
    read.sort(key=lambda pair: (str(pair[0].get("ordinal", "")).zfill(3), pair[1].name))
    directions, parts = [pair[0] for pair in read], [pair[1] for pair in read]
    call = validate(Call, {**table, "directions": directions}, file, faults, parts if readable else None)
    return call if len(faults) == before else None


def _direction(path: Path, shared: Mapping[str, object], opens: object, root: Path, faults: list[Fault]) -> Table:
    table = table_in(path, root, faults)
    layer: Table = {"lifecycle": {key: table.pop(key) for key in _LAYERED if key in table}}
    layer["fields"] = table.pop("fields", {})
    layer |= {name: table.pop(name) for name in _INHERITED if name in table}
    direction = _merged(table, _merged(shared, layer))
    _offer_areas(direction)
    _date_unions(direction, opens)
    _offer_budgets(direction)
    _require_receipts(direction)
    return direction


def _offer_areas(direction: Table) -> None:
    """The direction's areas are the options of its `area` field, and what its `listed` rules hold the choice against."""
    areas, fields, rules = direction.get("areas"), direction.get("fields"), direction.get("rules")
    if isinstance(areas, list) and isinstance(fields, dict) and isinstance(fields.get("area"), dict):
        fields["area"] = {**fields["area"], "options": areas, "open": True}
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, dict) and rule.get("kind") == "listed":
            rule.setdefault("field", "area")
            rule.setdefault("options", areas)
            rule.setdefault("open", direction.get("areas_open", False))


def _offer_budgets(direction: Table) -> None:
    """Give each `affordable` rule its limits: the funds of the direction, and of each topic's line."""
    topics, quota, rules = direction.get("topics"), direction.get("quota"), direction.get("rules")
    lines = [topic for topic in topics if isinstance(topic, dict)] if isinstance(topics, list) else []
    most: dict[str, object] = {"": quota.get("funds")} if isinstance(quota, dict) else {}
    for topic in lines:
        own = topic.get("quota")
        funds = own.get("funds") if isinstance(own, dict) else None
        most[str(topic.get("code"))] = funds if funds is not None else most.get(str(topic.get("within")))
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, dict) and rule.get("kind") == "affordable":
            rule.setdefault("most", {code: funds for code, funds in most.items() if isinstance(funds, int)})


def _require_receipts(direction: Table) -> None:
    """The transitions before which the direction needs receipts have that need among their own."""
    plan, lifecycle = direction.get("receipts"), direction.get("lifecycle")
    by = plan.get("by") if isinstance(plan, dict) else None
    transitions = lifecycle.get("transitions") if isinstance(lifecycle, dict) else None
    if not isinstance(by, list) or not isinstance(lifecycle, dict) or not isinstance(transitions, dict):
        return
    needing: Table = {}
    for name, transition in transitions.items():
        needs = transition.get("needs", []) if isinstance(transition, dict) else None
        if name in by and isinstance(needs, list) and NEED not in needs:
            needing[name] = {**transition, "needs": [*needs, NEED]}
    direction["lifecycle"] = {**lifecycle, "transitions": {**transitions, **needing}}


def _date_unions(direction: Table, opens: object) -> None:
    """Judge who is a member of a partner union as of the call's opening day, unless a rule says otherwise."""
    rules = direction.get("rules")
    for rule in rules if isinstance(rules, list) else []:
        named = rule.get("partners") if isinstance(rule, dict) and rule.get("kind") == "partner" else None
        if opens is not None and isinstance(named, list) and UNION in named:
            rule.setdefault("on", opens)


def _lifecycle(name: str, file: str, root: Path, faults: list[Fault]) -> Table:
    path = root / "lifecycles" / f"{name}.toml"
    if not name or not path.is_file():
        known = ", ".join(sorted(other.stem for other in path.parent.glob("*.toml")))
        faults.append(Fault(file, "extends", f"there is no lifecycle {name!r}; there are: {known}"))
        return {}
    table = table_in(path, root, faults)
    validate(Lifecycle, table, path.relative_to(root).as_posix(), faults)
    return table


def table_in(path: Path, root: Path, faults: list[Fault]) -> Table:
    """The table a file holds; what keeps it from being read joins the faults."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(path.relative_to(root).as_posix(), "", f"is not TOML: {error}"))
        return {}


def _merged(base: Mapping[str, object], layer: Mapping[str, object]) -> Table:
    merged: Table = dict(base)
    for key, value in layer.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def validate(
    shape: type[_S], table: Mapping[str, object], file: str, faults: list[Fault], parts: Sequence[Path] | None = ()
) -> _S | None:
    """The shape of a file's table, or None: what is wrong with it joins the faults."""
    if not table:
        return None
    try:
        return shape.model_validate(table)
    except ValidationError as error:
        ordinals = {str(number): part for number, part in enumerate(parts or ())}
        for one in error.errors():
            if (one["type"] == "too_short" and one["input"]) or (parts is None and one["loc"][0] == "directions"):
                continue  # only a consequence of what else is reported
            faults.append(_fault([str(step) for step in one["loc"]], one["msg"], file, ordinals))
        return None


def _fault(place: list[str], problem: str, file: str, parts: Mapping[str, Path]) -> Fault:
    if len(place) > 1 and place[0] == "directions" and place[1] in parts:
        part = parts[place[1]]
        file, place = f"{part.parent.name}/{part.name}", place[2:]
    steps = [step for step in place if step != "lifecycle"]
    return Fault(file, ".".join(steps), problem.removeprefix("Value error, "))


def require_sound(found: _T, faults: list[Fault]) -> _T:
    """What was found, if nothing is wrong. Raises FaultyProgramme."""
    if faults:
        broken = {fault.file for fault in faults if not fault.place}
        told = [fault for fault in dict.fromkeys(faults) if not fault.place or fault.file not in broken]
        raise FaultyProgramme(told)
    return found
