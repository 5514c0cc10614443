"""The reviewers of a case on its page: asked, taken off, conflicts settled; and who is not told of any of it."""

import pytest

from tests.api.console.conftest import Console, words
from tests.panel import Panel
from tests.world import done
from workflow.actors import Actor, RoleGrant


class Desk:
    """A case that is with its reviewers, and a pool of three: Near is of the partner's country, Full has enough to do."""

    def __init__(self, console: Console) -> None:
        self.console, panel = console, Panel(console.world)
        self.panel = panel
        self.rosa = panel.reviewer("Rosa Free", expertise=("2.4",))
        self.near = panel.reviewer("Nina Near", organisation="Faculty of Agronomy", country="AR")
        self.full = panel.reviewer("Fritz Full", most=1)
        done(panel.assign(panel.case(), self.full))
        self.ref = panel.case()
        self.path = f"/cases/{self.ref}/reviewers"

    def send(self, doing: str, who: str = "cora", **fields: object) -> tuple[int, str]:
        """Send one of the page's forms, and follow where it leads: the status, and the page that comes."""
        version = self.console.world.case(self.ref).version
        answer = self.console.post(who, self.path, {"do": doing, "version": version} | fields)
        shown = self.console.get(who, answer.headers["location"]) if answer.status_code == 303 else answer
        return answer.status_code, shown.text


@pytest.fixture
def desk(console: Console) -> Desk:
    """Cora's desk."""
    return Desk(console)


def test_a_coordinator_asks_who_is_free_and_takes_the_case_from_them_with_a_reason(desk: Desk) -> None:
    page = words(desk.console.get("cora", desk.path))
    assert "Rosa Free" in page and "Knows the field · 0 of 20 cases" in page and "1 of 1 cases" in page

    status, said = desk.send("assign", person=desk.rosa.id)
    assert status == 303 and "The reviewer is invited" in said and "Asked" in said
    status, said = desk.send("unassign", person=desk.rosa.id, reason=" ")
    key = f"unassign-{desk.rosa.id}-reason"
    assert status == 422 and f'href="#{key}"' in said and f'id="{key}-fault"' in said

    status, said = desk.send("unassign", person=desk.rosa.id, reason="she fell ill")

    assert status == 303 and "she fell ill" in said and "Taken off" in said


def test_more_than_somebody_takes_asks_for_a_reason_that_is_kept_on_the_page(desk: Desk) -> None:
    full = {"person": desk.full.id, "beyond": "on"}
    assert desk.send("assign", person=desk.full.id)[0] == 409
    status, said = desk.send("assign", **full, reason="")
    assert status == 422 and f'href="#assign-{desk.full.id}-reason"' in said

    assert desk.send("assign", **full, reason="nobody else knows peas")[0] == 303


def test_a_conflict_that_was_found_is_settled_before_anybody_is_asked(desk: Desk) -> None:
    found = words(desk.console.get("cora", desk.path))
    assert "Same organisation : Faculty of Agronomy" in found and "Found, not settled" in found
    refused, said = desk.send("assign", person=desk.near.id)
    assert refused == 409 and "conflict of interest" in said
    about = {"person": desk.near.id, "ground": "country-side"}
    status, said = desk.send("settle", **about, reason="she moved away in 2020")
    assert status == 422 and "say whether it is so" in said and "she moved away in 2020" in said

    assert desk.send("settle", **about, verdict="dismiss", reason="she moved away in 2020")[0] == 303
    status, said = desk.send(
        "settle", **about | {"ground": "same-organisation"}, verdict="confirm", reason="still there"
    )

    assert status == 303 and "Confirmed" in said and "Dismissed" in said
    assert desk.send("assign", person=desk.near.id)[0] == 409


def test_a_suspicion_names_somebody_and_a_ground(desk: Desk) -> None:
    status, said = desk.send("suspect", reason="a paper")
    assert status == 422 and 'href="#suspect-person"' in said and "a paper" in said
    assert 'href="#suspect-ground"' in desk.send("suspect", person=desk.rosa.id)[1]
    assert 'href="#suspect-reason"' in desk.send("suspect", person=desk.rosa.id, ground="family")[1]

    status, said = desk.send("suspect", person=desk.rosa.id, ground="collaboration", reason="a paper")

    assert status == 303 and "Suspected" in said and desk.send("assign", person=desk.rosa.id)[0] == 409


def test_reviews_are_read_together_by_criterion(desk: Desk) -> None:
    ruth = desk.panel.reviewer("Ruth")
    desk.panel.accepted(desk.ref, desk.rosa, ruth)
    done(desk.panel.score(desk.ref, desk.rosa, 90))
    done(desk.panel.score(desk.ref, ruth, 40, 90, comment="Not new at all."))

    said = words(desk.console.get("eli", desk.path))

    assert (
        "2 reviews are there, 2 are needed" in said and "mean 82.50, spread 15.00" in said and "Not new at all." in said
    )
    assert "significance and originality 30 % 90 40 Far apart" in said
    assert "Conflicts of interest" not in said and "Whom to ask" not in said


def test_who_reviews_a_case_is_told_to_its_staff_alone(desk: Desk) -> None:
    desk.panel.accepted(desk.ref, desk.rosa)
    rex = Actor(desk.console.ids["rex"], "Rex", (RoleGrant("reviewer"),))
    desk.panel.listed(rex)
    done(desk.panel.assign(desk.ref, rex))
    for who in ("ada", "diego", "rex"):
        page = desk.console.get(who, desk.path)
        assert page.status_code == 404 and "Rosa" not in page.text, who
    assert "Rosa Free" in words(desk.console.get("audrey", desk.path))
    assert 'name="do"' not in desk.console.get("audrey", desk.path).text
    assert desk.send("assign", "audrey", person=desk.near.id)[0] == 403

    done(desk.panel.declare(desk.ref, desk.console.actor("cora")))

    assert desk.console.get("cora", desk.path).status_code == 404
    assert desk.send("assign", "cora", version=1, person=desk.rosa.id)[0] == 404
