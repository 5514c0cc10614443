"""The texts of every command: one that is too long or turns the text around it is refused as that, never as missing."""

from dataclasses import fields
from typing import Any

import pytest

from tests.workflow.begun import NOVEMBER, reviewed, submitted
from tests.world import ADA, CORA, DIEGO, ELI, World, answering, at, refused
from workflow.command_texts import LONGEST
from workflow.commands import (
    AttachDocument,
    ConfirmComparison,
    DeclareConflict,
    DraftDecision,
    EraseCase,
    ExtendDeadline,
    MakeTransition,
    OnCase,
    RecordJudgement,
    RecordReceipt,
    RemoveDocument,
    SubmitReview,
    SuspectConflict,
    UnassignReviewer,
    WaiveClause,
)
from workflow.handlers import HANDLERS
from workflow.partner_commands import AddPartner

NO_PROSE = {"version", "ref", "request", "id", "sha256", "media", "zone"}
CHOSEN = {
    "name", "kind", "clause", "transition", "deadline", "field", "verdict", "document", "side", "outcome", "reviewer", "person",
    "ground", "recommendation", "invitation", "content", "given", "indicators", "scores",
}  # fmt: skip
"""Texts of commands that name something there is, or are judged in a form of their own."""
RECEIPT: dict[str, Any] = {"side": "counterpart", "authority": "M", "reference": "1", "at": NOVEMBER, "zone": "UTC"}
JUDGED: dict[str, Any] = {"clause": "2.4-x", "verdict": "met", "evidence": "seen"}
SUSPECTED: dict[str, Any] = {"person": ELI.id, "ground": "declared"}
TURNED = "a\u202eb"
LONG = "x" * 4_001


def _ask(kind: type[OnCase], who: Any, **said: Any) -> tuple[type[OnCase], dict[str, Any]]:
    return kind, {"actor": who, "received_at": NOVEMBER, **said}


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (_ask(RecordReceipt, DIEGO, **RECEIPT | {"reference": TURNED}), "/reference"),
        (_ask(RecordReceipt, DIEGO, **RECEIPT | {"reference": "1" * 101}), "/reference"),
        (_ask(RecordReceipt, DIEGO, **RECEIPT | {"authority": TURNED}), "/authority"),
        (_ask(RecordReceipt, DIEGO, **RECEIPT | {"authority": "M" * 501}), "/authority"),
        (_ask(RecordReceipt, CORA, **RECEIPT, paper=True, reason=LONG), "/reason"),
        (_ask(RecordReceipt, CORA, **RECEIPT, paper=True, reason=TURNED), "/reason"),
        (_ask(ExtendDeadline, CORA, deadline="agency", until=at("2023-03-01 00:00"), reason=LONG), "/reason"),
        (_ask(ExtendDeadline, CORA, deadline="agency", until=at("2023-03-01 00:00"), reason=TURNED), "/reason"),
        (_ask(MakeTransition, CORA, transition="return", given={"reason": LONG}), "/reason"),
        (_ask(MakeTransition, CORA, transition="return", given={"reason": TURNED}), "/reason"),
        (_ask(AddPartner, CORA, person=ELI.id, reason=LONG), "/reason"),
        (_ask(SuspectConflict, CORA, **SUSPECTED, reason=LONG), "/reason"),
        (_ask(SuspectConflict, CORA, **SUSPECTED, reason=TURNED), "/reason"),
    ],
)
def test_a_text_is_refused_at_its_place_for_what_is_wrong_with_it(
    world: World, asked: tuple[type[OnCase], dict[str, Any]], pointer: str
) -> None:
    ref = submitted(world)
    before = world.events()
    kind, said = asked

    outcome = refused(world.one(kind(ref=ref, **said)))

    [lack] = [one for one in outcome.missing if one.pointer == pointer]
    wanted = "change the direction" if "u202e" in repr(said) else "you entered "
    assert lack.code == "misfit" and wanted in lack.problem and "asks for" not in lack.problem
    assert world.events() == before


def test_what_no_text_would_mend_is_told_instead(world: World) -> None:
    ref = submitted(world)

    receipt = RecordReceipt(actor=ADA, received_at=NOVEMBER, ref=ref, **RECEIPT | {"reference": TURNED})

    assert refused(world.one(receipt)).code == "not-yours-to-make"


def test_what_else_is_wrong_is_told_with_it(world: World) -> None:
    ref = submitted(world)

    said = RECEIPT | {"reference": TURNED, "authority": " "}
    outcome = refused(world.one(RecordReceipt(actor=DIEGO, received_at=NOVEMBER, ref=ref, **said)))

    assert [lack.pointer for lack in outcome.missing] == ["/reference", "/authority"]


def test_a_draft_decision_says_of_its_reason_that_it_is_too_long(world: World) -> None:
    ref = reviewed(world)

    draft = DraftDecision(actor=ELI, received_at=NOVEMBER, ref=ref, outcome="decline", reason=LONG)
    [lack] = refused(world.one(draft)).missing

    assert lack.problem == "must be at most 4,000 characters; you entered 4,001"


def test_a_text_of_the_longest_length_is_taken(world: World) -> None:
    ref = submitted(world)
    world.file(ref, answering(), now=NOVEMBER)

    assert world.transition(ref, "return", actor=CORA, now=NOVEMBER, reason="x" * 4000) is not None
    assert world.case(ref).state == "returned"


@pytest.mark.parametrize("kind", HANDLERS)
def test_every_text_of_a_command_is_judged_or_named_as_none(kind: type[OnCase]) -> None:
    texts = {one.name for one in fields(kind) if "str" in str(one.type) and "Literal" not in str(one.type)}
    assert texts - NO_PROSE - CHOSEN <= LONGEST.keys()


_CARRYING = (
    ConfirmComparison,
    AttachDocument,
    DeclareConflict,
    EraseCase,
    RecordJudgement,
    RemoveDocument,
    SubmitReview,
)


@pytest.mark.parametrize("kind", [*_CARRYING, UnassignReviewer, WaiveClause])
def test_the_commands_that_carry_words_have_a_limit_for_them(kind: type[OnCase]) -> None:
    assert {one.name for one in fields(kind)} & LONGEST.keys()
