"""Every number that people type goes through the one reader: a search finds what does not."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
READ_ELSEWHERE = {
    "api/console/filing_form.py": ["int(found[1])"],  # the number of a row in the name of a field
    "api/console/pages/filing.py": ["int(number)", "int(part)"],  # the same
    "api/console/pages/filings.py": ["int(filing['number'])"],  # sealed by the trail
    "api/console/pages/bulk.py": ["int(version)"],  # written by the page, digits alone
    "api/console/filing_drafts.py": ["int(first)"],  # a place in a list, as a pointer names it
    "api/console/once.py": ["int(_PATIENCE / _PAUSE)"],  # no text
    "api/console/charts/timeline.py": ["float(width)"],  # no text
    "api/console/language.py": ["float(quality or 1)"],  # a header of a browser
    "api/console/formatting.py": ["int(wait.total_seconds() // 60)"],  # no text
}
"""Calls that turn no typed text into a number, by file: a field's value is read by `states.numbers`."""


def _conversions(path: Path) -> list[str]:
    """Where a file makes numbers of something, or takes separators out of a text."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        first = node.args[0] if node.args else None
        removed = first.value if isinstance(first, ast.Constant) else None
        strips = name in ("replace", "translate", "strip") and removed in (",", "，", ".", "'")
        if strips or (name in ("int", "float", "Decimal") and node.args):
            found.append(ast.unparse(node))
    return sorted(found)


def test_no_page_makes_a_number_of_a_text_but_by_the_one_reader() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): conversions
        for path in sorted((ROOT / "api" / "console").rglob("*.py"))
        if (conversions := _conversions(path))
    }

    assert found == READ_ELSEWHERE, "a number that people type is read by Form.number or states.numbers"


def test_no_option_of_the_command_line_reads_a_number_but_by_the_one_reader() -> None:
    plain = [
        f"{path.name}: {ast.unparse(node)}"
        for path in sorted((ROOT / "cli").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Annotated"
        if re.match(r"\((int|float)\b.*typer\.(Option|Argument)", ast.unparse(node.slice))
    ]

    assert plain == [], "declare it by number_option"
