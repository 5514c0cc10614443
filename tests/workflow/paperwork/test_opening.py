"""Opening a case: a numbered draft of its owner, or everything that is wrong with the request."""

from tests.workflow.begun import NOVEMBER, opening, submit
from tests.world import ADA, AUDREY, BO, DIEGO, ELI, INTERNAL, MICROSECOND, World, done, filing, refused
from workflow.actors import SYSTEM


def test_a_case_is_opened_as_a_numbered_draft_of_its_owner(world: World) -> None:
    first = done(world.one(opening(content={"title": "  Proteins "})))
    second = done(world.one(opening(actor=BO)))
    other = done(world.one(opening(direction="2.3")))

    assert (first.case, second.case, other.case) == ("IG23-2.4-001", "IG23-2.4-002", "IG23-2.3-001")
    assert (first.action, first.transition, first.source, first.state, first.version) == (
        "case.opened",
        None,
        None,
        "draft",
        1,
    )
    assert (first.effective_at, first.due_at, first.event) == (NOVEMBER, INTERNAL, second.event - 1)
    found = world.whole(first.case)
    assert (found.home, found.counterpart, found.edition) == ({"title": "  Proteins "}, None, 1)
    assert (found.case.owner, found.case.partner, found.case.topic, found.case.kind) == (
        ADA.id,
        "AR",
        None,
        "application",
    )
    assert (found.case.opened_at, found.case.entered_at, found.case.deadline) == (NOVEMBER, NOVEMBER, "internal")


def test_cases_opened_in_one_batch_are_numbered_one_after_the_other(world: World) -> None:
    answers = world.apply(opening(), opening(direction="nonsense"), opening(), now=NOVEMBER)

    assert [getattr(answer, "case", None) for answer in answers] == ["IG23-2.4-001", None, "IG23-2.4-002"]


def test_a_case_may_be_submitted_in_the_batch_that_opens_it(world: World) -> None:
    opened, submitted = world.apply(opening(content=filing()), submit("IG23-2.4-001"), now=NOVEMBER)

    assert (done(opened).version, done(submitted).version, done(submitted).state) == (1, 2, "submitted")
    assert world.case("IG23-2.4-001").state == "submitted"


def test_a_case_that_cannot_be_opened_says_what_is_wrong_with_the_request(world: World) -> None:
    wrong: list[tuple[dict[str, object], str, str]] = [
        ({"call": "no-such-call"}, "no-such-definition", "/call"),
        ({"direction": "9.9"}, "no-such-definition", "/direction"),
        ({"topic": "FAB-1"}, "misfit", "/topic"),
        ({"direction": "1.4"}, "misfit", "/topic"),
        ({"direction": "1.4", "topic": "FAB"}, "misfit", "/topic"),
        ({"partner": "IT"}, "misfit", "/partner"),
        ({"direction": "1.1"}, "misfit", "/partner"),
        ({"content": {"colour": "red"}}, "misfit", "/content/colour"),
        ({"content": {"months": "two"}}, "misfit", "/content/months"),
        ({"content": {"organisation": {"type": "club"}}}, "misfit", "/content/organisation/type"),
    ]

    answers = world.apply(*[opening(**differing) for differing, _, _ in wrong], now=NOVEMBER)

    found = [(refused(answer).code, refused(answer).missing[0].pointer) for answer in answers]
    assert found == [(code, pointer) for _, code, pointer in wrong]
    assert done(world.one(opening())).case == "IG23-2.4-001"


def test_everything_wrong_with_a_new_case_is_said_at_once(world: World) -> None:
    outcome = refused(world.one(opening(partner="IT", topic="FAB", content={"colour": "red", "months": -1})))

    assert [lack.pointer for lack in outcome.missing] == ["/topic", "/partner", "/content/colour", "/content/months"]


def test_a_case_is_opened_only_by_those_the_definition_names(world: World) -> None:
    answers = world.apply(*[opening(actor=actor) for actor in (DIEGO, ELI, AUDREY, SYSTEM)], now=NOVEMBER)

    found = {(refused(answer).code, refused(answer).roles) for answer in answers}
    assert found == {("not-yours-to-make", ("applicant", "coordinator"))}


def test_a_call_takes_drafts_until_the_instant_of_its_internal_deadline(world: World) -> None:
    last = world.one(opening(received_at=INTERNAL - MICROSECOND))
    late = refused(world.one(opening(received_at=INTERNAL)))

    assert done(last).due_at == INTERNAL
    assert (late.code, late.deadline, late.until) == ("deadline-passed", "internal", INTERNAL)
