"""Where what a call lays down comes from: three labels, never mixed."""

import pytest

from states import loader
from states.provenance import list_laid_down
from tests.world import ADA, ADAM, AUDREY, CALL, CORA, ELI, ZHONGGUANCUN, World, at, refused
from workflow import calls, provenance
from workflow.actors import Actor
from workflow.provenance import Provenance

NOVEMBER = at("2022-11-10 09:00")


def laid_down(world: World, call: str = CALL) -> dict[str, Provenance]:
    with world.database.reading() as session:
        return provenance.load_provenance(session, call)


def confirm(world: World, item: str, *, actor: Actor = CORA, reason: str = "decided on 9 November") -> object:
    with world.database.writing() as session:
        return provenance.confirm_default(session, CALL, item, reason=reason, actor=actor, now=NOVEMBER)


@pytest.mark.parametrize(
    ("call", "key", "label", "clause", "line"),
    [
        (CALL, "opens", "default", None, None),
        (CALL, "deadlines.internal", "source", "P-01", "6-8"),
        (CALL, "deadlines.agency", "source", "P-02", "10-12"),
        (CALL, "deadlines.review", "default", None, None),
        (CALL, "deadlines.decision", "default", None, None),
        (CALL, "review", "default", None, None),
        (CALL, "quota.1.7", "source", "1.7", "136-160"),
        (CALL, "limit.1.7", "default", "1.7", "136-160"),  # "about 4" is no limit by itself
        (CALL, "limit.1.5", "default", "1.5", "86-90"),
        (CALL, "confirm.1.1", "default", None, None),
        (CALL, "confirm.1.5", "default", None, None),
        (CALL, "rules.2.4-a", "source", "2.4-a", "293"),
        (ZHONGGUANCUN, "opens", "default", None, None),
        (ZHONGGUANCUN, "deadlines.nomination", "default", None, None),
        ("bast-events-2025", "quota.events", "default", "BAST-07", "12-20"),
    ],
)
def test_everything_laid_down_says_where_it_comes_from(
    world: World, call: str, key: str, label: str, clause: str | None, line: str | None
) -> None:
    one = laid_down(world, call)[key]

    assert (one.label, one.clause, one.line) == (label, clause, line)
    assert (one.by, one.name, one.at) == (None, None, None)


@pytest.mark.parametrize("key", ["limit.1.3", "limit.2.4", "confirm.2.4", "confirm.1.6", "limit.1.1"])
def test_what_the_source_lays_down_itself_is_no_default(world: World, key: str) -> None:
    assert key not in laid_down(world)


def test_every_default_of_every_bundled_call_is_named_and_no_default_is_a_must() -> None:
    for call in loader.calls().values():
        found = list_laid_down(call)
        keys = [one.key for one in found]
        assert len(keys) == len(set(keys))
        assert "opens" in {one.key for one in found if one.basis == "default"}
        for direction in call.directions:
            assert not [rule.id for rule in direction.rules if rule.basis == "default" and rule.strength == "must"]


@pytest.mark.parametrize("item", ["opens", "deadlines.review", "review", "limit.1.7", "confirm.1.1"])
def test_a_default_that_is_confirmed_is_set_by_the_office_by_whom_and_when(world: World, item: str) -> None:
    event = confirm(world, item)

    one = laid_down(world)[item]
    assert isinstance(event, int) and event > 0
    assert (one.label, one.by, one.name, one.at) == ("office", CORA.id, CORA.id, NOVEMBER)
    assert (one.clause, one.line) == (None, None)
    others = {key for key, other in laid_down(world).items() if other.label == "office"}
    assert others == {item} and laid_down(world, ZHONGGUANCUN)["opens"].label == "default"


def test_a_deadline_that_a_coordinator_moves_is_set_by_the_office_and_so_is_what_moves_with_it(world: World) -> None:
    with world.database.writing() as session:
        moved = calls.extend_deadline(
            session, CALL, "agency", at("2023-01-06 00:00"), reason="a flood", actor=CORA, now=NOVEMBER, confirmed=True
        )
    assert isinstance(moved, calls.DeadlineExtension) and set(moved.moved) == {"agency", "review", "decision"}

    found = laid_down(world)

    assert {key: one.label for key, one in found.items() if key.startswith("deadlines.")} == {
        "deadlines.internal": "source",
        "deadlines.agency": "office",
        "deadlines.review": "office",
        "deadlines.decision": "office",
    }
    assert found["deadlines.agency"].by == CORA.id and found["deadlines.agency"].at == NOVEMBER


@pytest.mark.parametrize("actor", [ADA, ELI, AUDREY])
def test_only_coordinators_and_administrators_confirm(world: World, actor: Actor) -> None:
    outcome = refused(confirm(world, "opens", actor=actor))  # type: ignore[arg-type]  # a refusal is what is looked for

    assert outcome.code == "not-yours-to-make" and laid_down(world)["opens"].label == "default"
    assert isinstance(confirm(world, "opens", actor=ADAM), int)


@pytest.mark.parametrize(
    ("item", "reason", "pointer", "said"),
    [
        ("deadlines.agency", "said", "/item", "laid down by the source"),
        ("rules.2.4-a", "said", "/item", "laid down by the source"),
        ("deadlines.nowhere", "said", "/item", "what can be confirmed: opens"),
        ("", "said", "/item", "what can be confirmed: opens"),
        ("opens", " \u200b", "/reason", "asks for a reason"),
        ("opens", "x" * 4_001, "/reason", "4,000"),
    ],
)
def test_what_cannot_be_confirmed_is_refused_with_its_place(
    world: World, item: str, reason: str, pointer: str, said: str
) -> None:
    outcome = refused(confirm(world, item, reason=reason))  # type: ignore[arg-type]  # a refusal is what is looked for

    assert (outcome.code, outcome.missing[0].pointer) == ("misfit", pointer)
    assert said in outcome.problem


def test_what_is_set_by_the_office_is_not_confirmed_again(world: World) -> None:
    confirm(world, "opens")

    assert "set by the office already" in refused(confirm(world, "opens")).problem  # type: ignore[arg-type]
