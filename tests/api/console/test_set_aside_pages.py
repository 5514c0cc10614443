"""A case that cannot be read takes no page with it, and those who could have it repaired are told on their queue."""

import pytest
from sqlalchemy.engine import URL

from tests.api.console.conftest import Console
from tests.workflow.forgery import forge
from tests.world import ADA, CALL, at
from workflow.upkeep import repairs

NOVEMBER = at("2022-11-10 09:00")
PAGES = (
    "/", "/cases", "/calendar", "/calendar?month=2022-12", "/calls", f"/calls/{CALL}", f"/calls/{CALL}/directions/2.4",
    f"/calls/{CALL}/directions/2.4/decision", "/audit", "/people", "/pool", "/cases?due=2022-12-25",
    "/cases?due=1900-01-01", "/cases?due=2199-12-31", "/calendar?month=1900-01", "/calendar?month=2199-12",
)  # fmt: skip
INSTANTS = {
    "sqlite": ("1-01-01 00:00:00.000000", "soon"),
    "postgresql": ("-infinity", "infinity"),
}
"""Instants that cannot be read, by the database that keeps them."""
SPOILED = {
    "instants": "UPDATE cases SET due_at = '{early}', entered_at = '{late}' WHERE ref = '{ref}'",
    "a state": "UPDATE cases SET state = 'nowhere' WHERE ref = '{ref}'",
    "an edition": "UPDATE cases SET edition = 7 WHERE ref = '{ref}'",
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_case_that_cannot_be_read_takes_no_page_with_it(console: Console, url: URL, what: str) -> None:
    early, late = INSTANTS[url.get_backend_name()]
    ref, other = (console.world.opened(now=NOVEMBER, actor=ADA) for _ in range(2))
    forge(url, SPOILED[what].format(early=early, late=late, ref=ref))

    for who in ("cora", "adam", "audrey", "eli", "diego", "rex", "ada"):
        for page in PAGES:
            answer = console.get(who, page)
            assert answer.status_code < 500, (who, page, answer.text[-2000:])
    told = console.get("cora", "/").text
    listed = console.get("cora", "/cases").text
    alone = console.get("cora", f"/cases/{ref}").status_code
    beside = console.get("cora", f"/cases/{other}").status_code
    with console.database.writing() as session:
        repairs.repair_broken_rows(session, now=NOVEMBER)

    assert (
        "1 case cannot be read" in told and ref in told and "1 case cannot be read" not in console.get("ada", "/").text
    )
    assert other in listed and (alone, beside) == (503, 200)
    assert console.get("cora", f"/cases/{ref}").status_code == 200
    assert "cannot be read" not in console.get("cora", "/").text
