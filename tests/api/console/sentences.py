"""The sentences that the domain composes, read from its source: refusals, faults of a form, what a rule looked at, errors.

An f-string becomes a pattern: each place in it is named for what is put in there.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

DECIDING = (
    "states/asks.py", "states/calendar.py", "states/needs.py", "states/machine.py", "states/fields.py",
    "states/identifiers.py", "states/numbers.py", "states/receipts.py", "states/rules", "states/written.py",
    "api/request_faults.py",
)  # fmt: skip
"""Where every text is one that people are told."""
DOING = ("workflow", "api")
"""Where people are told what is given to one of these, or to a name given to one of these."""
ERRORS = {
    "InvalidRequest",
    "NotAllowed",
    "ReauthenticationRequired",
    "NotFound",
    "Throttled",
    "TooLarge",
    "Unauthenticated",
    "Unavailable",
    "BadRequest",
}
REFUSING = {
    "Fault",
    "FieldError",
    "Refusal",
    "Unmet",
    "_misfit",
    "_require_fitting",
    "_unfit",
    "_unknown",
    "about",
    "check_permission",
}
FAULTING = {
    "refuse_parameter",
    "require",
    "check_text",
    "refuse_undescribed",
    "refuse_value",
    "refuse_unreadable",
    "invalid",
    "unsupported",
}
TELLING = ERRORS | REFUSING | FAULTING
NAMING = {"lists.check_name", "lists.check_text"}
"""What is given the name of a thing, to put it into a sentence."""
RAISED_FOR_OPERATORS = {
    "api/app.py", "api/request_context.py", "api/oidc/discovery.py", "api/oidc/id_tokens.py",
    "api/routes", "api/schemas/inputs.py", "api/json_body.py",
    "api/negotiation.py", "workflow/auditing/verify.py",
    "workflow/canonical.py", "workflow/editions.py", "workflow/migrations", "workflow/overview/searches.py",
    "workflow/paperwork/scanner.py", "workflow/paperwork/storage.py", "workflow/notifications/emails.py",
    "workflow/registry/seeding.py", "workflow/registry/laureate_import.py", "workflow/settings.py",
    "workflow/store/database.py", "workflow/store/bulk.py",
    "workflow/tables", "workflow/upkeep/health.py", "workflow/upkeep/invariants.py",
}  # fmt: skip
"""Whose sentences go to programs and operators, and stay English."""
UNSAID = {"compile", "ValueError", "Field", "error", "warning"}
WORDS = (
    "none",
    "action",
    "column",
    "order",
    "owner",
    "actor",
    "call",
    "direction",
    "state",
    "partner",
    "role",
    "topic",
    "agreement",
    "organisation",
    "authority",
    "found",
    "suspected",
    "declared",
    "confirmed",
    "dismissed",
)
"""Words of programs that sentences put in as they are."""
_PLACE = re.compile(r"\{\w*\}")
_WORD = re.compile(r"[A-Za-z]{2}")


def sentences(root: Path) -> Iterator[tuple[str, str]]:
    """Each sentence with the file it stands in."""
    for path in _files(root, DECIDING):
        for node in _told(ast.parse(path.read_text("utf-8")), everywhere=True):
            yield path.relative_to(root).as_posix(), node
    for path in _files(root, DOING):
        source = path.relative_to(root).as_posix()
        if not any(source == skipped or source.startswith(f"{skipped}/") for skipped in RAISED_FOR_OPERATORS):
            for node in _told(
                ast.parse(path.read_text("utf-8")), everywhere=source.startswith("workflow/paperwork/media")
            ):
                yield source, node


def _files(root: Path, names: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        yield from sorted((root / name).rglob("*.py")) if (root / name).is_dir() else [root / name]


def _told(tree: ast.Module, *, everywhere: bool) -> Iterator[str]:
    """The sentences of a module: all of them, or what it gives to those that tell, by way of a name or not."""
    skipped = _unsaid(tree)
    assigned = _assigned(tree)
    roots: list[ast.AST] = [tree] if everywhere else []
    for node in ast.walk(tree):
        if not everywhere and isinstance(node, ast.Call) and _tells(node.func):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            roots += [*given, *(value for arg in given for name in _names(arg) for value in assigned.get(name, ()))]
        elif not everywhere and isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("['problem']"):
            roots.append(node.value)
    seen: dict[str, None] = {}
    for start in roots:
        for node in _walked(start, skipped):
            said = _pattern(node)
            if said and " " in said.strip() == said and _WORD.search(_PLACE.sub("", said)):
                seen.setdefault(said)
    yield from seen


def _tells(function: ast.expr) -> bool:
    return _last(function) in TELLING or ast.unparse(function) in NAMING


def _unsaid(tree: ast.Module) -> set[ast.AST]:
    """What no one is told: docstrings, assertions, what is compiled, what only the loader of programmes raises."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(node.value)
        elif isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and _last(node.func) in UNSAID):
            found.add(node)
    return found


def _walked(start: ast.AST, skipped: set[ast.AST]) -> Iterator[ast.AST]:
    if start in skipped:
        return
    yield start
    if isinstance(start, ast.JoinedStr):
        start = ast.Tuple([part.value for part in start.values if isinstance(part, ast.FormattedValue)], ast.Load())
    for child in ast.iter_child_nodes(start):
        yield from _walked(child, skipped)


def _assigned(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What each name of a module is given, and what a function gives back."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(node.value)
    return found


def _names(node: ast.AST) -> Iterator[str]:
    yield from (one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _pattern(node: ast.AST) -> str | None:
    """A text as it stands, with places for what is put in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    names: list[str] = []
    parts = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            name = _place(part.value)
            names.append(name)
            parts.append("{" + name + (str(names.count(name)) if names.count(name) > 1 else "") + "}")
        else:
            parts.append(str(part.value) if isinstance(part, ast.Constant) else "")
    return "".join(parts)


def _place(node: ast.expr) -> str:
    """What is put in, in a word: the last name of the expression that is not a function."""
    functions = {call.func for call in ast.walk(node) if isinstance(call, ast.Call)}
    named = [
        one.attr if isinstance(one, ast.Attribute) else one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute | ast.Name) and one not in functions
    ]
    names = [name for name in named if name not in ("self", "map", "str", "facts", "command")]
    return names[0].strip("_").lower() if names else "it"
