"""docs/clauses.md: no clause is said to be enforced that no test proves."""

from pathlib import Path

from docs.pages import clauses


def test_every_enforced_clause_has_a_test_and_every_marker_names_a_clause() -> None:
    assert clauses.faults() == []


def test_a_clause_without_a_test_and_a_test_without_a_clause_are_named(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    story = '@pytest.mark.clause("2.4-a", "9.9-z")\ndef test_it() -> None:\n    pass\n'
    (tmp_path / "tests" / "test_one.py").write_text(story, "utf-8")

    found = clauses.faults(tmp_path)

    assert "clause 2.4-b is enforced, and no test proves it" in found
    assert "clause 2.4-a is enforced, and no test proves it" not in found
    assert found[-1] == "tests/test_one.py::test_it proves a clause 9.9-z, which does not exist"
    assert not [fault for fault in found if "IST-12" in fault or "P-03" in fault]
