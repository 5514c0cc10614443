"""The benchmarks still run, on however little."""

import json

import pytest

from benchmarks import sweep


def test_a_sweep_is_measured_beside_a_bare_write_of_the_same_rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["sweep", "--cases", "20", "--rounds", "1", "--json"])

    sweep.main()

    found = json.loads(capsys.readouterr().out)
    assert [row["database"] for row in found] == ["sqlite", "postgresql"]
    assert all(row["swept/s"] > 0 and row["bare/s"] > 0 for row in found)
