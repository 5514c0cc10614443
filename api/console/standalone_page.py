"""Pages that stand alone: before somebody is signed in, or when what they show is shown once."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.console import language as languages
from api.console import layout, templating
from api.console.formatting import Formatter
from api.console.results import PageShownOnce
from api.services import get_services

_SECRETS = "once.html"


def render_standalone(
    request: Request, template: str, context: Mapping[str, object], status: int = 200
) -> HTMLResponse:
    """A page of which nothing depends on who looks at it."""
    language = languages.chosen(request, get_services(request).database.settings.language)
    around = layout.build_layout(request, language, Formatter(language, request.state.received_at))
    around["provider"] = getattr(request.app.state.provider, "label", None)
    kind = PageShownOnce if template == _SECRETS else HTMLResponse
    return kind(templating.drawn(template, language, {**around, **context}), status)
