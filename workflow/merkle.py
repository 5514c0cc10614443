"""The Merkle tree of RFC 6962 over the trail's leaves, kept as its frontier: the roots of its complete subtrees."""

import hashlib
from collections.abc import Sequence

_sha256 = hashlib.sha256
EMPTY = _sha256(b"").digest()


def leaf(body: bytes) -> bytes:
    """The hash of one entry (32 bytes)."""
    return _sha256(b"\0" + body).digest()


def append(size: int, frontier: bytes, leaves: Sequence[bytes]) -> tuple[int, bytes]:
    """The tree's size and frontier after appending leaves; the frontier is a row of 32-byte hashes, widest subtree first."""
    standing = [frontier[at : at + 32] for at in range(0, len(frontier), 32)]
    grown_to, rest = size + len(leaves), size
    waiting: list[bytes] = []
    level = list(leaves)
    while level or rest:
        if rest & 1:
            level.insert(0, standing.pop())
        if len(level) & 1:
            waiting.append(level.pop())
        level = [_sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
        rest >>= 1
    return grown_to, b"".join(reversed(waiting))


def root(frontier: bytes) -> bytes:
    """The root hash (32 bytes) of a tree with that frontier."""
    nodes = [frontier[at : at + 32] for at in range(0, len(frontier), 32)]
    if not nodes:
        return EMPTY
    top = nodes.pop()
    while nodes:
        top = _sha256(b"\1" + nodes.pop() + top).digest()
    return top
