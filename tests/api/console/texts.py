"""Every text the console may show, found where it is written: in its templates and Python, in programme data, in the domain's
sentences. What stands between braces in a sentence is put in later.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from jinja2 import Environment, nodes

from api.console.phrasebook import SENTENCE
from states import loader, registry_sources
from states.call import Call, Direction
from states.facts import Side
from states.fields import PARTY_TYPES, Field
from states.frozen_model import Role
from states.rule_labels import WORDS
from states.rules import Clause
from tests.api.console import sentences
from workflow.pool import conflict_detection

ROOT = Path(__file__).parents[3]
CONSOLE = ROOT / "api" / "console"
TABLES = {
    "_ROLES",
    "_PARTIES",
    "_PARTS",
    "_PLACES",
    "_SAID",
    "_COLUMNS",
    "_BESIDE",
    "_FASTER",
    "_OWN",
    "_SCOPES",
    "_METHODS",
}
"""Names under api/console of what holds texts that are looked up later."""
ASKING = {"language", "said", "_"}
"""What a language is called where a text is asked of it."""
_PLACE = re.compile(r"\{\w*\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text: in English, a counted one in singular and plural; `context` marks sentences with places in them."""

    said: str | tuple[str, str]
    source: str
    context: str | None = None


def texts() -> list[Text]:
    """Each text once, in the order of where it first stands."""
    found: dict[tuple[str, str | None], Text] = {}
    for text in (*_templates(), *_code(), *_programmes(), *_words(), *_sentences()):
        key = text.said if isinstance(text.said, str) else text.said[0]
        key = _PLACE.sub("{}", key) if text.context else key
        if (key, text.context) not in found or not isinstance(text.said, str):
            found[key, text.context] = text
    return list(found.values())


def _templates() -> Iterator[Text]:
    read = Environment(trim_blocks=True, lstrip_blocks=True)
    for path in sorted((CONSOLE / "templates").glob("*.html")):
        source = path.relative_to(ROOT).as_posix()
        for call in read.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                yield from (Text(said, source) for said in _drawn(call.args[0]))
            elif isinstance(call.node, nodes.Getattr) and call.node.attr == "counted":
                one, many = (list(_drawn(arg)) for arg in call.args[:2])
                yield from (Text(pair, source) for pair in zip(one, many, strict=True))


def _drawn(node: nodes.Expr) -> Iterator[str]:
    """The texts that an expression of a template may come to."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from (*_drawn(node.expr1), *(_drawn(node.expr2) if node.expr2 else ()))


def _code() -> Iterator[Text]:
    for path in sorted(CONSOLE.rglob("*.py")):
        source = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in TABLES:
                kept = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
                yield from (Text(said, source) for value in kept for said in _constants(value))
            elif isinstance(node, ast.Call) and _last(node.func) in ASKING and node.args:
                yield from (Text(said, source) for said in _constants(node.args[0]))
            elif isinstance(node, ast.Call) and _last(node.func) == "counted" and len(node.args) > 1:
                one, many = (list(_constants(arg)) for arg in node.args[:2])
                yield from (Text(pair, source) for pair in zip(one, many, strict=True))


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _constants(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))


def _programmes() -> Iterator[Text]:
    for programme in loader.programmes().values():
        yield Text(programme.about, "states/programmes")
        yield Text(programme.source, "states/programmes")
        yield from (Text(said, "states/programmes") for clause in programme.clauses for said in _of_clause(clause))
    for call in loader.calls().values():
        for said in _call(call):
            yield Text(said, f"states/programmes/{call.code}")
    for authority in registry_sources.load_cited().authorities:
        yield Text(authority.name, "states/programmes/registry.toml")


def _call(call: Call) -> Iterator[str]:
    yield call.source
    yield from (said for clause in call.clauses for said in _of_clause(clause))
    for direction in call.directions:
        yield from (state.about for state in direction.lifecycle.states.values())
        yield from (_option(field, option) for field in direction.fields.values() for option in field.options)
        yield from _direction(direction)
    for direction in call.directions:
        yield from (said for rule in direction.rules for said in _of_clause(rule))
        yield from direction.notes


def _of_clause(clause: Clause) -> Iterator[str]:
    """What a clause says, and what of it nothing keeps."""
    yield clause.text
    if (unkept := getattr(clause, "unkept", None)) is not None:
        yield unkept


def _option(field: Field, option: str) -> str:
    """An option as pages show it: figures go by their names."""
    return option.replace("_", " ").capitalize() if field.kind == "figures" else option


def _direction(direction: Direction) -> Iterator[str]:
    yield direction.title
    yield from direction.areas
    yield from (scope.text for scope in direction.scopes)
    yield from (topic.title for topic in direction.topics)
    for rule in direction.rules:
        yield from (one.text for one in getattr(rule, "each", ()) if hasattr(one, "text"))


def _words() -> Iterator[Text]:
    """Names that the domain's sentences put in as they are: roles, sides, kinds of parties, grounds of a conflict."""
    for group in (
        get_args(Role),
        get_args(Side),
        PARTY_TYPES,
        conflict_detection.FOUND.values(),
        sentences.WORDS,
        WORDS.values(),
    ):
        yield from (Text(name, "names") for name in group)


def _sentences() -> Iterator[Text]:
    for source, said in sentences.sentences(ROOT):
        yield Text(said, source, SENTENCE if "{" in said else None)
