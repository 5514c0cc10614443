"""The headers that keep browsers careful, on every answer that does not bring its own: they trust nothing but this origin."""

import base64
import hashlib
import re
from urllib.parse import urlsplit

from workflow.settings import Settings

Headers = tuple[tuple[bytes, bytes], ...]
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    "cache-control": "no-store",
}
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def policy(**more: str) -> str:
    """What a page may load and where it may send; `more` is allowed beside it, by directive."""
    extra = {name.replace("_", "-"): value for name, value in more.items() if value}
    return "; ".join(f"{name} {value} {extra.get(name, '')}".rstrip() for name, value in _POLICY.items())


def of(settings: Settings) -> Headers:
    """The headers of every answer of a service with these settings.

    Where people sign in at a provider a form may lead to it, for browsers hold a redirect to what the form's page allows.
    """
    found = _ALWAYS | {"content-security-policy": policy(form_action=_origin(settings.oidc_issuer))}
    return tuple((name.encode(), value.encode()) for name, value in found.items())


def is_secure(settings: Settings) -> bool:
    """Whether people reach the service over https, whatever a proxy before it makes of that."""
    return settings.site.startswith("https://")


def inline_scripts(page: str) -> str:
    """The scripts written into a page, by hash, as a policy allows them."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
