"""What a form is refused for is said in Chinese throughout: no English sentence, no half of one."""

import re

import pytest

from tests.api.console.conftest import Console

pytestmark = pytest.mark.thorough

ENGLISH = re.compile(r"[A-Za-z][a-z]+[ ,]+[A-Za-z][a-z]+")
SAID = re.compile(r'class="summary".*?</div>|class="fault".*?</(?:p|span|div)>|role="alert".*?</div>', re.DOTALL)
LAUREATE = {
    "kind": "person",
    "name": "Paz",
    "country": "AR",
    "programme": "international-cooperation",
    "award_year": "1996",
}
FORMS: list[tuple[str, str, dict[str, str]]] = [
    ("adam", "/people", {"name": ""}),
    ("adam", "/people", {"name": "a\u202eb"}),
    ("adam", "/people", {"name": "\u540d" * 300}),
    ("adam", "/people", {"name": "Ada", "email": "nowhere"}),
    ("adam", "/people/invitations", {}),
    ("adam", "/people/invitations", {"email": "a@example.org"}),
    ("cora", "/laureates", LAUREATE | {"name": "a\u202eb"}),
    ("cora", "/laureates", LAUREATE | {"name": "\u540d" * 600}),
    ("cora", "/laureates", LAUREATE | {"award_year": "19\u00b296"}),
    ("cora", "/laureates", LAUREATE | {"award_year": ""}),
    ("cora", "/laureates", LAUREATE | {"source": "s" * 4_000}),
    ("ada", "/calendar/feeds", {"name": "n" * 101}),
    ("ada", "/cases/views", {"query": "state=draft", "name": "n" * 41}),
]
MOVES = [
    ("return", {"reason": "\u56e0" * 4_001}),
    ("return", {"reason": "a\u202eb"}),
    ("return", {"reason": ""}),
]
PAPERS = [
    {"signatories": "W" * 300},
    {"signatories": "a\u202eb"},
    {"reason": "r" * 4_001},
    {"signed_on": "2026-13-01"},
    {"kind": "Z Z"},
    {"name": ""},
]


def _check_chinese(page: object) -> None:
    text = getattr(page, "text", "")
    said = " \u3002 ".join(re.sub(r"<[^>]+>", " ", one.partition(">")[2]) for one in SAID.findall(text))
    assert getattr(page, "status_code", 0) in (409, 422) and said.strip()
    assert not ENGLISH.search(said), said


@pytest.fixture
def chinese(console: Console) -> Console:
    """The console, for people who read Chinese."""
    for who in ("ada", "adam", "cora"):
        console.browser(who).here.cookies.set("accord-language", "zh")
    return console


@pytest.mark.parametrize(("who", "path", "fields"), FORMS)
def test_a_form_is_refused_in_chinese(chinese: Console, who: str, path: str, fields: dict[str, str]) -> None:
    _check_chinese(chinese.post(who, path, fields))


@pytest.mark.parametrize(("transition", "fields"), MOVES)
def test_a_transition_is_refused_in_chinese(chinese: Console, transition: str, fields: dict[str, str]) -> None:
    ref = chinese.submitted()

    _check_chinese(chinese.post("cora", f"/cases/{ref}/transitions/{transition}", {"version": "2"} | fields))


@pytest.mark.parametrize("wrong", PAPERS)
def test_a_paper_is_refused_in_chinese(chinese: Console, wrong: dict[str, str]) -> None:
    ref = chinese.submitted()
    paper = {
        "side": "home",
        "kind": "agreement",
        "name": "n",
        "signed_on": "2022-01-02",
        "signatories": "W",
        "reason": "r",
    }

    _check_chinese(chinese.post("cora", f"/cases/{ref}/papers", {"version": "2"} | paper | wrong))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\n", b"MZ"])
def test_a_file_is_refused_in_chinese(chinese: Console, content: bytes) -> None:
    ref = chinese.submitted()
    page = chinese.browser("cora").here.post(
        f"/cases/{ref}/documents",
        data={"side": "home", "kind": "agreement", "reason": "r", "signatories": "W"},
        files={"file": ("a.pdf", content)},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    _check_chinese(page)
