"""Small charts beside figures that say the same."""

import re

import pytest

from api.console import charts


@pytest.mark.parametrize(
    ("value", "most", "wide"), [(0, 30, 0.0), (1, 1_000_000, 3.0), (15, 30, 142.0), (30, 30, 284.0), (0, 0, 0.0)]
)
def test_a_bar_is_as_long_as_its_value_and_never_too_short_to_be_seen_unless_there_is_nothing(
    value: int, most: int, wide: float
) -> None:
    _, drawn = re.findall(r'<rect [^>]*width="([\d.]+)"', charts.bar(value, most))

    assert float(drawn) == wide
