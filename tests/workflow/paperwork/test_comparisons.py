"""The two filings must agree; what differs in words only is confirmed by name, and goes stale when a side changes."""

from collections.abc import Mapping

import pytest

from tests.world import ADA, CORA, DIEGO, ELI, World, answering, at, done, filing, refused
from workflow.actors import SYSTEM, Actor
from workflow.commands import AmendFiling, ConfirmComparison, ConfirmSameMeaning
from workflow.outcomes import Answer, Result
from workflow.paperwork import comparisons

NOVEMBER = at("2022-11-10 09:00")
TITLE = {"title": "Extracción suave de proteína de arveja"}
RESULTS = {"results": "Two pilot lines."}


def test_texts_in_two_languages_block_until_somebody_confirms_that_they_mean_the_same(world: World) -> None:
    ref = _filed(world, **TITLE)

    before = refused(world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER))
    _equate(world, ref, "title")
    after = world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER)

    assert [(lack.code, lack.clause) for lack in before.missing] == [("rule-not-met", "2.4-c")]
    assert isinstance(after, Result)
    assert _statuses(world, ref)["title"] == "same-meaning"


def test_a_text_that_a_side_translates_into_what_the_other_says_needs_nobody_to_confirm_it(world: World) -> None:
    ref = _filed(world, **TITLE, translated_title=" gentle extraction of PEA protein")

    confirmed = world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER)

    assert isinstance(confirmed, Result)
    with world.database.reading() as session:
        [line] = [one for one in comparisons.load_comparison(session, SYSTEM, ref) if one.field == "title"]
    assert line == comparisons.ComparisonRow(
        field="title",
        label="Project title",
        clause="2.4-c",
        home=filing()["title"],
        counterpart=TITLE["title"],
        home_translated=None,
        counterpart_translated=" gentle extraction of PEA protein",
        status="same-in-translation",
    )


def test_translations_into_two_languages_leave_two_titles_different(world: World) -> None:
    ref = _filed(world, **TITLE, translated_title="Sanfte Gewinnung")

    assert _statuses(world, ref)["title"] == "differs"
    assert refused(_equate(world, ref, "content")).code == "misfit"
    assert isinstance(_equate(world, ref, "title"), Result)


def test_the_comparison_shows_every_field_that_must_agree_whom_the_home_side_named_and_no_other(world: World) -> None:
    ref = _filed(world, **TITLE, months=23)

    assert _statuses(world, ref) == {
        "leader": "same",
        "participants": "same",
        "title": "differs",
        "content": "same",
        "work_plan": "same",
        "results": "same",
        "counterpart_organisation": "same",
    }


def test_before_the_counterpart_files_the_comparison_waits(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    assert set(_statuses(world, ref).values()) == {"waiting"}


def test_a_confirmed_difference_goes_stale_when_the_counterpart_files_anew(world: World) -> None:
    ref = _filed(world, **TITLE)
    _equate(world, ref, "title")

    world.file(ref, answering(title="Proteína, sin más"), now=NOVEMBER)

    assert _statuses(world, ref)["title"] == "stale"
    assert refused(world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER)).missing[0].clause == "2.4-c"


def test_results_mended_on_one_side_after_confirmation_block_the_award_until_compared_again(world: World) -> None:
    ref = world.reviewed(now=NOVEMBER)
    mended = done(world.one(_mend(ref, RESULTS, "a slip in the results")))

    blocked = refused(world.award(ref, now=NOVEMBER))
    _compare(world, ref)
    differs = refused(world.award(ref, now=NOVEMBER))
    _equate(world, ref, "results")
    awarded = world.award(ref, now=NOVEMBER)

    assert mended.state == "reviewed"
    assert [lack.code for lack in blocked.missing] == ["comparison-stale", "rule-not-met"]
    assert [lack.code for lack in differs.missing] == ["rule-not-met"]
    assert isinstance(awarded, Result)


def test_a_mending_after_confirmation_asks_for_a_reason_and_for_a_coordinator(world: World) -> None:
    ref = world.reviewed(now=NOVEMBER)

    without = refused(world.one(_mend(ref, RESULTS, None)))
    by_owner = refused(world.one(_mend(ref, RESULTS, "mine", actor=ADA)))

    assert without.missing[0].pointer == "/reason"
    assert by_owner.code == "not-editable"
    assert world.case(ref).stale is False


def test_a_mending_is_in_the_trail_with_its_reason(world: World) -> None:
    ref = world.reviewed(now=NOVEMBER)

    world.one(_mend(ref, RESULTS, "a slip in the results"))

    assert world.entries(ref)[-1].data["reason"] == "a slip in the results"
    assert world.case(ref).stale is True


def test_an_ended_case_can_no_longer_be_mended(world: World) -> None:
    ref = world.reviewed(now=NOVEMBER)
    world.award(ref, now=NOVEMBER)

    assert refused(world.one(_mend(ref, RESULTS, "too late"))).code == "not-editable"


@pytest.mark.parametrize("actor", [ADA, ELI])
def test_only_a_coordinator_confirms(world: World, actor: Actor) -> None:
    ref = _filed(world, **TITLE)

    assert refused(_equate(world, ref, "title", actor=actor)).roles == ("coordinator",)


def test_there_is_nothing_to_confirm_where_texts_agree_or_need_not(world: World) -> None:
    ref = _filed(world, months=23)

    assert "say the same" in refused(_equate(world, ref, "title")).problem
    assert "need not agree" in refused(_equate(world, ref, "months")).problem
    assert refused(_compare(world, ref)).code == "not-editable"


def test_nothing_is_confirmed_before_the_counterpart_files(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    assert "has not filed" in refused(_equate(world, ref, "title")).problem


def _filed(world: World, **differing: object) -> str:
    ref = world.opened(now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.file(ref, answering(**differing), now=NOVEMBER))
    return ref


def _equate(world: World, ref: str, field: str, *, actor: Actor = CORA) -> Answer:
    return world.one(
        ConfirmSameMeaning(actor=actor, received_at=NOVEMBER, ref=ref, field=field, reason="read by a translator")
    )


def _compare(world: World, ref: str) -> Answer:
    return world.one(ConfirmComparison(actor=CORA, received_at=NOVEMBER, ref=ref))


def _mend(ref: str, content: Mapping[str, object], reason: str | None, *, actor: Actor = CORA) -> AmendFiling:
    return AmendFiling(actor=actor, received_at=NOVEMBER, ref=ref, content=content, reason=reason)


def _statuses(world: World, ref: str) -> dict[str, str]:
    with world.database.reading() as session:
        return {line.field: line.status for line in comparisons.load_comparison(session, SYSTEM, ref)}
