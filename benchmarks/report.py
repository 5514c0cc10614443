"""Figures for a reader, or for a program."""

import argparse
import json
from collections.abc import Sequence

from benchmarks.fixtures import KINDS

Row = dict[str, str | int | float]


def arguments(about: str | None) -> argparse.ArgumentParser:
    """What every measurement can be told."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing is measured, in turn")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    return parser


def show(rows: Sequence[Row], *, as_json: bool) -> None:
    """Print rows with the same keys, as a table or as JSON."""
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    lines = [list(rows[0]), *([_written(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _written(value: str | int | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
