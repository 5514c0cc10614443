"""What stands around every page: where one is, who one is, what needs one, the programmes, the language and the clock."""

from typing import Any

from fastapi import Request
from sqlmodel import Session

from api.console.formatting import Formatter
from api.console.language import Language
from workflow import calls, editions
from workflow.actors import Actor

THEME, KEYS = "accord-theme", "accord-keys"
HOME_ZONE = "Asia/Shanghai"


def build_layout(request: Request, language: Language, figures: Formatter) -> dict[str, Any]:
    """What any page can say, whoever looks at it."""
    theme = request.cookies.get(THEME, "")
    return {
        "figures": figures,
        "here": request.url.path,
        "here_whole": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "keys": request.cookies.get(KEYS, "") != "off",
        "language": language,
        "mails": bool(request.app.state.services.database.settings.smtp_host),
        "now": figures.now,
        "request_id": request.state.request_id,
        "theme": theme if theme in ("light", "dark") else "",
        "zone": HOME_ZONE,
        "actor": None,
        "am": lambda *_: False,
    }


def load_layout(session: Session, actor: Actor, *, needing: int) -> dict[str, Any]:
    """What stands around the pages of somebody signed in, whom so many cases need."""
    published = [calls.load_call(session, code) for code in editions.list_codes(session)]
    return {
        "actor": actor,
        "roles": sorted(actor.roles),
        "am": lambda *roles: not actor.roles.isdisjoint(roles),
        "needing": needing,
        "published": published,
    }
