"""A form may be as full as its fields allow; a fuller one comes back with its text, or with a page that helps."""

import pytest

from tests.api.console.conftest import Console, words
from tests.api.test_body_limits import SIGN, texts


@pytest.mark.parametrize("letter", [SIGN, "a", "\U0001f33e", "\u00e9"])
def test_a_form_full_of_text_is_saved(console: Console, letter: str) -> None:
    ref = console.opened()
    fields = {f"content-{name}": letter * 18_600 for name in texts("2.4")} | {"version": 1, "do": "save"}

    saved = console.post("ada", f"/cases/{ref}/filings/home", fields)

    assert saved.status_code == 303 and len(str(console.world.whole(ref).home["work_plan"])) == 18_600


def test_a_text_that_is_too_long_comes_back_whole_with_what_is_wrong(console: Console) -> None:
    ref = console.opened()
    fields = {f"content-{name}": SIGN * 39_000 for name in texts("2.4")} | {"version": 1, "do": "save"}

    back = console.post("ada", f"/cases/{ref}/filings/home", fields)

    assert back.status_code == 422 and SIGN * 39_000 in back.text
    assert "must be at most 20,000 characters; you entered 39,000" in words(back)


def test_a_form_beyond_all_that_gets_a_page(console: Console) -> None:
    ref = console.opened()
    fields = {"content-work_plan": SIGN * 900_000, "version": 1, "do": "save"}

    back = console.post("ada", f"/cases/{ref}/filings/home", fields)

    assert back.status_code == 413 and back.headers["content-type"].startswith("text/html")
    assert "Go back" in words(back) and "bytes" in words(back)
