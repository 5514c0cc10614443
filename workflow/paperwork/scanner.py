"""Asking a virus scanner: a clamd, spoken to over a socket in its own protocol (INSTREAM)."""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from workflow.errors import ConfigurationError, Unavailable

_LONGEST_ANSWER = 4096


def scan(address: str, pieces: Iterable[bytes], *, patience: float) -> str | None:
    """The name of what a scanner found in a file, or None. Raises Unavailable when it does not answer within `patience`."""
    try:
        with _connected(address, patience) as wire:
            wire.sendall(b"zINSTREAM\0")
            for piece in pieces:
                wire.sendall(len(piece).to_bytes(4) + piece)
            wire.sendall(bytes(4))
            answer = _answer(wire)
    except OSError as error:
        raise Unavailable(f"the virus scanner does not answer: {error}", retry_after=30) from error
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return None
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise Unavailable(f"the virus scanner could not look at the file: {said[:100]!r}", retry_after=30)


def _connected(address: str, patience: float) -> socket.socket:
    parts = urlsplit(address)
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigurationError(f"ACCORD_SCANNER: {error}") from error
    if parts.scheme == "tcp" and host and port:
        return socket.create_connection((host, port), timeout=patience)
    if parts.scheme != "unix" or not parts.path:
        raise ConfigurationError("ACCORD_SCANNER must be unix:///path/to/clamd.sock or tcp://host:port")
    wire = socket.socket(socket.AF_UNIX)
    try:
        wire.settimeout(patience)
        wire.connect(parts.path)
    except OSError:
        wire.close()
        raise
    return wire


def _answer(wire: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (piece := wire.recv(1024)):
        answer += piece
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()
