"""Short ways to send a file, and to look at what was kept of it."""

from pathlib import Path
from typing import Any

from tests.api.conftest import Web
from tests.world import CALL, filing
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.store.database import Database

LIMIT = 12 * 1024 * 1024
ABOUT = {"side": "home", "kind": "agreement"}
NAME, FILE, MEDIA = "agreement.txt", b"Signed by both sides on a day in October. " * 10, "text/plain"
"""A sound file of the kind that is looked at in the shortest time."""


def opened(web: Web, who: str = "ada") -> str:
    """A case just opened."""
    answer = web(who, "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case"])


def attach(web: Web, ref: str, name: str = NAME, file: bytes = FILE, who: str = "ada", **more: Any) -> Any:
    """Send a file by a form."""
    headers, about = more.pop("headers", {}), ABOUT | more
    files = {"file": (name, file)}
    return web(who, "POST", f"/v1/cases/{ref}/documents", data=about, files=files, headers=headers)


def bare(web: Web, ref: str, file: object = FILE, who: str = "ada", **more: Any) -> Any:
    """Send a file as the whole body."""
    headers = {"Content-Type": MEDIA} | more.pop("headers", {})
    asked = ABOUT | {"name": NAME} | more
    return web(who, "POST", f"/v1/cases/{ref}/documents", params=asked, content=file, headers=headers)


def stored(folder: Path) -> list[str]:
    """The files that are kept."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def actions(database: Database) -> list[str]:
    """What the trail says was done."""
    with database.reading() as session:
        found, _ = history.list_events(session, SYSTEM, history.Filter(), limit=200)
    return [entry.action for entry in found]
