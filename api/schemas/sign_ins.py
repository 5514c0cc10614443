"""The JSON of signing in: which ways there are, and the identities linked with oneself."""

from api.schemas.out import Instant, Out


class WayOut(Out):
    """A way to sign in: what people call it, and what to POST to, to take it."""

    way: str
    label: str
    action: str


class WaysOut(Out):
    """Every way to sign in."""

    ways: list[WayOut]


class IdentityOut(Out):
    """An identity at a provider; `id` is the hash by which the trail names it."""

    id: str
    issuer: str
    subject: str
    linked_at: Instant
