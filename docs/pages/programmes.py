"""docs/programmes.md: the bundled programmes and calls, with every clause and what enforces it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from cli.terminal import counted
from docs.pages.markdown import code, codes, page, table
from states import calendar, deadlines, loader, rules
from states.call import Call, Direction, Programme, Quota
from states.frozen_model import Basis
from states.rules import Clause, Period, Rule, Stated

_CURRENCY = "yuan"


def text() -> str:
    """The page."""
    programmes, calls = loader.programmes(), loader.calls()
    return page(
        "# Programmes",
        "What is bundled: the programmes, their calls, and every clause of them. The clauses are restated in our words; "
        "the line numbers are those of the source document. A deadline is the first instant that is too late. A quota or "
        "amount is exact unless a word stands before it; money is in yuan.",
        *(part for programme in programmes.values() for part in _programme(programme, calls.values())),
        "## How a clause is enforced",
        "`must` blocks. `in-principle` blocks too, and its refusal says that a waiver would help. `encouraged` and "
        "`information` are shown and block nothing. `ambiguous` marks what the source leaves unclear. A clause that no "
        "rule of a case judges is upheld by people who read the case, by the lifecycle, the quota, the deadlines or the "
        "definition as a whole; nothing upholds what only informs or is left open. Everything else is judged by a rule of "
        "a kind. Which transitions ask for it and which tests prove it stands in [clauses.md](clauses.md).",
        table(["kind", "what it looks at"], _kinds()),
    )


def _programme(programme: Programme, calls: Iterable[Call]) -> Iterator[str]:
    yield f"## {programme.title}"
    yield f"{programme.title_zh}. {programme.about}"
    if programme.clauses:
        yield _clauses(programme.clauses)
    for call in calls:
        if call.programme == programme.code:
            yield from _call(call)


def _call(call: Call) -> Iterator[str]:
    headline = call.headline
    sums = [counted(headline.directions, "direction"), counted(headline.cases, "case")]
    sums += [counted(headline.partners, "partner")] if headline.partners else []
    sums += [f"{headline.funds:,} {_CURRENCY}"] if headline.funds else []
    yield f"### {call.title}"
    yield (
        f"{call.title_zh}. {code(call.code)}, edition {call.edition}. It opens on {call.opens} "
        f"({_origin(call.opens_basis)}). In all: "
        f"{', '.join(sums)} (clause {headline.clause})."
    )
    yield table(["deadline", "instant", f"in {call.zone}", "stands in", "clause"], _deadlines(call))
    yield table(["direction", "title", "partners", "quota", "funds", "period"], map(_direction, call.directions))
    if topics := [(direction, topic) for direction in call.directions for topic in direction.topics]:
        yield "Topics, each with a quota of its own:"
        yield table(
            ["topic", "title", "within", "quota", "funds", "clause"],
            [
                (
                    code(topic.code),
                    topic.title,
                    topic.within or direction.code,
                    _places(topic.quota),
                    _funds(topic.quota),
                    topic.clause,
                )
                for direction, topic in topics
            ],
        )
    if call.clauses:
        yield "Clauses of the whole call:"
        yield _clauses(call.clauses, {headline.clause: "the totals, when the file is read"})
    for direction in call.directions:
        if direction.rules:
            yield f"#### {direction.code} {direction.title}"
            yield "\n".join(f"- {note}" for note in direction.notes)
            if direction.scopes:
                yield "What the source counts among an area or a topic, in words of ours:"
                yield table(["of", "what", "line"], [(one.of, one.text, one.line) for one in direction.scopes])
            yield _clauses(direction.rules, {direction.clause: "the quota"})


def _deadlines(call: Call) -> Iterator[tuple[str, ...]]:
    for name, at in deadlines.compute_deadlines(call).items():
        deadline = call.deadlines[name]
        local = at.astimezone(calendar.zone(deadline.zone or call.zone))
        basis = _origin(deadline.basis)
        yield code(name), f"{at:%Y-%m-%d %H:%M} UTC", f"{local:%Y-%m-%d %H:%M}", basis, deadline.clause or ""


def _origin(basis: Basis) -> str:
    return "from the source" if basis == "source" else "our default"


def _direction(direction: Direction) -> tuple[str, ...]:
    periods = [rule for rule in direction.rules if isinstance(rule, Period) and rule.blocks]
    return (
        code(direction.code),
        direction.title,
        ", ".join(direction.partners),
        _places(direction.quota),
        _funds(direction.quota),
        ", ".join(map(_period, periods)),
    )


def _places(quota: Quota) -> str:
    if quota.qualifier == "between":
        return f"{quota.least} to {quota.cases}"
    return f"{_qualified(quota.qualifier)}{quota.cases}"


def _funds(quota: Quota) -> str:
    return f"{_qualified(quota.funds_qualifier)}{quota.funds:,}" if quota.funds is not None else ""


def _qualified(qualifier: str) -> str:
    return {"no-more-than": "at most ", "about": "about "}.get(qualifier, "")


def _period(rule: Period) -> str:
    if rule.least == rule.most:
        return f"{rule.most} months"
    said = f"{rule.least} to {rule.most} months" if rule.least > 1 else f"at most {rule.most} months"
    return said if rule.strength == "must" else f"{said} ({rule.strength})"


def _clauses(clauses: Iterable[Rule], otherwise: Mapping[str, str] | None = None) -> str:
    """Clauses as a table; `otherwise` names those that something else than a rule enforces."""
    lines = [(one.id, one.line, _strength(one), one.text, _enforced(one, otherwise or {})) for one in clauses]
    return table(["clause", "line", "strength", "what it says", "enforced by"], lines)


def _strength(rule: Rule) -> str:
    return rule.strength if rule.basis == "source" else f"{rule.strength} (our default)"


def _enforced(rule: Rule, otherwise: Mapping[str, str]) -> str:
    if not isinstance(rule, Stated):
        return code(rule.kind)
    kept = otherwise.get(rule.id, "for people to judge" if rule.upheld == "people" else rule.upheld)
    return f"{kept}; not kept: {rule.unkept}" if rule.unkept else kept


def _kinds() -> Iterator[tuple[str, str]]:
    for shape in Clause.__subclasses__():
        if shape is not Stated and shape.__module__.startswith(rules.__name__):
            [kind] = get_args(shape.model_fields["kind"].annotation)
            yield codes([kind]), " ".join((shape.__doc__ or "").split())
