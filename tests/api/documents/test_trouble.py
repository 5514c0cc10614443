"""Bodies that break off, disks that fill up, files that are gone, and what a crash left behind."""

import json
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.jobs import purge_quarantine
from tests.api.conftest import Web
from tests.api.documents.sending import FILE, MEDIA, NAME, actions, attach, opened, stored
from workflow.clock import VirtualClock
from workflow.store.database import Database


@pytest.mark.parametrize(
    ("said", "messages"),
    [
        (b"9", [{"type": "http.request", "body": FILE, "more_body": False}]),
        (b"999999", [{"type": "http.request", "body": FILE, "more_body": False}]),
        (
            str(len(FILE)).encode(),
            [{"type": "http.request", "body": FILE[:200], "more_body": True}, {"type": "http.disconnect"}],
        ),
    ],
    ids=["shorter", "longer", "broken off"],
)
def test_a_body_that_is_not_as_long_as_was_said_or_breaks_off_leaves_nothing(
    web: Web, folder: Path, said: bytes, messages: list[dict[str, Any]]
) -> None:
    ref = opened(web)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": f"/v1/cases/{ref}/documents",
        "raw_path": b"",
        "query_string": f"side=home&kind=agreement&name={NAME}".encode(),
        "root_path": "",
        "headers": [
            (b"authorization", f"Bearer {web.secrets['ada']}".encode()),
            (b"content-type", MEDIA.encode()),
            (b"content-length", said),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    assert web.client.portal is not None
    web.client.portal.call(web.client.app, scope, receive, send)

    assert sent[0]["status"] == 400, sent
    assert json.loads(sent[1]["body"])["code"] == "unreadable"
    assert stored(folder) == []


def test_a_disk_that_fills_up_half_way_is_an_honest_503_and_the_next_file_goes_through(web: Web, folder: Path) -> None:
    ref = opened(web)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * 1024 * 1024, hard))
    try:
        full = attach(web, ref, "large.txt", b"a" * (11 * 1024 * 1024))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    empty = stored(folder)
    after = attach(web, ref)

    assert (full.status_code, full.json()["code"], full.headers["Retry-After"]) == (503, "unavailable", "5")
    assert (empty, after.status_code) == ([], 201)


def test_a_file_that_is_gone_from_the_storage_is_an_honest_503_and_nobody_is_said_to_have_read_it(
    web: Web, folder: Path, database: Database
) -> None:
    ref = opened(web)
    where = attach(web, ref).headers["Location"]
    for path in folder.rglob("clean/*/*"):
        path.unlink()

    assert web("ada", "GET", where).status_code == 503
    assert "document.read" not in actions(database)


def test_what_a_crash_left_in_quarantine_is_cleared_after_an_hour_and_documents_stay(
    web: Web, folder: Path, database: Database
) -> None:
    document = attach(web, opened(web)).json()
    for name in (f"quarantine/{document['id']}", "quarantine/doc_0", "quarantine/doc_1#1", "clean/doc_0/abc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"left")

    early = purge_quarantine(database, VirtualClock(datetime.now(UTC) + timedelta(minutes=59)))
    due = purge_quarantine(database, VirtualClock(datetime.now(UTC) + timedelta(minutes=61)))
    again = purge_quarantine(database, VirtualClock(datetime.now(UTC) + timedelta(minutes=61)))

    assert (early, due, again) == (0, 3, 0)
    assert stored(folder) == [f"clean/{document['id']}/{document['sha256']}"]
