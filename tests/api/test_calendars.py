"""A calendar tells that a deadline moved: by SEQUENCE and ETag, and is the same as long as nothing it shows changes."""

from datetime import timedelta
from typing import Any

from httpx2 import Response
from icalendar import Calendar

from tests.api.conftest import Web
from tests.api.test_feeds import case, entries, opened
from tests.world import CALL

MOVED = {"until": "2022-12-30", "reason": "a flood"}


def read(web: Web, path: str = "/v1/deadlines.ics", who: str | None = "ada", **headers: str) -> Response:
    return web(who, "GET", path, headers=headers)


def test_a_calendar_is_the_same_byte_for_byte_until_something_it_shows_changes(web: Web) -> None:
    case(web)
    _, path = opened(web)

    first, feed = read(web), read(web, path, None)
    web.clock.advance(timedelta(hours=5))
    later = read(web)
    kept = read(web, **{"If-None-Match": f'"x", {first.headers["etag"]}'})
    other = read(web, who="bo")

    assert first.content == later.content == feed.content
    assert (kept.status_code, kept.content, kept.headers["etag"]) == (304, b"", first.headers["etag"])
    uids: list[Any] = [Calendar.from_ical(one.content)["UID"] for one in (first, later, other)]
    assert uids[0] == uids[1] != uids[2]


def test_a_deadline_moved_for_the_whole_call_moves_in_the_calendar_and_changes_the_case(web: Web) -> None:
    ref = case(web)
    before, was = read(web), web("ada", "GET", f"/v1/cases/{ref}").headers["etag"]
    answer = web("cora", "POST", f"/v1/calls/{CALL}/deadlines/internal/extensions", json=MOVED)
    assert answer.status_code == 201, answer.text
    after, now = read(web), web("ada", "GET", f"/v1/cases/{ref}").headers["etag"]
    submitted = web(
        "ada", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit"}, headers={"If-Match": now}
    )

    [old], [new] = entries(before), entries(after)
    assert old["UID"] == new["UID"]
    assert new.start > old.start and new["SEQUENCE"] > old["SEQUENCE"] and new["DTSTAMP"].dt >= old["DTSTAMP"].dt
    assert before.headers["etag"] != after.headers["etag"]
    assert (was, now, submitted.status_code) == ('"1"', '"1.1"', 201)
