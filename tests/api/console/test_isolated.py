"""What people wrote is set apart where an event is told, so that it turns nothing around it."""

from dataclasses import replace

import pytest

from api.console import event_text
from api.console.language import languages
from tests.api.console.conftest import Console, words

TOLD = [
    (
        "case.filing-received",
        {"note": {"reference": "a\u202eb", "authority": "\u05d0 <i>"}},
        ["a\u202eb", "\u05d0 &lt;i&gt;"],
    ),
    ("case.document-attached", {"note": {"name": "a\u2067b.pdf"}}, ["a\u2067b.pdf"]),
    ("case.waived", {"note": {"clause": "2.4-a"}}, ["2.4-a"]),
    ("case.clause-judged", {"note": {"clause": "2.4-b", "verdict": "met"}}, ["2.4-b"]),
    ("case.waiver-withdrawn", {"note": {"clause": "<b>"}}, ["&lt;b&gt;"]),
]


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize(("action", "data", "apart"), TOLD)
def test_what_is_put_into_a_sentence_stands_in_an_isolate(
    console: Console, action: str, data: dict[str, object], apart: list[str], code: str
) -> None:
    entry = replace(console.world.entries(console.opened())[-1], action=action, data=data)

    said = str(event_text.sentence(entry, languages()[code]))

    assert all(f"<bdi>{value}</bdi>" in said for value in apart), said


def test_a_reference_that_would_turn_its_line_is_refused_on_its_page(console: Console) -> None:
    ref = console.submitted()
    receipt = {"side": "counterpart", "authority": "Ministry", "reference": "a\u202eb", "at": "2022-11-01T09:00"}

    back = console.post(
        "cora", f"/cases/{ref}/receipts", receipt | {"zone": "UTC", "reason": "its letter", "version": "2"}
    )

    assert back.status_code == 422 and "U+202E" in words(back)
