"""The form of an API token: `accord_`, 30 random characters, and a checksum of 6, so that a mistyped one is told at once."""

import hashlib
import re
import secrets
import string
import zlib

_ALPHABET = string.digits + string.ascii_letters
_FORM = re.compile(r"accord_([0-9A-Za-z]{30})([0-9A-Za-z]{6})")


def draw_token() -> str:
    """A new secret: 178 random bits. It is shown once and never kept."""
    random = "".join(secrets.choice(_ALPHABET) for _ in range(30))
    return f"accord_{random}{_checksum(random)}"


def digest(secret: str) -> str | None:
    """What is kept of a secret (its SHA-256, in hexadecimal), or None if it cannot be one of ours."""
    found = _FORM.fullmatch(secret)
    if found is None or _checksum(found[1]) != found[2]:
        return None
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(random: str) -> str:
    number, written = zlib.crc32(random.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, len(_ALPHABET))
        written = _ALPHABET[digit] + written
    return written
