"""The service's keys: what cannot be kept as a hash is sealed by the first of them, and opened by whichever sealed it.

They lie in a file of their own, a key to a line, so that a copy of the database alone opens nothing. The file is read again
whenever it changes: keys are renewed while the service runs. No message says more of a key than the name made of its hash.
"""

import base64
import binascii
import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow.errors import ConfigurationError

_SIZE, _NONCE = 32, 12


@dataclass(frozen=True, slots=True)
class Encrypted:
    """Something sealed, as it is kept: the name of the key that opens it, and what that opens."""

    key: str
    text: str


class Keyring:
    """The keys in a file. Whatever is wrong with them is a ConfigurationError, which is for whoever runs the service alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[tuple[int, ...], dict[str, bytes]] = ((), {})

    @property
    def names(self) -> Sequence[str]:
        """What the keys are called; the first one seals. Raises ConfigurationError."""
        return list(self._keys())

    @property
    def are_there(self) -> bool:
        """Whether there is a file at all."""
        return self.path.exists()

    def require(self) -> None:
        """That there are keys, and that they can be read. Raises ConfigurationError."""
        self._keys()

    def seal(self, secret: bytes, about: str) -> Encrypted:
        """Seal a secret by the first key, so that it opens only as what it is about. Raises ConfigurationError."""
        name, key = next(iter(self._keys().items()))
        nonce = secrets.token_bytes(_NONCE)
        shut = AESGCM(key).encrypt(nonce, secret, about.encode())
        return Encrypted(name, base64.b64encode(nonce + shut).decode())

    def open(self, sealed: Encrypted, about: str) -> bytes:
        """What was sealed. Raises ConfigurationError if the key is not there, and if this is not what was sealed about it."""
        key = self._keys().get(sealed.key)
        if key is None:
            raise ConfigurationError(
                f"ACCORD_KEYS: {self.path} has no key {sealed.key}, by which this was sealed: {about}"
            )
        try:
            shut = base64.b64decode(sealed.text, validate=True)
            return AESGCM(key).decrypt(shut[:_NONCE], shut[_NONCE:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise ConfigurationError(
                f"this was changed since key {sealed.key} sealed it, or is another's: {about}"
            ) from error

    def make(self) -> None:
        """Make the file, for its owner's eyes alone, with a new key in it; nothing if somebody was faster. Raises
        ConfigurationError.
        """
        self._write([_drawn()], _linked)

    def renew(self) -> str:
        """Put a new key before the others; what it is called. The others still open what they sealed. Raises
        ConfigurationError.
        """
        lines = self._lines() if self.are_there else []
        self._write([_drawn(), *lines], os.replace)
        return self.names[0]

    def _keys(self) -> dict[str, bytes]:
        seen, known = self._read
        try:
            now = os.stat(self.path)
        except OSError as error:
            raise self._unreadable(error) from error
        if seen != (signature := (now.st_ino, now.st_mtime_ns, now.st_size)):
            known = self._parsed()
            self._read = signature, known
        return known

    def _parsed(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for number, line in enumerate(self._lines(), 1):
            if not line or line.startswith("#"):
                continue
            try:
                key = base64.b64decode(line, validate=True)
            except (binascii.Error, ValueError):
                key = b""
            if len(key) != _SIZE:
                raise ConfigurationError(
                    f"ACCORD_KEYS: line {number} of {self.path} is not a key: {_SIZE} bytes in base64"
                )
            found[hashlib.sha256(b"accord key " + key).hexdigest()[:16]] = key
        if not found:
            raise ConfigurationError(f"ACCORD_KEYS: there is no key in {self.path}")
        return found

    def _lines(self) -> list[str]:
        try:
            return [line.strip() for line in self.path.read_text("utf-8", "replace").splitlines()]
        except OSError as error:
            raise self._unreadable(error) from error

    def _write(self, lines: Sequence[str], put: Callable[[str, Path], None]) -> None:
        """Write the file whole or not at all, and for good."""
        place = self.path.resolve()
        folder = place.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, written = tempfile.mkstemp(dir=folder, prefix=".keys-")  # readable by its owner alone
            try:
                if self.are_there:  # whoever renews it may be somebody else than who reads it
                    before = place.stat()
                    os.fchown(descriptor, before.st_uid, before.st_gid)
                    os.fchmod(descriptor, before.st_mode & 0o777)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write("".join(f"{line}\n" for line in lines))
                    file.flush()
                    os.fsync(file.fileno())
                put(written, place)
            finally:
                Path(written).unlink(missing_ok=True)
            opened = os.open(folder, os.O_RDONLY)
            os.fsync(opened)
            os.close(opened)
        except OSError as error:
            raise ConfigurationError(f"ACCORD_KEYS: {self.path} cannot be written: {error.strerror}") from error

    def _unreadable(self, error: OSError) -> ConfigurationError:
        return ConfigurationError(f"ACCORD_KEYS: {self.path} cannot be read: {error.strerror}")


def _linked(written: str, place: Path) -> None:
    """Give a file its name, unless another one has it."""
    with suppress(FileExistsError):
        os.link(written, place)


def _drawn() -> str:
    return base64.b64encode(secrets.token_bytes(_SIZE)).decode()
