"""What an identity provider says of itself: where it is asked, how, and which keys it signs with. It must be whom we know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.oidc.id_tokens import Doubtful


@dataclass(frozen=True, slots=True)
class Known:
    """What a provider says of itself: where people are sent, where codes are exchanged and how, its keys."""

    authorization: str
    token: str
    authentication: str
    says_issuer: bool
    keys: KeySet
    at: datetime


async def known(client: Any, issuer: str, *, has_secret: bool, now: datetime) -> Known:
    """What a provider of this name says of itself, asked through a client. Raises Doubtful, and what the client raises."""
    document = await _read(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if document.get("issuer") != issuer:
        raise Doubtful(f"it calls itself {document.get('issuer')!r}")
    places = [document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    authorization, token, keys = (_safe(place, issuer) for place in places)
    says_issuer = document.get("authorization_response_iss_parameter_supported") is True
    method = _method(document.get("token_endpoint_auth_methods_supported"), has_secret=has_secret)
    return Known(authorization, token, method, says_issuer, _keys(await _read(client, keys)), now)


def _method(methods: object, *, has_secret: bool) -> str:
    """How a secret is shown: of the two ways to send it, the one in which no side can have got its encoding wrong."""
    if not has_secret:
        return "none"
    takes_post = isinstance(methods, list) and "client_secret_post" in methods
    return "client_secret_post" if takes_post else "client_secret_basic"


def _safe(place: object, issuer: str) -> str:
    """An address that nobody on the way can listen at: with TLS, or on this machine if the provider is."""
    if not isinstance(place, str):
        raise Doubtful("it does not say where it is to be asked")
    if not place.startswith("https://") and urlsplit(place)[:2] != urlsplit(issuer)[:2]:
        raise Doubtful(f"{place!r} is not to be asked in secret")
    return place


async def _read(client: Any, address: str) -> Any:
    answer = await client.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    document = answer.json()
    if not isinstance(document, dict):
        raise Doubtful(f"{address} gives no object")
    return document


def _keys(document: Any) -> KeySet:
    try:
        return KeySet.import_key_set(document)
    except (JoseError, LookupError, TypeError, ValueError) as error:
        raise Doubtful("its keys cannot be read") from error
