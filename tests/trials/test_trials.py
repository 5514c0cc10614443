"""Every row of every file of clause trials, through the API on both databases; a file reports all failing rows."""

from pathlib import Path

import pytest

from tests.api.conftest import Web
from tests.trials import rows
from tests.trials.carrying import Carrier, renew_tokens
from workflow.store.database import Database

FILES = rows.files()
FIRST = ("intergovernmental-2023-1/1.1", "intergovernmental-2023-1/2.4", "zhongguancun-2024/award")
"""Tried with the fast tests; the others with all."""


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@pytest.mark.parametrize(
    "file",
    [pytest.param(file, id=_name(file), marks=() if _name(file) in FIRST else pytest.mark.thorough) for file in FILES],
)
def test_each_clause_comes_out_as_its_source_says(file: Path, web: Web, database: Database) -> None:
    carrier = Carrier(web, rows.call_of(file), file.stem)
    renew_tokens(web, database, carrier.start)
    failing = [
        f"row {number} ({trial.clause}, {trial.expected}: {trial.reason}): {'; '.join(wrong)}"
        for number, trial in enumerate(rows.load_trials(file), 1)
        if (wrong := carrier.run(trial))
    ]

    assert not failing, "\n" + "\n".join(failing)
