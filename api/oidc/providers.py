"""The institution's identity provider, spoken to as OpenID Connect says: by authorization code, with PKCE, state and nonce.

Where it is asked and which keys it signs with is read from its own description, which must bear the very name that is
configured, and anew after an hour or when it signs with a key not seen before. Why something failed stands in the log alone.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from fastapi import Request
from joserfc.errors import InvalidKeyIdError, JoseError

from api.oidc import discovery
from api.oidc.discovery import Known
from api.oidc.id_tokens import Doubtful, Expected, proof
from workflow.credentials.oidc_flows import FAILED, Flow
from workflow.errors import ConfigurationError, NotFound, Unauthenticated, Unavailable
from workflow.identity import authentication
from workflow.identity.identities import Proof
from workflow.settings import Settings

RETURN = "/v1/sign-in/oidc/return"
_REMEMBERED = timedelta(hours=1)
_LOG = logging.getLogger("accord.api")


@dataclass(frozen=True, slots=True)
class Return:
    """What a browser brought back from a provider: a code, unless it failed there, and whose answer it says it is."""

    state: str
    code: str | None
    issuer: str | None


class Provider:
    """One provider, and what is known of it for an hour."""

    def __init__(self, settings: Settings) -> None:
        if not settings.oidc_client_id:
            raise ConfigurationError("ACCORD_OIDC_CLIENT_ID: a provider is configured, but not as whom to ask it")
        if settings.second_factor == authentication.REQUIRED_FOR_STAFF and not settings.oidc_acr:
            raise ConfigurationError(
                "ACCORD_OIDC_ACR: staff must have a second factor; say how the provider is asked for one"
            )
        self.issuer = settings.oidc_issuer
        self.label = settings.oidc_label or str(urlsplit(self.issuer).hostname)
        self._settings = settings
        self._acr = tuple(settings.oidc_acr.split())
        self._known: Known | None = None

    async def known(self, *, now: datetime, anew: bool = False) -> Known:
        """What the provider says of itself. Raises Unavailable."""
        known = self._known
        if known is None or anew or not timedelta() <= now - known.at < _REMEMBERED:
            async with self._asked() as client:
                has_secret = bool(self._settings.oidc_client_secret)
                known = self._known = await discovery.known(client, self.issuer, has_secret=has_secret, now=now)
        return known

    async def address(self, flow: Flow, *, now: datetime) -> str:
        """Where to send a browser that begins a flow. Raises Unavailable."""
        known = await self.known(now=now)
        asked: dict[str, str] = {"nonce": flow.nonce}
        if flow.aim.what == "again":
            asked |= {"max_age": "0", "prompt": "login"}
        if self._acr:
            asked["acr_values"] = " ".join(self._acr)
        async with self._asked() as client:
            address, _ = client.create_authorization_url(
                known.authorization, state=flow.state, code_verifier=flow.verifier, **asked
            )
        return str(address)

    async def proof(self, flow: Flow, back: Return, *, now: datetime) -> Proof:
        """What came back proves. Raises Unauthenticated, Unavailable."""
        known = await self.known(now=now)
        try:
            if back.issuer != self.issuer and (back.issuer is not None or known.says_issuer):
                raise Doubtful("the answer is another provider's")
            if back.code is None:
                raise Doubtful("the provider sent no code")
            token = await self._exchanged(known, flow, back.code)
            expected = Expected(self.issuer, self._settings.oidc_client_id, flow, self._acr)
            try:
                return proof(token, known.keys, expected, now=now)
            except InvalidKeyIdError:
                known = await self.known(now=now, anew=True)
                return proof(token, known.keys, expected, now=now)
        except (Doubtful, OAuthError, JoseError, ValueError) as error:
            _LOG.warning("a sign-in through %s was refused: %r", self.issuer, error)
            raise Unauthenticated(FAILED) from error

    async def _exchanged(self, known: Known, flow: Flow, code: str) -> object:
        async with self._asked(known.authentication) as client:
            answer: dict[str, object] = await client.fetch_token(
                known.token, grant_type="authorization_code", code=code, code_verifier=flow.verifier
            )
        return answer.get("id_token")

    @asynccontextmanager
    async def _asked(self, authentication: str | None = None) -> AsyncIterator[Any]:
        """A client of the provider that waits so long and no longer, goes only where it is sent, and heeds no environment."""
        settings = self._settings
        client = AsyncOAuth2Client(
            settings.oidc_client_id,
            settings.oidc_client_secret,
            token_endpoint_auth_method=authentication,
            scope="openid",
            redirect_uri=f"{settings.site.rstrip('/')}{RETURN}",
            code_challenge_method="S256",
            timeout=settings.oidc_patience,
            follow_redirects=False,
            verify=_tls(),
            trust_env=False,
        )
        try:
            async with asyncio.timeout(settings.oidc_patience), client:
                yield client
        except OAuthError:
            raise  # a refusal is an answer
        except (httpx2.HTTPError, TimeoutError, Doubtful, ValueError) as error:
            _LOG.warning("the identity provider %s cannot be used: %r", self.issuer, error)
            raise Unavailable("the identity provider cannot be asked now") from error


def configured(settings: Settings) -> Provider | None:
    """The provider of the settings, if there is one. Raises ConfigurationError."""
    return Provider(settings) if settings.oidc_issuer else None


def provider(request: Request) -> Provider:
    """The provider of the application a request came to. Raises NotFound if it has none."""
    found: Provider | None = request.app.state.provider
    if found is None:
        raise NotFound("nobody signs in through an identity provider here")
    return found


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
