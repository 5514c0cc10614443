"""Documents over HTTP: attached, listed, read and taken off."""

import hashlib
from pathlib import Path
from typing import Any

from tests.api.conftest import Web
from tests.api.documents.sending import ABOUT, FILE, attach, bare, opened, stored
from tests.files import SOUND, pdf
from tests.world import CALL
from workflow.store.database import Database


def test_a_document_is_attached_listed_and_read_as_it_was(web: Web, folder: Path) -> None:
    ref = opened(web)

    file = pdf(2)
    answer = attach(web, ref, "agreement.pdf", file, signed_on="2022-11-09", signatories=["Lin Qing", "María Sosa"])
    document = answer.json()
    listed = web("ada", "GET", f"/v1/cases/{ref}/documents").json()
    read = web("ada", "GET", answer.headers["Location"])

    digest = hashlib.sha256(file).hexdigest()
    assert answer.status_code == 201, answer.text
    assert document == {
        "case": ref,
        "id": document["id"],
        "side": "home",
        "kind": "agreement",
        "name": "agreement.pdf",
        "media": "application/pdf",
        "size": len(file),
        "sha256": digest,
        "signed_on": "2022-11-09",
        "signatories": ["Lin Qing", "María Sosa"],
        "number": 2,
        "by": web.ids["ada"],
        "at": "2022-11-10T01:00:00.000000Z",
    }
    assert listed == [document]
    assert (read.status_code, read.content) == (200, file)
    assert (answer.headers["ETag"], read.headers["ETag"]) == ('"2"', f'"{digest}"')
    assert stored(folder) == [f"clean/{document['id']}/{digest}"]


def test_a_file_is_handed_out_so_that_no_browser_runs_it(web: Web) -> None:
    ref = opened(web)
    where = attach(web, ref, "协议 «one».pdf", pdf(2)).headers["Location"]

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
        "content-length": str(len(pdf(2))),
    }


def test_a_bare_file_says_in_the_query_all_that_a_form_says(web: Web) -> None:
    ref = opened(web)
    about: dict[str, Any] = {"signed_on": "2022-11-09", "signatories": ["Lin Qing", "María Sosa"], "version": "1"}

    answer = bare(web, ref, **about)
    document = answer.json()
    undescribed = web("ada", "POST", f"/v1/cases/{ref}/documents", content=FILE, headers={"Content-Type": "text/plain"})

    assert answer.status_code == 201, answer.text
    assert (document["signed_on"], document["signatories"]) == (about["signed_on"], about["signatories"])
    assert (undescribed.status_code, undescribed.json()["code"]) == (422, "undescribed")


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
    other = attach(web, ref, file=FILE + b"Or not.", headers=key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert other.json()["code"] == "misused"
    assert len(web("ada", "GET", f"/v1/cases/{ref}/documents").json()) == 1
    assert stored(folder) == [f"clean/{first.json()['id']}/{first.json()['sha256']}"]


def test_a_paper_without_a_file_is_recorded_by_a_coordinator_alone(web: Web, folder: Path) -> None:
    ref = opened(web)
    paper = ABOUT | {"name": "Letter of the ministry", "signed_on": "2022-11-01", "signatories": ["Wang Min"]}

    done = web("cora", "POST", f"/v1/cases/{ref}/documents", json=paper | {"reason": "Ada asked for it"})
    denied = web("ada", "POST", f"/v1/cases/{ref}/documents", json=paper)
    read = web("cora", "GET", f"/v1/cases/{ref}/documents/{done.json()['id']}")

    told = done.json()
    assert (told["media"], told["size"], told["sha256"], told["signatories"]) == ("paper", 0, "", ["Wang Min"])
    assert (done.status_code, denied.status_code, read.status_code) == (201, 403, 404)
    assert denied.json()["roles"] == ["coordinator"]
    assert stored(folder) == []
