"""What a call rests on, on pages: our defaults are called so, and never the office's own until it confirms them."""

import pytest

from tests.api.console.conftest import Console, words
from tests.world import CALL, ZHONGGUANCUN

PATH = f"/calls/{CALL}/defaults"


@pytest.mark.parametrize(
    "path",
    [
        f"/calls/{CALL}",
        f"/calls/{CALL}/directions/2.4",
        f"/calls/{CALL}/deadlines/review",
        f"/calls/{ZHONGGUANCUN}",
        f"/calls/{ZHONGGUANCUN}/directions/award",
    ],
)
def test_no_page_calls_a_default_of_ours_the_offices_own(console: Console, path: str) -> None:
    english = words(console.get("cora", path))
    chinese = words(console.get("cora", path, **{"Accept-Language": "zh"}))

    assert "our default" in english and "office's own" not in english
    assert "我们的默认设定" in chinese and "主管机构自定" not in chinese and "主管机构设定" not in chinese


def test_a_case_says_where_the_date_of_its_deadline_comes_from(console: Console) -> None:
    ref = console.submitted()
    assert "This date: from the source, P-02, line 10-12" in words(console.get("cora", f"/cases/{ref}"))

    [reviewed] = console.world.ready(1, now=console.clock.now())
    assert "This date: our default" in words(console.get("cora", f"/cases/{reviewed}"))
    console.world.extend(ref, "agency", console.clock.now().replace(year=2023), now=console.clock.now())

    assert "This date: set by the office: " in words(console.get("cora", f"/cases/{ref}"))


def test_a_default_is_confirmed_on_its_page_and_then_set_by_the_office(console: Console) -> None:
    page = console.get("cora", PATH)
    assert "Our defaults" in words(page) and 'value="deadlines.review"' in page.text
    assert 'value="deadlines.agency"' not in page.text  # the source's own

    bare = console.post("cora", PATH, {"item": "deadlines.review", "reason": " "})
    made = console.post("cora", PATH, {"item": "deadlines.review", "reason": "the office decided on 9 November"})
    after = words(console.get("cora", made.headers["location"]))

    assert bare.status_code == 422 and 'href="#reason"' in bare.text
    assert made.status_code == 303 and "It is set by the office from now on." in after
    assert "Review set by the office: Cora, 10 Nov 2022" in after
    assert "set by the office: Cora" in words(console.get("ada", f"/calls/{CALL}"))
    assert "Confirm as the office's own" not in words(console.get("ada", PATH))
    assert console.post("ada", PATH, {"item": "opens", "reason": "said"}).status_code == 403
