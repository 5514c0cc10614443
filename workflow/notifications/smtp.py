"""Handing letters to a mail server: connected once for many, anew after anything went wrong. aiosmtplib is used here alone."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from email.message import EmailMessage
from ipaddress import ip_address
from types import TracebackType
from typing import TypeVar
from urllib.parse import urlsplit

import aiosmtplib

from workflow.settings import Settings

_T = TypeVar("_T")
_PARTING = 5.0
_LOST = (aiosmtplib.SMTPException, OSError, TimeoutError)


class Undelivered(Exception):
    """The server did not take a letter: what it answered (a code of SMTP or the kind of failure), and whether for good."""

    def __init__(self, answer: str, *, for_good: bool) -> None:
        super().__init__(answer)
        self.for_good = for_good


class OutOfReach(Exception):
    """There is no mail server to be had now; says why in a word, never with a password."""


class SmtpClient:
    """A mail server, spoken to from one thread. To be entered with `with`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loop = asyncio.Runner()
        self._server: aiosmtplib.SMTP | None = None

    def __enter__(self) -> "SmtpClient":
        self._loop.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(*_LOST):
            if self._server is not None:
                self._run(self._server.quit(), _PARTING)
        self._dropped()
        self._loop.__exit__(kind, error, at)

    def reach(self) -> None:
        """Be connected and signed in. Raises OutOfReach."""
        if self._server is not None and self._server.is_connected:
            return
        self._dropped()
        settings = self._settings
        self._server = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password if settings.smtp_user else None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            timeout=settings.smtp_patience,
            local_hostname=_named(settings.site),
        )
        try:
            self._run(self._server.connect())
        except _LOST as error:
            self._dropped()
            raise OutOfReach(_answer(error)) from None

    def carry(self, letter: EmailMessage, *, sender: str, recipient: str) -> None:
        """Have one letter taken to one recipient. Raises Undelivered, and then lets go of the server unless it was for good."""
        assert self._server is not None, "the server is reached first"
        try:
            self._run(self._server.send_message(letter, sender=sender, recipients=[recipient]))
        except (ValueError, *_LOST) as error:
            for_good = _is_for_good(error)
            if not for_good:
                self._dropped()
            raise Undelivered(_answer(error), for_good=for_good) from None

    def _run(self, what: Awaitable[_T], patience: float | None = None) -> _T:
        async def patiently() -> _T:
            async with asyncio.timeout(patience or self._settings.smtp_patience):
                return await what

        return self._loop.run(patiently())

    def _dropped(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None


def _named(site: str) -> str:
    """How we call ourselves to the server: as people reach us, an address in brackets."""
    host = urlsplit(site).hostname or "localhost"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def _is_for_good(error: Exception) -> bool:
    """Whether recipient or letter were refused with a 5xx, or cannot be said to this server; anything else may fare better."""
    if isinstance(error, (ValueError, aiosmtplib.SMTPNotSupported)):
        return True
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(one.code >= 500 for one in error.recipients)
    return isinstance(error, aiosmtplib.SMTPDataError) and error.code >= 500


def _answer(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return " ".join(str(one.code) for one in error.recipients)
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return "the server does not offer SMTPUTF8"
    code = getattr(error, "code", None)
    return str(code) if code is not None else type(error).__name__
