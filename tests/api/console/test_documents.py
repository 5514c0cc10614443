"""Documents on pages: a file comes in as a browser sends it, is handed out to be saved only, and taken off with a reason."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy.engine import URL

from tests.api.console.conftest import Console, words
from tests.conftest import checked
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.settings import Settings
from workflow.store.database import Database

FILE = b"Signed by both sides on a day in October. " * 10
ABOUT: dict[str, object] = {"side": "home", "kind": "agreement", "signed_on": "", "signatories": ["A. Falk", "", ""]}


@pytest.fixture
def database(url: URL, tmp_path: Path) -> Iterator[Database]:
    """The usual database, with a folder for documents."""
    yield from checked(url, Settings(documents=str(tmp_path / "documents")))


@pytest.fixture
def folder(database: Database) -> Path:
    """Where the documents are."""
    return Path(database.settings.documents)


def _attach(
    console: Console, ref: str, name: str = "agreement.txt", file: object = FILE, **differing: object
) -> Response:
    more, files = ABOUT | differing, {"file": (name, file)}
    return console.browser("ada").ask("POST", f"/cases/{ref}/documents", data=more, files=files)


def _read(console: Console) -> list[str]:
    with console.database.reading() as session:
        return [one.action for one in history.events(session, SYSTEM, history.Filter(), limit=200)[0]]


def test_a_file_is_attached_and_handed_out_to_be_saved_and_that_is_recorded(console: Console) -> None:
    ref = console.opened()

    attached = _attach(console, ref)

    assert attached.status_code == 303 and attached.headers["location"].startswith(f"/cases/{ref}?event=")
    page = console.get("ada", f"/cases/{ref}/documents")
    assert "agreement.txt" in words(page) and "A. Falk" in words(page)
    [link] = set(re.findall(rf'href="(/cases/{ref}/documents/doc_[0-9a-f]+/file)"', page.text))
    file = console.get("ada", link)
    assert file.content == FILE and file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff" and "sandbox" in file.headers["content-security-policy"]
    assert "document.read" in _read(console)
    assert link in console.get("ada", f"/cases/{ref}").text
    assert console.get("diego", link).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"side": ""}, "side"), ({"kind": ""}, "kind"), ({"file": b""}, "file"), ({"signed_on": "soon"}, "signed_on")],
)
def test_what_is_wrong_with_a_file_stands_beside_its_field(
    console: Console, wrong: dict[str, object], field: str, folder: Path
) -> None:
    ref = console.opened()

    back = _attach(console, ref, **wrong)  # type: ignore[arg-type]

    assert back.status_code == 422 and f'href="#{field}"' in back.text and f'id="{field}-fault"' in back.text
    assert "choose it again" in words(back)
    assert not [path for path in folder.rglob("*") if path.is_file()] and console.world.case(ref).version == 1


def test_a_file_that_is_not_what_it_seems_is_refused(console: Console) -> None:
    ref = console.opened()

    back = _attach(console, ref, name="agreement.pdf", file=b"MZ\x90\x00 this is a program")

    assert back.status_code == 422 and "Error: " in back.text


def test_a_document_is_taken_off_with_a_reason(console: Console) -> None:
    ref = console.opened()
    _attach(console, ref)
    page = console.get("ada", f"/cases/{ref}/documents")
    [path] = set(re.findall(rf'href="(/cases/{ref}/documents/doc_[0-9a-f]+/removal)"', page.text))

    wordless = console.post("ada", path, {"version": 2, "reason": ""})
    gone = console.post("ada", path, {"version": 2, "reason": "the wrong one"})

    assert wordless.status_code == 422 and 'href="#reason"' in wordless.text
    assert gone.status_code == 303 and "None yet." in words(console.get("ada", f"/cases/{ref}/documents"))
    assert console.get("ada", path).status_code == 404


def test_a_paper_in_hand_is_told_by_a_coordinator_alone(console: Console) -> None:
    ref = console.submitted()
    paper = {"version": 2, "side": "counterpart", "kind": "receipt", "name": "A letter", "signed_on": "2022-11-01"}

    told = console.post("cora", f"/cases/{ref}/papers", paper)

    assert told.status_code == 303 and "A letter on paper" in words(console.get("cora", f"/cases/{ref}/documents"))
    assert console.get("ada", f"/cases/{ref}/papers").status_code == 403
    assert console.post("ada", f"/cases/{ref}/papers", paper | {"version": 3}).status_code == 403
    ahead = console.post("cora", f"/cases/{ref}/papers", paper | {"version": 3, "signed_on": "2030-01-01"})
    assert ahead.status_code == 422 and 'href="#signed_on"' in ahead.text and 'value="A letter"' in ahead.text


def test_a_file_sent_when_the_session_had_ended_leads_to_signing_in(console: Console) -> None:
    ref = console.opened()
    browser = console.browser(None)

    sent = browser.ask("POST", f"/cases/{ref}/documents", data=ABOUT, files={"file": ("a.txt", FILE)})

    assert sent.status_code == 303 and sent.headers["location"].startswith("/sign-in?then=%2Fcases%2F")
    forged = console.browser("ada").ask(
        "POST", f"/cases/{ref}/documents", site="cross-site", data=ABOUT, files={"file": ("a.txt", FILE)}
    )
    assert forged.status_code == 403 and console.world.case(ref).version == 1
