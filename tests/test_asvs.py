"""The page about ASVS promises nothing that no test shows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ("asvs.md", "security.md")


def named(page: str) -> list[str]:
    """Every test that a page names: a file, perhaps with the name of a test in it."""
    return re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", (ROOT / "docs" / page).read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    found = named(page)

    assert len(found) >= 5
    assert [one for one in found if not _is_there(*one.split("::"))] == []


def test_every_line_of_the_page_names_its_items_and_a_test_for_each() -> None:
    text = (ROOT / "docs" / "asvs.md").read_text("utf-8")
    lines = re.findall(r"^\| ([\d., ]+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    items = [item for line in lines for item in line[0].split(", ")]

    assert len(items) > 100 and len(set(items)) == len(items)
    assert [item for item in items if not re.fullmatch(r"\d{1,2}\.\d\.\d{1,2}", item)] == []
    assert [line[0] for line in lines if "`tests/" not in line[2]] == []


def _is_there(file: str, test: str = "") -> bool:
    path = ROOT / file
    return (
        path.is_file()
        and re.search(rf"^def {test}\b" if test else r"^def test_", path.read_text("utf-8"), re.MULTILINE) is not None
    )
