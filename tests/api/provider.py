"""An OpenID provider: a process of its own on 127.0.0.1, which does what the standard says, or lies as a test tells it to.

Run as a module it takes a port that is free, says on standard output which, and serves until it is ended.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import uvicorn
from joserfc import jws
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "accord-at-the-institute", "s3cret: 100 % of it"
RETURN = "https://accord.test/v1/sign-in/oidc/return"
_ROOT = Path(__file__).parents[2]


class Provider:
    """The process as a test sees it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.api.provider"]
        self._process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.issuer = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def told(self, **lies: Any) -> None:
        """Let it behave from now on, but for what is told. `now` is the time it believes it to be."""
        if isinstance(now := lies.get("now"), datetime):
            lies["now"] = now.timestamp()
        httpx2.post(f"{self.issuer}/told", json=lies, trust_env=False).raise_for_status()

    def asked(self) -> list[dict[str, str]]:
        """What browsers asked of it so far, since it was last told anything."""
        answer: list[dict[str, str]] = httpx2.get(f"{self.issuer}/asked", trust_env=False).json()
        return answer

    def end(self) -> None:
        """End the process, and no other."""
        self._process.kill()
        self._process.wait(30)
        assert self._process.stdout is not None
        self._process.stdout.close()


@dataclass
class _House:
    """The provider inside its process. `lies` are the members of what it was told."""

    issuer: str
    keys: dict[str, Key] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def rotate(self) -> None:
        """Sign with new keys from now on, and forget the old."""
        drawn: dict[str, Key] = {"RS256": RSAKey.generate_key(2048), "ES256": ECKey.generate_key("P-256")}
        self.keys = drawn | {"EdDSA": OKPKey.generate_key("Ed25519"), "Ed25519": OKPKey.generate_key("Ed25519")}
        for key in self.keys.values():
            key.ensure_kid()

    async def told(self, request: Request) -> Response:
        self.lies, self.asked = await request.json(), []
        if not self.keys or self.lies.get("rotated"):
            self.rotate()
        return Response()

    async def was_asked(self, _: Request) -> Response:
        return JSONResponse(self.asked)

    async def describe(self, _: Request) -> Response:
        await asyncio.sleep(self.lies.get("slow", 0))
        about = {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize?tenant=1"}
        about |= {"token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys"}
        return JSONResponse(about | self.lies.get("document", {}))

    async def show_keys(self, _: Request) -> Response:
        return JSONResponse(KeySet(list(self.keys.values())).as_dict(private=False))

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        demanded = {
            "client_id": CLIENT,
            "redirect_uri": RETURN,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        if any(asked.get(name) != value for name, value in demanded.items()) or "openid" not in asked["scope"].split():
            return JSONResponse({"error": "invalid_request", "asked": asked}, 400)
        back = {"state": asked["state"]}
        if self.lies.get("denied"):
            back |= {"error": "access_denied", "error_description": "<b>no</b>"}
        else:
            back["code"] = secrets.token_urlsafe(16)
            self.codes[back["code"]] = asked
        return RedirectResponse(f"{RETURN}?{urlencode(back | self.lies.get('back', {}))}", 302)

    async def token(self, request: Request) -> Response:
        await asyncio.sleep(self.lies.get("slow", 0))
        if "broken" in self.lies:
            return Response(self.lies["broken"], 500)
        form = {name: str(value) for name, value in (await request.form()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        given = request.headers.get("authorization", "")
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if given != basic and (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        challenge = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or asked["code_challenge"] != challenge or form.get("redirect_uri") != RETURN:
            return JSONResponse({"error": "invalid_grant"}, 400)
        answer = {"access_token": "unused", "token_type": "Bearer", "id_token": self.signed(asked)}
        return JSONResponse({name: value for name, value in answer.items() if name not in self.lies.get("without", ())})

    def signed(self, asked: dict[str, str]) -> str:
        """An ID token in answer to what was asked."""
        now = int(self.lies["now"])
        claims = {"iss": self.issuer, "sub": "subject-1", "aud": CLIENT, "exp": now + 300, "iat": now}
        claims |= {"nonce": asked["nonce"], "auth_time": now} | self.lies.get("claims", {})
        claims = {name: value for name, value in claims.items() if value is not None}
        alg = self.lies.get("alg", "RS256")
        key = self.keys["RS256" if alg in ("none", "HS256") else alg]
        written = f"{_spelled({'alg': alg, 'kid': key.kid} | self.lies.get('header', {}))}.{_spelled(claims)}"
        if alg == "none":
            signature = b""
        elif alg == "HS256":  # with what everybody knows, as if it were a secret shared with the client
            assert isinstance(key, RSAKey)
            signature = hmac.digest(key.as_pem(private=False), written.encode(), "sha256")
        else:
            # The library warns of the name EdDSA, which many providers still use for what is Ed25519.
            signature = jws.JWSRegistry.algorithms[alg.replace("EdDSA", "Ed25519")].sign(written.encode(), key)
        return f"{written}.{_base64(signature)}"


def _spelled(told: dict[str, Any]) -> str:
    return _base64(json.dumps(told).encode())


def _base64(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def _serve() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        house = _House(f"http://127.0.0.1:{port}")
        routes = [
            Route("/.well-known/openid-configuration", house.describe),
            Route("/keys", house.show_keys),
            Route("/authorize", house.authorize),
            Route("/token", house.token, methods=["POST"]),
            Route("/told", house.told, methods=["POST"]),
            Route("/asked", house.was_asked),
        ]
        print(port, flush=True)  # noqa: T201  # whoever started this reads it
        uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error")).run([listening])


if __name__ == "__main__":
    _serve()
