"""What a form's fields are read as: days, times of day, and both, written in one way each."""

from datetime import date, datetime, time

import pytest
from starlette.datastructures import FormData

from api.console import zones
from api.console.form import Form
from api.errors import Unfit

DAYS = [
    ("2026-12-20", date(2026, 12, 20)),
    ("2024-02-29", date(2024, 2, 29)),
    (" 2026-12-20 ", date(2026, 12, 20)),
    ("", None),
    ("20261220", Unfit),
    ("2026-W51-7", Unfit),
    ("2026-354", Unfit),
    ("2026-2-3", Unfit),
    ("2026-02-30", Unfit),
    ("２０２６-12-20", Unfit),
    ("2026-12-20T10:00", Unfit),
    ("0001-01-01", Unfit),
]
LOCAL = [
    ("2026-11-20T10:00", datetime.fromisoformat("2026-11-20T10:00:00")),
    ("2026-11-20 23:59:59", datetime.fromisoformat("2026-11-20T23:59:59")),
    ("", None),
    ("2026-11-20", Unfit),
    ("20261120", Unfit),
    ("2026-11-20T10", Unfit),
    ("2026-11-20T1000", Unfit),
    ("2026-W47-5T10:00", Unfit),
    ("2026-11-20T10:00+08:00", Unfit),
    ("2026-11-20T10:00Z", Unfit),
    ("2026-02-30T10:00", Unfit),
    ("2026-11-20T24:30", Unfit),
    ("0001-01-01T00:00", Unfit),
]
CLOCKS = [
    ("18:00", time(18)),
    ("18:00:30", time(18, 0, 30)),
    ("", None),
    ("18", Unfit),
    ("1800", Unfit),
    ("25:00", Unfit),
    ("18:00+08:00", Unfit),
    ("6 pm", Unfit),
]


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [("day", *one) for one in DAYS] + [("local", *one) for one in LOCAL] + [("clock", *one) for one in CLOCKS],
)
def test_a_day_or_a_time_is_read_only_as_it_is_asked_for(kind: str, written: str, read: object) -> None:
    form = Form(FormData({"at": written}))
    ask = getattr(form, kind)

    if read is not Unfit:
        assert ask("at") == read
        return
    with pytest.raises(Unfit) as refused:
        ask("at")
    assert refused.value.pointer == "/at"


def test_a_day_alone_is_told_that_the_time_is_missing() -> None:
    with pytest.raises(Unfit, match="enter the day and the time"):
        Form(FormData({"at": "2026-11-20"})).local("at")


@pytest.mark.parametrize("written", ["2026-11-20", "20261120", "2026-W47-5", "2026-02-30", "soon"])
def test_an_instant_of_an_address_needs_its_time_too(written: str) -> None:
    with pytest.raises(Unfit) as refused:
        zones.read(written, "Asia/Shanghai", "from")
    assert refused.value.pointer == "/from"
