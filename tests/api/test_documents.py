"""Documents over HTTP: attached, listed, read, taken off; and everything that is sent to do harm."""

import base64
import hashlib
import json
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from scheduler.jobs import clear
from tests.api.conftest import Web
from tests.files import HOSTILE, SOUND, pdf
from tests.world import CALL, filing
from workflow import history, invariants, verify
from workflow.actors import SYSTEM
from workflow.clock import VirtualClock
from workflow.database import Database
from workflow.settings import Settings

LIMIT = 12 * 1024 * 1024
ABOUT = {"side": "home", "kind": "agreement"}
FILE = pdf(2)


@pytest.fixture
def database(url: URL, tmp_path: Path) -> Iterator[Database]:
    """The usual database, with a folder for documents; afterwards nothing in it may break a promise."""
    address = url.render_as_string(hide_password=False)
    opened = Database(address, Settings(documents=str(tmp_path / "documents"), document_limit=LIMIT))
    yield opened
    with opened.reading() as session:
        assert invariants.broken(session) == {}
        assert verify.trail(session).evidence == ()
    opened.close()


@pytest.fixture
def folder(database: Database) -> Path:
    return Path(database.settings.documents)


def opened(web: Web, who: str = "ada") -> str:
    answer = web(who, "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case"])


def attach(web: Web, ref: str, name: str = "agreement.pdf", file: bytes = FILE, who: str = "ada", **more: Any) -> Any:
    headers, about = more.pop("headers", {}), ABOUT | more
    files = {"file": (name, file)}
    return web(who, "POST", f"/v1/cases/{ref}/documents", data=about, files=files, headers=headers)


def bare(web: Web, ref: str, file: object = FILE, who: str = "ada", **more: Any) -> Any:
    headers = {"Content-Type": "application/pdf"} | more.pop("headers", {})
    asked = ABOUT | {"name": "agreement.pdf"} | more
    return web(who, "POST", f"/v1/cases/{ref}/documents", params=asked, content=file, headers=headers)


def stored(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def actions(database: Database) -> list[str]:
    with database.reading() as session:
        found, _ = history.events(session, SYSTEM, history.Filter(), limit=200)
    return [entry.action for entry in found]


# What should happen ----------------------------------------------------------------------------------------------------


def test_a_document_is_attached_listed_and_read_as_it_was(web: Web, folder: Path) -> None:
    ref = opened(web)

    answer = attach(web, ref, signed_on="2022-11-09", signatories=["Lin Qing", "María Sosa"])
    document = answer.json()
    listed = web("ada", "GET", f"/v1/cases/{ref}/documents").json()
    read = web("ada", "GET", answer.headers["Location"])

    digest = hashlib.sha256(FILE).hexdigest()
    assert answer.status_code == 201, answer.text
    assert document == {
        "case": ref,
        "id": document["id"],
        "side": "home",
        "kind": "agreement",
        "name": "agreement.pdf",
        "media": "application/pdf",
        "size": len(FILE),
        "sha256": digest,
        "signed_on": "2022-11-09",
        "signatories": ["Lin Qing", "María Sosa"],
        "number": 2,
        "by": web.ids["ada"],
        "at": "2022-11-10T01:00:00.000000Z",
    }
    assert listed == [document]
    assert (read.status_code, read.content) == (200, FILE)
    assert (answer.headers["ETag"], read.headers["ETag"]) == ('"2"', f'"{digest}"')
    assert stored(folder) == [f"clean/{document['id']}/{digest}"]


def test_a_file_is_handed_out_so_that_no_browser_runs_it(web: Web) -> None:
    ref = opened(web)
    where = attach(web, ref, name="协议 «one».pdf").headers["Location"]

    headers = web("ada", "GET", where).headers

    assert {
        name: headers[name]
        for name in (
            "content-type",
            "content-disposition",
            "x-content-type-options",
            "content-security-policy",
            "cross-origin-resource-policy",
            "cache-control",
            "content-length",
        )
    } == {
        "content-type": "application/pdf",
        "content-disposition": 'attachment; filename="__ _one_.pdf"; '
        "filename*=UTF-8''%E5%8D%8F%E8%AE%AE%20%C2%ABone%C2%BB.pdf",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-store",
        "content-length": str(len(FILE)),
    }


def test_every_kind_that_is_taken_is_taken_bare_as_well_and_comes_back_as_it_was(web: Web) -> None:
    ref = opened(web)

    for name, file in SOUND.items():
        answer = bare(web, ref, file, name=name, headers={"Content-Type": "application/octet-stream"})
        assert answer.status_code == 201, answer.text
        assert web("ada", "GET", answer.headers["Location"]).content == file

    listed = web("ada", "GET", f"/v1/cases/{ref}/documents").json()
    assert [document["name"] for document in listed] == list(SOUND)


def test_each_reading_of_a_file_is_sealed_and_changes_no_version(web: Web, database: Database) -> None:
    ref = opened(web)
    document = attach(web, ref).json()["id"]
    issued = web("ada", "POST", "/v1/tokens", json={"name": "reader", "scopes": ["read"]}).json()
    web.secrets["reader"] = issued["secret"]

    for who in ("ada", "cora", "reader"):
        assert web(who, "GET", f"/v1/cases/{ref}/documents/{document}").status_code == 200
    version = web("ada", "GET", f"/v1/cases/{ref}").json()["case"]["version"]

    found = web("audrey", "GET", "/v1/events", params={"action": "document.read", "call": CALL}).json()["events"]
    assert version == 2
    assert [(event["actor"], event["case"], event["data"]) for event in found] == [
        (web.ids[who], None, {"case": ref, "document": document}) for who in ("ada", "cora", "ada")
    ]


def test_a_document_is_taken_off_with_a_reason_and_its_file_stays_for_the_trail(web: Web, folder: Path) -> None:
    ref = opened(web)
    document = attach(web, ref).json()["id"]
    path = f"/v1/cases/{ref}/documents/{document}"

    silent = web("ada", "DELETE", path)
    done = web("ada", "DELETE", path, params={"reason": "the wrong file"})
    again = web("ada", "DELETE", path, params={"reason": "the wrong file"})

    events = web("ada", "GET", f"/v1/cases/{ref}/events").json()["events"]
    assert (silent.status_code, done.status_code, again.status_code) == (422, 200, 404)
    assert web("ada", "GET", f"/v1/cases/{ref}/documents").json() == []
    assert web("ada", "GET", path).status_code == 404
    assert [event["action"] for event in events] == ["case.opened", "case.document-attached", "case.document-detached"]
    assert events[-1]["data"]["reason"] == "the wrong file"
    assert len(stored(folder)) == 1


def test_a_repeated_key_attaches_once_and_another_file_under_it_is_refused(web: Web, folder: Path) -> None:
    ref = opened(web)
    key = {"Idempotency-Key": "d-1"}

    first = attach(web, ref, headers=key)
    again = attach(web, ref, headers=key)
    other = attach(web, ref, file=pdf(3), headers=key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert other.json()["code"] == "misused"
    assert len(web("ada", "GET", f"/v1/cases/{ref}/documents").json()) == 1
    assert stored(folder) == [f"clean/{first.json()['id']}/{first.json()['sha256']}"]


def test_a_paper_without_a_file_is_recorded_by_a_coordinator_alone(web: Web, folder: Path) -> None:
    ref = opened(web)
    paper = ABOUT | {"name": "Letter of the ministry", "signed_on": "2022-11-01", "signatories": ["Wang Min"]}

    done = web("cora", "POST", f"/v1/cases/{ref}/documents", json=paper)
    denied = web("ada", "POST", f"/v1/cases/{ref}/documents", json=paper)
    read = web("cora", "GET", f"/v1/cases/{ref}/documents/{done.json()['id']}")

    told = done.json()
    assert (told["media"], told["size"], told["sha256"], told["signatories"]) == ("paper", 0, "", ["Wang Min"])
    assert (done.status_code, denied.status_code, read.status_code) == (201, 403, 404)
    assert denied.json()["roles"] == ["coordinator"]
    assert stored(folder) == []


# Who sees what ---------------------------------------------------------------------------------------------------------


def test_nobody_else_learns_of_a_document_on_any_route(web: Web, folder: Path) -> None:
    ref = opened(web)
    document = attach(web, ref).json()["id"]
    path = f"/v1/cases/{ref}/documents"

    for stranger in ("bo", "diego"):
        answers = [
            attach(web, ref, who=stranger),
            bare(web, ref, who=stranger),
            web(stranger, "POST", path, json=ABOUT | {"name": "a"}),
            web(stranger, "GET", path),
            web(stranger, "GET", f"{path}/{document}"),
            web(stranger, "DELETE", f"{path}/{document}", params={"reason": "spite"}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 6, stranger
    own = opened(web, "bo")
    assert web("bo", "GET", f"/v1/cases/{own}/documents/{document}").status_code == 404
    assert web("bo", "DELETE", f"/v1/cases/{own}/documents/{document}", params={"reason": "x"}).status_code == 404
    assert [web(None, method, path).status_code for method in ("GET", "POST")] == [401, 401]
    assert len(stored(folder)) == 1


def test_each_side_attaches_its_own_and_sees_the_others_once_the_case_is_submitted(web: Web) -> None:
    ref = opened(web)
    mine = attach(web, ref).json()["id"]
    theirs = attach(web, ref, who="cora", side="counterpart").json()["id"]
    before = [one["id"] for one in web("ada", "GET", f"/v1/cases/{ref}/documents").json()]
    hidden = web("ada", "GET", f"/v1/cases/{ref}/documents/{theirs}").status_code
    web("ada", "POST", f"/v1/cases/{ref}/moves", json={"move": "submit", "version": 3})

    partners = attach(web, ref, who="diego", side="counterpart").json()["id"]
    denied = [attach(web, ref, side="counterpart"), attach(web, ref, who="diego"), attach(web, ref, who="audrey")]

    assert (before, hidden) == ([mine], 404)
    for who in ("ada", "diego", "eli", "audrey", "cora"):
        found = web(who, "GET", f"/v1/cases/{ref}/documents").json()
        assert [one["id"] for one in found] == [mine, theirs, partners], who
        assert web(who, "GET", f"/v1/cases/{ref}/documents/{theirs}").status_code == 200
    assert [answer.status_code for answer in denied] == [403] * 3


def test_what_was_handed_in_is_taken_off_by_a_coordinator_alone(web: Web) -> None:
    ref = opened(web)
    document = attach(web, ref).json()["id"]
    web("ada", "POST", f"/v1/cases/{ref}/moves", json={"move": "submit", "version": 2})
    path = f"/v1/cases/{ref}/documents/{document}"

    own = web("ada", "DELETE", path, params={"reason": "a second thought"})
    partner = web("diego", "DELETE", path, params={"reason": "a dislike"})
    coordinator = web("cora", "DELETE", path, params={"reason": "unsigned"})

    assert (own.status_code, partner.status_code, coordinator.status_code) == (403, 403, 200)


def test_nothing_is_attached_to_a_case_that_has_ended(web: Web, folder: Path) -> None:
    ref = opened(web)
    web("ada", "POST", f"/v1/cases/{ref}/moves", json={"move": "withdraw", "version": 1, "reason": "over"})

    answer = attach(web, ref)

    assert (answer.status_code, answer.json()["code"], stored(folder)) == (409, "not-editable", [])


def test_a_version_may_be_named_and_then_must_be_the_one_there_is(web: Web, folder: Path) -> None:
    ref = opened(web)

    stale = attach(web, ref, version="7")
    unmatched = attach(web, ref, headers={"If-Match": '"7"'})
    unreadable = attach(web, ref, headers={"If-Match": "seven"})
    good = attach(web, ref, version="1")

    assert [one.status_code for one in (stale, unmatched, unreadable, good)] == [409, 412, 400, 201]
    assert len(stored(folder)) == 1


def test_a_token_that_may_only_read_attaches_nothing(web: Web, folder: Path) -> None:
    ref = opened(web)
    issued = web("ada", "POST", "/v1/tokens", json={"name": "reader", "scopes": ["read"]}).json()
    web.secrets["reader"] = issued["secret"]

    assert (attach(web, ref, who="reader").status_code, folder.exists()) == (403, False)


# What is sent to do harm -----------------------------------------------------------------------------------------------


def test_a_hostile_file_is_refused_with_its_place_and_nothing_is_stored(web: Web, folder: Path) -> None:
    ref = opened(web)
    one_in_five = list(HOSTILE.items())[::5]  # all of them are put before the inspection itself, where it is tested

    for what, (name, file, _) in one_in_five:
        answer = attach(web, ref, name, file)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), what
        assert [lack["pointer"] for lack in answer.json()["missing"]] == ["/file"], what

    assert len(one_in_five) > 8
    assert stored(folder) == []
    assert web("ada", "GET", f"/v1/cases/{ref}/documents").json() == []


NAMES = {
    "../../etc/agreement.pdf": "agreement.pdf",
    "C:\\papers\\agreement.pdf": "agreement.pdf",
    "/agreement.pdf": "agreement.pdf",
    "agree\x00ment.pdf": "agreement.pdf",
    "agreement\r\nSet-Cookie: a=b.pdf": "agreementSet-Cookie: a=b.pdf",
    "agreement\u202efdp.pdf": "agreementfdp.pdf",
    "\u2066agree\u200bment\ufeff.pdf": "agreement.pdf",
    " .agreement.pdf. ": "agreement.pdf",
    "协议 🤝.pdf": "协议 🤝.pdf",
    "e\u0301te\u0301.pdf": "été.pdf",
    "a" * 300 + ".pdf": "a" * 251 + ".pdf",
    'a"b%0d%0a<script>.pdf': 'a"b%0d%0a<script>.pdf',
}


def test_a_name_loses_its_folders_and_whatever_cannot_be_seen(web: Web) -> None:
    ref = opened(web)

    answers = {sent: bare(web, ref, name=sent) for sent in NAMES}

    assert {sent: answer.json().get("name") for sent, answer in answers.items()} == NAMES
    for answer in answers.values():
        read = web("ada", "GET", answer.headers["Location"])
        assert (read.status_code, read.headers["Content-Disposition"].isascii()) == (200, True)


def test_a_name_of_which_nothing_is_left_or_that_promises_something_else_is_refused(web: Web, folder: Path) -> None:
    ref = opened(web)
    names = ["", "..", "/", "\u202e", "pdf", "agreement.pdf\x00.exe", "agreement.pdf\u202e.exe", "agreement.html"]

    answers = [bare(web, ref, name=name) for name in names]

    assert [answer.status_code for answer in answers] == [422] * len(names)
    assert {lack["pointer"] for answer in answers for lack in answer.json()["missing"]} == {"/name"}
    assert stored(folder) == []


def test_a_file_beyond_the_limit_is_refused_however_it_comes(web: Web, folder: Path) -> None:
    ref = opened(web)

    def endless() -> Iterator[bytes]:
        for _ in range(LIMIT // 1_000):
            yield bytes(65_536)

    answers = [bare(web, ref, endless())]
    for size in (LIMIT + 1, LIMIT + 10_000_000):
        answers += [attach(web, ref, file=bytes(size)), bare(web, ref, bytes(size))]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(413, "too-large")] * 5
    assert stored(folder) == []


def test_a_file_of_exactly_the_limit_and_beyond_the_limit_of_other_bodies_is_read_whole(web: Web) -> None:
    ref = opened(web)
    large = b"a" * (LIMIT - 1) + b"\n"

    answer = attach(web, ref, "large.txt", large)

    assert (answer.status_code, answer.json()["size"]) == (201, LIMIT)
    assert web("ada", "GET", answer.headers["Location"]).content == large


SAID: list[tuple[dict[str, str], int]] = [
    ({"Content-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(FILE).digest()).decode()}:"}, 201),
    ({"Content-Digest": f"sha-512=:{'A' * 86}==:"}, 201),
    ({"Content-Digest": f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"}, 422),
    ({"Content-Digest": "sha-256=:nonsense:"}, 400),
    ({"Content-Type": "image/svg+xml"}, 415),
    ({"Content-Type": "text/html"}, 415),
    ({"Content-Type": ""}, 415),
    ({"Content-Type": "image/png"}, 422),
    ({"Content-Type": "multipart/form-data"}, 400),
    ({"Content-Type": f"multipart/form-data; boundary={'b' * 300}"}, 400),
    ({"Content-Type": "multipart/form-data; boundary=b"}, 400),
    ({"Content-Type": "application/json"}, 400),
    ({"Idempotency-Key": "not readable"}, 400),
]


def test_what_is_said_of_a_body_must_be_true_of_it(web: Web, folder: Path) -> None:
    ref = opened(web)

    answered = [(headers, bare(web, ref, headers=headers).status_code) for headers, _ in SAID]

    assert answered == SAID
    assert len(stored(folder)) == [status for _, status in SAID].count(201)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"side": "both"}, "/side"),
    ({"kind": "An Agreement"}, "/kind"),
    ({"signed_on": "2022-02-30"}, "/signed_on"),
    ({"signed_on": "2022-11-12"}, "/signed_on"),
    ({"signatories": ["a\u202eb"]}, "/signatories"),
    ({"signatories": [" "]}, "/signatories"),
    ({"colour": "red"}, "/colour"),
]


def test_what_is_said_of_a_document_is_pointed_at_when_it_is_wrong(web: Web, folder: Path) -> None:
    ref = opened(web)

    for about, pointer in WRONG:
        for answer in (attach(web, ref, **about), bare(web, ref, **about)):
            problem = answer.json()
            assert answer.status_code == 422, answer.text
            assert {one["pointer"] for one in problem.get("errors", problem.get("missing"))} == {pointer}
    assert stored(folder) == []


def form(*parts: tuple[str, bytes], end: bytes = b"--b--\r\n") -> bytes:
    return (
        b"".join(
            b"--b\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (head.encode(), body) for head, body in parts
        )
        + end
    )


ABOUT_PARTS = (('name="side"', b"home"), ('name="kind"', b"agreement"))
FILE_PART = ('name="file"; filename="agreement.pdf"', FILE)


FORMS: list[tuple[bytes, int]] = [
    (form(*ABOUT_PARTS, FILE_PART), 201),
    (form(FILE_PART, *ABOUT_PARTS), 201),
    (form(*ABOUT_PARTS, FILE_PART, FILE_PART), 422),
    (form(*ABOUT_PARTS, ABOUT_PARTS[0], FILE_PART), 422),
    (form(*ABOUT_PARTS), 422),
    (form(*ABOUT_PARTS, ('name="file"; filename="agreement.pdf"', b"")), 422),
    (form(*ABOUT_PARTS, ('name="file"', FILE)), 422),
    (form(*ABOUT_PARTS, ("filename=agreement.pdf", FILE)), 400),
    (form(*ABOUT_PARTS, ('name="other"; filename="agreement.pdf"', b"a" * 99)), 422),
    (form(*ABOUT_PARTS, FILE_PART, end=b""), 400),
    (form(*ABOUT_PARTS, FILE_PART)[:-200], 400),
    (form(*ABOUT_PARTS, *[("name=signatories", b"x")] * 50, FILE_PART), 400),
    (form(*ABOUT_PARTS, ("name=colour", b"x" * 5_000), FILE_PART), 422),
    (form(*ABOUT_PARTS, ("name=signatories", b"\xff"), FILE_PART), 400),
    (form(*ABOUT_PARTS, FILE_PART).replace(b"name", b"n" * 10_000), 400),
    (b"", 422),
    (b"--b--\r\n", 422),
]


def test_a_form_must_be_whole_and_say_each_thing_once(web: Web, folder: Path) -> None:
    ref = opened(web)
    headers = {"Content-Type": "multipart/form-data; boundary=b"}

    def send(body: bytes) -> int:
        return web("ada", "POST", f"/v1/cases/{ref}/documents", content=body, headers=headers).status_code

    assert [send(body) for body, _ in FORMS] == [status for _, status in FORMS]
    assert len(stored(folder)) == [status for _, status in FORMS].count(201)


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
        "query_string": b"side=home&kind=agreement&name=agreement.pdf",
        "root_path": "",
        "headers": [
            (b"authorization", f"Bearer {web.secrets['ada']}".encode()),
            (b"content-type", b"application/pdf"),
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


# What is left over -----------------------------------------------------------------------------------------------------


def test_what_a_crash_left_in_quarantine_is_cleared_after_an_hour_and_documents_stay(
    web: Web, folder: Path, database: Database
) -> None:
    document = attach(web, opened(web)).json()
    for name in (f"quarantine/{document['id']}", "quarantine/doc_0", "quarantine/doc_1#1", "clean/doc_0/abc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"left")

    early = clear(database, VirtualClock(datetime.now(UTC) + timedelta(minutes=59)))
    due = clear(database, VirtualClock(datetime.now(UTC) + timedelta(minutes=61)))
    again = clear(database, VirtualClock(datetime.now(UTC) + timedelta(minutes=61)))

    assert (early, due, again) == (0, 3, 0)
    assert stored(folder) == [f"clean/{document['id']}/{document['sha256']}"]
