"""What a form's fields are read as: days, times of day, and both, written in one way each."""

from datetime import date, datetime, time

import pytest
from starlette.datastructures import FormData

from api.console import zones
from api.console.form import Form
from api.errors import BadRequest

DAYS = [
    ("2026-12-20", date(2026, 12, 20)),
    ("2024-02-29", date(2024, 2, 29)),
    (" 2026-12-20 ", date(2026, 12, 20)),
    ("", None),
    ("20261220", BadRequest),
    ("2026-W51-7", BadRequest),
    ("2026-354", BadRequest),
    ("2026-2-3", BadRequest),
    ("2026-02-30", BadRequest),
    ("２０２６-12-20", BadRequest),
    ("2026-12-20T10:00", BadRequest),
    ("0001-01-01", BadRequest),
]
LOCAL = [
    ("2026-11-20T10:00", datetime.fromisoformat("2026-11-20T10:00:00")),
    ("2026-11-20 23:59:59", datetime.fromisoformat("2026-11-20T23:59:59")),
    ("", None),
    ("2026-11-20", BadRequest),
    ("20261120", BadRequest),
    ("2026-11-20T10", BadRequest),
    ("2026-11-20T1000", BadRequest),
    ("2026-W47-5T10:00", BadRequest),
    ("2026-11-20T10:00+08:00", BadRequest),
    ("2026-11-20T10:00Z", BadRequest),
    ("2026-02-30T10:00", BadRequest),
    ("2026-11-20T24:30", BadRequest),
    ("0001-01-01T00:00", BadRequest),
]
CLOCKS = [
    ("18:00", time(18)),
    ("18:00:30", time(18, 0, 30)),
    ("", None),
    ("18", BadRequest),
    ("1800", BadRequest),
    ("25:00", BadRequest),
    ("18:00+08:00", BadRequest),
    ("6 pm", BadRequest),
]


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [("day", *one) for one in DAYS] + [("local", *one) for one in LOCAL] + [("clock", *one) for one in CLOCKS],
)
def test_a_day_or_a_time_is_read_only_as_it_is_asked_for(kind: str, written: str, read: object) -> None:
    form = Form(FormData({"at": written}))
    ask = getattr(form, kind)

    if read is not BadRequest:
        assert ask("at") == read
        return
    with pytest.raises(BadRequest) as refused:
        ask("at")
    assert refused.value.pointer == "/at"


def test_a_day_alone_is_told_that_the_time_is_missing() -> None:
    with pytest.raises(BadRequest, match="enter the day and the time"):
        Form(FormData({"at": "2026-11-20"})).local("at")


@pytest.mark.parametrize("written", ["2026-11-20", "20261120", "2026-W47-5", "2026-02-30", "soon"])
def test_an_instant_of_an_address_needs_its_time_too(written: str) -> None:
    with pytest.raises(BadRequest) as refused:
        zones.read(written, "Asia/Shanghai", "from")
    assert refused.value.pointer == "/from"
