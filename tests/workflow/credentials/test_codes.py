"""The codes of a second factor are the standard's own."""

from datetime import UTC, datetime

import pytest

from workflow.credentials import factors


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_that_the_standard_prints(seconds: int, printed: str) -> None:
    """RFC 6238, appendix B, SHA-1: eight digits are printed there, and six of them are ours."""
    when = datetime.fromtimestamp(seconds, UTC)

    assert factors.code(b"12345678901234567890", factors.step_of(when)) == printed[2:]
