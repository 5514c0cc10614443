"""Documents on pages: a file comes in as a browser sends it, is handed out to be saved only, and taken off with a reason."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy.engine import URL

from api.console.formatting import Formatter
from api.console.language import languages
from tests.api.conftest import NOVEMBER
from tests.api.console.conftest import Console, words
from tests.conftest import checked
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.settings import Settings
from workflow.store.database import Database

LIMIT = 2 * 1024 * 1024
FILE = b"Signed by both sides on a day in October. " * 10
ABOUT: dict[str, object] = {"side": "home", "kind": "agreement", "signed_on": "", "signatories": ["A. Falk", "", ""]}


@pytest.fixture
def database(url: URL, tmp_path: Path) -> Iterator[Database]:
    """The usual database, with a folder for documents."""
    yield from checked(url, Settings(documents=str(tmp_path / "documents"), document_limit=LIMIT))


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
        return [one.action for one in history.list_events(session, SYSTEM, history.Filter(), limit=200)[0]]


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


def test_a_file_sent_when_the_session_had_ended_leads_to_signing_in_and_every_word_comes_back(
    console: Console,
) -> None:
    ref = console.opened()
    browser = console.browser(None)
    about = ABOUT | {"reason": "为什么现在添加", "signatories": ["A. Falk", "李四"]}

    sent = browser.ask("POST", f"/cases/{ref}/documents", data=about, files={"file": ("a.txt", FILE)})

    assert sent.status_code == 401 and f'name="then" value="/cases/{ref}/documents"' in sent.text
    kept = re.findall(r'name="kept\.(\w+)" value="([^"]*)"', sent.text)
    assert {("reason", "为什么现在添加"), ("signatories", "A. Falk"), ("signatories", "李四")} <= set(kept)
    back = console.browser("ada").ask("POST", f"/cases/{ref}/documents", data=about)
    assert back.status_code == 422 and 'href="#file"' in back.text and 'value="李四"' in back.text
    assert console.world.case(ref).version == 1
    forged = console.browser("ada").ask(
        "POST", f"/cases/{ref}/documents", site="cross-site", data=ABOUT, files={"file": ("a.txt", FILE)}
    )
    assert forged.status_code == 403 and console.world.case(ref).version == 1


DAMAGED_PDF = b"%PDF-1.7\nnothing more"
WRONG: list[dict[str, object]] = [
    {"signed_on": "2026-02-30"},
    {"side": ""},
    {"kind": "A poem!"},
    {"file": b""},
    {"name": "tool.exe", "file": b"MZ\x90\x00 this is a program"},
    {"name": "agreement.pdf", "file": DAMAGED_PDF},
    {"signatories": ["A. Falk", "B" * 300]},
    {"signed_on": "soon", "side": "", "file": b""},
    {"file": bytes(LIMIT + 1)},
    {"file": bytes(3 * LIMIT)},
]


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_whatever_is_wrong_with_a_file_no_word_beside_it_is_lost(console: Console, wrong: dict[str, object]) -> None:
    ref = console.submitted()
    more: dict[str, object] = {"side": "home", "kind": "agreement", "signed_on": "2022-10-01", "signatories": "A. Falk"}
    more |= {"reason": "the partner signed late"} | {name: said for name, said in wrong.items() if name in more}
    files = {"file": (wrong.get("name", "a.txt"), wrong.get("file", FILE))}

    back = console.browser("cora").ask("POST", f"/cases/{ref}/documents", data=more, files=files)

    assert back.status_code in (413, 422), words(back)
    assert "the partner signed late" in back.text and "A. Falk" in back.text
    assert console.world.case(ref).version == 2


REASONS = ["为" * 2_000, "为" * 4_000, "\U0001f33e" * 4_000, "a" * 4_000, "é" * 3_999, "a为" * 2_000]


@pytest.mark.parametrize("reason", REASONS, ids=lambda one: f"{one[:2]}-{len(one)}")
def test_a_reason_is_measured_in_characters(console: Console, reason: str) -> None:
    ref = console.submitted()

    attached = console.browser("cora").ask(
        "POST", f"/cases/{ref}/documents", data=ABOUT | {"reason": reason}, files={"file": ("a.txt", FILE)}
    )

    assert attached.status_code == 303, words(attached)


@pytest.mark.parametrize("reason", ["为" * 4_001, "a" * 40_000, "\U0001f33e" * 100_000], ids=lambda one: str(len(one)))
def test_a_reason_that_is_too_long_comes_back_whole_and_so_do_the_fields_after_it(
    console: Console, reason: str
) -> None:
    ref = console.submitted()
    about = {"reason": reason, "side": "home", "kind": "agreement", "signatories": ["A. Falk"]}

    back = console.browser("cora").ask("POST", f"/cases/{ref}/documents", data=about, files={"file": ("a.txt", FILE)})

    assert back.status_code == 422 and reason in back.text and "A. Falk" in back.text
    assert f"must be at most 4,000 characters; you entered {len(reason):,}" in words(back)


def test_every_fault_of_a_file_is_told_at_once(console: Console) -> None:
    ref = console.submitted()
    about = {"side": "", "kind": "", "signed_on": "soon", "signatories": "B" * 300, "reason": "a" * 4_001}

    back = console.browser("cora").ask("POST", f"/cases/{ref}/documents", data=about, files={"file": ("", b"")})

    named = set(re.findall(r'<a href="#(\w+)"><span class="begun">', back.text))
    assert named == {"side", "kind", "signed_on", "signatories", "reason", "file"}


PAPERS: list[dict[str, object]] = [
    {"signed_on": "2030-01-01"},
    {"signed_on": "20221001"},
    {"side": ""},
    {"kind": "A poem!"},
    {"name": ""},
    {"signatories": "B" * 300},
]


@pytest.mark.parametrize("wrong", PAPERS, ids=range(len(PAPERS)))
def test_the_reason_for_a_paper_comes_back_whatever_is_wrong(console: Console, wrong: dict[str, object]) -> None:
    ref = console.submitted()
    paper = {"version": 2, "side": "home", "kind": "receipt", "name": "A letter", "signed_on": "2022-10-01"}

    back = console.post("cora", f"/cases/{ref}/papers", paper | {"reason": "it came by post"} | wrong)

    assert back.status_code == 422 and "it came by post" in back.text


def test_a_file_beyond_all_that_is_read_gets_a_page_that_says_how_large_a_file_may_be(console: Console) -> None:
    ref = console.opened()
    browser = console.browser("ada")
    headers = {"Content-Length": str(200_000_000), "Content-Type": "multipart/form-data; boundary=b"}

    back = browser.here.post(
        f"/cases/{ref}/documents", content=b"", headers=headers | {"Sec-Fetch-Site": "same-origin"}
    )

    assert back.status_code == 413 and "A file may have at most 2 MB." in words(back)
    assert "at most 2 MB" in words(console.get("ada", f"/cases/{ref}/documents"))


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (20 * 1024 * 1024, "20 MB"),
        (20_000_000, "19 MB"),
        (21_000_000, "20 MB"),
        (1_048_575, "1,023 KB"),
        (1_000, "1000 B"),
        (1_048_576, "1 MB"),
    ],
)
def test_a_limit_never_promises_more_than_is_taken(octets: int, said: str) -> None:
    assert Formatter(languages()["en"], NOVEMBER).limit(octets) == said
