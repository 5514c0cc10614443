"""An in-principle clause is set aside for one case, with a reason, by a role that may, and by nobody else."""

from tests.world import ADA, AGENCY, AUDREY, CORA, DIEGO, MICROSECOND, World, at, done, filing, refused
from workflow.actors import Actor
from workflow.commands import MakeTransition, WaiveClause
from workflow.outcomes import Answer, Result

NOVEMBER = at("2022-11-10 09:00")
REASON = "the ship sails only every third year"
TOO_LONG = {"area": "Space science and technology", "months": 36}


def test_an_in_principle_clause_blocks_until_it_is_waived(world: World) -> None:
    ref = _drafted(world)

    before = refused(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    waived = _waive(world, ref)
    after = world.transition(ref, "submit", actor=ADA, now=NOVEMBER)

    assert [(lack.clause, lack.remedy) for lack in before.missing] == [("2.2-a", "waiver")]
    assert before.remedies == ("waiver",)
    assert isinstance(waived, Result) and waived.action == "case.waived"
    assert isinstance(after, Result)


def test_a_case_shows_the_waived_clause_with_what_it_looked_at(world: World) -> None:
    ref = _drafted(world)

    _waive(world, ref)

    [shown] = [rule for rule in world.whole(ref).rules if rule.id == "2.2-a"]
    assert (shown.status, shown.looked_at) == ("waived", "36 months")
    assert [(note["clause"], note["granted"], note["reason"]) for note in world.whole(ref).waivers] == [
        ("2.2-a", True, REASON)
    ]


def test_a_waiver_is_in_the_trail_with_its_reason(world: World) -> None:
    ref = _drafted(world)

    _waive(world, ref)

    last = world.entries(ref)[-1]
    assert (last.action, last.actor) == ("case.waived", CORA.id)
    assert last.data["note"] == {"of": "waivers", "clause": "2.2-a", "granted": True, "reason": REASON}


def test_a_waiver_taken_back_lets_the_clause_count_again(world: World) -> None:
    ref = _drafted(world)
    _waive(world, ref)

    _waive(world, ref, granted=False)

    assert refused(world.transition(ref, "submit", actor=ADA, now=NOVEMBER)).missing[0].clause == "2.2-a"
    assert world.entries(ref)[-1].action == "case.waiver-withdrawn"


def test_only_a_role_that_the_clause_names_may_waive_it(world: World) -> None:
    ref = _drafted(world)
    before = world.events()

    by_owner = refused(_waive(world, ref, actor=ADA))
    by_auditor = refused(_waive(world, ref, actor=AUDREY))
    by_stranger = refused(_waive(world, ref, actor=DIEGO))

    assert (by_owner.code, by_owner.roles) == ("not-yours-to-make", ("coordinator",))
    assert by_auditor.code == "not-yours-to-make"
    assert by_stranger.code == "no-such-case"
    assert world.events() == before


def test_a_must_clause_and_an_unknown_one_cannot_be_waived(world: World) -> None:
    ref = _drafted(world)

    must, unknown = refused(_waive(world, ref, clause="2.2-b")), refused(_waive(world, ref, clause="9.9-z"))

    assert (must.code, must.missing[0].clause, must.missing[0].pointer) == ("not-waivable", "2.2-b", "/clause")
    assert (unknown.code, unknown.missing[0].clause) == ("not-waivable", None)
    assert "2.2-a" in unknown.problem


def test_a_waiver_asks_for_a_reason(world: World) -> None:
    ref = _drafted(world)

    assert refused(_waive(world, ref, reason="  ")).missing[0].pointer == "/reason"


def test_waiving_twice_or_taking_back_what_was_never_waived_is_refused(world: World) -> None:
    ref = _drafted(world)

    never = refused(_waive(world, ref, granted=False))
    _waive(world, ref)
    again = refused(_waive(world, ref))

    assert (never.code, again.code) == ("misfit", "misfit")


def test_nothing_is_waived_on_a_case_that_has_ended(world: World) -> None:
    ref = _drafted(world)
    world.transition(ref, "withdraw", actor=ADA, now=NOVEMBER, reason="no ship")

    assert refused(_waive(world, ref)).code == "not-editable"


def test_a_waiver_of_one_case_helps_no_other(world: World) -> None:
    first, second = _drafted(world), _drafted(world)

    _waive(world, first)

    assert isinstance(world.transition(first, "submit", actor=ADA, now=NOVEMBER), Result)
    assert refused(world.transition(second, "submit", actor=ADA, now=NOVEMBER)).missing[0].clause == "2.2-a"


def test_a_waiver_counts_in_the_same_transaction_for_the_move_after_it(world: World) -> None:
    ref = _drafted(world)
    waive = WaiveClause(actor=CORA, received_at=NOVEMBER, ref=ref, clause="2.2-a", reason=REASON)

    waived, submitted = world.apply(
        waive, MakeTransition(actor=ADA, received_at=NOVEMBER, ref=ref, transition="submit"), now=NOVEMBER
    )

    assert (done(waived).version, done(submitted).version) == (2, 3)


def test_after_the_internal_deadline_only_an_extension_with_a_reason_lets_a_draft_in(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    late = AGENCY - MICROSECOND

    world.extend(ref, "internal", AGENCY, now=NOVEMBER)
    submitted = done(world.transition(ref, "submit", actor=ADA, now=late))

    assert submitted.state == "submitted"
    assert [entry.data.get("reason") for entry in world.entries(ref)] == [None, "a flood", None]


def _drafted(world: World) -> str:
    return world.opened(filing(**TOO_LONG), direction="2.2", now=NOVEMBER)


def _waive(
    world: World, ref: str, *, actor: Actor = CORA, clause: str = "2.2-a", reason: str = REASON, granted: bool = True
) -> Answer:
    waive = WaiveClause(actor=actor, received_at=NOVEMBER, ref=ref, clause=clause, reason=reason, granted=granted)
    return world.one(waive)
