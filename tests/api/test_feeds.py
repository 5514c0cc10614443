"""Deadlines in a calendar: as a file, and at an address that a calendar program reads and that opens nothing else."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from httpx2 import Response
from icalendar import Calendar
from sqlalchemy import update

from api import csrf
from tests.api.conftest import Web
from tests.api.listening import listening
from tests.world import CALL, filing
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.identity import feeds
from workflow.store.database import Database
from workflow.tables import FEEDS, GRANTS, PEOPLE

HOUR = timedelta(hours=1)


def opened(web: Web, who: str = "ada") -> tuple[str, str]:
    """The id of a fresh feed of somebody, and the path at which it is read."""
    answer = web(who, "POST", "/v1/me/feeds", json={"name": "my telephone"})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], urlsplit(answer.json()["address"]).path


def case(web: Web, who: str = "ada") -> str:
    body = {"call": CALL, "direction": "2.4", "content": filing(title="A secret plan")}
    return str(web(who, "POST", "/v1/cases", json=body).json()["case"])


def entries(answer: Response) -> list[Any]:
    """The entries of a calendar."""
    found: Any = Calendar.from_ical(answer.content)
    return list(found.walk("VEVENT"))


def read(web: Web, path: str, who: str | None = None) -> list[str] | int:
    """The cases in a calendar, or the status of what is no calendar."""
    answer = web(who, "GET", path)
    if answer.status_code != 200:
        return answer.status_code
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return [str(entry["URL"]).rpartition("/")[2] for entry in entries(answer)]


def test_a_calendar_has_an_entry_for_each_deadline_that_one_may_see_and_says_no_more_than_it_must(web: Web) -> None:
    mine, other = case(web), case(web, "bo")
    _, path = opened(web)

    answer = web(None, "GET", path)
    [entry] = entries(answer)

    assert entry.start.isoformat() == "2022-12-25T15:59:00+00:00"
    assert (str(entry["UID"]), str(entry["SUMMARY"])) == (f"{mine}.internal@accord", f"{mine}: internal")
    assert str(entry["URL"]) == f"http://127.0.0.1:8000/cases/{mine}"
    assert (answer.headers["cache-control"], "secret plan" in answer.text) == ("no-store", False)
    assert read(web, "/v1/deadlines.ics", "ada") == [mine]
    assert read(web, "/v1/deadlines.ics", "cora") == read(web, opened(web, "cora")[1]) == [mine, other]


def test_an_entry_is_the_same_one_when_its_deadline_moves(web: Web) -> None:
    ref, before = case(web), web("ada", "GET", "/v1/deadlines.ics")
    body = {"deadline": "internal", "until": "2022-12-30T00:00:00Z", "reason": "a flood", "version": 1}
    assert web("cora", "POST", f"/v1/cases/{ref}/extensions", json=body).status_code == 201
    after = web("ada", "GET", "/v1/deadlines.ics")

    [was], [now] = (entries(one) for one in (before, after))
    assert (was["UID"], now["UID"]) == (f"{ref}.internal@accord",) * 2
    assert now.start > was.start and now["SEQUENCE"] > was["SEQUENCE"]


def test_an_entry_says_whether_the_partners_own_deadline_is_known(web: Web) -> None:
    ref = case(web)
    moved = web("ada", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 1})
    assert moved.status_code == 201, moved.text
    [before] = entries(web("ada", "GET", "/v1/deadlines.ics"))
    body = {"until": "2023-01-20", "zone": "America/Argentina/Buenos_Aires", "reason": "the ministry's call"}
    path = f"/v1/calls/{CALL}/directions/2.4/partners/AR/deadline"
    assert web("cora", "POST", path, json=body).status_code == 201
    [after] = entries(web("ada", "GET", "/v1/deadlines.ics"))

    assert "our default" in str(before["DESCRIPTION"]) and str(before["SUMMARY"]) == f"{ref}: agency"
    assert "our default" not in str(after["DESCRIPTION"]) and str(after["SUMMARY"]) == f"{ref}: partner deadline"


def test_a_feed_opens_nothing_else_and_nothing_else_opens_a_feed(web: Web) -> None:
    _, path = opened(web, "cora")
    secret = path.split("/")[3]
    shown = [
        {"Authorization": f"Bearer {secret}"},
        {"Authorization": f"Bearer {secret.removeprefix('feed_')}"},
        {"Cookie": f"{csrf.COOKIE}={secret.removeprefix('feed_')}"},
    ]

    assert [web(None, "GET", "/v1/me", headers=headers).status_code for headers in shown] == [401] * 3
    assert [web(None, method, path).status_code for method in ("POST", "PUT", "DELETE")] == [405] * 3
    wrong = (web.secrets["cora"], "feed_" + "x" * 43, secret[:-1], secret + "x", "feed_" + "é" * 43)
    assert [read(web, f"/v1/feeds/{one}/deadlines.ics") for one in wrong] == [404] * 5
    assert read(web, "/v1/feeds/%00/deadlines.ics") == 422


def test_a_feed_tells_what_its_person_may_see_at_that_moment(web: Web, database: Database) -> None:
    ref, (_, path) = case(web, "bo"), opened(web, "cora")
    before = read(web, path)
    with database.writing() as session:
        session.connection().execute(update(GRANTS).where(GRANTS.c.person == web.ids["cora"]).values(role="applicant"))
    without = read(web, path)
    with database.writing() as session:
        session.connection().execute(
            update(PEOPLE).where(PEOPLE.c.id == web.ids["cora"]).values(disabled_at=web.clock.now())
        )

    assert (before, without, read(web, path)) == ([ref], [], 404)


def test_a_feed_ends_when_it_is_revoked_by_whose_it_is_or_after_a_year(web: Web, database: Database) -> None:
    (first, path), (second, other) = opened(web), opened(web)

    theirs = web("bo", "DELETE", f"/v1/me/feeds/{first}")
    ended, again = (web("ada", "DELETE", f"/v1/me/feeds/{first}") for _ in range(2))
    still = read(web, other)
    with database.writing() as session:
        over = update(FEEDS).where(FEEDS.c.id == second).values(expires_at=web.clock.now())
        session.connection().execute(over)

    assert (theirs.status_code, ended.status_code, again.status_code) == (404, 204, 404)
    assert (read(web, path), still, read(web, other)) == (404, [], 404)
    with database.reading() as session:
        found, _ = history.list_events(session, SYSTEM, history.Filter(action="feed.revoked"), limit=5)
    assert [(entry.actor, entry.data) for entry in found] == [(web.ids["ada"], {"feed": first})]


def test_ones_feeds_are_listed_without_their_addresses_and_tell_when_they_were_last_read(web: Web) -> None:
    feed, path = opened(web)
    read(web, path)
    web.clock.advance(2 * HOUR)
    read(web, path)
    listed = web("ada", "GET", "/v1/me/feeds")

    [mine] = listed.json()
    assert (mine["id"], mine["name"], mine["used_at"]) == (feed, "my telephone", "2022-11-10T03:00:00.000000Z")
    assert path.split("/")[3] not in listed.text
    assert web("bo", "GET", "/v1/me/feeds").json() == []


def test_a_feed_is_opened_by_who_may_write_and_not_without_end(web: Web) -> None:
    web.secrets["reader"] = web("ada", "POST", "/v1/tokens", json={"name": "r", "scopes": ["read"]}).json()["secret"]
    body = {"name": "x"}

    reading = web("reader", "POST", "/v1/me/feeds", json=body)
    keyed = web("ada", "POST", "/v1/me/feeds", json=body, headers={"Idempotency-Key": "k"})
    statuses = [web("ada", "POST", "/v1/me/feeds", json=body).status_code for _ in range(feeds.MOST + 1)]

    assert (reading.status_code, keyed.status_code) == (403, 422)
    assert statuses == [201] * feeds.MOST + [403]


def test_the_address_of_a_feed_never_comes_out_in_the_log(web: Web) -> None:
    with listening() as heard:
        feed, path = opened(web)
        read(web, path)
        read(web, path + "x")
        web("ada", "DELETE", f"/v1/me/feeds/{feed}")
        read(web, path)

    assert heard.told({"secret": path.split("/")[3]}) == []
    assert [line.get("route") for line in heard.requests[1:3]] == ["/v1/feeds/{secret}/deadlines.ics", None]
    assert heard.requests[1]["actor"] == web.ids["ada"]
