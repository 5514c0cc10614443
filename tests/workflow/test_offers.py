"""What is offered to somebody beside transitions is what comes of doing it: to everybody, in every state, and with a
new case.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from states.refusal import Refusal
from tests.spine import LATER, WHILE, one_of_each
from tests.world import ADA, ADAM, AGENCY, BAST, CALL, CORA, DIEGO, ELI, INTERNAL, MICROSECOND, PIA, World, at, filing
from workflow import available_actions
from workflow.actors import Actor
from workflow.available_actions import AvailableActions
from workflow.commands import (
    AttachDocument,
    Bulk,
    ConfirmComparison,
    EraseCase,
    ExtendDeadline,
    OnCase,
    PutFiling,
    RecordReceipt,
    WaiveClause,
)
from workflow.errors import NotFound
from workflow.paperwork.documents import draw_id
from workflow.partner_commands import RemovePartner

_Asking = Callable[[Actor, datetime, str], OnCase]
READING = replace(CORA, scopes=frozenset({"read"}))


def _attach(side: str, sha256: str = "0" * 64) -> _Asking:
    more = {
        "id": draw_id(),
        "side": side,
        "kind": "letter",
        "name": "a letter",
        "size": 1,
        "sha256": sha256,
        "reason": "said",
    }
    return lambda who, now, ref: AttachDocument(actor=who, received_at=now, ref=ref, **more)  # type: ignore[arg-type]


def _receive(side: str, *, paper: bool = False) -> _Asking:
    more = {"side": side, "authority": "Ministry", "reference": "7", "zone": "UTC", "paper": paper, "reason": "said"}
    return lambda who, now, ref: RecordReceipt(actor=who, received_at=now, ref=ref, at=now, **more)  # type: ignore[arg-type]


def _file(side: str) -> _Asking:
    more = {"side": side, "content": filing(), "reason": "a slip"}
    return lambda who, now, ref: PutFiling(actor=who, received_at=now, ref=ref, **more)  # type: ignore[arg-type]


ASKED: dict[str, _Asking] = {
    "write-home": _file("home"),
    "write-counterpart": _file("counterpart"),
    "attach-home": _attach("home"),
    "attach-counterpart": _attach("counterpart"),
    "tell-home-receipt": _receive("home"),
    "tell-counterpart-receipt": _receive("counterpart"),
    "tell-paper-receipt": _receive("counterpart", paper=True),
    "compare-filings": lambda who, now, ref: ConfirmComparison(actor=who, received_at=now, ref=ref),
    "extend-case": lambda who, now, ref: ExtendDeadline(
        actor=who,
        received_at=now,
        ref=ref,
        deadline="decision",
        until=at("2030-01-01 00:00"),
        reason="a flood",
        confirmed=True,
    ),
    "remove-partner": lambda who, now, ref: RemovePartner(
        actor=who, received_at=now, ref=ref, person=PIA.id, reason="a mistake"
    ),
    "erase-case": lambda who, now, ref: EraseCase(actor=who, received_at=now, ref=ref, reason="asked for"),
}


def _offered(world: World, who: Actor, ref: str, now: datetime) -> AvailableActions | None:
    with world.database.reading() as session:
        try:
            return available_actions.list_for_case(session, who, ref, now=now)
        except NotFound:
            return None


def test_what_is_offered_on_a_case_is_what_comes_of_doing_it(world: World) -> None:
    refs, wrong, found = one_of_each(world), [], set()
    people = (ADA, DIEGO, CORA, ADAM, READING)
    asked = [(who, ref, name) for who in people for ref in refs.values() for name in ASKED]
    trials = [
        Bulk(actor=who, received_at=LATER, commands=(ASKED[name](who, LATER, ref),), dry_run=True)
        for who, ref, name in asked
    ]
    known = {(who, ref): _offered(world, who, ref, LATER) for who in people for ref in refs.values()}

    for (who, ref, name), answer in zip(asked, world.apply(*trials, now=LATER), strict=True):
        assert isinstance(answer, list)
        came, offered = answer[0] if isinstance(answer[0], Refusal) else None, known[who, ref]
        if offered is None:
            assert came is not None and came.code == "no-such-case"
            continue
        said = offered.refusals[name]
        is_nothing_to_compare = name == "compare-filings" and said is None  # no filing was mended here
        if not is_nothing_to_compare and said != came:
            wrong.append((name, who.name, ref, said, came))
        found.add(said.code if said else "offered")

    assert wrong == []
    assert found == {"offered", "not-yours-to-make", "not-editable", "deadline-passed"}


def test_a_filing_that_can_only_be_mended_says_so(world: World) -> None:
    refs = one_of_each(world)

    mended, written = (_offered(world, CORA, refs[state], LATER) for state in ("partner-confirmed", "returned"))

    assert mended is not None and mended.mends == {"home", "counterpart"}
    assert written is not None and written.mends == frozenset() and written.may("write-home")


def test_a_clause_is_offered_to_who_may_set_it_aside_alone(world: World) -> None:
    ref = world.opened({"title": "A plan"}, direction="1.3", now=at("2022-11-10 09:00"))
    waive = WaiveClause(actor=CORA, received_at=INTERNAL - MICROSECOND, ref=ref, clause="1.3-P-08", reason="a ship")

    hers, cora = (_offered(world, who, ref, INTERNAL - MICROSECOND) for who in (ADA, CORA))

    assert hers is not None and cora is not None
    clauses = {name.removeprefix("waive ") for name in cora.refusals if name.startswith("waive ")}
    assert clauses and all(cora.may(f"waive {one}") and not hers.may(f"waive {one}") for one in clauses)
    assert not isinstance(world.one(replace(waive, clause=min(clauses))), Refusal)


def test_cases_are_opened_from_a_calls_first_day_until_its_drafts_end(world: World) -> None:
    def openable(who: Actor, now: datetime) -> set[str]:
        with world.database.reading() as session:
            return {one.definition.call.code for one in available_actions.list_openings(session, who, now=now)}

    first = at("2022-11-01 00:00")
    assert CALL not in openable(ADA, first - MICROSECOND) and CALL in openable(ADA, first)
    assert CALL in openable(ADA, INTERNAL - MICROSECOND) and CALL not in openable(ADA, INTERNAL)
    assert openable(ELI, first) == set() and openable(DIEGO, first) == set()
    assert BAST not in openable(ADA, AGENCY) and WHILE > LATER
    assert BAST in openable(CORA, AGENCY)  # the opening day is our default, which keeps no coordinator
