"""What docs/shape.md and decision 0014 say of files and folders, beside the import contracts."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("states", "workflow", "simulation", "scheduler", "api", "cli", "tests", "benchmarks", "docs")
CODE = (".py", ".js", ".css", ".html", ".mako")


def test_no_file_of_code_is_as_long_as_300_lines() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in _code()}

    assert len(lengths) > 600
    assert [path.relative_to(ROOT).as_posix() for path, lines in lengths.items() if lines >= 300] == []


def test_no_module_has_the_name_of_its_folder() -> None:
    assert [path.relative_to(ROOT).as_posix() for path in _code() if path.stem == path.parent.name] == []


def _code() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in CODE)
