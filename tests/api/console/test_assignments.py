"""The assignment matrix and the pool on pages: ticked or proposed, all are asked or nobody; what is hidden stays so."""

import re

import pytest

from tests.api.console.conftest import Console, words
from tests.panel import Panel
from tests.world import CALL, done

MATRIX = f"/calls/{CALL}/directions/2.4/assignments"
POOL = f"/calls/{CALL}/pool"


@pytest.fixture
def panel(console: Console) -> Panel:
    """A panel in the console's world."""
    return Panel(console.world)


def test_those_ticked_are_asked_and_the_matrix_shows_it(console: Console, panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa Free"), panel.case()
    page = console.get("cora", MATRIX)
    assert f'value="{ref} {rosa.id}"' in page.text and "1 has too few reviewers." in words(page)

    asked = console.post("cora", MATRIX, {"do": "assign", "pair": f"{ref} {rosa.id}"})

    said = console.get("cora", asked.headers["location"])
    assert asked.status_code == 303 and "1 invitation is in its reviewer's queue. No e-mail is sent." in words(said)
    assert 'aria-label="Asked"' in said.text and f'value="{ref} {rosa.id}"' not in said.text


def test_one_who_cannot_be_asked_keeps_all_from_being_asked_and_the_ticks_stay(console: Console, panel: Panel) -> None:
    rosa, near, ref = panel.reviewer("Rosa Free"), panel.reviewer("Nina Near", country="AR"), panel.case()
    pairs, cora = [f"{ref} {one.id}" for one in (rosa, near)], console.browser("cora")
    before = console.world.events()

    back = cora.ask("POST", MATRIX, data={"do": "assign", "pair": pairs})

    assert back.status_code == 409 and "Error: " in back.text and '<a href="#matrix">' in back.text
    assert f"{ref}, Nina Near: has a conflict of interest" in words(back)
    assert re.search(rf'value="{pairs[0]}" checked', back.text)
    assert console.world.events() == before
    for sent in ({"do": "assign"}, {"do": "assign", "pair": "what"}, {"do": "propose", "each": "many"}):
        assert console.post("cora", MATRIX, sent).status_code == 422, sent


def test_a_proposal_is_seen_before_anybody_is_asked_and_asked_as_it_was_seen(console: Console, panel: Panel) -> None:
    people = [panel.reviewer(f"Reviewer {name}") for name in "AB"]
    refs = [panel.case() for _ in range(2)]
    console.browser("cora")
    before = console.world.events()
    shown = console.post("cora", MATRIX, {"do": "propose", "each": 2})
    page = console.get("cora", shown.headers["location"])
    assert "Send 4 invitations They are about 2 cases, and go to 2 people." in words(page)
    assert console.world.events() == before

    pairs = "\n".join(f"{ref} {one.id}" for ref in refs for one in people)
    asked = console.post("cora", MATRIX, {"do": "apply", "each": 2, "pairs": pairs})
    again = console.post("cora", MATRIX, {"do": "apply", "each": 2, "pairs": pairs})

    assert asked.status_code == 303 and again.status_code == 409
    assert "is assigned to this case already" in words(again) and "There is nothing to propose" in words(again)
    assert console.world.events() == before + 4


def test_the_matrix_is_for_those_who_are_told_of_conflicts_and_without_a_case_they_are_in_conflict_with(
    console: Console, panel: Panel
) -> None:
    rosa, ref, other = panel.reviewer("Rosa Free"), panel.case(), panel.case()
    done(panel.assign(ref, rosa))
    for who in ("ada", "diego", "rex", "eli"):
        for path in (MATRIX, POOL, f"{MATRIX}?each=2"):
            assert console.get(who, path).status_code == 403, (who, path)
    assert 'name="pair"' not in (audited := console.get("audrey", MATRIX).text) and ref in audited
    assert console.post("audrey", MATRIX, {"do": "assign", "pair": f"{other} {rosa.id}"}).status_code == 403
    assert console.get("cora", MATRIX.replace("2.4", "9.9")).status_code == 404

    done(panel.declare(ref, console.actor("cora")))

    page = words(console.get("cora", MATRIX))
    assert ref not in page and other in page and "0 of 20" in page and "1 case is shown" in page
    assert "0 of 20" in words(console.get("cora", POOL))
    hidden = console.post("cora", MATRIX, {"do": "assign", "pair": f"{ref} {rosa.id}"})
    assert hidden.status_code == 404 and "Rosa" not in words(hidden).split("Reviewer assignment")[0].split(ref)[0]


def test_somebody_is_put_into_the_pool_and_changed_there(console: Console) -> None:
    good = {"organisation": "Academy", "country": "cn", "expertise": "Peas\nBeans", "most": 7, "active": "on"}
    assert '<option value="rex@accord.example">Rex</option>' in console.get("cora", POOL).text

    listed = console.post("cora", POOL, good | {"person": "rex@accord.example"})
    page = words(console.get("cora", listed.headers["location"]))
    assert listed.status_code == 303 and "Rex is in the pool" in page and "Peas Beans 0 of 7" in page

    rex = console.ids["rex"]
    changing = console.get("cora", f"{POOL}?person={rex}")
    assert "Change Rex" in words(changing) and "Peas\nBeans</textarea>" in changing.text
    console.post("cora", POOL, {name: value for name, value in good.items() if name != "active"} | {"person": rex})
    assert "Resting" in words(console.get("cora", POOL))


@pytest.mark.parametrize(
    ("field", "written"),
    [("person", "nobody@accord.example"), ("person", "ada@accord.example"), ("country", "XX"), ("most", "0")],
)
def test_what_is_wrong_with_an_entry_of_the_pool_stands_at_its_field(
    console: Console, field: str, written: str
) -> None:
    good = {"person": "rex@accord.example", "organisation": "Academy of Peas", "country": "CN", "most": "7"}

    back = console.post("cora", POOL, good | {field: written})

    assert back.status_code == 422 and f'<a href="#{field}">' in back.text and "Academy of Peas" in back.text
    assert "The pool is empty" in words(back)
    assert console.post("audrey", POOL, good).status_code == 403
