"""What a direction's fields allow can be sent; what is too large is told in bytes, and on a page with the words."""

import pytest

from api import body_limits
from states import loader
from tests.api.conftest import Web
from tests.world import CALL

SIGN = "\u4e2d"


def texts(direction: str) -> list[str]:
    found = loader.calls()[CALL].direction(direction)
    assert found is not None
    return [name for name, field in found.fields.items() if field.kind == "text"]


@pytest.mark.parametrize("letter", [SIGN, "a", "\U0001f33e", "%", "\u00e9", "\\"])
def test_every_text_of_a_direction_may_be_full_over_the_api(web: Web, letter: str) -> None:
    content = dict.fromkeys(texts("1.1"), letter * 18600)
    answer = web(
        "ada", "POST", "/v1/cases", json={"call": CALL, "direction": "1.1", "partner": "GB", "content": content}
    )
    assert answer.status_code in (201, 422) and answer.status_code != 413, answer.text[:300]


def test_a_body_beyond_all_fields_is_refused_in_bytes(web: Web) -> None:
    limit = body_limits.filing_limit(1_000_000)
    content = {"title": "a" * (limit + 1)}
    answer = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": content})
    assert answer.status_code == 413 and f"{limit:,} bytes" in answer.json()["detail"]
