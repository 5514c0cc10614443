"""What a sound plain text looks like: UTF-8, without control characters, and not a program or a web page."""

import re

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
_OTHERS = (b"%PDF-", b"{\\rtf", b"#!", b"PK\x03\x04")


def fault(file: bytes) -> str | None:
    """What is wrong with a text, if anything is."""
    if not file.strip():
        return "it is empty"
    try:
        file.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"it is not UTF-8 text: its byte {error.start + 1} belongs to no character"
    if _CONTROL.search(file):
        return "it is not plain text: it holds control characters"
    if _MARKUP.match(file) or file.startswith(_OTHERS):
        return "it is not plain text: it begins as a program, a web page or another kind of file does"
    return None
