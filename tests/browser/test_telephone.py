"""On a telephone the first screen of a case says where it stands, until when, and what can be done."""

import pytest

from tests.browser.conftest import Stage

SCREEN = 844


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_state_deadline_and_actions_come_first(stage: Stage, state: str) -> None:
    visitor = stage.visitor("coordinator", width=390)
    first = visitor.goes(f"/cases?state={state}").locator("table a.title").first.get_attribute("href")
    page = visitor.goes(str(first))

    boxes = [page.locator(one).first.bounding_box() for one in (".meta .state", "#countdown", ".acts-list a.button")]
    ends = [box["y"] + box["height"] for box in boxes if box is not None]

    assert len(ends) == 3
    assert ends == sorted(ends)
    assert ends[-1] < SCREEN
