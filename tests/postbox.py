"""A real mail server on 127.0.0.1 for stories: it keeps what it takes, and misbehaves where it is told to."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

Answer = str | None


@dataclass
class Postbox:
    """What the server took, in order; `answer` may refuse a recipient, `data` a letter, `drops` hangs up on a letter."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    answers: Callable[[EmailMessage], Answer] = lambda _: None
    drops: Callable[[EmailMessage], bool] = lambda _: False
    slowly: float = 0.0
    connections: int = 0
    lines: list[asyncio.WriteTransport] = field(default_factory=list)

    @property
    def addressed(self) -> list[str]:
        """To whom each letter went, in order."""
        return [recipient for recipient, _ in self.taken]

    async def handle_EHLO(  # noqa: N802  # named by the library
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who comes."""
        self.connections += 1
        if isinstance(server.transport, asyncio.WriteTransport):
            self.lines.append(server.transport)
        session.host_name = hostname
        return responses

    async def hang_up(self) -> None:
        """Close what a client left open, and let the loop notice."""
        for line in self.lines:
            line.abort()
        for _ in range(3):
            await asyncio.sleep(0)

    async def handle_RCPT(  # noqa: N802  # named by the library
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse whom it is told to."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        """Take a letter, or do to it what it is told to."""
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        if self.slowly:
            await asyncio.sleep(self.slowly)
        if self.drops(letter):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "451 gone"
        refusal = self.answers(letter)
        if refusal is not None:
            return refusal
        self.taken += [(recipient, letter) for recipient in envelope.rcpt_tos]
        return "250 taken"


@contextmanager
def opened(port: int = 0, **more: Any) -> Iterator[Postbox]:
    """A server that is up for as long as this lasts."""
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=port or free_port(), **more)
    controller.start()
    postbox.port = controller.port
    try:
        yield postbox
    finally:
        asyncio.run_coroutine_threadsafe(postbox.hang_up(), controller.loop).result(5)
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found: int = taken.getsockname()[1]
        return found


def certified(folder: Path) -> ssl.SSLContext:
    """What a server shows that is 127.0.0.1 by its own word; its certificate is left in the folder."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    asked = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    asked = asked.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate = asked.add_extension(here, critical=False).sign(key, SHA256())
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator that knows one user."""

    def known(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        fits = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=fits, handled=False)

    return known
