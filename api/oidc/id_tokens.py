"""What an identity provider says of who signed in: an ID token, believed only if everything about it is as it should be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from workflow.credentials.oidc_flows import Flow
from workflow.identity.identities import Identity, Proof

LEEWAY = timedelta(seconds=60)
ALGORITHMS = ("RS256", "ES256", "Ed25519")
_LONGEST = 255  # of a subject (OpenID Connect Core, section 2)


class Doubtful(Exception):
    """Something a provider is said to say, and that cannot be believed. Why is for the log: whoever sent it is not told."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token must say: by whom it is, for which client, in answer to which flow, how strongly proved."""

    issuer: str
    client: str
    flow: Flow
    acr: Collection[str] = ()


class _Registry(JWSRegistry):
    """The algorithms that are taken. `EdDSA`, an older name of several, is taken for the one of them that is common."""

    def get_alg(self, name: str) -> Any:
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


def proof(token: object, keys: KeySet, expected: Expected, *, now: datetime) -> Proof:
    """What a token proves. Raises Doubtful, InvalidKeyIdError for a key that is not among these."""
    if not isinstance(token, str):
        raise Doubtful("the answer holds no ID token")
    claims = jwt.decode(token, keys, registry=_REGISTRY).claims
    _check(claims, expected, now)
    return Proof(Identity(expected.issuer, claims["sub"]), _shown_at(claims, expected.flow, now))


def _check(claims: dict[str, Any], expected: Expected, now: datetime) -> None:
    demanded = jwt.JWTClaimsRegistry(
        int(now.timestamp()),
        int(LEEWAY.total_seconds()),
        iss={"essential": True, "value": expected.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": expected.client},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": expected.flow.nonce},
    )
    try:
        demanded.validate(claims)
    except JoseError as error:
        raise Doubtful(str(error)) from error
    if not isinstance(claims["nonce"], str) or len(claims["sub"]) > _LONGEST or not claims["sub"].isprintable():
        raise Doubtful("nonce or sub is not a text of the right form")
    has_others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if ("azp" in claims or has_others) and claims.get("azp") != expected.client:
        raise Doubtful("azp names another client, or none of several")
    if claims["iat"] < (expected.flow.begun_at - LEEWAY).timestamp():
        raise Doubtful("it was issued before it was asked for")
    if expected.acr and claims.get("acr") not in expected.acr:
        raise Doubtful(f"acr is {claims.get('acr')!r}, not one of those asked for")


def _shown_at(claims: dict[str, Any], flow: Flow, now: datetime) -> datetime | None:
    """When the person proved to the provider who they are; anew, if the flow asked for that."""
    said = claims.get("auth_time")
    if said is not None and (isinstance(said, bool) or not isinstance(said, int | float)):
        raise Doubtful("auth_time is not a number")
    if said is not None and not 0 <= said <= (now + LEEWAY).timestamp():
        raise Doubtful("auth_time lies ahead, or before all time")
    if flow.aim.what == "again" and (said is None or said < (flow.begun_at - LEEWAY).timestamp()):
        raise Doubtful("the person did not prove anew who they are")
    return None if said is None else datetime.fromtimestamp(said, UTC)
