"""The list of promises at the head of this folder names tests that are there."""

import re
from pathlib import Path

from tests import stories

HERE = Path(stories.__file__).parent
_NAMED = re.compile(r"^    ([\w/]+): (test_\w+)$", re.MULTILINE)


def test_every_promise_is_shown_by_a_test_that_is_there() -> None:
    named = _NAMED.findall(stories.__doc__ or "")
    lacking = [
        (file, test)
        for file, test in named
        if f"def {test}(" not in (HERE.parent / file if "/" in file else HERE / file).with_suffix(".py").read_text()
    ]

    assert len(named) == (stories.__doc__ or "").count("\n    ")
    assert lacking == []
