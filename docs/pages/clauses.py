"""docs/clauses.md: where every clause is enforced, and the tests that prove it, found by their markers."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from docs.pages.markdown import code, codes, page, table
from states import loader
from states.call import Call, Direction, Programme
from states.lifecycle import Lifecycle, Need
from states.rules import BothFile, Consistent, Partner, Rule, Stated

_ROOT = Path(__file__).parents[2]
_NEEDS: dict[type[Rule], tuple[Need, ...]] = {
    Consistent: ("filings-consistent",),
    BothFile: ("counterpart-filed", "counterpart-missing"),
}
_UPHELD = {
    "people": "people, in the formal examination",
    "lifecycle": "the declared states and transitions",
    "quota": "the quota lines",
    "deadlines": "the call's deadlines",
    "definition": "the definition, which cannot say otherwise",
    "nothing": "nothing: it informs, or the source leaves it open",
}


def text() -> str:
    """The page."""
    programmes, calls = loader.programmes(), loader.calls()
    proofs = proofs_in(_ROOT)
    return page(
        "# Clauses",
        "Every clause of the source documents, where it is enforced, and which tests prove it. What each says stands in "
        "[programmes.md](programmes.md). A rule is asked for by the transitions behind it. A clause that is not judged says "
        "what upholds it instead. A test says with `@pytest.mark.clause` which clauses it proves. A "
        "[trial](../tests/trials/README.md) is a row of data: an input, and what the source says becomes of it. "
        "An enforced clause without a test or a trial fails `make check`.",
        *(part for one in programmes.values() for part in _programme(one, calls.values(), proofs)),
    )


def faults(root: Path = _ROOT) -> list[str]:
    """What is wrong with the proofs: an enforced clause that no test names, or a test that names no clause there is."""
    known = {rule.id: rule for rule in _everything()}
    proofs = proofs_in(root)
    unproved = [
        f"clause {name} is enforced, and no test proves it"
        for name in known
        if _enforced(known[name]) and name not in proofs
    ]
    unknown = [
        f"{proofs[name][0]} proves a clause {name}, which does not exist" for name in proofs.keys() - known.keys()
    ]
    return unproved + sorted(unknown)


@cache
def proofs_in(root: Path) -> dict[str, list[str]]:
    """The tests that prove each clause, by the clause's name: file and function, in order; then its files of trials."""
    found: dict[str, list[str]] = {}
    for path in sorted(root.glob("tests/**/test_*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for clause in dict.fromkeys(_marked(function.decorator_list)):
                    found.setdefault(clause, []).append(f"{path.relative_to(root).as_posix()}::{function.name}")
    for path in sorted(root.glob("tests/trials/*/*.toml")):
        rows = Counter(str(row["clause"]) for row in tomllib.loads(path.read_text("utf-8"))["trial"])
        for clause, count in rows.items():
            name = "1 trial" if count == 1 else f"{count} trials"
            found.setdefault(clause, []).append(f"{path.relative_to(root).as_posix()}::{name}")
    return found


def _marked(decorators: Iterable[ast.expr]) -> Iterator[str]:
    for node in (inner for decorator in decorators for inner in ast.walk(decorator)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.clause":
            said = (inner for argument in node.args for inner in ast.walk(argument))
            yield from (one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _everything() -> Iterator[Rule]:
    for programme in loader.programmes().values():
        yield from programme.clauses
    for call in loader.calls().values():
        yield from call.clauses
        yield from (rule for direction in call.directions for rule in direction.rules)


def _programme(programme: Programme, calls: Iterable[Call], proofs: dict[str, list[str]]) -> Iterator[str]:
    yield f"## {programme.title}"
    yield _clauses(programme.clauses, None, proofs)
    for call in calls:
        if call.programme == programme.code:
            yield f"### {call.title}"
            yield _clauses(call.clauses, None, proofs) if call.clauses else ""
            for direction in call.directions:
                yield f"#### {direction.code} {direction.title}"
                yield _clauses(direction.rules, direction, proofs)


def _clauses(rules: Iterable[Rule], direction: Direction | None, proofs: dict[str, list[str]]) -> str:
    lifecycle = direction.lifecycle if direction is not None else None
    lines = [
        (code(rule.id), rule.line, rule.strength, _where(rule, lifecycle), _proved(proofs.get(rule.id, ())))
        for rule in rules
    ]
    return table(["clause", "line", "strength", "enforced by", "proved by"], lines)


def _enforced(rule: Rule) -> bool:
    return not isinstance(rule, Stated) or rule.is_examined or rule.upheld not in ("people", "nothing")


def _where(rule: Rule, lifecycle: Lifecycle | None) -> str:
    if isinstance(rule, Stated):
        needed: tuple[Need, ...] = ("examined",) if rule.is_examined else ()
        needed = ("quota-available",) if rule.upheld == "quota" else needed
        transitions = _asking(lifecycle, needed) if needed else []
        return _UPHELD[rule.upheld] + (f", asked for by {codes(transitions)}" if transitions else "")
    if not rule.blocks:
        return f"{code(rule.kind)}: a flag that refuses nothing"
    said = "opening, " if isinstance(rule, Partner) else ""
    return f"{code(rule.kind)}, asked for by {said}{codes(_asking(lifecycle, _NEEDS.get(type(rule), ('rules-met',))))}"


def _asking(lifecycle: Lifecycle | None, needs: Iterable[Need]) -> list[str]:
    transitions = lifecycle.transitions.items() if lifecycle is not None else ()
    return [name for name, transition in transitions if set(needs) & set(transition.needs)]


def _proved(names: Iterable[str]) -> str:
    return "<br>".join(
        f"[{test.removeprefix('test_').replace('_', ' ')}](../{path})"
        for path, _, test in (name.partition("::") for name in names)
    )
