"""The counterpart must be whom the home side named; and a finding holds for the two texts it saw, no longer and no shorter."""

from typing import Any

import pytest

from tests.filings import answer, good
from tests.world import ADA, CORA, World, at, done, party, refused
from workflow.actors import SYSTEM
from workflow.commands import ConfirmSameMeaning, PutFiling
from workflow.outcomes import Result
from workflow.paperwork import comparisons

NOVEMBER = at("2022-11-10 09:00")
FIRMS = {"1.6": party("Another Firm Oy", "enterprise", "FI"), "1.7": party("Universität Wien", "university", "AT")}
FIRMS |= {"2.0": party("Another Institute", "university", "KR"), "1.2": party("Politecnico", "university", "IT")}


def submitted(world: World, code: str, home: dict[str, Any] | None = None, **differing: object) -> str:
    ref = world.opened(good(code, **home or {}), direction=code, now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.file(ref, answer(code, **differing), now=NOVEMBER, actor=CORA))
    return ref


def statuses(world: World, ref: str) -> dict[str, str]:
    with world.database.reading() as session:
        return {line.field: line.status for line in comparisons.load_comparison(session, SYSTEM, ref)}


def equate(world: World, ref: str, field: str) -> Result:
    found = ConfirmSameMeaning(actor=CORA, received_at=NOVEMBER, ref=ref, field=field, reason="a telephone call")
    return done(world.one(found))


@pytest.mark.parametrize("code", FIRMS)
def test_another_organisation_than_named_waits_until_somebody_finds_it_to_be_the_same(world: World, code: str) -> None:
    ref = submitted(world, code, organisation=FIRMS[code])

    told = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))
    before = statuses(world, ref)["counterpart_organisation"]
    equate(world, ref, "counterpart_organisation")
    done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))

    [lack] = told.missing
    assert (lack.code, lack.pointer, lack.remedy) == (
        "counterpart-not-as-named",
        "/counterpart/organisation",
        "comparison",
    )
    assert FIRMS[code]["name"] in lack.problem
    assert (before, statuses(world, ref)["counterpart_organisation"]) == ("differs", "same-meaning")


@pytest.mark.parametrize("code", FIRMS)
def test_another_leader_than_named_waits_in_the_same_way(world: World, code: str) -> None:
    ref = submitted(world, code, {"counterpart_leader": "Rosa Vidal"}, leader="Pedro Vidal")

    told = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))
    before = statuses(world, ref)["counterpart_leader"]
    equate(world, ref, "counterpart_leader")
    done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))

    [lack] = told.missing
    assert (lack.code, lack.pointer, lack.remedy) == ("counterpart-not-as-named", "/counterpart/leader", "comparison")
    assert "Rosa Vidal" in lack.problem and "Pedro Vidal" in lack.problem
    assert (before, statuses(world, ref)["counterpart_leader"]) == ("differs", "same-meaning")


@pytest.mark.parametrize("named", ["VIDAL, Rosa", "Prof. Rosa Vidal", "", None])
def test_the_same_leader_in_another_wording_and_none_at_all_are_compared_to_nothing(
    world: World, named: str | None
) -> None:
    ref = submitted(world, "2.0", {"counterpart_leader": named}, leader="Rosa Vidal")

    assert done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER)).state == "partner-confirmed"


def test_or_until_it_is_corrected_in_the_filing(world: World) -> None:
    ref = submitted(world, "2.0", organisation=FIRMS["2.0"])

    done(world.save(ref, answer("2.0"), now=NOVEMBER, actor=CORA))

    assert done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER)).state == "partner-confirmed"


@pytest.mark.parametrize("changed", ["content", "work_plan", "title", "months"])
def test_a_finding_outlives_a_correction_of_another_field(world: World, changed: str) -> None:
    ref = submitted(world, "2.4", results="Una línea piloto.")
    equate(world, ref, "results")
    other = {changed: 24 if changed == "months" else f"{good('2.4')[changed]} "}

    done(world.save(ref, answer("2.4", results="Una línea piloto.", **other), now=NOVEMBER, actor=CORA))

    assert statuses(world, ref)["results"] == "same-meaning"
    assert done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER)).state == "partner-confirmed"


@pytest.mark.parametrize("side", ["home", "counterpart"])
def test_a_finding_ends_with_the_texts_it_saw_and_holds_again_when_they_are_back(world: World, side: str) -> None:
    ref = submitted(world, "2.4", results="Una línea piloto.")
    done(world.transition(ref, "return", actor=CORA, now=NOVEMBER, reason="a page is missing"))
    equate(world, ref, "results")

    def put(results: str) -> str:
        drawn = good("2.4", results=results) if side == "home" else answer("2.4", results=results)
        command = PutFiling(actor=CORA, received_at=NOVEMBER, ref=ref, side=side, content=drawn)  # type: ignore[arg-type]
        done(world.one(command))
        return statuses(world, ref)["results"]

    before = good("2.4")["results"] if side == "home" else "Una línea piloto."

    assert [put("Dos líneas."), put(before)] == ["stale", "same-meaning"]
