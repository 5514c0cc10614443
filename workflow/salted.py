"""Words that may have to be erased: the trail seals their salted hash, so that nobody finds them by guessing."""

import hashlib
import secrets


def salt() -> bytes:
    """What is hashed before the words, and kept beside them."""
    return secrets.token_bytes(16)


def digest(salt: bytes, words: str) -> str:
    """What the trail seals in place of the words, in hexadecimal: without the salt nobody can guess them from it."""
    return hashlib.sha256(salt + words.encode()).hexdigest()
