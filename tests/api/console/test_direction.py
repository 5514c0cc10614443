"""A direction's page and its programme's: every clause at its place, whoever is to be reached, and nothing hidden."""

import pytest

from states import loader
from tests.api.console.conftest import Console, words
from tests.world import CALL, done
from workflow.registry import authorities

HERE = f"/calls/{CALL}/directions"


def test_every_clause_of_every_direction_has_its_place(console: Console) -> None:
    for direction in loader.calls()[CALL].directions:
        page = console.get("ada", f"{HERE}/{direction.code}").text
        for rule in direction.rules:
            assert page.count(f'<li id="{rule.id}">') == 1, rule.id


def test_a_clause_says_how_strong_it_is_where_it_stands_and_who_may_set_it_aside(console: Console) -> None:
    said = words(console.get("ada", f"{HERE}/1.2"))

    assert "1.2-P-08 No period of its own is given" in said
    assert (
        "Line 36 of the source. Judged for every case. May be set aside for one case, with a reason, by: Coordinator."
        in said
    )
    assert "in principle" in said and "must" in said


def test_topics_have_quotas_of_their_own(console: Console) -> None:
    said = words(console.get("ada", f"{HERE}/1.4"))

    assert "CCB-1 Data, models and pathways" in said and "2 to 3 ¥30,000,000" in said
    assert "no more than 2 ¥70,000,000" in said


def test_the_only_direction_of_a_call_goes_by_its_title(console: Console) -> None:
    award = words(console.get("ada", "/calls/zhongguancun-2024/directions/award"))
    one_of_many = words(console.get("ada", f"{HERE}/2.4"))

    assert " award Award " not in award and "Direction 1 of 1" not in award and "What a nomination says" in award
    assert "2.4 China–Argentina joint research Direction 14 of 15." in one_of_many


def test_a_contact_is_for_those_who_keep_in_touch(console: Console) -> None:
    with console.database.writing() as session:
        about = authorities.AuthorityDetails("AR", "Ministry of Science", "Mercedes, extension 77")
        authorities.add_authority(session, about, actor=console.actor("cora"), now=console.clock.now())

    inside = words(console.get("cora", f"{HERE}/2.4"))
    outside = [words(console.get(who, f"{HERE}/2.4")) for who in ("ada", "diego", "rex", "eli")]

    assert "Mercedes, extension 77" in inside and "convocatoriasinternaciona" in inside
    for said in outside:
        assert "Ministry of Science" in said and "Mercedes" not in said and "convocatoriasinternaciona" not in said


def test_a_quota_counts_what_its_reader_may_see(console: Console) -> None:
    shown, hidden = console.world.ready(2, now=console.clock.now())
    for ref in (shown, hidden):
        done(console.world.award(ref, 600_000, now=console.clock.now()))
    console.declared("cora", hidden)

    assert "¥600,000" in words(console.get("cora", f"{HERE}/2.4"))
    assert "¥1,200,000" in words(console.get("audrey", f"{HERE}/2.4"))
    assert "¥600,000" not in words(console.get("rex", f"{HERE}/2.4"))


def test_the_way_of_a_case_is_drawn_and_told(console: Console) -> None:
    drawn = console.get("ada", f"{HERE}/2.4/lifecycle.svg")

    assert drawn.headers["content-type"].startswith("image/svg+xml") and "<svg" in drawn.text
    assert "Only one side had filed when the agency deadline passed." in words(console.get("ada", f"{HERE}/2.4"))


@pytest.mark.parametrize("path", [f"{HERE}/9.9", "/calls/nowhere/directions/1.1", "/programmes/nothing"])
def test_what_is_not_there_is_a_404(console: Console, path: str) -> None:
    assert console.get("ada", path).status_code == 404


def test_a_programme_says_openly_what_its_source_leaves_open(console: Console) -> None:
    page = console.get("ada", "/programmes/intergovernmental")

    said = words(page)
    assert (
        "What the source leaves open" in said and "subject areas and related documents are blank in the source" in said
    )
    assert f'href="{HERE}/1.8#1.8-a"' in page.text and 'id="P-03"' in page.text and f'href="/calls/{CALL}"' in page.text


def test_all_calls_are_listed_under_their_programmes(console: Console) -> None:
    page = console.get("ada", "/calls").text

    assert all(f'href="/calls/{code}"' in page for code in loader.calls())
    assert all(f'href="/programmes/{code}"' in page for code in loader.programmes())


def test_what_the_source_counts_among_an_area_or_a_topic_stands_beside_it_with_its_line(console: Console) -> None:
    page = words(console.get("cora", f"/calls/{CALL}/directions/2.2"))
    assert "Navigation satellites, radio astronomy and remote sensing. From the source, line 258" in page

    page = words(console.get("cora", f"/calls/{CALL}/directions/1.4"))
    assert "From the source, line 75, in words of ours" in page

    form = words(console.get("ada", f"/cases/{console.opened()}/filings/home"))
    assert "What the source counts among them" in form and "Telling genuine food from false" in form
