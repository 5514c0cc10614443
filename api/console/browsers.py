"""Browsers as people know them, for whoever looks at where they are signed in."""

import ua_parser

from api.console.language import Language

_LONGEST = 80


def name_browser(agent: str, language: Language) -> str:
    """What a browser is called that gave its name so: Firefox on Windows; as it came, if nobody knows it."""
    known = ua_parser.parse(agent)
    if known.user_agent is None:
        return agent[:_LONGEST] or language("a browser that does not say which")
    if known.os is None:
        return known.user_agent.family
    return language("{browser} on {system}", browser=known.user_agent.family, system=known.os.family)
