"""The little Markdown that the generated pages need."""

from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table; what would break a cell is written so that it does not."""
    head = [_line(columns), "|" + "---|" * len(columns)]
    return "\n".join([*head, *(_line(line) for line in lines)])


def code(text: object) -> str:
    """Text as code."""
    return f"`{text}`"


def codes(texts: Iterable[object]) -> str:
    """Several texts as code, with commas."""
    return ", ".join(map(code, texts))


def page(*parts: str) -> str:
    """Parts with an empty line between each and the next."""
    return "\n\n".join(part for part in parts if part) + "\n"


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(cell: object) -> str:
    said = "" if cell is None else str(cell)
    return " ".join(said.replace("|", "\\|").split())
