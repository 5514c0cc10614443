"""A time written as a clock in a zone shows it: skipped and doubled hours, the range, and the offsets of links."""

from datetime import UTC, datetime

import pytest

from api.console import zones
from api.errors import BadRequest
from tests.states.test_calendar import PLAIN, SKIPPED_OR_REPEATED

OF_MADRID = [
    ("Europe/Madrid", "2027-10-31T02:30", "2027-10-31T01:30"),
    ("Europe/Madrid", "2027-03-28T02:30", "2027-03-28T01:00"),
    ("America/Sao_Paulo", "2018-11-04T00:30", "2018-11-04T03:00"),
    ("Pacific/Chatham", "2026-09-27T02:50", "2026-09-26T14:00"),
    ("Europe/Dublin", "2026-10-25T01:15", "2026-10-25T01:15"),
]


@pytest.mark.parametrize(("zone", "local", "expected"), OF_MADRID + SKIPPED_OR_REPEATED + PLAIN)
def test_a_local_time_means_the_later_of_two_and_the_end_of_a_gap(zone: str, local: str, expected: str) -> None:
    assert zones.read(local, zone, "at") == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "0001-01-01T00:00",
        "0001-01-01T00:00+14:00",
        "1899-12-31T23:59",
        "2200-01-01T00:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-29T00:00",
    ],
)
def test_a_time_outside_the_range_is_refused_at_its_field(written: str) -> None:
    for zone in ("UTC", "Asia/Shanghai", "Pacific/Kiritimati", "Etc/GMT+12"):
        with pytest.raises(BadRequest) as refused:
            zones.read(written, zone, "at")
        assert (refused.value.status, refused.value.pointer) == (422, "/at")


def test_a_link_names_its_offset() -> None:
    assert zones.read("2022-12-31T00:00:00+08:00", "Europe/Madrid", "at") == datetime(2022, 12, 30, 16, tzinfo=UTC)
