"""Every text is compared, and found blank, in one way (`states.text`): a search finds what goes its own."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDED_ELSEWHERE = {
    "states/text.py": "the one way itself",
    "states/fields.py": "the first letter of a label within a sentence",
    "states/identifiers.py": "a ROR, which is written in small letters",
    "workflow/addresses.py": "the domain of an address, which is ASCII by then",
    "workflow/credentials/weak_passwords.py": "a password is held against a list, letter by letter",
    "workflow/credentials/factors.py": "codes on paper, which are base 32",
    "workflow/credentials/passwords.py": "a password is taken as it was typed, in NFC",
    "workflow/paperwork/inspection.py": "a file's name and its extension",
    "workflow/paperwork/media/office.py": "names in an archive",
    "states/names.py": "words of names, in which capitals tell families, and accents do not count",
    "states/organisation_names.py": "whether a name is an acronym, all in capitals",
    "workflow/store/bulk.py": "the names of types, and which letters SQLite cannot fold",
    "api/console/language.py": "tags of languages",
    "api/console/phrasebook.py": "the first letter of a label within a sentence",
}
"""Files in which letters are made small or normalised for something that is no comparison of what people typed."""


def _calls(path: Path) -> list[str]:
    names = ("casefold", "lower", "normalize")
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    ]


def _trusting_strip(path: Path) -> list[str]:
    """Where a text counts as blank because nothing is left of it without white space: unseen characters are left."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        tested = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else None
        if isinstance(tested, ast.Call) and isinstance(tested.func, ast.Attribute) and tested.func.attr == "strip":
            found.append(ast.unparse(node))
    return found


def _sources(*folders: str) -> dict[str, Path]:
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path for path in paths if "migrations" not in path.parts}


def test_what_people_typed_is_folded_in_one_place() -> None:
    found = {name for name, path in _sources("states", "workflow", "api/console").items() if _calls(path)}

    assert found - FOLDED_ELSEWHERE.keys() == set()
    assert FOLDED_ELSEWHERE.keys() - found == set(), "no longer needs to be named here"


def test_nothing_counts_as_blank_by_its_white_space_alone() -> None:
    files = {"workflow/paperwork/media/plain.py"}  # the bytes of a file

    found = {name: _trusting_strip(path) for name, path in _sources("states", "workflow", "api", "cli").items()}

    assert {name: calls for name, calls in found.items() if calls and name not in files} == {}
