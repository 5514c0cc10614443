"""When a token was last used: to the hour, and without a write for each request."""

from datetime import timedelta

from sqlalchemy import event

from tests.api.conftest import Web
from workflow.identity import people
from workflow.store.database import Database

HOUR = timedelta(hours=1)


def used(web: Web, who: str = "ada") -> str | None:
    """When somebody's one token was last used, as somebody else's session of the database sees it."""
    [token] = web(who, "GET", "/v1/tokens").json()
    used_at: str | None = token["used_at"]
    return used_at


def test_a_token_tells_when_it_was_last_used_to_the_hour(web: Web) -> None:
    first, again = used(web), used(web)
    web.clock.advance(HOUR)
    just = [used(web), used(web)]
    web.clock.advance(timedelta(microseconds=1))
    later = [used(web), used(web)]

    assert (first, again) == (None, "2022-11-10T01:00:00.000000Z")
    assert just == ["2022-11-10T01:00:00.000000Z"] * 2
    assert later == ["2022-11-10T01:00:00.000000Z", "2022-11-10T02:00:00.000001Z"]


def test_a_hundred_requests_within_an_hour_write_it_once(web: Web, database: Database) -> None:
    written: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE tokens"):
            written.append(statement)

    for _ in range(100):
        assert web("cora", "GET", "/v1/me").status_code == 200
        web.clock.advance(timedelta(seconds=3))

    assert len(written) == 1


def test_a_token_that_was_revoked_or_is_unknown_is_used_by_nobody(web: Web, database: Database) -> None:
    [token] = web("bo", "GET", "/v1/tokens").json()
    web("bo", "DELETE", f"/v1/tokens/{token['id']}")
    web.clock.advance(2 * HOUR)
    refused = [web("bo", "GET", "/v1/me").status_code for _ in range(2)]

    with database.reading() as session:
        [held] = people.list_tokens(session, web.ids["bo"])
    assert refused == [401, 401]
    assert held.used_at == held.created_at
