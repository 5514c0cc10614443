"""Each party's subsidy and own funds: asked for where a rule matches them, and never lost by saving."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.console.conftest import Console, words
from tests.api.console.test_filing import _form
from tests.filings import FIRM, good
from tests.world import done, party
from workflow.commands import AmendFiling

_UNIT = party(FIRM, "enterprise", "CN")
_SECOND = party("Second Works", "enterprise", "CN")
_ASKED = "Its share of the support (yuan)"


def _opened(console: Console, code: str, content: Mapping[str, Any]) -> tuple[str, str]:
    """A case of Ada's in a direction, and the address of its home filing."""
    ref = console.world.opened(content, direction=code, now=console.clock.now(), actor=console.actor("ada"))
    return ref, f"/cases/{ref}/filings/home"


@pytest.mark.parametrize(
    ("code", "is_asked"), [("1.7", True), ("1.8", True), ("1.6", False), ("2.1", False), ("2.4", False)]
)
def test_shares_are_asked_for_where_a_rule_matches_each_party(console: Console, code: str, is_asked: bool) -> None:
    _, path = _opened(console, code, good(code))

    page = console.get("ada", path).text

    assert ('id="content-organisation-subsidy"' in page) is is_asked
    if "participants" in good(code):
        assert ('id="content-participants-0-own_funds"' in page) is is_asked
    assert 'id="content-counterpart_organisation-subsidy"' not in page


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("500000", 500_000),
        ("500,000", 500_000),
        (" 0 ", 0),
        ("１２３", 123),
        ("1 000", 1_000),
        ("1000000000000", 10**12),
        ("", None),
    ],
)
def test_a_share_is_kept_as_a_whole_number(console: Console, written: str, kept: int | None) -> None:
    ref, path = _opened(console, "1.7", good("1.7"))
    shares = {"content-participants-0-subsidy": written, "content-participants-0-own_funds": written}

    saved = console.post("ada", path, _form(console.get("ada", path)) | shares | {"do": "save"})

    assert saved.status_code == 303
    money = {} if kept is None else {"subsidy": kept, "own_funds": kept}
    assert console.world.whole(ref).home["participants"] == [_UNIT | money]


@pytest.mark.parametrize("written", ["-1", "many", "1.5", "1000000000001", "1e6"])
def test_a_share_that_is_none_comes_back_beside_what_it_should_be(console: Console, written: str) -> None:
    ref, path = _opened(console, "1.7", good("1.7"))
    share = {"content-participants-0-subsidy": written}

    back = console.post("ada", path, _form(console.get("ada", path)) | share | {"do": "save"})

    assert back.status_code == 422 and f'value="{written}"' in back.text
    assert '<a href="#content-participants-0-subsidy">' in back.text and _ASKED in words(back)
    assert console.world.whole(ref).home["participants"] == [_UNIT]


@pytest.mark.parametrize("code", ["1.7", "1.8", "2.4"])
def test_saving_a_page_never_drops_a_share(console: Console, code: str) -> None:
    units = [_UNIT | {"subsidy": 300_000, "own_funds": 400_000}, _SECOND | {"subsidy": 0, "own_funds": 5}]
    ref, path = _opened(console, code, good(code, participants=units))

    console.post("ada", path, _form(console.get("ada", path)) | {"content-title": "Peas", "do": "save"})

    assert console.world.whole(ref).home["participants"] == units
    assert console.world.whole(ref).home["title"] == "Peas"
    shorter = console.post("ada", path, _form(console.get("ada", path)) | {"do": "drop-participants-0"})
    console.post("ada", path, _form(shorter) | {"do": "save"})
    assert console.world.whole(ref).home["participants"] == units[1:]


def test_shares_are_shown_on_the_case_and_asked_for_in_chinese(console: Console) -> None:
    units = [_UNIT | {"subsidy": 300_000, "own_funds": 200_000}]
    ref, path = _opened(console, "1.7", good("1.7"))
    change = AmendFiling(
        actor=console.actor("ada"), received_at=console.clock.now(), ref=ref, content={"participants": units}
    )
    done(console.world.one(change))

    page, chinese = console.get("ada", path), console.get("ada", path, **{"accept-language": "zh"})

    assert 'value="300000"' in page.text
    assert f"{FIRM}: 200,000 of their own against 300,000" in words(console.get("ada", f"/cases/{ref}"))
    assert "所获资助份额（元）" in words(chinese) and "自筹经费（元）" in words(chinese)
