"""Templates, one environment for each language, and what every template can say."""

from datetime import date
from functools import cache
from importlib import resources

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.console import assets, browsers, charts, event_text, icons, once, origins, state_styles, zones
from api.console.language import Language, languages
from workflow import outcomes


@cache
def environment(code: str) -> Environment:
    """The templates in one language."""
    language = languages()[code]
    folder = str(resources.files("api.console") / "templates")
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(
        _=language,
        asset=assets.address,
        charts=charts,
        glyph=icons.glyph,
        icon=icons.icon,
        language=language,
        languages=list(languages().values()),
        look=state_styles.style_state,
        once=once.once_field,
    )
    found.filters["told"] = language.told
    found.filters["scope_word"] = language.scope
    found.filters["method_word"] = language.method
    found.filters["role_word"] = language.role
    found.filters["browser_word"] = lambda agent: browsers.name_browser(agent, language)
    found.filters["beside"] = lambda entry, zone, figures: event_text.describe_event(entry, figures, zone)
    found.filters["status_word"] = language.status
    found.filters["origin"] = origins.origin
    found.filters["subject_word"] = lambda one, call: origins.subject(one, call, language)
    found.filters["standing"] = lambda one: language.standing(one.strength, one.status)
    found.filters["party_word"] = language.party
    found.filters["part_word"] = language.part
    found.filters["label_of"] = lambda field, direction: language.label(direction.fields[field])
    found.filters["zones"] = zones.of
    found.filters["kind_word"] = lambda kind, direction: event_text.kind(kind, language, direction)
    found.filters["column_word"] = lambda name: event_text.column(name, language)
    found.filters["as_day"] = date.fromisoformat
    found.filters["as_instant"] = outcomes.parse_instant
    found.filters["sentence"] = lambda entry, direction=None: event_text.sentence(entry, language, direction)
    return found


def drawn(template: str, language: Language, context: dict[str, object]) -> str:
    """A template filled in."""
    return environment(language.code).get_template(template).render(context)


def part(template: str, block: str, language: Language, context: dict[str, object]) -> str | None:
    """One block of a template filled in, for a script that changes part of a page; None if there is no such block."""
    found = environment(language.code).get_template(template)
    if block not in found.blocks:
        return None
    within = found.new_context(context)
    next(found.root_render_func(within), "")  # as far as the imports and macros that stand above the blocks
    return "".join(found.blocks[block](within))
