"""Files and names that are sent to do harm, and files that are too large."""

from collections.abc import Iterator
from pathlib import Path

from tests.api.conftest import Web
from tests.api.documents.sending import LIMIT, attach, bare, opened, stored
from tests.files import HOSTILE


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
    "../../etc/agreement.txt": "agreement.txt",
    "C:\\papers\\agreement.txt": "agreement.txt",
    "/agreement.txt": "agreement.txt",
    "agree\x00ment.txt": "agreement.txt",
    "agreement\r\nSet-Cookie: a=b.txt": "agreementSet-Cookie: a=b.txt",
    "agreement\u202etxt.txt": "agreementtxt.txt",
    "\u2066agree\u200bment\ufeff.txt": "agreement.txt",
    " .agreement.txt. ": "agreement.txt",
    "协议 🤝.txt": "协议 🤝.txt",
    "e\u0301te\u0301.txt": "été.txt",
    "a" * 300 + ".txt": "a" * 251 + ".txt",
    'a"b%0d%0a<script>.txt': 'a"b%0d%0a<script>.txt',
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
