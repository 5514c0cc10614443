"""What a formal examination looks at: who leads, who stands on each side, what is matched, what a title is built of."""

from typing import Any

import pytest

from tests.examining import judge
from tests.filings import HERE, answer, good, partner
from tests.world import ADA, CALL, CORA, World, at, done, party, refused
from workflow.commands import OpenCase, WaiveClause

NOVEMBER = at("2022-11-15 10:00")
OTHER = good("1.1")["laboratory_agreement"] | {"reference": "JL-18"}


def clauses(world: World, code: str, **differing: Any) -> list[str | None]:
    """The clauses for which a filing, good but for what is given, is refused when it is submitted."""
    ref = world.opened(good(code, **differing), direction=code, partner=partner(code), now=NOVEMBER)
    outcome = world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    return [one.clause for one in getattr(outcome, "missing", ())]


@pytest.mark.clause("1.9-b", "1.9-c", "2.1-a")
@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        ("1.9", "enterprise", ["1.9-b", "1.9-c"]),
        ("1.9", "university", []),
        ("2.1", "university", ["2.1-a"]),
        ("2.1", "enterprise", []),
    ],
)
def test_an_enterprise_leads_nothing_with_israel_and_nobody_else_leads_energy_with_korea(
    world: World, code: str, kind: str, expected: list[str]
) -> None:
    assert clauses(world, code, organisation=party(HERE, kind, "CN")) == expected


@pytest.mark.clause("1.8-c")
def test_two_and_two_with_germany_is_not_met_until_a_german_enterprise_is_there(world: World) -> None:
    ref = world.opened(good("1.8"), direction="1.8", now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))

    done(world.file(ref, answer("1.8", participants=None), now=NOVEMBER, actor=CORA))
    without = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))
    done(world.file(ref, answer("1.8"), now=NOVEMBER, actor=CORA))

    assert [(one.clause, one.remedy) for one in without.missing] == [("1.8-c", None)]
    assert done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER)).state == "partner-confirmed"


@pytest.mark.clause("1.8-b-contents")
def test_what_an_application_with_germany_covers_is_judged_by_a_person_before_its_review(world: World) -> None:
    ref = world.opened(good("1.8"), direction="1.8", now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.file(ref, answer("1.8"), now=NOVEMBER, actor=CORA))
    done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))

    unjudged = refused(world.transition(ref, "review", actor=CORA, now=NOVEMBER, score=80))
    done(
        world.one(judge(ref, "1.8-b-contents", "not-met", actor=CORA, now=NOVEMBER, evidence="two fields in one plan"))
    )
    fallen = refused(world.transition(ref, "review", actor=CORA, now=NOVEMBER, score=80))
    again = judge(ref, "1.8-b-contents", actor=CORA, now=NOVEMBER, evidence="the annex", reason="the annex names one")
    done(world.one(again))

    codes = [(one.code, one.clause, one.remedy) for refusal in (unjudged, fallen) for one in refusal.missing]
    assert codes == [
        ("clause-unjudged", "1.8-b-contents", "examination"),
        ("clause-judged-not-met", "1.8-b-contents", "exclusion"),
    ]
    assert done(world.transition(ref, "review", actor=CORA, now=NOVEMBER, score=80)).state == "reviewed"


@pytest.mark.clause("1.8-d")
def test_in_germanys_direction_own_money_below_the_subsidy_goes_on_only_with_a_waiver_that_says_why(
    world: World,
) -> None:
    ref = world.opened(good("1.8", own_funds=499_999), direction="1.8", now=NOVEMBER)

    short = refused(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    waive = WaiveClause(actor=CORA, received_at=NOVEMBER, ref=ref, clause="1.8-d", reason="the hall is given in kind")
    done(world.one(waive))

    assert [(one.clause, one.remedy) for one in short.missing] == [("1.8-d", "waiver")]
    assert done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER)).state == "submitted"
    assert [told for told, _, _ in world.trail(ref)] == ["case.opened", "case.waived", "submit"]


@pytest.mark.clause("1.7-f")
def test_nothing_with_austria_is_confirmed_while_a_side_does_not_say_what_it_puts_in(world: World) -> None:
    ref = world.opened(good("1.7"), direction="1.7", now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))

    done(world.file(ref, answer("1.7", contribution=None), now=NOVEMBER, actor=CORA))
    unsaid = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))
    done(world.file(ref, answer("1.7"), now=NOVEMBER, actor=CORA))

    assert [(one.code, one.clause) for one in unsaid.missing] == [("rule-unanswered", "1.7-f")]
    assert done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER)).state == "partner-confirmed"


@pytest.mark.clause("1.1-b")
@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("China + UK + Artificial Intelligence + Joint Laboratory", []),
        ("China–UK Artificial Intelligence Joint Laboratory", []),
        ("China–Germany Artificial Intelligence Joint Laboratory", ["1.1-b"]),
        ("China–UK Joint Laboratory", ["1.1-b"]),
        ("UK–China Artificial Intelligence Joint Laboratory", ["1.1-b"]),
    ],
)
def test_a_joint_laboratorys_title_is_built_as_the_guideline_says(
    world: World, title: str, expected: list[str]
) -> None:
    named = {"area": "Artificial intelligence"}
    assert clauses(world, "1.1", title=title, **named) == expected
    assert (
        clauses(world, "1.1", title="人工智能实验室", translated_title=title, laboratory_agreement=OTHER, **named)
        == expected
    )


@pytest.mark.clause("1.1-a")
def test_a_joint_laboratory_with_a_country_that_is_not_listed_is_not_even_opened(world: World) -> None:
    known = {"actor": ADA, "received_at": NOVEMBER, "call": CALL, "direction": "1.1", "content": good("1.1")}

    outcome = refused(world.one(OpenCase(partner="DE", **known)))  # type: ignore[arg-type]  # every key is a field of Open

    assert (outcome.code, [one.pointer for one in outcome.missing]) == ("misfit", ["/partner"])
