"""What pages load: one style sheet, one script, one icon; at addresses that change with their content, to be kept for good."""

import hashlib
from functools import cache
from importlib import resources

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

_STYLES = (
    "tokens", "ground", "shell", "controls", "marks", "panels", "notes", "queue", "case", "bulk", "call", "guideline",
    "calendar", "audit", "decision", "reviewing", "forms", "account", "sheet", "narrow", "preferences", "print", "solo",
)  # fmt: skip
_KINDS = {"console.css": "text/css", "console.js": "text/javascript", "icon.svg": "image/svg+xml"}
_FOR_GOOD = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@router.get("/assets/{digest}/{name}")
async def asset(digest: str, name: str) -> Response:
    """One of them, for good if it is asked for by its present digest."""
    if name not in _KINDS:
        raise HTTPException(404)
    kept = _FOR_GOOD if digest == _digest(name) else "no-cache"
    return Response(_content(name), media_type=_KINDS[name], headers={"Cache-Control": kept})


def address(name: str) -> str:
    """Where a page finds one of them."""
    return f"/assets/{_digest(name)}/{name}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_content(name)).hexdigest()[:16]


@cache
def _content(name: str) -> bytes:
    folder = resources.files("api.console") / "static"
    if name == "console.css":
        return b"\n".join((folder / "styles" / f"{part}.css").read_bytes() for part in _STYLES)
    return (folder / name).read_bytes()
