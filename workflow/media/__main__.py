"""`python -m workflow.media KIND < file`: says what is wrong with a file of that kind, or nothing if it is sound."""

import resource
import sys
from collections.abc import Callable
from contextlib import suppress

from workflow.media import DOCX, INFECTED, JPEG, PDF, PNG, TEXT, TRIAL, XLSX, office, pdf, pictures, plain

_LIMITS = {
    resource.RLIMIT_AS: 512 * 1024 * 1024,
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 0,
}
_FAULTS: dict[str, Callable[[bytes], str | None]] = {
    PDF: pdf.fault,
    PNG: pictures.png_fault,
    JPEG: pictures.jpeg_fault,
    TEXT: plain.fault,
    DOCX: office.docx_fault,
    XLSX: office.xlsx_fault,
}


def main(kind: str) -> None:
    """Look at standard input, under limits."""
    for limit, most in _LIMITS.items():
        with suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(limit, (most, most))
    file = sys.stdin.buffer.read()
    fault = INFECTED if TRIAL in file else _FAULTS[kind](file)
    sys.stdout.write(fault or "")


if __name__ == "__main__":
    main(sys.argv[1])
