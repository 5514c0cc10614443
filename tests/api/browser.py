"""A browser, as far as signing in needs one: it keeps cookies, goes where it is sent, and says where it comes from."""

from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
from fastapi.testclient import TestClient
from httpx2 import Response

from api import csrf
from api.middleware import Envelope

SITE = "https://accord.test"


class Browser:
    """One browser, at the service and at an identity provider."""

    def __init__(self, app: Envelope) -> None:
        self.here = TestClient(app, base_url=SITE, raise_server_exceptions=False, follow_redirects=False)
        self.cookies = httpx2.Cookies()

    def ask(self, method: str, path: str, *, site: str = "same-origin", **more: Any) -> Response:
        """Send a request as `send` does, and look at the page that a form led to, if it led to one that answers it."""
        answer = self.send(method, path, site=site, **more)
        location = answer.headers.get("location", "")
        return self.send("GET", location) if location.startswith("/shown/") else answer

    def send(self, method: str, path: str, *, site: str = "same-origin", **more: Any) -> Response:
        """Send the service a request, from a page of its own unless said otherwise."""
        headers = {"Sec-Fetch-Site": site, "User-Agent": "Mosaic"}
        return self.here.request(method, path, headers=headers, **more)

    def keep(self, secret: str) -> None:
        """Be signed in with a session."""
        self.here.cookies.set(csrf.COOKIE, secret, domain="accord.test", path="/")

    def sign_in(self, path: str = "/v1/sign-in/oidc") -> Response:
        """Take a way through the provider to its end: what the service answers to the return."""
        sent = self.ask("POST", path)
        return self.come_back(self.return_of(sent)) if sent.status_code == 303 else sent

    def return_of(self, sent: Response) -> str:
        """Where the provider sends the browser that the service sent to it."""
        with httpx2.Client(cookies=self.cookies, follow_redirects=False, trust_env=False, verify=False) as there:
            answer = there.get(sent.headers["location"])
            self.cookies = there.cookies
        assert answer.status_code == 302, answer.text
        return urljoin(sent.headers["location"], answer.headers["location"])

    def come_back(self, address: str) -> Response:
        """Go where the provider sent the browser."""
        assert address.startswith(SITE)
        return self.ask("GET", address.removeprefix(SITE), site="cross-site")

    def me(self) -> str | None:
        """As whom the browser is signed in."""
        answer = self.ask("GET", "/v1/me")
        return str(answer.json()["name"]) if answer.status_code == 200 else None


def part(address: str, name: str) -> str:
    """A part of what an address asks."""
    return parse_qs(urlsplit(address).query)[name][0]
