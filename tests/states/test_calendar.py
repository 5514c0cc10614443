"""Dates as a guideline prints them, in zones that skip hours, repeat them, or lose a day."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states import calendar
from states.errors import NoSuchInstant
from tests.states.definitions import SWEEP

SKIPPED_OR_REPEATED = [
    ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00"),
    ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T01:30"),
    ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00"),
    ("America/New_York", "2026-11-01T01:30", "2026-11-01T06:30"),
    ("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00"),
    ("America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),
    ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T15:15"),
    ("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00"),
    ("Pacific/Apia", "2011-12-30T23:59", "2011-12-30T10:00"),
]
PLAIN = [
    ("Asia/Shanghai", "2022-12-26T00:00", "2022-12-25T16:00"),
    ("Asia/Kathmandu", "2026-01-01T00:00", "2025-12-31T18:15"),
    ("Etc/GMT+12", "2026-01-01T00:00", "2026-01-01T12:00"),
    ("UTC", "2026-01-01T00:00", "2026-01-01T00:00"),
    ("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59"),
    ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00"),
]
ZONES = sorted({zone for zone, _, _ in SKIPPED_OR_REPEATED + PLAIN})
LOCALS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30))  # noqa: DTZ001  # wall-clock times


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "local", "expected"), SKIPPED_OR_REPEATED + PLAIN)
def test_a_local_time_is_the_first_instant_after_a_gap_and_the_later_of_two(
    zone: str, local: str, expected: str
) -> None:
    assert calendar.at_local(datetime.fromisoformat(local), zone) == utc(expected)


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Asia/Shanghai", date(2022, 12, 25), "2022-12-25T16:00"),
        ("Asia/Shanghai", date(2022, 12, 30), "2022-12-30T16:00"),
        ("Asia/Kathmandu", date(2022, 12, 25), "2022-12-25T18:15"),
        ("Etc/GMT+12", date(2022, 12, 25), "2022-12-26T12:00"),
        ("Africa/Cairo", date(2026, 4, 23), "2026-04-23T22:00"),
        ("America/Santiago", date(2026, 9, 5), "2026-09-06T04:00"),
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-30T10:00"),
    ],
)
def test_a_date_only_deadline_ends_with_that_day_there(zone: str, day: date, expected: str) -> None:
    assert calendar.end_of(day, zone) == utc(expected)


def test_a_date_only_deadline_ends_with_that_day_in_shanghai() -> None:
    end = calendar.end_of(date(2022, 12, 25), "Asia/Shanghai")
    shanghai, moment = ZoneInfo("Asia/Shanghai"), timedelta(microseconds=1)
    assert [(end + step).astimezone(shanghai).date() for step in (-moment, timedelta(), moment)] == [
        date(2022, 12, 25),
        date(2022, 12, 26),
        date(2022, 12, 26),
    ]


@SWEEP
@given(st.sampled_from(ZONES), LOCALS)
def test_every_local_time_has_one_instant_whose_clocks_show_it_or_the_end_of_the_gap(
    zone: str, local: datetime
) -> None:
    instant = calendar.at_local(local, zone)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    just_before = (instant - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert instant.tzinfo is UTC
    assert shown == local or just_before < local < shown


@SWEEP
@given(st.sampled_from(ZONES), LOCALS, st.timedeltas(timedelta(), timedelta(days=2)))
def test_a_later_wall_clock_time_is_never_an_earlier_deadline(zone: str, local: datetime, wait: timedelta) -> None:
    later = min(local + wait, datetime(2199, 12, 30))  # noqa: DTZ001
    assert calendar.at_local(local, zone) <= calendar.at_local(later, zone)


def test_the_days_from_1900_to_2199_are_accepted_and_no_others() -> None:
    assert calendar.end_of(date(1900, 1, 1), "UTC") == utc("1900-01-02T00:00")
    assert calendar.end_of(date(2199, 12, 30), "UTC") == utc("2199-12-31T00:00")
    assert calendar.end_of(date(2199, 12, 31), "Asia/Shanghai") == utc("2199-12-31T16:00")
    for day in (date.min, date(1899, 12, 31), date(2200, 1, 1), date.max):
        with pytest.raises(NoSuchInstant, match="is not between 1900-01-01 and 2199-12-31"):
            calendar.end_of(day, "UTC")
        with pytest.raises(NoSuchInstant, match="is not between 1900-01-01 and 2199-12-31"):
            calendar.at_local(datetime.combine(day, datetime.min.time()), "UTC")
        with pytest.raises(NoSuchInstant, match="is not between 1900-01-01 and 2199-12-31"):
            calendar.parse_day(day.isoformat())


@pytest.mark.parametrize(
    "written",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "1899-12-31T23:59:59.999999Z",
        "1900-01-01T00:00:00+00:01",
        "2199-12-31T23:59:59-00:01",
        "2200-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59.999999Z",
    ],
)
def test_an_instant_outside_the_range_is_refused_whatever_its_offset(written: str) -> None:
    with pytest.raises(NoSuchInstant, match="is not between 1900-01-01 and 2199-12-31"):
        calendar.parse_instant(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2022-12-25",
        "2022-12-25T16:00:00",
        "2022-12-25T24:00:00Z",
        "2022-12-25T23:59:60Z",
        "2022-02-29T00:00:00Z",
        "2022-12-25T00:00:00+24:00",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2022-W52-7T00:00:00Z",
        "20221225T000000Z",
        "２０２２-12-25T00:00:00Z",
        "2022-12-25T00:00:00Z\n",
        1671926400,
        None,
    ],
)
def test_what_is_no_instant_is_refused(written: object) -> None:
    with pytest.raises(NoSuchInstant, match="must be an instant that exists"):
        calendar.parse_instant(written)


@pytest.mark.parametrize("digits", ["1234567", "1234567890", "0000001", "12345600001"])
def test_what_is_finer_than_is_kept_is_refused_and_not_cut_off(digits: str) -> None:
    with pytest.raises(NoSuchInstant, match="at most six digits"):
        calendar.parse_instant(f"2022-12-25T16:00:00.{digits}Z")


def test_noughts_beyond_the_microsecond_change_nothing() -> None:
    written, kept = (f"2022-12-25T16:00:00.{digits}Z" for digits in ("12345600", "123456"))
    assert calendar.parse_instant(written) == calendar.parse_instant(kept)


def test_an_instant_may_be_written_with_any_offset_and_is_kept_in_utc() -> None:
    for written, expected in (
        ("2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00"),
        ("2024-02-29t00:00:00z", "2024-02-29T00:00:00"),
        ("2024-02-29 08:00:00+08:00", "2024-02-29T00:00:00"),
        ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00"),
        ("2199-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999"),
        ("2199-12-31T09:59:59-14:00", "2199-12-31T23:59:59"),
    ):
        assert calendar.parse_instant(written) == utc(expected)


def test_a_span_that_leads_out_of_the_range_is_refused_and_never_overflows() -> None:
    for start in (calendar.LAST_INSTANT, utc("2199-10-29T00:00"), utc("2190-01-01T00:00")):
        for wait in (timedelta(days=9999), timedelta(hours=99_999)):
            with pytest.raises(NoSuchInstant, match="is not between 1900-01-01 and 2199-12-31"):
                calendar.later(start, wait, "Asia/Shanghai")
    with pytest.raises(NoSuchInstant, match="is not between"):
        calendar.add_span(calendar.LAST_INSTANT, timedelta.max)


@pytest.mark.parametrize("zone", ZONES)
def test_the_bounds_of_every_day_lie_within_the_range(zone: str) -> None:
    for day in (calendar.FIRST_DAY, date(2024, 2, 29), calendar.LAST_DAY):
        first, after = calendar.bounds(day, zone)

        assert calendar.FIRST_INSTANT <= first < after <= calendar.LAST_INSTANT


def test_a_time_with_an_offset_of_its_own_is_refused() -> None:
    for offset in (UTC, timezone(timedelta(hours=8))):
        with pytest.raises(NoSuchInstant, match="names its own offset"):
            calendar.at_local(datetime(2022, 12, 25, tzinfo=offset), "Asia/Shanghai")


@pytest.mark.parametrize(
    "name",
    [
        "Mars/Olympus",
        "",
        "../../etc/passwd",
        "/etc/passwd",
        "Europe",
        "Asia/Shang\0hai",
        "localtime",
        "posixrules",
        "Factory",
        "posix/UTC",
        "right/UTC",
        "asia/shanghai",
        "UTC ",
    ],
)
def test_an_unknown_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(NoSuchInstant) as refused:
        calendar.end_of(date(2022, 12, 25), name)
    assert str(refused.value) == f"no time zone {name!r}"


def test_days_end_with_the_day_and_hours_are_elapsed_time() -> None:
    noon = utc("2022-12-25T04:00")  # in Shanghai
    assert calendar.later(noon, timedelta(days=10), "Asia/Shanghai") == utc("2023-01-04T16:00")
    assert calendar.later(noon, timedelta(hours=12), "Asia/Shanghai") == utc("2022-12-25T16:00")
    assert calendar.later(utc("2026-03-28T11:00"), timedelta(days=1), "Europe/Berlin") == utc("2026-03-29T22:00")
    assert calendar.later(utc("2026-03-28T23:00"), timedelta(hours=36), "Europe/Berlin") == utc("2026-03-30T11:00")


def test_a_wait_in_days_counts_from_the_local_day_the_instant_before_at_and_after_midnight() -> None:
    midnight, moment = utc("2022-12-25T16:00"), timedelta(microseconds=1)
    ends = [
        calendar.later(midnight + step, timedelta(days=1), "Asia/Shanghai") for step in (-moment, 0 * moment, moment)
    ]
    assert ends == [utc("2022-12-26T16:00"), utc("2022-12-27T16:00"), utc("2022-12-27T16:00")]


@pytest.mark.parametrize("text", ["24h", "48h", "2400h"])
def test_whole_days_are_written_in_days_so_that_24_hours_never_silently_end_with_the_day(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        calendar.parse_span(text)


@pytest.mark.parametrize(
    ("text", "duration"),
    [("1d", timedelta(days=1)), ("60d", timedelta(days=60)), ("12h", timedelta(hours=12)), ("9999d", timedelta(9999))],
)
def test_a_span_reads_as_days_or_hours_and_back(text: str, duration: timedelta) -> None:
    assert calendar.parse_span(text) == duration
    assert calendar.parse_span(duration) == duration
    assert calendar.spell_span(duration) == text


@pytest.mark.parametrize(
    "text", ["", "7", "d", "0d", "-1d", "1.5d", "7D", "7d ", "7d\n", "10000d", "1w", "٣d", 7, None]
)
def test_what_is_not_a_span_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="a span is written like 7d or 12h") as refused:
        calendar.parse_span(text)
    assert str(refused.value) == f"a span is written like 7d or 12h, not {text!r}"


@pytest.mark.parametrize(
    ("due", "zone", "told"),
    [
        ("2022-12-25T16:00", "Asia/Shanghai", "2022-12-25 23:59 (Asia/Shanghai)"),
        ("2022-12-25T16:00", "UTC", "2022-12-25 15:59 (UTC)"),
        ("2022-12-25T16:00", "America/Argentina/Buenos_Aires", "2022-12-25 12:59 (America/Argentina/Buenos_Aires)"),
        ("2022-12-25T16:00:00.000001", "Asia/Shanghai", "2022-12-26 00:00 (Asia/Shanghai)"),
        ("2022-12-25T09:32:05", "Asia/Shanghai", "2022-12-25 17:32 (Asia/Shanghai)"),
        ("2022-12-25T09:33:00", "Asia/Shanghai", "2022-12-25 17:32 (Asia/Shanghai)"),
        ("2027-10-31T01:00", "Europe/Madrid", "2027-10-31 02:59 (Europe/Madrid)"),
        ("2023-01-01T00:00", "Asia/Kathmandu", "2023-01-01 05:44 (Asia/Kathmandu)"),
    ],
)
def test_an_end_is_told_as_the_last_minute_that_is_in_time(due: str, zone: str, told: str) -> None:
    assert calendar.format_last_minute(utc(due), zone) == told


@pytest.mark.parametrize(
    ("instant", "told"),
    [
        ("2022-10-31T16:00", "2022-11-01 00:00 (Asia/Shanghai)"),
        ("2022-10-31T16:00:05", "2022-11-01 00:00:05 (Asia/Shanghai)"),
        ("2022-10-31T16:00:00.5", "2022-11-01 00:00 (Asia/Shanghai)"),
    ],
)
def test_an_instant_is_told_on_the_clocks_of_its_zone(instant: str, told: str) -> None:
    assert calendar.format_moment(utc(instant), "Asia/Shanghai") == told
