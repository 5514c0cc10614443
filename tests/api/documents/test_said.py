"""What is said of a file: it must be whole, said once, and true."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from tests.api.conftest import Web
from tests.api.documents.sending import FILE, attach, bare, opened, stored

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
FILE_PART = ('name="file"; filename="agreement.txt"', FILE)


FORMS: list[tuple[bytes, int]] = [
    (form(*ABOUT_PARTS, FILE_PART), 201),
    (form(FILE_PART, *ABOUT_PARTS), 201),
    (form(*ABOUT_PARTS, FILE_PART, FILE_PART), 422),
    (form(*ABOUT_PARTS, ABOUT_PARTS[0], FILE_PART), 422),
    (form(*ABOUT_PARTS), 422),
    (form(*ABOUT_PARTS, ('name="file"; filename="agreement.txt"', b"")), 422),
    (form(*ABOUT_PARTS, ('name="file"', FILE)), 422),
    (form(*ABOUT_PARTS, ("filename=agreement.txt", FILE)), 400),
    (form(*ABOUT_PARTS, ('name="other"; filename="agreement.txt"', b"a" * 99)), 422),
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
