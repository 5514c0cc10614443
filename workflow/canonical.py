"""Canonical JSON: the one spelling of a value, so that its hash means something.

The values are I-JSON without fractions (text, whole numbers below 2^53, true, false, null, lists, objects with text keys); for
these, sorted keys and no spaces is exactly RFC 8785.
"""

import hashlib

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def dumps(value: object) -> bytes:
    """The canonical bytes of any value. Raises TypeError for what has no canonical spelling here."""
    _check(value)
    return dumps_trusted(value)


def dumps_trusted(value: object) -> bytes:
    """The same for a value that this service made itself, of nothing but what the module's first lines name."""
    return orjson.dumps(value, option=_OPTIONS)


def loads(text: bytes | str) -> object:
    """The value of a JSON text that this module wrote."""
    value: object = orjson.loads(text)
    return value


def digest(value: object) -> str:
    """SHA-256 over the canonical bytes, in hexadecimal."""
    return hashlib.sha256(dumps(value)).hexdigest()


def _check(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a fraction has no canonical spelling here")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or any(character > "\uffff" for character in key):
                raise TypeError("a name must be text of the basic plane, or it would be sorted in two ways")
            _check(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
