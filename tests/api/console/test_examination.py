"""The formal examination on pages: every clause with its state, a form for each that people judge, and many at once."""

import re

import pytest
from httpx2 import Response

from tests.api.console.conftest import Console, words
from tests.world import NOMINATIONS, SPRING, ZHONGGUANCUN, done
from workflow.commands import OpenCase

MATRIX = f"/calls/{ZHONGGUANCUN}/directions/award/examination"


@pytest.fixture
def nominated(console: Console) -> list[str]:
    """Three nominations, confirmed, in spring."""
    console.clock.set(SPRING)
    ada, cora = console.actor("ada"), console.actor("cora")
    content = NOMINATIONS[ZHONGGUANCUN]
    refs = []
    for _ in range(3):
        opening = OpenCase(actor=ada, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=content)
        refs.append(done(console.world.one(opening)).case)
        for transition, actor in (("submit", ada), ("confirm", cora)):
            done(console.world.transition(refs[-1], transition, actor=actor, now=SPRING))
    return refs


def judge(console: Console, ref: str, clause: str, **fields: str) -> Response:
    version = console.world.case(ref).version
    given = {"version": version, "clause": clause, "verdict": "met", "evidence": "the academy's list"} | fields
    return console.post("cora", f"/cases/{ref}/examination", given)


def test_the_page_shows_all_clauses_and_takes_a_judgement_of_each_that_people_judge(
    console: Console, nominated: list[str]
) -> None:
    ref = nominated[0]
    path = f"/cases/{ref}/examination"
    assert f'href="{path}"' in console.get("cora", f"/cases/{ref}").text
    before = console.get("cora", path)
    assert "2 clauses are left to judge" in words(before)
    forms = re.findall(r'name="clause" value="([^"]+)"', before.text)
    assert forms == ["ZGC-02A", "ZGC-05A"]  # what is not claimed has no form
    assert "ZGC-04" in words(before) and "Kept" not in words(before)

    answer = judge(console, ref, "ZGC-05A")
    after = console.get("cora", answer.headers["location"])

    assert answer.status_code == 303 and "ZGC-05A: the judgement is recorded." in words(after)
    assert "met · Cora, 20 Feb 2024" in words(after) and "the academy's list" in words(after)
    assert "1 clause is left to judge" in words(after)
    assert "judged clause ZGC-05A: met" in words(console.get("cora", f"/cases/{ref}"))


def test_a_judgement_that_is_refused_comes_back_with_what_was_written(console: Console, nominated: list[str]) -> None:
    ref = nominated[0]

    bare = judge(console, ref, "ZGC-02A", evidence=" ")
    unsaid = judge(console, ref, "ZGC-02A", verdict="", evidence="a report")
    done_ = judge(console, ref, "ZGC-02A")
    changed = judge(console, ref, "ZGC-02A", verdict="not-met", evidence="the report was withdrawn")

    assert bare.status_code == 422 and 'href="#evidence-ZGC-02A"' in bare.text
    assert unsaid.status_code == 422 and "a report" in unsaid.text and 'href="#verdict-ZGC-02A"' in unsaid.text
    assert done_.status_code == 303
    assert changed.status_code == 422 and 'href="#reason-ZGC-02A"' in changed.text
    assert "the report was withdrawn" in changed.text


def test_what_is_judged_not_met_offers_to_exclude_with_the_clause(console: Console, nominated: list[str]) -> None:
    ref = nominated[0]
    judge(console, ref, "ZGC-05A", verdict="not-met", evidence="in no list")

    page = console.get("cora", f"/cases/{ref}/examination")
    offered = f"/cases/{ref}/transitions/exclude?clause=ZGC-05A"

    assert "Judged not met: ZGC-05A." in words(page) and f'href="{offered}"' in page.text
    assert "ZGC-05A" in console.get("cora", offered).text.partition("<textarea")[2].partition("</textarea>")[0]


@pytest.mark.parametrize("who", ["ada", "rex"])
def test_outsiders_have_no_such_page(console: Console, nominated: list[str], who: str) -> None:
    judge(console, nominated[0], "ZGC-05A")

    assert console.get(who, f"/cases/{nominated[0]}/examination").status_code in (403, 404)
    assert console.get(who, MATRIX).status_code == 403
    assert "academy's list" not in console.get(who, f"/cases/{nominated[0]}").text


def test_many_cases_are_judged_from_the_table_once_it_was_shown_what_comes_of_it(
    console: Console, nominated: list[str]
) -> None:
    judge(console, nominated[2], "ZGC-02A", verdict="not-met")
    table = console.get("cora", MATRIX)
    chosen = re.findall(r'name="case" value="([^"]+)"', table.text)
    assert [one.partition(":")[0] for one in chosen] == nominated
    form = {"clause": "ZGC-02A", "verdict": "met", "evidence": "the city's report"}

    def send(**more: object) -> Response:
        return console.browser("cora").ask("POST", MATRIX, data=form | {"case": chosen} | more)

    nothing = console.post("cora", MATRIX, form)
    tried = send()
    untouched = [console.world.case(ref).version for ref in nominated]
    made = send(sure="yes")

    assert nothing.status_code == 422 and "select at least one case" in words(nothing)
    assert "2 cases would be judged. 1 would be left as it is." in words(tried) and untouched == [3, 3, 4]
    assert "2 cases were judged." in words(made) and "asks for a reason" in words(made)
    assert [console.world.case(ref).version for ref in nominated] == [4, 4, 4]


def test_the_pages_are_told_in_chinese(console: Console, nominated: list[str]) -> None:
    for path in (f"/cases/{nominated[0]}/examination", MATRIX):
        page = console.get("cora", path, **{"Accept-Language": "zh"})
        assert "形式审查" in words(page) and "Formal examination" not in words(page)


@pytest.mark.parametrize(
    ("language", "chosen", "told"),
    [
        ("en", "Academician of the Chinese Academy of Sciences", "kept by the quota"),
        ("zh", "中国科学院院士", "由名额控制保证"),
    ],
)
def test_what_was_chosen_and_what_keeps_a_clause_are_told_in_the_readers_language(
    console: Console, nominated: list[str], language: str, chosen: str, told: str
) -> None:
    path, spoken = f"/cases/{nominated[0]}", {"Accept-Language": language}

    for page in ("", "/filings", "/dossier"):
        assert re.search(rf"<(dd|td)[^>]*>{chosen}</", console.get("cora", f"{path}{page}", **spoken).text), page
    assert told in words(console.get("cora", f"{path}/examination", **spoken))
