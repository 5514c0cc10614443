"""docs/lifecycles.md and its pictures: the bundled lifecycles, and where a direction departs from its own."""

import tomllib
from collections.abc import Iterator

from docs.pages.markdown import code, codes, page, table
from states import diagram, loader
from states.calendar import spell_span
from states.lifecycle import Lifecycle, State, Timeout

NAMES = ("application", "nomination", "event-support")


def text() -> str:
    """The page."""
    return page(
        "# Lifecycles",
        "A case stands in one state and is moved by declared transitions; what is not declared cannot be done. Dashed red "
        "lines and captions in the pictures are what the system does when time runs out.",
        *(part for name in NAMES for part in _chapter(name)),
        "## Words in these tables",
        "A transition is made **by** one of the named roles. It **needs** what the service looks up: that the filing is "
        "complete, that the rules are met, that the counterpart has filed (or has not), that both filings agree, that "
        "the quota has room. It **asks** its mover for a reason, an amount, a rank or a score. It may **reserve** a "
        "place and money of the quota, or **release** them. A transition that **disarms** leads to a state whose deadline "
        "does not apply to this stay.",
    )


def picture(name: str) -> str:
    """A lifecycle as SVG."""
    return diagram.svg(lifecycle(name))


def lifecycle(name: str) -> Lifecycle:
    """A bundled lifecycle as its file says it, before any direction changes it."""
    path = loader.BUNDLED / "lifecycles" / f"{name}.toml"
    return Lifecycle.model_validate(tomllib.loads(path.read_text("utf-8")))


def _chapter(name: str) -> Iterator[str]:
    whole = lifecycle(name)
    yield f"## {name.replace('-', ' ').capitalize()}"
    yield f"![The lifecycle of {_an(whole.kind)}](images/{name}.svg)"
    yield f"A case begins in {code(whole.initial)}. It is opened by: {', '.join(whole.opens)}."
    yield table(["state", "called", "what it means", "whose filing is open", "when time runs out"], _states(whole))
    yield table(["transition", "called", "from", "to", "by", "needs", "asks", "also"], _transitions(whole))
    if departures := list(_departures(whole)):
        yield "Some directions depart from this:"
        yield "\n".join(f"- {said}" for said in departures)
    yield f"<details><summary>The same as a Mermaid diagram</summary>\n\n```mermaid\n{diagram.mermaid(whole)}```\n\n</details>"


def _states(whole: Lifecycle) -> Iterator[tuple[str, ...]]:
    for name, state in whole.states.items():
        timed = _timeout(state.deadline) if state.deadline else ""
        called = f"{state.label} ({state.label_zh})"
        yield code(name), called, state.about, ", ".join(state.open_to), timed


def _transitions(whole: Lifecycle) -> Iterator[tuple[str, ...]]:
    for name, transition in whole.transitions.items():
        also = [f"{transition.holds}s"] if transition.holds else []
        also += ["disarms"] if transition.disarms else []
        also += [f"tells {', '.join(transition.notify)}"] if transition.notify else []
        ways = codes(transition.source), code(transition.to)
        yield (
            code(name),
            f"{transition.label} ({transition.label_zh})",
            *ways,
            ", ".join(transition.by),
            ", ".join(transition.needs),
            ", ".join(transition.asks),
            "; ".join(also),
        )


def _timeout(timeout: Timeout) -> str:
    when = f"after {spell_span(timeout.after)}" if timeout.after else f"at {code(timeout.at)}"
    then = ", else ".join(map(code, timeout.then))
    remind = f"; reminders {' and '.join(map(spell_span, timeout.remind))} before" if timeout.remind else ""
    return f"{when}: {then}{remind}"


def _departures(whole: Lifecycle) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for call in loader.calls().values():
        for direction in call.directions:
            if direction.lifecycle.kind == whole.kind:
                for said in _differing(whole, direction.lifecycle):
                    found.setdefault(f"{said} In {code(call.code)}", []).append(direction.code)
    for said, directions in found.items():
        yield f"{said}: {', '.join(directions)}."


def _differing(whole: Lifecycle, own: Lifecycle) -> Iterator[str]:
    for name, state in own.states.items():
        if name not in whole.states:
            yield f"There is a state {code(name)}."
        elif state != whole.states[name]:
            yield _changed(name, state, whole.states[name])
    for name, transition in own.transitions.items():
        if transition != whole.transitions.get(name):
            yield f"The transition {code(name)} is {'changed' if name in whole.transitions else 'added'}."


def _changed(name: str, state: State, before: State) -> str:
    if state.deadline is not None and state.model_copy(update={"deadline": before.deadline}) == before:
        return f"In {code(name)} time runs out otherwise ({_timeout(state.deadline)})."
    return f"The state {code(name)} is changed."


def _an(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
