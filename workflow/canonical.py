"""Canonical JSON: the one spelling of a value, so that its hash means something.

The values are I-JSON without fractions (text, whole numbers below 2^53, true, false, null, lists, objects with text keys); for
these, sorted keys and no spaces is exactly RFC 8785.
"""

import hashlib

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def dumps(value: object) -> bytes:
    """The canonical bytes of a value. Raises TypeError for what has no canonical spelling (a number of 2^53 or more)."""
    return orjson.dumps(value, option=_OPTIONS)


def loads(text: bytes | str) -> object:
    """The value of a JSON text that this module wrote."""
    value: object = orjson.loads(text)
    return value


def digest(value: object) -> str:
    """SHA-256 over the canonical bytes, in hexadecimal."""
    return hashlib.sha256(dumps(value)).hexdigest()
