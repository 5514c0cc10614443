"""A direction may need receipts of the sides' own authorities: a test definition, for the bundled calls ask for none."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from states import loader
from states.call import Call
from states.errors import FaultyProgramme
from tests.filings import answer, good
from tests.world import ADA, AGENCY, CALL, CORA, MICROSECOND, World, at, done, refused
from workflow import editions, partner_deadlines
from workflow.actors import SYSTEM
from workflow.overview import queries

NOVEMBER = at("2022-11-10 09:00")
LATER = AGENCY + timedelta(days=20)
BOTH = """
[receipts]
sides = ["home", "counterpart"]
by = ["confirm", "review"]
basis = "source"
clause = "2.4-b"
"""
COUNTERPART = """
[receipts]
sides = ["counterpart"]
by = ["confirm"]
basis = "default"
"""


def load(folder: Path, receipts: str) -> Call:
    """The bundled research call as its second edition, of which direction 2.4 needs receipts."""
    root = folder / "programmes"
    shutil.copytree(loader.BUNDLED, root)
    for file, old, new in (("call", "edition = 1", "edition = 2"), ("2.4", "\n[[rules]]", f"{receipts}\n[[rules]]")):
        path = root / CALL / f"{file}.toml"
        text = path.read_text("utf-8")
        path.write_text(text.replace(old, new, 1), "utf-8")
    return loader.calls(root)[CALL]


def filed(world: World, folder: Path, receipts: str = BOTH) -> str:
    """A case of that edition of which both sides have filed."""
    with world.database.writing() as session:
        assert editions.publish(session, load(folder, receipts), actor=SYSTEM, now=NOVEMBER)
    ref = world.opened(good("2.4"), direction="2.4", now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.file(ref, answer("2.4"), now=NOVEMBER, actor=CORA))
    return ref


def record(world: World, ref: str, side: str, received: datetime, now: datetime) -> None:
    done(world.receive(ref, received, now=now, side=side))


def foretell(world: World, ref: str, now: datetime) -> list[str]:
    """What a page says is missing for confirming."""
    with world.database.reading() as session:
        [confirm] = [
            one for one in queries.list_transitions(session, CORA, ref, now=now) if one.transition == "confirm"
        ]
    return [lack.code for lack in confirm.refusal.missing] if confirm.refusal is not None else []


def stand(world: World, ref: str, now: datetime) -> list[tuple[str, str, datetime | None]]:
    with world.database.reading() as session:
        found = queries.load_case(session, CORA, ref, now=now).needed_receipts
    return [(one.side, one.status, one.until) for one in found]


def test_each_side_needs_a_receipt_of_its_own_authority(world: World, tmp_path: Path) -> None:
    ref = filed(world, tmp_path)

    told = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))
    before = foretell(world, ref, NOVEMBER), stand(world, ref, NOVEMBER)
    record(world, ref, "home", NOVEMBER, NOVEMBER)
    half = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))
    record(world, ref, "counterpart", NOVEMBER, NOVEMBER)

    assert [(one.code, one.clause, one.remedy) for one in told.missing] == [("receipt-missing", "2.4-b", "receipt")] * 2
    assert (
        told.missing[0].requirement
        == "Each side files with the institution its own science department names; one side "
        "alone is invalid."
    )
    assert "the home side" in told.missing[0].problem and "a coordinator from its paper" in told.missing[0].problem
    assert "2022-12-30 23:59 (Asia/Shanghai)" in told.missing[0].problem
    assert before == (["receipt-missing"] * 2, [("home", "missing", AGENCY), ("counterpart", "missing", AGENCY)])
    assert ["counterpart" in one.problem for one in half.missing] == [True]
    assert foretell(world, ref, NOVEMBER) == []
    assert [status for _, status, _ in stand(world, ref, NOVEMBER)] == ["in-time", "in-time"]
    assert done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER)).state == "partner-confirmed"


@pytest.mark.parametrize("side", ["home", "counterpart"])
@pytest.mark.parametrize(
    ("received", "missing"),
    [
        (AGENCY - timedelta(days=1), []),
        (AGENCY - MICROSECOND, []),
        (AGENCY, ["receipt-late"]),
        (AGENCY + MICROSECOND, ["receipt-late"]),
        (AGENCY + timedelta(days=1), ["receipt-late"]),
    ],
)
def test_it_counts_when_dated_strictly_before_the_deadline(
    world: World, tmp_path: Path, side: str, received: datetime, missing: list[str]
) -> None:
    ref, now = filed(world, tmp_path), AGENCY + timedelta(days=2)
    record(world, ref, "counterpart" if side == "home" else "home", NOVEMBER, NOVEMBER)
    world.sweep(AGENCY)
    record(world, ref, side, received, now)

    foretold = foretell(world, ref, now)
    outcome = world.transition(ref, "confirm", actor=CORA, now=now)

    assert foretold == missing
    assert [lack.code for lack in getattr(outcome, "missing", ())] == missing


@pytest.mark.parametrize(("received", "missing"), [(LATER - MICROSECOND, []), (LATER, ["receipt-late"])])
def test_the_counterparts_is_judged_by_the_partners_own_deadline(
    world: World, tmp_path: Path, received: datetime, missing: list[str]
) -> None:
    ref = filed(world, tmp_path, COUNTERPART)
    with world.database.writing() as session:
        partner_deadlines.set_partner_deadline(
            session, CALL, "2.4", "AR", LATER, zone="UTC", reason="their call", actor=CORA, now=NOVEMBER
        )
    record(world, ref, "counterpart", received, LATER)

    outcome = world.transition(ref, "confirm", actor=CORA, now=LATER)

    assert [lack.code for lack in getattr(outcome, "missing", ())] == missing
    assert stand(world, ref, LATER) == [("counterpart", "late" if missing else "in-time", LATER)]


def test_that_it_is_a_default_of_ours_is_said(world: World, tmp_path: Path) -> None:
    ref = filed(world, tmp_path, COUNTERPART)

    [lack] = refused(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER)).missing

    assert (lack.code, lack.clause) == ("receipt-missing", None)
    assert "our default" in lack.problem


def test_the_bundled_calls_need_none(world: World) -> None:
    assert [one.code for call in loader.calls().values() for one in call.directions if one.receipts is not None] == []
    ref = world.opened(good("2.4"), direction="2.4", now=NOVEMBER)
    assert stand(world, ref, NOVEMBER) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('"confirm"', '"conferm"', "receipts.by", "there is no transition 'conferm'"),
        ('"confirm"', '"escalate"', "receipts.by", "the service's own"),
        ('clause = "2.4-b"', 'clause = "2.4-z"', "receipts.clause", "there is no clause '2.4-z'"),
        ('clause = "2.4-b"', "", "receipts.clause", "names its clause"),
        ('clause = "2.4-b"', 'clause = "2.4-b"\nuntil = "never"', "receipts.until", "no deadline 'never'"),
        ('"home", "counterpart"', '"both"', "receipts.sides", "home"),
        ('"home", "counterpart"', "", "receipts.sides", "at least 1"),
        ('"confirm", "review"', "", "receipts.by", "at least 1"),
    ],
)
def test_what_a_definition_says_of_them_is_checked_when_it_is_loaded(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    with pytest.raises(FaultyProgramme) as caught:
        load(tmp_path, BOTH.replace(old, new))

    assert any(fault.place.startswith(place) and said in fault.problem for fault in caught.value.faults), caught.value
