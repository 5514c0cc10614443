"""Extreme instants and dates in every field of every route: taken or refused, and nothing breaks then or later."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import Web
from tests.api.test_set_aside import prepared, unharmed
from tests.world import AGENCY, CALL, ZHONGGUANCUN, World, filing
from workflow.actors import SYSTEM
from workflow.auditing import verify
from workflow.commands import FireTimeouts
from workflow.upkeep import broken_rows, invariants

DAYS = (
    "0000-01-01", "0001-01-01", "0099-12-31", "1582-10-15", "1899-12-31", "1900-01-01", "1900-02-29", "1969-12-31",
    "1970-01-01", "2022-02-29", "2024-02-29", "2038-01-19", "2199-10-29", "2199-12-30", "2199-12-31", "2200-01-01",
    "2200-02-29", "9999-12-31", "10000-01-01", "-0001-01-01", "2022-00-10", "2022-12-32", "2022-W52-7", "",
)  # fmt: skip
CLOCKS = ("T00:00:00Z", "T23:59:59.999999Z", "T24:00:00Z", "T23:59:60Z", "T00:00:00-00:00", "T00:00:00+14:00",
          "T23:59:59-14:00", "T00:00:00+23:59", "T00:00:00+24:00", "T00:00:00", "t00:00:00z", " 00:00:00Z",
          "T00:00:00.123456789Z")  # fmt: skip
_MANY = ("0001-01-01", "1900-01-01", "2024-02-29", "2199-12-31", "9999-12-31")
INSTANTS = [day + clock for day in DAYS for clock in (CLOCKS if day in _MANY else CLOCKS[:2])]
WRONG_KINDS: tuple[object, ...] = (0, -1, 2**53 - 1, 1671926400, True, [], {}, "now", "\u0661\u0669\u0670\u0660-01-01")
NUMBERS = (-1, 0, 10**9, 10**9 + 1, 2**31, 2**32, 2**53 - 1, 2**53, 2**63, 2**64, 10**30, -(2**63))
FIELDS = {
    ("post", "/v1/cases/{ref}/transitions", "/conferred_on"),
    ("post", "/v1/transitions", "/transitions/0/conferred_on"),
    ("post", "/v1/cases/{ref}/transitions", "/approved_on"),
    ("post", "/v1/transitions", "/transitions/0/approved_on"),
    ("post", "/v1/calls/{call}/directions/{code}/partners/{partner}/deadline", "/until"),
    ("get", "/v1/cases", "?due_from"),
    ("get", "/v1/cases", "?due_to"),
    ("get", "/v1/cases/{ref}", "?as_of"),
    ("post", "/v1/cases/{ref}/extensions", "/until"),
    ("post", "/v1/calls/{call}/directions/{code}/release", "/at"),
    ("post", "/v1/cases/{ref}/documents", "?signed_on"),
    ("post", "/v1/cases/{ref}/documents", "/signed_on"),
    ("post", "/v1/cases/{ref}/receipts", "/at"),
    ("post", "/v1/calls/{call}/deadlines/{name}/extensions", "/until"),
    ("post", "/v1/agreements", "/signed_on"),
    ("post", "/v1/agreements", "/effective_on"),
    ("post", "/v1/agreements", "/expires_on"),
    ("put", "/v1/agreements/{code}", "/signed_on"),
    ("put", "/v1/agreements/{code}", "/effective_on"),
    ("put", "/v1/agreements/{code}", "/expires_on"),
    ("post", "/v1/authorities/{authority}/correspondence", "/at"),
    ("get", "/v1/events", "?since"),
    ("get", "/v1/events", "?until"),
}
"""Every date and instant that the description names. Whoever adds one adds it here and to `bodies`."""
CODE = "CN-XX.1980"


def described(web: Web) -> set[tuple[str, str, str]]:
    """The fields of every route that are dates or instants."""
    told = web("cora", "GET", "/openapi.json").json()
    shapes = told["components"]["schemas"]

    def within(shape: Any, at: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
        if "$ref" in shape:
            name = shape["$ref"].rpartition("/")[2]
            if name not in seen:
                yield from within(shapes[name], at, (*seen, name))
            return
        if shape.get("format") in ("date", "date-time"):
            yield at
        for name, part in shape.get("properties", {}).items():
            yield from within(part, f"{at}/{name}", seen)
        for part in (part for word in ("anyOf", "allOf", "oneOf") for part in shape.get(word, [])):
            yield from within(part, at, seen)
        if isinstance(shape.get("items"), dict):
            yield from within(shape["items"], f"{at}/0", seen)

    found = set()
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                found |= {(method, path, at) for at in within(parameter["schema"], f"?{parameter['name']}")}
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found |= {(method, path, at) for at in within(content.get("schema", {}), "")}
    return found


def bodies(ref: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What else is said in each body, so that nothing else is wrong with it."""
    treaty = {"title": "A treaty", "parties": ["CN", "AR"]}
    said = {"authority": "A ministry", "reference": "7", "zone": "UTC", "paper": True, "reason": "a letter"}
    return {
        ("post", "/v1/cases/{ref}/transitions"): {"transition": "confer"},
        ("post", "/v1/transitions"): {"transitions": [{"case": ref, "transition": "confer"}]},
        ("post", "/v1/cases/{ref}/extensions"): {"deadline": "agency", "reason": "a flood"},
        ("post", "/v1/calls/{call}/directions/{code}/release"): {},
        ("post", "/v1/cases/{ref}/documents"): {"side": "home", "kind": "letter", "name": "a.txt"},
        ("post", "/v1/cases/{ref}/receipts"): {"side": "counterpart"} | said,
        ("post", "/v1/calls/{call}/deadlines/{name}/extensions"): {"reason": "a flood"},
        ("post", "/v1/calls/{call}/directions/{code}/partners/{partner}/deadline"): {
            "reason": "their call",
            "zone": "UTC",
        },
        ("post", "/v1/agreements"): treaty | {"code": CODE},
        ("put", "/v1/agreements/{code}"): treaty,
        ("post", "/v1/authorities/{authority}/correspondence"): {"about": "the call"},
    }


def put(body: Any, pointer: str, value: object) -> Any:
    """A body with a value at a place."""
    fresh = json.loads(json.dumps(body))
    *way, last = pointer.strip("/").split("/")
    inner = fresh
    for part in way:
        inner = inner[int(part)] if part.isdigit() else inner[part]
    inner[last] = value
    return fresh


def asked(web: Web, ref: str, authority: str, field: tuple[str, str, str], value: object) -> None:
    """Send one value in one field; it is taken or refused with its place, and never breaks anything."""
    method, path, at = field
    where = path.replace("{ref}", ref).replace("{call}", CALL).replace("{name}", "agency")
    where = where.replace("{authority}", authority).replace("{partner}", "AR")
    where = where.replace("{code}", CODE if "agreements" in path else "2.4")
    who = {"/v1/calls/{call}/directions/{code}/release": "eli", "/v1/events": "audrey"}.get(path, "cora")
    version = web("cora", "GET", f"/v1/cases/{ref}").json()["case"]["version"]
    headers = {"If-Match": f'"{version}"'} if "{ref}" in path and method == "post" else {}
    if at.startswith("?"):
        more = {"side": "home", "kind": "letter", "name": "a.txt"} if method == "post" else {}
        answer = web(who, method, where, params={at[1:]: str(value)} | more, headers=headers)
    else:
        body = put(bodies(ref)[method, path], at, value)
        answer = web(who, method, where, json=body, headers=headers)
    assert answer.status_code < 500, (field, value, answer.text)
    if answer.status_code == 422 and answer.json()["code"] == "invalid":
        assert any(at.strip("/?") in one["pointer"] for one in answer.json()["errors"]), (field, value, answer.text)


def sound_afterwards(web: Web, refs: list[str]) -> None:
    """Every list, page of a case, export, sweep and verification works, for these cases and all others."""
    world = World(web.database)
    for pause in (timedelta(days=40), timedelta(days=400), timedelta(days=40_000)):
        now = AGENCY + pause
        world.apply(FireTimeouts(actor=SYSTEM, received_at=now, limit=1_000), now=now)
    unharmed(web, refs)
    for ref in refs:
        for beside in ("", "/transitions", "/events", "/documents", "/comparison"):
            assert web("cora", "GET", f"/v1/cases/{ref}{beside}").status_code < 500, (ref, beside)
    for kind in ("text/csv", "application/jsonl"):
        for path in ("/v1/cases/export", "/v1/events", "/v1/cases"):
            assert web("audrey", "GET", path, headers={"Accept": kind}).status_code < 500
    with world.database.reading() as session:
        assert broken_rows.find_broken_rows(session) == [] and invariants.find_broken(session) == {}
        assert verify.verify_trail(session).evidence == ()


def test_every_date_and_instant_of_every_route_is_known_here(web: Web) -> None:
    assert described(web) == FIELDS


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.thorough)])
def test_no_date_or_instant_in_any_field_of_any_route_breaks_anything(web: Web, step: int) -> None:
    ref, others = prepared(web, World(web.database))
    authority = web("cora", "POST", "/v1/authorities", json={"partner": "AR", "name": "A ministry"}).json()["id"]

    for field in sorted(FIELDS):
        days = [*DAYS, *(day + clock for day in DAYS[3:6] for clock in CLOCKS)]
        is_day = field[2].strip("/?").rpartition("/")[2].endswith("_on")
        for value in [*(days if is_day else [*INSTANTS, *DAYS]), *WRONG_KINDS][::step]:
            asked(web, ref, authority, field, value)

    sound_afterwards(web, [ref, *others])


def test_no_date_in_any_filing_breaks_anything(web: Web) -> None:
    ref, others = prepared(web, World(web.database))
    draft = others[1]

    for value in (*DAYS, *WRONG_KINDS, DAYS[5] + CLOCKS[0]):
        for part in ("signed_on", "valid_until"):
            paper = {"signed_on": "2022-10-20", "signatories": ["One", "Another"]} | {part: value}
            said = {"content": {"cooperation_agreement": paper}, "version": World(web.database).case(draft).version}
            answer = web("ada", "PATCH", f"/v1/cases/{draft}", json=said)
            assert answer.status_code in (200, 400, 422), (value, answer.text)
    content = filing() | {"cooperation_agreement": {"signed_on": "1900-01-01", "signatories": ["One"]}}
    assert web("ada", "PATCH", f"/v1/cases/{draft}", json={"content": content, "version": 2}).status_code < 500
    for call, direction in ((ZHONGGUANCUN, "award"), ("bast-events-2025", "events")):
        for value in DAYS:
            content = {"starts_on": value, "ends_on": value}
            answer = web("ada", "POST", "/v1/cases", json={"call": call, "direction": direction, "content": content})
            assert answer.status_code < 500, (value, answer.text)

    sound_afterwards(web, [ref, *others])


@pytest.mark.thorough
def test_no_number_in_any_query_breaks_anything(web: Web) -> None:
    ref, others = prepared(web, World(web.database))
    told = web("cora", "GET", "/openapi.json").json()["paths"]

    for path, methods in told.items():
        where = path.replace("{ref}", ref).replace("{call}", CALL).replace("{code}", "2.4").replace("{name}", "agency")
        if "{" in where or "get" not in methods or path == "/v1/stream":
            continue
        for parameter in methods["get"].get("parameters", []):
            for value in NUMBERS if parameter["in"] == "query" else ():
                answer = web("cora", "GET", where, params={parameter["name"]: str(value)})
                assert answer.status_code < 500, (path, parameter["name"], value, answer.text)
    for number in NUMBERS:
        for said in (
            {"transition": "withdraw", "version": number, "reason": "x"},
            {"transition": "award", "amount": number},
        ):
            assert web("cora", "POST", f"/v1/cases/{ref}/transitions", json=said).status_code < 500
        assert web(
            "cora", "POST", f"/v1/cases/{ref}/transitions", json=said, headers={"If-Match": f'"{number}"'}
        ).status_code

    sound_afterwards(web, [ref, *others])


@pytest.mark.thorough
def test_no_cursor_breaks_anything(web: Web) -> None:
    prepared(web, World(web.database))
    keys: list[object] = [[value, 1] for value in (*INSTANTS, 1, None)]
    keys += [[number] for number in NUMBERS]
    keys += [[], {}, 1, "x", [[]], [1, 2, 3], ["\0", "\0"], ["", ""], [DAYS[5] + CLOCKS[0], 2**80]]

    for key in keys:
        cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
        for path in ("/v1/deadlines", "/v1/cases", "/v1/events", "/v1/people", "/v1/agreements", "/v1/reviewers"):
            answer = web("adam" if "people" in path else "cora", "GET", path, params={"cursor": cursor})
            assert answer.status_code < 500, (path, key, answer.text)
