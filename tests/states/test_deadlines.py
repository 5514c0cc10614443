"""The deadlines of a call as instants, and when a case is overtaken."""

from datetime import UTC, date, datetime, timedelta

import pytest

from states import deadlines
from states.call import Call, Deadline
from states.errors import NoSuchInstant
from states.lifecycle import Timeout
from tests.states.definitions import AWARD, RESEARCH, bundled

DAY = timedelta(days=1)


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute = (*parts, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


PUBLISHED = {
    "internal": utc(2022, 12, 25, 16),
    "agency": utc(2022, 12, 30, 16),
    "review": utc(2023, 2, 28, 16),
    "decision": utc(2023, 4, 29, 16),
}


def deadline(**given: object) -> Deadline:
    return Deadline.model_validate({"label": "Some", "label_zh": "某", "basis": "source"} | given)


def call(**named: Deadline) -> Call:
    return bundled()[RESEARCH].model_copy(update={"deadlines": named})


def test_the_research_call_ends_with_25_and_30_december_2022_in_shanghai_and_counts_on_from_there() -> None:
    assert deadlines.compute_deadlines(bundled()[RESEARCH]) == PUBLISHED


def test_the_award_of_2024_counts_every_deadline_from_its_nomination() -> None:
    assert deadlines.compute_deadlines(bundled()[AWARD]) == {
        "nomination": utc(2024, 4, 15, 16),
        "confirmation": utc(2024, 4, 30, 16),
        "review": utc(2024, 6, 29, 16),
        "decision": utc(2024, 8, 28, 16),
    }


def test_what_counts_from_a_moved_deadline_moves_with_it_and_nothing_else_does() -> None:
    moved = {"agency": utc(2023, 1, 9, 16)}
    assert deadlines.compute_deadlines(bundled()[RESEARCH], moved) == PUBLISHED | moved | {
        "review": utc(2023, 3, 10, 16),
        "decision": utc(2023, 5, 9, 16),
    }


def test_a_deadline_moved_to_noon_lets_whole_days_count_from_that_day() -> None:
    moved = {"agency": utc(2023, 1, 9, 4)}
    assert deadlines.compute_deadlines(bundled()[RESEARCH], moved)["review"] == utc(2023, 3, 10, 16)


def test_a_deadline_may_name_a_local_time_and_a_zone_of_its_own() -> None:
    at = deadline(at=datetime(2022, 12, 30, 17, 0))  # noqa: DTZ001  # a wall-clock time, as files give it
    assert deadlines.compute_deadlines(call(here=at, there=at.model_copy(update={"zone": "Europe/Berlin"}))) == {
        "here": utc(2022, 12, 30, 9),
        "there": utc(2022, 12, 30, 16),
    }


def test_a_relative_deadline_in_hours_is_elapsed_time() -> None:
    found = deadlines.compute_deadlines(
        call(first=deadline(on=date(2022, 12, 25)), then=deadline(after="first", by="36h"))
    )
    assert found["then"] - found["first"] == timedelta(hours=36)


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        (
            {"a": deadline(after="b", by="1d"), "b": deadline(after="a", by="1d")},
            "deadlines count from each other in a circle: a after b after a",
        ),
        (
            {"a": deadline(after="a", by="1d")},
            "deadlines count from each other in a circle: a after a",
        ),
        ({"a": deadline(after="gone", by="1d")}, "deadline 'a' counts from 'gone', which does not exist"),
        ({"a": deadline()}, "deadline 'a' needs one of on, at, or after together with by"),
        ({"a": deadline(after="a")}, "deadline 'a' needs one of on, at, or after together with by"),
        ({"a": deadline(by="1d", on="2022-12-25")}, "deadline 'a' needs one of on, at, or after together with by"),
        (
            {"a": deadline(on="2022-12-25", at="2022-12-25T12:00")},
            "deadline 'a' needs one of on, at, or after together with by",
        ),
        ({"a": deadline(on="2200-01-01")}, "2200-01-01 is not between 1900-01-01 and 2199-12-31"),
    ],
)
def test_a_deadline_that_has_no_instant_is_refused(named: dict[str, Deadline], problem: str) -> None:
    with pytest.raises(NoSuchInstant) as refused:
        deadlines.compute_deadlines(call(**named))
    assert str(refused.value) == problem


def test_a_case_in_a_state_without_a_deadline_is_never_overtaken() -> None:
    assert deadlines.find_due(None, utc(2022, 12, 1), PUBLISHED, {}, "Asia/Shanghai") is None


def test_a_case_is_overtaken_at_the_calls_deadline_whenever_it_came() -> None:
    timeout = Timeout.model_validate({"at": "agency", "then": "escalate"})
    entered = [utc(2022, 11, 1), PUBLISHED["agency"] - DAY, PUBLISHED["agency"], PUBLISHED["agency"] + DAY]
    dues = [deadlines.find_due(timeout, one, PUBLISHED, {}, "Asia/Shanghai") for one in entered]
    assert dues == [PUBLISHED["agency"]] * 4


def test_a_cases_own_extension_gives_it_more_time_and_never_less() -> None:
    timeout = Timeout.model_validate({"at": "agency", "then": "escalate"})
    given = [{"agency": PUBLISHED["agency"] + step} for step in (-DAY, 0 * DAY, DAY)] + [{"internal": utc(2030, 1, 1)}]
    dues = [deadlines.find_due(timeout, utc(2022, 12, 1), PUBLISHED, own, "Asia/Shanghai") for own in given]
    agency = PUBLISHED["agency"]
    assert dues == [agency, agency, agency + DAY, agency]


def test_a_deadline_after_a_span_counts_from_when_the_case_came() -> None:
    days, hours = (Timeout.model_validate({"after": after, "then": "lapse"}) for after in ("10d", "12h"))
    entered = utc(2022, 12, 1, 3)
    assert deadlines.find_due(days, entered, PUBLISHED, {}, "Asia/Shanghai") == utc(2022, 12, 11, 16)
    assert deadlines.find_due(days, entered, PUBLISHED, {}, "America/New_York") == utc(2022, 12, 11, 5)
    assert deadlines.find_due(hours, entered, PUBLISHED, {}, "Asia/Shanghai") == utc(2022, 12, 1, 15)


def test_a_redated_call_is_the_same_call_so_many_days_later_and_says_so() -> None:
    published = bundled()[RESEARCH]
    moved = deadlines.move_deadlines(published, 1000)
    assert deadlines.compute_deadlines(moved) == {name: instant + 1000 * DAY for name, instant in PUBLISHED.items()}
    assert (moved.opens, moved.redated_by) == (date(2025, 7, 28), 1000)
    assert deadlines.move_deadlines(moved, -1000) == published
    assert moved.directions == published.directions


def test_redating_leaves_times_of_day_and_relative_deadlines_as_they_are_written() -> None:
    noon = deadline(at=datetime(2022, 12, 30, 12, 0))  # noqa: DTZ001
    moved = deadlines.move_deadlines(call(noon=noon, week=deadline(after="noon", by="7d")), -2)
    assert moved.deadlines == {
        "noon": deadline(at=datetime(2022, 12, 28, 12, 0)),  # noqa: DTZ001
        "week": deadline(after="noon", by="7d"),
    }
