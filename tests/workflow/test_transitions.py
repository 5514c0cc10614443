"""A transition of a case: done, or refused with a reason, and nothing in between."""

from dataclasses import replace

from states.refusal import Refusal, Unmet
from tests.workflow import begun
from tests.workflow.begun import HOUR, NOVEMBER, opening, submit
from tests.world import ADA, CORA, DIEGO, ELI, INTERNAL, World, answering, done, filing, refused
from workflow.commands import MakeTransition
from workflow.outcomes import from_json, to_json


def test_a_command_that_saw_another_version_is_refused_and_told_the_present_one(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.amend(ref, {"title": "Second"}, now=NOVEMBER)
    others = (0, 1, 3, 10**9)

    answers = world.apply(*[submit(ref, version) for version in others], now=NOVEMBER)

    said = "the case has moved on: it is at version 2, you saw {}"
    wanted = [Refusal("stale", said.format(version), case=ref, state="draft", version=2) for version in others]
    assert answers == wanted
    assert done(world.one(submit(ref, 2))).version == 3


def test_a_move_nobody_declared_is_unknown_and_the_moves_from_here_are_named(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = refused(world.transition(ref, "teleport", actor=ADA, now=NOVEMBER))

    assert outcome == Refusal(
        "unknown-transition",
        "there is no transition 'teleport'",
        case=ref,
        state="draft",
        transition="teleport",
        version=1,
        allowed=("submit", "withdraw", "lapse"),
    )


def test_a_refused_submission_names_everything_that_is_missing_with_its_clause(world: World) -> None:
    ref = world.opened(filing(months=36, area="Rockets", leader=None, budget=None), now=NOVEMBER)

    outcome = refused(world.one(submit(ref)))

    assert outcome.missing == (
        Unmet("field-empty", "Enter the project leader", pointer="/home/leader"),
        Unmet("field-empty", "Enter the support asked for (yuan)", pointer="/home/budget"),
        Unmet(
            "rule-not-met",
            "Choose one of those listed; you entered “Rockets”",
            "2.4-area",
            "/home/area",
            requirement="The project is in one of the four listed food-science areas.",
        ),
        Unmet(
            "rule-not-met",
            "Must be 24 months; you entered 36",
            "2.4-a",
            "/home/months",
            requirement="The project runs exactly two years.",
        ),
    )
    assert (outcome.deadline, outcome.until) == ("internal", INTERNAL)
    assert world.events() == world.entries(ref)[-1].seq


def test_a_move_that_asks_for_something_is_refused_without_it(world: World) -> None:
    refs = {"return": begun.submitted(world), "review": begun.confirmed(world), "reserve": begun.reviewed(world)}
    asked: list[tuple[str, dict[str, object], str]] = [
        ("return", {}, "reason"),
        ("return", {"reason": "   "}, "reason"),
        ("return", {"reason": 7}, "reason"),
        ("review", {}, "score"),
        ("review", {"score": -1}, "score"),
        ("review", {"score": 101}, "score"),
        ("review", {"score": "80"}, "score"),
        ("reserve", {"rank": 0}, "rank"),
        ("reserve", {"rank": True}, "rank"),
    ]

    transitions = [
        MakeTransition(
            actor=ELI if transition == "reserve" else CORA,
            received_at=NOVEMBER,
            ref=refs[transition],
            transition=transition,
            given=given,
        )
        for transition, given, _ in asked
    ]
    missing = [refused(answer).missing for answer in world.apply(*transitions, now=NOVEMBER)]

    assert [[(lack.code, lack.pointer) for lack in lacks] for lacks in missing] == [
        [(f"{what}-missing", f"/{what}")] for _, _, what in asked
    ]


def test_what_a_move_asked_for_is_kept_on_the_case_and_sealed(world: World) -> None:
    least, most = begun.confirmed(world), begun.confirmed(world)

    for ref, score in ((least, 0), (most, 100)):
        world.transition(ref, "review", actor=CORA, now=NOVEMBER, score=score, colour="red")
        world.transition(ref, "reserve", actor=ELI, now=NOVEMBER, rank=2)

    assert [(world.case(ref).score, world.case(ref).rank) for ref in (least, most)] == [(0, 2), (100, 2)]
    assert [entry.data["given"] for entry in world.entries(most)[-2:]] == [{"score": 100}, {"rank": 2}]


def test_the_counterparts_filing_must_say_the_same_where_the_direction_asks_for_it(world: World) -> None:
    ref = begun.submitted(world)
    none_yet = refused(world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER))
    world.file(ref, answering(title="Another title", leader="LIN  QING", months=12), now=NOVEMBER)

    outcome = refused(world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER))
    world.file(ref, answering(title="gentle extraction of PEA protein"), now=NOVEMBER)
    agreed = world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER)

    assert [(lack.code, lack.clause) for lack in none_yet.missing] == [("counterpart-not-filed", "2.4-b")]
    assert [(lack.clause, lack.problem[-21:]) for lack in outcome.missing] == [("2.4-c", "they differ in: title")]
    assert done(agreed).state == "partner-confirmed"


def test_a_command_is_effective_when_it_was_received_and_recorded_when_it_was_written(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    receipt = done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER + HOUR, recorded=NOVEMBER + 2 * HOUR))

    last = world.entries(ref)[-1]
    assert (receipt.effective_at, last.effective_at, last.recorded_at) == (
        NOVEMBER + HOUR,
        NOVEMBER + HOUR,
        NOVEMBER + 2 * HOUR,
    )
    assert world.case(ref).entered_at == NOVEMBER + HOUR


def test_the_request_a_command_came_with_stands_on_its_event(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    world.one(replace(submit(ref), request="req_17"))

    assert '"request":"req_17"' in world.entries(ref)[-1].body
    assert '"request"' not in world.entries(ref)[0].body


def test_an_answer_is_the_same_after_it_was_written_down_and_read_again(world: World) -> None:
    ref = world.opened(filing(months=36), now=NOVEMBER)

    answers = [
        world.one(submit(ref)),
        world.amend(ref, {"months": 24}, now=NOVEMBER),
        world.one(submit(ref)),
        world.one(submit(ref, 1)),
        world.one(opening(received_at=INTERNAL)),
    ]

    assert [from_json(to_json(answer)) for answer in answers] == answers
