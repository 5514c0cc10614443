"""The partner invited to one case reaches that case alone.

No route, page, list, count, search, feed, export or stream shows any of twenty others, and nothing they
send changes one.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from sqlalchemy import select

from api.console import page_routes
from tests.api.beside import BESIDE
from tests.api.browser import Browser
from tests.api.cast import Case, Persona
from tests.api.conftest import NOVEMBER
from tests.api.console.conftest import Console
from tests.api.expectations import ON_CASES
from tests.world import CALL, NOMINATIONS, SPRING, ZHONGGUANCUN, answering, done, filing
from workflow import acceptance
from workflow.auditing import activity, history
from workflow.commands import OpenCase
from workflow.credentials import sessions
from workflow.identity import invitations, people
from workflow.notifications import audiences
from workflow.notifications.audiences import Occasion
from workflow.overview import case_stats, queries, tallies, worklist
from workflow.overview.queries import Search
from workflow.partner_commands import RemovePartner
from workflow.tables import CASES

SIBLINGS = 20
SECRET = "Rival"
"""What stands in the title and in the texts of the others."""
ABSENT = "IG23-2.4-999"
_NAMED = {
    "call": CALL,
    "code": "2.4",
    "direction": "2.4",
    "name": "agency",
    "side": "counterpart",
    "transition": "confirm",
    "clause": "2.4-a",
    "field": "title",
    "document": f"doc_{0:024x}",
    "person": "per_0",
    "number": "2",
    "seq": "1",
}
_FORM = {
    "version": "2",
    "day": "2022-11-20",
    "reason": "said",
    "choice": "confirm",
    "do": "add",
    "person": "per_0",
    "title": "Mine now",
}


class Guests:
    """One case of which Paz is the partner, and twenty of the same partner country that are not hers."""

    def __init__(self, console: Console) -> None:
        self.console, self.world = console, console.world
        self.own = self._opened("Peas")
        self.siblings = [self._opened(f"{SECRET} {number}") for number in range(SIBLINGS)]
        self._carry_on()
        self._accept()

    def _opened(self, title: str) -> str:
        said = {"title": title, "content": f"{title} in full.", "leader": f"{title} Leader"}
        return self.world.opened(filing(**said), now=NOVEMBER, actor=self.console.actor("ada"))

    def _carry_on(self) -> None:
        """Her own is submitted; of the others one is a draft, some are filed by both sides, returned or ended."""
        ada, cora, diego = (self.console.actor(who) for who in ("ada", "cora", "diego"))
        for number, ref in enumerate((self.own, *self.siblings[1:])):
            done(self.world.transition(ref, "submit", actor=ada, now=NOVEMBER))
            if number and number % 2 == 0:
                done(self.world.file(ref, answering(title=f"{SECRET} {number}"), now=NOVEMBER, actor=diego))
            if number in (3, 5):
                done(self.world.transition(ref, "withdraw", actor=ada, now=NOVEMBER, reason=f"{SECRET} reason"))
            if number in (7, 9):
                done(self.world.transition(ref, "return", actor=cora, now=NOVEMBER, reason=f"{SECRET} reason"))

    def _accept(self) -> None:
        cora, database = self.console.actor("cora"), self.console.database
        with database.writing() as session:
            about: Any = {"actor": cora, "now": NOVEMBER, "by_mail": False}
            sent = invitations.invite_to_case(session, self.own, "paz@ministry.example", "partner", **about)
            accepted = acceptance.accept(session, str(sent.secret), visitor=None, agent="a browser", now=NOVEMBER)
            self.paz = people.load_person(session, accepted.person)
            more: Any = {"actor": self.paz, "now": NOVEMBER}
            secret = sessions.begin(session, self.paz.id, method="link", agent="", fresh_at=NOVEMBER, **more)
            _, self.token = people.issue(session, self.paz.id, name="paz", **more)
        self.browser = Browser(self.console.app)
        self.browser.keep(secret)

    def ask(self, method: str, path: str, **more: Any) -> Response:
        """Ask the API with her token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if (version := more.pop("version", None)) is not None:
            headers["If-Match"] = f'"{version}"'
        return self.browser.here.request(method, path, headers=headers, **more)

    def versions(self) -> dict[str, int]:
        """The versions of the others."""
        query = select(CASES.c.ref, CASES.c.version).where(CASES.c.ref.in_(self.siblings))
        with self.console.database.reading() as session:
            return dict(session.execute(query).all())

    def told(self, text: str) -> list[str]:
        """What a text tells of the others."""
        return [one for one in (*self.siblings, SECRET) if one in text]


@pytest.fixture
def guests(console: Console) -> Guests:
    """The house."""
    return Guests(console)


def _shape(answer: Response, ref: str) -> tuple[int, str]:
    """An answer without what differs from one request to the next, and without the reference it was asked by."""
    bare = answer.text.replace(ref, "REF").replace(ref.lower(), "REF")
    return answer.status_code, re.sub(r"req_\w+|nonce-[\w-]+|nonce=\"[^\"]*\"", "", bare)


def test_every_route_on_a_case_answers_of_the_others_as_of_one_that_is_not_there(guests: Guests) -> None:
    persona, before = Persona("Paz", guests.paz), guests.versions()
    documents = {"home": f"doc_{1:024x}", "counterpart": f"doc_{2:024x}"}
    wrong = []
    for number, one in enumerate(ON_CASES):
        method = one.route.partition(" ")[0]
        for ref in {guests.siblings[number % SIBLINGS], guests.siblings[(number * 7 + 3) % SIBLINGS]}:
            shapes = []
            for named in (ref, ABSENT):
                case = Case(named, before[ref], documents)
                body = one.body(case, persona) if one.body else None
                shapes.append(
                    _shape(guests.ask(method, one.path(case, persona), json=body, version=before[ref]), named)
                )
            if shapes[0] != shapes[1] or shapes[0][0] != 404:
                wrong.append((one.route, ref, shapes))

    assert wrong == []
    assert guests.versions() == before


@pytest.mark.thorough
def test_no_route_beside_tells_of_the_others(guests: Guests) -> None:
    told = {}
    for one in BESIDE:
        if one.route.startswith(("GET ", "POST /v1/transitions")):
            answer = guests.ask(one.route.partition(" ")[0], one.path(), json=one.body)
            told[one.route] = guests.told(answer.text)
    for query in (
        f"?text={SECRET}",
        "?state=submitted",
        "?state=withdrawn",
        "?limit=1",
        "?needs=me",
        "?call=" + CALL,
    ):
        found = guests.ask("GET", f"/v1/cases{query}")
        told[query] = guests.told(found.text)
        assert found.status_code == 200 and {one["ref"] for one in found.json()["cases"]} <= {guests.own}, query
        assert found.json()["next"] is None
    bulk = {"transitions": [{"case": ref, "transition": "confirm", "version": 2} for ref in guests.siblings]}
    results = guests.ask("POST", "/v1/transitions", json=bulk).json()["results"]

    assert {route: found for route, found in told.items() if found} == {}
    assert {one["refused"]["code"] for one in results} == {"no-such-case"}
    assert [one["ref"] for one in guests.ask("GET", "/v1/cases").json()["cases"]] == [guests.own]
    assert guests.own in guests.ask("GET", "/v1/deadlines").text


@pytest.mark.thorough
def test_no_page_tells_of_the_others_and_none_takes_anything_for_them(guests: Guests) -> None:
    pages = [route for router in page_routes.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    before, wrong, ref = guests.versions(), [], guests.siblings[2]
    for route in pages:
        for method in sorted((route.methods or set()) - {"HEAD"}):
            on_case = "{ref}" in route.path
            names = re.findall(r"\{(\w+)", route.path)
            if set(names) - {"ref", *_NAMED} or route.path.startswith(("/sign", "/static", "/account")):
                continue
            shapes = []
            for named in (ref, ABSENT) if on_case else (ref,):
                path = re.sub(r"\{(\w+)(:\w+)?\}", partial(_filled, named), route.path)
                form: dict[str, Any] = {"data": _FORM} if method == "POST" else {}
                shapes.append(_shape(guests.browser.ask(method, path, **form), named))
            known = guests.told(shapes[0][1])
            if known or (on_case and (shapes[0] != shapes[1] or shapes[0][0] not in (404, 422))):
                wrong.append((method, route.path, known, [shape[0] for shape in shapes]))
    searched = guests.browser.ask("GET", f"/cases?text={SECRET}+1").text

    assert wrong == []
    assert len(pages) > 60
    assert [ref for ref in guests.siblings if ref in searched] == []
    assert guests.versions() == before


def test_no_count_queue_stream_feed_export_or_letter_tells_of_the_others(guests: Guests) -> None:
    paz, own = guests.paz, guests.own
    with guests.console.database.reading() as session:
        counted = case_stats.groups(session, paz, CALL)
        tally = tallies.tally(session, CALL, actor=paz).total
        asked = case_stats.asked(session, paz, CALL)
        queue = [task.case.ref for task in worklist.list_tasks(session, paz)]
        number = worklist.count_tasks(session, paz)
        streamed, _ = history.list_following(session, paz, 0, limit=10_000)
        told = activity.load_activity(session, paz, 0)
        whole, following = queries.list_whole_cases(session, paz, Search(), now=NOVEMBER)
        listed, key = queries.list_due(session, paz, limit=50)
        rows = {row.ref: row for row in session.execute(select(CASES))}
        people_told = {
            ref: {one.person for one in audiences.list_recipients(session, "partner", _about(rows[ref]))}
            for ref in rows
        }

    assert (case_stats.total(counted), tally.received, asked.get("2.4", 0) in (0, 500_000)) == (1, 1, True)
    assert (queue, number) == ([own], 1)
    assert {entry.case for entry in streamed} == {own}
    assert {ref for kind in told.kinds for ref in kind.cases} <= {own}
    assert ([one.case.ref for one in whole], following) == ([own], None)
    assert ([one.ref for one in listed], key) == ([own], None)
    with guests.console.database.reading() as session:
        reachable = {ref for ref in rows if paz.id in people_told[ref]}
    assert reachable <= {own}
    feed = guests.ask("POST", "/v1/me/feeds", json={"name": "calendar"}).json()["address"]
    calendar = guests.browser.here.get(feed[feed.index("/v1/") :]).text
    assert own in calendar and guests.told(calendar) == []


def _filled(ref: str, part: re.Match[str]) -> str:
    return {**_NAMED, "ref": ref}[part[1]]


def _about(row: Any) -> Occasion:
    return Occasion(row.call, row.owner, row.partner, [row.id], row.id)


def test_the_partner_acts_on_their_own_case_until_it_is_taken_from_them(guests: Guests, console: Console) -> None:
    own = f"/v1/cases/{guests.own}"

    filed = guests.ask("PUT", f"{own}/filings/counterpart", json={"content": answering(title="Peas"), "version": 3})
    listed = guests.ask("GET", f"{own}/partners").json()
    known: Any = {"actor": console.actor("cora"), "received_at": NOVEMBER, "ref": guests.own}
    removed = done(guests.world.one(RemovePartner(person=guests.paz.id, reason="a mistake", **known)))
    after = [guests.ask("GET", path).status_code for path in (own, f"{own}/events", f"{own}/documents")]

    assert (filed.status_code, [one["person"] for one in listed]) == (200, [guests.paz.id])
    assert removed.action == "case.partner-removed"
    assert after == [404, 404, 404]
    assert guests.ask("GET", "/v1/cases").json() == {"cases": [], "next": None}


def test_the_cooperative_partner_of_a_nomination_confirms_its_own_and_sees_no_other(console: Console) -> None:
    console.clock.set(SPRING)
    ada, cora, content = console.actor("ada"), console.actor("cora"), NOMINATIONS[ZHONGGUANCUN]
    opening = OpenCase(actor=ada, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=content)
    refs = [done(console.world.one(opening)).case for _ in range(6)]
    for ref in refs:
        done(console.world.transition(ref, "submit", actor=ada, now=SPRING))
    with console.database.reading() as session:
        waiting = {task.case.ref for task in worklist.list_tasks(session, cora) if task.step == "confirm"}
    with console.database.writing() as session:
        sent = invitations.invite_to_case(
            session, refs[0], "lab@beijing.example", "partner", actor=cora, now=SPRING, by_mail=False
        )
        accepted = acceptance.accept(session, str(sent.secret), visitor=None, agent="", now=SPRING)
        guest = people.load_person(session, accepted.person)
    with console.database.reading() as session:
        seen = [one.ref for one in queries.list_cases(session, guest, Search(), limit=50)[0]]
        left = {task.case.ref for task in worklist.list_tasks(session, cora) if task.step == "confirm"}
        mine = [(task.case.ref, task.step) for task in worklist.list_tasks(session, guest)]

    outcomes = [console.world.transition(ref, "confirm", actor=replace(guest), now=SPRING) for ref in refs]

    assert (accepted.partner, guest.grants) == (None, ())
    assert (seen, mine) == ([refs[0]], [(refs[0], "confirm")])
    assert (waiting, left) == (set(refs), set(refs[1:]))
    assert done(outcomes[0]).state == "partner-confirmed"
    assert {getattr(one, "code", None) for one in outcomes[1:]} == {"no-such-case"}
