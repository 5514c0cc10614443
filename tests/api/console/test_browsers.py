"""What browsers are called where people look at their sessions."""

import pytest

from api.console import browsers
from api.console.language import languages

EN, ZH = languages()["en"], languages()["zh"]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"
ON_A_TELEPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        (FIREFOX, "Firefox on Windows"),
        (ON_A_TELEPHONE, "Mobile Safari on iOS"),
        ("curl/8.5.0", "curl"),
        ("something of our own" + "!" * 100, "something of our own" + "!" * 60),
        ("", "a browser that does not say which"),
    ],
)
def test_a_browser_is_called_what_people_call_it_or_what_it_called_itself(agent: str, called: str) -> None:
    assert browsers.name_browser(agent, EN) == called


def test_it_is_said_in_the_readers_language() -> None:
    assert browsers.name_browser(FIREFOX, ZH) == "Windows上的Firefox"
