"""Money judged alike: a draft, its preview, its release and a promotion say the same of what an award gives."""

from typing import Any

import pytest

from tests.filings import FIRM, THERE, good
from tests.workflow.committee import NOVEMBER, draft, release
from tests.world import ADA, CALL, CORA, ELI, World, done, party, refused
from workflow.commands import AmendFiling, ConfirmComparison, PromoteReserve
from workflow.deciding import candidates, previews
from workflow.deciding.previews import Place
from workflow.errors import NotAllowed

_ASKED, _OWN = 500_000, 600_000
_UNITS = [party(FIRM, "enterprise", "CN") | {"subsidy": 250_000, "own_funds": 300_000}]
_HOME = good("1.7", budget=_ASKED, own_funds=_OWN, counterpart_organisation=party(THERE, "enterprise", "AT"))
_WHY = "the panel asks for a second season of trials"
_FITS: tuple[str, ...] = ()
_KEPT = [
    pytest.param(_HOME, 499_999, None, _FITS, id="below what was asked for"),
    pytest.param(_HOME, 500_000, None, _FITS, id="what was asked for"),
    pytest.param(_HOME, 500_001, None, ("above-asked",), id="a yuan above, and no reason"),
    pytest.param(_HOME, 500_001, _WHY, _FITS, id="a yuan above, with the reason"),
    pytest.param(_HOME, 600_000, _WHY, _FITS, id="as much as the own funds"),
    pytest.param(_HOME, 600_001, _WHY, ("rule-not-met",), id="more than the own funds"),
    pytest.param(_HOME, 600_001, None, ("rule-not-met", "above-asked"), id="both"),
    pytest.param(_HOME | {"participants": _UNITS}, 600_000, _WHY, _FITS, id="a unit matches its share"),
    pytest.param(_HOME | {"participants": _UNITS}, 600_002, _WHY, ("rule-not-met",), id="a unit falls short"),
]
_BLANK = pytest.param(_HOME, 500_001, " \t", ("above-asked",), id="a reason of white space")
_NAMES = ("home", "amount", "reason", "codes")


def _given(amount: int, reason: str | None) -> dict[str, Any]:
    return {"amount": amount} | ({} if reason is None else {"reason": reason})


def _drafted_against(world: World, home: dict[str, Any], amount: int, reason: str | None, outcome: str) -> str:
    """A case about which such a decision is drafted, though its filing would not let it: the filing is changed later."""
    generous = home | {"budget": 900_000, "own_funds": 900_000, "participants": [party(FIRM, "enterprise", "CN")]}
    [ref] = world.ready(1, now=NOVEMBER, direction="1.7", content=generous)
    rank: dict[str, Any] = {"rank": 1} if outcome == "reserve" else {}
    done(draft(world, ref, outcome, now=NOVEMBER, **_given(amount, reason), **rank))
    return ref


def _mend(world: World, ref: str, home: dict[str, Any]) -> None:
    changed = {name: home[name] for name in ("budget", "own_funds", "participants")}
    done(world.one(AmendFiling(actor=CORA, received_at=NOVEMBER, ref=ref, content=changed, reason="as was agreed")))
    done(world.one(ConfirmComparison(actor=CORA, received_at=NOVEMBER, ref=ref)))


def _place(world: World) -> Place:
    with world.database.reading() as session:
        [place] = previews.preview(session, ELI, CALL, "1.7", now=NOVEMBER).ranking
    return place


@pytest.mark.parametrize(_NAMES, [*_KEPT, _BLANK])
def test_a_draft_is_judged_by_its_amount(
    world: World, home: dict[str, Any], amount: int, reason: str | None, codes: tuple[str, ...]
) -> None:
    [ref] = world.ready(1, now=NOVEMBER, direction="1.7", content=home)

    outcome = draft(world, ref, "award", now=NOVEMBER, **_given(amount, reason))

    if codes:
        wanted = [code for code in codes if reason is None or reason.strip() or code != "above-asked"]
        found = [lack.code for lack in refused(outcome).missing]
        assert found == list(codes) or (not wanted and refused(outcome).missing[0].pointer == "/reason")
    else:
        done(outcome)
        place = _place(world)
        assert (place.asked, place.above_asked, place.unfit) == (_ASKED, amount > _ASKED, ())
        assert place.case.draft is not None and place.case.draft.reason == reason


@pytest.mark.parametrize(_NAMES, _KEPT)
def test_a_preview_and_a_release_are_judged_by_what_was_drafted(
    world: World, home: dict[str, Any], amount: int, reason: str | None, codes: tuple[str, ...]
) -> None:
    ref = _drafted_against(world, home, amount, reason, "award")
    _mend(world, ref, home)

    found = _place(world)
    dry, made = release(world, direction="1.7", dry_run=True), release(world, direction="1.7")

    assert tuple(lack.code for lack in found.unfit) == codes
    assert (found.asked, found.above_asked) == (_ASKED, amount > _ASKED)
    for answer in (dry, made):
        assert isinstance(answer, list)
        if codes:
            assert refused(answer[0]).missing == found.unfit
        else:
            done(answer[0])


@pytest.mark.parametrize(_NAMES, _KEPT)
def test_a_promotion_is_judged_by_what_was_promised(
    world: World, home: dict[str, Any], amount: int, reason: str | None, codes: tuple[str, ...]
) -> None:
    ref = _drafted_against(world, home, amount, reason, "reserve")
    _mend(world, ref, home)
    [answer] = release(world, direction="1.7")  # type: ignore[misc]  # a list, by then
    done(answer)

    with world.database.reading() as session:
        [following] = candidates.list_waiting(session, ELI, CALL, "1.7")
        foretold = previews.check_promotion(session, ELI, following, now=NOVEMBER)
    outcome = world.one(PromoteReserve(actor=ELI, received_at=NOVEMBER, call=CALL, direction="1.7"))

    assert tuple(lack.code for lack in foretold) == codes
    if codes:
        assert refused(outcome).missing == foretold
    else:
        assert done(outcome).state == "awarded"
        assert world.case(ref).amount == amount


def test_ada_learns_of_none_of_it(world: World) -> None:
    world.ready(1, now=NOVEMBER, direction="1.7", content=_HOME)
    with world.database.reading() as session, pytest.raises(NotAllowed):
        previews.preview(session, ADA, CALL, "1.7", now=NOVEMBER)
