"""`python -m workflow.paperwork.media KIND < file`: says what is wrong with a file of that kind, or nothing if it is sound."""

import resource
import sys
from collections.abc import Callable
from contextlib import suppress

from workflow.paperwork.media import DOCX, INFECTED, JPEG, PDF, PNG, TEXT, TRIAL, XLSX

_LIMITS = {
    resource.RLIMIT_AS: 512 * 1024 * 1024,
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 0,
}


def main(kind: str) -> None:
    """Look at standard input, under limits."""
    fault_of = _look(kind)
    for limit, most in _LIMITS.items():
        with suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(limit, (most, most))
    file = sys.stdin.buffer.read()
    fault = INFECTED if TRIAL in file else fault_of(file)
    sys.stdout.write(fault or "")


def _look(kind: str) -> Callable[[bytes], str | None]:
    """What looks at files of that kind. Only it is imported: to import all of them takes longer than most looks."""
    if kind == PDF:
        from workflow.paperwork.media import pdf

        return pdf.fault
    if kind in (DOCX, XLSX):
        from workflow.paperwork.media import office

        return office.docx_fault if kind == DOCX else office.xlsx_fault
    if kind in (PNG, JPEG):
        from workflow.paperwork.media import pictures

        return pictures.png_fault if kind == PNG else pictures.jpeg_fault
    assert kind == TEXT, kind
    from workflow.paperwork.media import plain

    return plain.fault


if __name__ == "__main__":
    main(sys.argv[1])
