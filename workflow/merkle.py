"""The Merkle tree of RFC 6962 over the trail's leaves, kept as its frontier: the roots of its complete subtrees."""

import hashlib
from collections.abc import Iterable

_sha256 = hashlib.sha256
EMPTY = _sha256(b"").digest()


def leaf(body: bytes) -> bytes:
    """The hash of one entry (32 bytes)."""
    return _sha256(b"\0" + body).digest()


def grown(size: int, frontier: bytes, leaves: Iterable[bytes]) -> tuple[int, bytes]:
    """The tree's size and frontier after appending leaves; the frontier is a row of 32-byte hashes, widest subtree first."""
    nodes = [frontier[at : at + 32] for at in range(0, len(frontier), 32)]
    for new in leaves:
        merges = size
        while merges & 1:
            new = _sha256(b"\1" + nodes.pop() + new).digest()
            merges >>= 1
        nodes.append(new)
        size += 1
    return size, b"".join(nodes)


def root(frontier: bytes) -> bytes:
    """The root hash (32 bytes) of a tree with that frontier."""
    nodes = [frontier[at : at + 32] for at in range(0, len(frontier), 32)]
    if not nodes:
        return EMPTY
    top = nodes.pop()
    while nodes:
        top = _sha256(b"\1" + nodes.pop() + top).digest()
    return top
