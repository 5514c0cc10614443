"""What is asked of cases, one by one and together: done, or refused with a reason, and nothing in between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from states.facts import Side
from states.refusal import Refusal, Unmet
from tests.world import (
    ADA,
    AGENCY,
    AUDREY,
    BO,
    CALL,
    CORA,
    DIEGO,
    ELI,
    INTERNAL,
    MICROSECOND,
    World,
    at,
    done,
    filing,
    refused,
)
from workflow.actors import SYSTEM, Actor
from workflow.books import Books
from workflow.commands import Amend, Bulk, File, Move, Open, Overtake
from workflow.docket import Docket
from workflow.outcomes import Receipt, Swept, plain, revived

NOVEMBER = at("2022-11-10 09:00")
HOUR = timedelta(hours=1)


def submit(ref: str, version: int | None = None) -> Move:
    return Move(actor=ADA, received_at=NOVEMBER, ref=ref, move="submit", version=version)


def opening(**differing: object) -> Open:
    known: dict[str, object] = {"actor": ADA, "received_at": NOVEMBER, "call": CALL, "direction": "2.4"}
    return Open(**(known | differing))  # type: ignore[arg-type]  # the fields of Open


# Opening ---------------------------------------------------------------------------------------------------------------


def test_a_case_is_opened_as_a_numbered_draft_of_its_owner(world: World) -> None:
    first = done(world.one(opening(content={"title": "  Proteins "})))
    second = done(world.one(opening(actor=BO)))
    other = done(world.one(opening(direction="2.3")))

    assert (first.case, second.case, other.case) == ("IG23-2.4-001", "IG23-2.4-002", "IG23-2.3-001")
    assert (first.action, first.move, first.source, first.state, first.version) == (
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
        ({"content": {"organisation": {"name": "A"}}}, "misfit", "/content/organisation/type"),
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


# Versions and moves ----------------------------------------------------------------------------------------------------


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

    outcome = refused(world.move(ref, "teleport", actor=ADA, now=NOVEMBER))

    assert outcome == Refusal(
        "unknown-move",
        "there is no move 'teleport'",
        case=ref,
        state="draft",
        move="teleport",
        version=1,
        allowed=("submit", "withdraw", "lapse"),
    )


def test_a_refused_submission_names_everything_that_is_missing_with_its_clause(world: World) -> None:
    ref = world.opened(filing(months=36, area="Rockets", leader=None, budget=None), now=NOVEMBER)

    outcome = refused(world.one(submit(ref)))

    assert outcome.missing == (
        Unmet("field-empty", "Project leader is not filled in", pointer="/home/leader"),
        Unmet("field-empty", "Support asked for (yuan) is not filled in", pointer="/home/budget"),
        Unmet(
            "rule-not-met",
            "The project is in one of the four listed food-science areas. (area: Rockets)",
            "2.4-area",
        ),
        Unmet("rule-not-met", "The project runs exactly two years. (36 months)", "2.4-a"),
    )
    assert (outcome.deadline, outcome.until) == ("internal", INTERNAL)
    assert world.events() == world.entries(ref)[-1].seq


def test_a_move_that_asks_for_something_is_refused_without_it(world: World) -> None:
    refs = {"return": _submitted(world), "review": _confirmed(world), "reserve": _reviewed(world)}
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

    moves = [
        Move(actor=ELI if move == "reserve" else CORA, received_at=NOVEMBER, ref=refs[move], move=move, given=given)
        for move, given, _ in asked
    ]
    missing = [refused(answer).missing for answer in world.apply(*moves, now=NOVEMBER)]

    assert [[(lack.code, lack.pointer) for lack in lacks] for lacks in missing] == [
        [(f"{what}-missing", f"/{what}")] for _, _, what in asked
    ]


def test_what_a_move_asked_for_is_kept_on_the_case_and_sealed(world: World) -> None:
    least, most = _confirmed(world), _confirmed(world)

    for ref, score in ((least, 0), (most, 100)):
        world.move(ref, "review", actor=CORA, now=NOVEMBER, score=score, colour="red")
        world.move(ref, "reserve", actor=ELI, now=NOVEMBER, rank=2)

    assert [(world.case(ref).score, world.case(ref).rank) for ref in (least, most)] == [(0, 2), (100, 2)]
    assert [entry.data["given"] for entry in world.entries(most)[-2:]] == [{"score": 100}, {"rank": 2}]


def test_the_counterparts_filing_must_say_the_same_where_the_direction_asks_for_it(world: World) -> None:
    ref = _submitted(world)
    none_yet = refused(world.move(ref, "confirm", actor=DIEGO, now=NOVEMBER))
    world.file(ref, filing(title="Another title", leader="LIN  QING", months=12), now=NOVEMBER)

    outcome = refused(world.move(ref, "confirm", actor=DIEGO, now=NOVEMBER))
    world.file(ref, filing(title="gentle extraction of PEA protein"), now=NOVEMBER)
    agreed = world.move(ref, "confirm", actor=DIEGO, now=NOVEMBER)

    assert [(lack.code, lack.clause) for lack in none_yet.missing] == [("counterpart-not-filed", "2.4-b")]
    assert [(lack.clause, lack.problem[-16:]) for lack in outcome.missing] == [("2.4-c", "(differs: title)")]
    assert done(agreed).state == "partner-confirmed"


# Filings ---------------------------------------------------------------------------------------------------------------


def test_an_amendment_replaces_what_it_names_empties_what_it_sets_to_nothing_and_keeps_the_rest(world: World) -> None:
    ref = world.opened(filing(own_funds=5), now=NOVEMBER)

    receipt = done(world.amend(ref, {"title": "Second", "own_funds": None, "budget": 7}, now=NOVEMBER + HOUR))

    wanted = {name: value for name, value in filing(title="Second", budget=7).items() if name != "own_funds"}
    assert world.whole(ref).home == wanted
    assert (receipt.action, receipt.version, receipt.state, receipt.due_at) == ("case.amended", 2, "draft", INTERNAL)
    assert (world.case(ref).title, world.case(ref).entered_at) == ("Second", NOVEMBER)


def test_each_amendment_builds_on_the_one_before_also_within_one_batch(world: World) -> None:
    ref = world.opened({"title": "First"}, now=NOVEMBER)
    amend = Amend(actor=ADA, received_at=NOVEMBER, ref=ref, content={"leader": "Lin"})

    world.apply(amend, replace(amend, content={"title": "Second"}), now=NOVEMBER)
    world.apply(replace(amend, content={"leader": "Wu"}), now=NOVEMBER)

    assert world.whole(ref).home == {"title": "Second", "leader": "Wu"}
    assert [entry.data["filing"]["number"] for entry in world.entries(ref)] == [1, 2, 3, 4]  # type: ignore[index]


def test_a_text_that_one_database_could_not_keep_is_taken_or_refused_alike_by_both(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    try:
        outcome = world.amend(ref, {"title": "Pea\0protein"}, now=NOVEMBER)
    except DBAPIError as error:
        pytest.fail(f"the database failed instead: {error.orig}")

    assert refused(outcome).missing[0].pointer == "/content/title"


def test_a_whole_filing_leaves_nothing_of_the_one_before(world: World) -> None:
    ref = world.opened(filing(), now=NOVEMBER)
    put = File(actor=ADA, received_at=NOVEMBER, ref=ref, side="home", content={"title": "Alone", "leader": None})

    receipt = done(world.one(put))

    assert (receipt.action, world.whole(ref).home) == ("case.filed", {"title": "Alone"})


def test_what_is_wrong_with_an_amendment_is_pointed_at_and_nothing_is_written(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = refused(world.amend(ref, {"title": "Second", "months": 1.5, "colour": "red"}, now=NOVEMBER))

    assert (outcome.code, outcome.case, outcome.version) == ("misfit", ref, 1)
    assert [lack.pointer for lack in outcome.missing] == ["/content/months", "/content/colour"]
    assert world.whole(ref).home == filing()


def test_each_side_files_for_itself(world: World) -> None:
    ref = _submitted(world)
    home, counterpart = ("applicant", "coordinator"), ("partner", "coordinator")
    wrong: list[tuple[Actor, Side, tuple[str, ...]]] = [
        (DIEGO, "home", home),
        (ELI, "home", home),
        (ADA, "counterpart", counterpart),
        (ELI, "counterpart", counterpart),
    ]

    commands = [File(actor=actor, received_at=NOVEMBER, ref=ref, side=side, content={}) for actor, side, _ in wrong]
    answers = world.apply(*commands, now=NOVEMBER)

    assert answers == [
        Refusal(
            "not-yours-to-make",
            f"the {side} filing can be written by: {', '.join(roles)}",
            case=ref,
            state="submitted",
            version=2,
            roles=roles,
        )
        for _, side, roles in wrong
    ]


def test_a_filing_can_be_changed_only_where_its_side_is_open(world: World) -> None:
    draft, submitted, confirmed = world.opened(now=NOVEMBER), _submitted(world), _confirmed(world)

    early = refused(world.file(draft, filing(), now=NOVEMBER, actor=CORA))
    home = refused(world.amend(submitted, {"title": "Second"}, now=NOVEMBER))
    late = refused(world.file(confirmed, filing(), now=NOVEMBER))

    assert {one.code for one in (early, home, late)} == {"not-editable"}
    assert early.problem == "the counterpart filing cannot be changed while the case is draft"
    assert home.problem == "the home filing cannot be changed while the case is submitted"
    assert late.problem == "the counterpart filing cannot be changed while the case is partner-confirmed"


def test_a_case_sent_back_may_be_corrected_on_both_sides(world: World) -> None:
    ref = _submitted(world)
    world.file(ref, filing(title="Old"), now=NOVEMBER)
    world.move(ref, "return", actor=CORA, now=NOVEMBER, reason="the titles differ")

    world.amend(ref, {"title": "New"}, now=NOVEMBER)
    world.file(ref, filing(title="New"), now=NOVEMBER)
    world.one(submit(ref))

    assert done(world.move(ref, "confirm", actor=DIEGO, now=NOVEMBER)).state == "partner-confirmed"


# Together --------------------------------------------------------------------------------------------------------------


def test_two_commands_on_one_case_in_one_batch_are_judged_one_after_the_other(world: World) -> None:
    ref = world.opened(filing(title=None), now=NOVEMBER)
    amend = Amend(actor=ADA, received_at=NOVEMBER, ref=ref, content={"title": "Proteins"}, version=1)

    amended, submitted, again = world.apply(amend, submit(ref, 2), submit(ref), now=NOVEMBER)

    assert [done(amended).version, done(submitted).version] == [2, 3]
    assert (refused(again).code, refused(again).version) == ("not-from-this-state", 3)
    assert [entry.number for entry in world.entries(ref)] == [1, 2, 3]


def test_of_two_commands_in_one_batch_that_saw_the_same_version_the_second_is_stale(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    withdraw = Move(actor=ADA, received_at=NOVEMBER, ref=ref, move="withdraw", version=1, given={"reason": "said"})

    first, second = world.apply(submit(ref, 1), withdraw, now=NOVEMBER)

    assert (done(first).state, refused(second).code) == ("submitted", "stale")
    assert world.case(ref).state == "submitted"


def test_a_refused_command_leaves_its_neighbours_standing(world: World) -> None:
    good, bad, other = (
        world.opened(now=NOVEMBER),
        world.opened(filing(months=36), now=NOVEMBER),
        world.opened(now=NOVEMBER),
    )

    answers = world.apply(submit(good), submit(bad), submit("IG23-2.4-999"), submit(other), now=NOVEMBER)

    assert [getattr(answer, "code", "done") for answer in answers] == ["done", "needs-unmet", "no-such-case", "done"]
    assert [world.case(ref).state for ref in (good, bad, other)] == ["submitted", "draft", "submitted"]
    assert [len(world.entries(ref)) for ref in (good, bad, other)] == [2, 1, 2]


def test_events_are_sealed_in_the_order_of_the_commands(world: World) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(5)]
    order = [refs[at] for at in (3, 0, 4, 1, 2)]

    answers = world.apply(*[submit(ref) for ref in order], now=NOVEMBER + HOUR)

    events = [done(answer).event for answer in answers]
    assert events == list(range(events[0], events[0] + 5))
    assert [done(answer).case for answer in answers] == order


def test_a_command_is_effective_when_it_was_received_and_recorded_when_it_was_written(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    receipt = done(world.move(ref, "submit", actor=ADA, now=NOVEMBER + HOUR, recorded=NOVEMBER + 2 * HOUR))

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


def test_an_empty_batch_does_nothing(world: World) -> None:
    before = world.events()

    assert world.apply(now=NOVEMBER) == []
    assert world.apply(Bulk(actor=ADA, received_at=NOVEMBER, commands=()), now=NOVEMBER) == [[]]
    assert world.events() == before


def test_a_sweep_in_one_batch_with_a_move_on_a_case_that_is_due_overtakes_it_once(world: World) -> None:
    ref, other = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    late = INTERNAL + HOUR
    move = Move(actor=ADA, received_at=late, ref=ref, move="submit")
    sweep = Overtake(actor=SYSTEM, received_at=late, limit=10)

    answers = world.apply(move, sweep, sweep, now=late)

    assert refused(answers[0]).code == "deadline-passed"
    assert [answer.count for answer in answers if isinstance(answer, Swept)] == [1, 0]
    assert [world.trail(one)[1:] for one in (ref, other)] == [[("lapse", "system", INTERNAL)]] * 2


# Trials ----------------------------------------------------------------------------------------------------------------


def test_a_dry_run_of_every_kind_of_command_leaves_nothing_behind(world: World) -> None:
    draft, submitted = world.opened(now=NOVEMBER), _submitted(world)
    reviewed = _reviewed(world)
    before = [world.whole(ref) for ref in (draft, submitted, reviewed)], world.events(), world.held()
    bulk = Bulk(
        actor=CORA,
        received_at=NOVEMBER,
        dry_run=True,
        commands=(
            opening(content=filing()),
            Amend(actor=ADA, received_at=NOVEMBER, ref=draft, content={"title": "Tried"}),
            submit(draft),
            File(actor=DIEGO, received_at=NOVEMBER, ref=submitted, side="counterpart", content=filing()),
            Move(actor=DIEGO, received_at=NOVEMBER, ref=submitted, move="confirm"),
            Move(actor=ELI, received_at=NOVEMBER, ref=reviewed, move="award", given={"amount": 1}),
            Move(actor=ELI, received_at=NOVEMBER, ref=reviewed, move="nonsense"),
        ),
    )

    [foretold] = world.apply(bulk, now=NOVEMBER)

    assert isinstance(foretold, list)
    states = [answer.state for answer in foretold]
    assert states == ["draft", "draft", "submitted", "submitted", "partner-confirmed", "awarded", "awarded"]
    assert [answer.event for answer in foretold if isinstance(answer, Receipt)] == [0] * 6
    assert ([world.whole(ref) for ref in (draft, submitted, reviewed)], world.events(), world.held()) == before
    assert done(world.one(opening())).case == "IG23-2.4-004"


def test_a_trial_that_is_not_kept_leaves_the_books_as_they_were_and_one_that_is_kept_does_not(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)

    with world.database.writing() as session:
        docket = Docket(session)
        docket.load([ref])
        books, case = docket.books, docket.books.cases[ref]
        docket.lines(case)
        before = _told(books)
        with books.trial():
            _scribbled(books, ref)
            inside = _told(books)
            with books.trial() as inner:
                _scribbled(books, ref)
                inner.keep()
            deeper = _told(books)
        after = _told(books)
        with books.trial() as trial:
            _scribbled(books, ref)
            trial.keep()
        kept = _told(books)
        session.rollback()

    assert before == after == (ref, "reviewed", 5, [("2.4", 0)], 0, 0)
    assert inside == kept == (ref, "scribbled", 6, [("2.4", 1)], 1, 1)
    assert deeper == (ref, "scribbled", 7, [("2.4", 2)], 2, 1)
    assert docket.books.cases[ref] is case


def _scribbled(books: Books, ref: str) -> None:
    case = books.cases[ref]
    case.state, case.version = "scribbled", case.version + 1
    for line in books.lines.values():
        line.cases_held += 1
    books.reserved.append((case, ("2.4",), 1))
    books.extended[ref, "agency"] = AGENCY


def _told(books: Books) -> tuple[str, str, int, list[tuple[str, int]], int, int]:
    [case] = books.cases.values()
    lines = [(line.line, line.cases_held) for line in books.lines.values()]
    return case.ref, case.state, case.version, lines, len(books.reserved), len(books.extended)


def test_an_atomic_bulk_of_opening_and_moving_is_all_or_nothing(world: World) -> None:
    ref = world.opened(filing(months=36), now=NOVEMBER)
    before = world.events()
    bulk = Bulk(
        actor=ADA,
        received_at=NOVEMBER,
        mode="atomic",
        commands=(opening(), Amend(actor=ADA, received_at=NOVEMBER, ref=ref, content={"title": "X"}), submit(ref)),
    )

    [answers] = world.apply(bulk, now=NOVEMBER)

    assert isinstance(answers, list)
    assert [refused(answer).code for answer in answers] == ["abandoned", "abandoned", "needs-unmet"]
    assert (world.events(), world.case(ref).title) == (before, filing()["title"])
    assert done(world.one(opening())).case == "IG23-2.4-002"


def test_what_an_undone_bulk_did_is_not_seen_by_the_command_after_it(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    bad = world.opened(filing(months=36), now=NOVEMBER)
    bulk = Bulk(actor=ADA, received_at=NOVEMBER, mode="atomic", commands=(submit(ref), submit(bad)))

    _, real = world.apply(bulk, submit(ref, 1), now=NOVEMBER)

    assert (done(real).version, done(real).state) == (2, "submitted")


# Taken back and put back ------------------------------------------------------------------------------------------------


def test_an_excluded_case_is_reinstated_without_the_deadline_it_has_behind_it(world: World) -> None:
    ref = _submitted(world)
    world.move(ref, "exclude", actor=CORA, now=NOVEMBER, reason="the lead is an association")
    later = AGENCY + timedelta(days=9)

    outcome = done(world.move(ref, "reinstate", actor=CORA, now=later, reason="the register was wrong"))

    assert (outcome.source, outcome.state, outcome.due_at) == ("ineligible", "submitted", None)
    assert world.sweep(later + timedelta(days=400)) == 0
    assert world.case(ref).deadline is None


def test_what_was_withdrawn_declined_or_revoked_is_not_reinstated_so_no_quota_is_evaded(world: World) -> None:
    withdrawn, declined, revoked = world.ready(3, now=NOVEMBER)
    world.award(revoked, now=NOVEMBER)
    world.move(withdrawn, "withdraw", actor=ADA, now=NOVEMBER, reason="said")
    world.move(declined, "decline", actor=ELI, now=NOVEMBER, reason="said")
    world.move(revoked, "revoke", actor=ELI, now=NOVEMBER, reason="said")

    tried = [
        refused(world.move(ref, move, actor=CORA, now=NOVEMBER, reason="said")).code
        for ref in (withdrawn, declined, revoked)
        for move in ("reinstate", "reopen")
    ]

    assert tried == ["not-from-this-state"] * 6
    assert world.held() == {}


def test_a_case_escalated_at_its_deadlines_is_overtaken_no_more(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    decision = world.case(ref).due_at
    assert decision is not None

    swept = [world.sweep(at_) for at_ in (decision - MICROSECOND, decision, decision + timedelta(days=365))]

    assert swept == [0, 1, 0]
    assert (world.case(ref).state, world.case(ref).due_at) == ("reviewed", None)
    assert world.trail(ref)[-1] == ("escalate-decision", "system", decision)
    assert done(world.award(ref, now=decision + timedelta(days=366))).state == "awarded"


# Answers ---------------------------------------------------------------------------------------------------------------


def test_an_answer_is_the_same_after_it_was_written_down_and_read_again(world: World) -> None:
    ref = world.opened(filing(months=36), now=NOVEMBER)

    answers = [
        world.one(submit(ref)),
        world.amend(ref, {"months": 24}, now=NOVEMBER),
        world.one(submit(ref)),
        world.one(submit(ref, 1)),
        world.one(opening(received_at=INTERNAL)),
    ]

    assert [revived(plain(answer)) for answer in answers] == answers


def _submitted(world: World) -> str:
    ref = world.opened(now=NOVEMBER)
    done(world.one(submit(ref)))
    return ref


def _confirmed(world: World) -> str:
    ref = _submitted(world)
    world.file(ref, filing(), now=NOVEMBER)
    done(world.move(ref, "confirm", actor=DIEGO, now=NOVEMBER))
    return ref


def _reviewed(world: World) -> str:
    [ref] = world.ready(1, now=NOVEMBER)
    return ref
