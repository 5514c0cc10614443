"""Whether a call's definition is sound: what no single file can show, and what a shape cannot say."""

from collections import Counter
from collections.abc import Iterator

from states import countries
from states.call import Call, Direction, ReviewPlan
from states.deadlines import compute_deadlines, foreign_instant
from states.errors import Fault, NoSuchInstant
from states.lifecycle import Lifecycle
from states.receipts import NEED
from states.rules import BothFile, OfTopic, Period, Rule, Stated


def find_faults(call: Call, folder: str) -> list[Fault]:
    """Every fault of a call. Lifecycles, deadlines, quotas and rules are held against each other and the headline."""
    found = [Fault(f"{folder}/call.toml", place, problem) for place, problem in _whole(call)]
    for direction in call.directions:
        file = f"{folder}/{direction.code}.toml"
        found += [Fault(file, place, problem) for place, problem in _lifecycle(direction.lifecycle, call)]
        found += [Fault(file, place, problem) for place, problem in _direction(direction, call)]
    return list(dict.fromkeys(found))


def _whole(call: Call) -> Iterator[tuple[str, str]]:
    try:
        compute_deadlines(call)
    except NoSuchInstant as error:
        yield "deadlines", str(error)
    for code, times in Counter(direction.code for direction in call.directions).items():
        if times > 1:
            yield "directions", f"code {code} stands {times} times"
    for reference, times in Counter(direction.reference for direction in call.directions).items():
        if times > 1:
            yield "directions", f"reference {reference} stands {times} times"
    ordinals = [direction.ordinal for direction in call.directions]
    if ordinals != list(range(1, len(ordinals) + 1)):
        yield "directions", f"the ordinals must run 1 to {len(ordinals)}, they are {ordinals}"
    yield from _review(call.review)
    for name, announced, added in sum_quotas(call):
        if announced != added:
            yield f"headline.{name}", f"says {announced:,}, the directions add up to {added:,}"


def sum_quotas(call: Call) -> Iterator[tuple[str, int, int]]:
    """Every total that the headline of a call announces: its name, what it says, and what the directions add up to."""
    headline = call.headline
    partners = {partner for direction in call.directions for partner in direction.partners}
    yield "directions", headline.directions, len(call.directions)
    if headline.partners is not None:
        yield "partners", headline.partners, len(partners)
    yield "cases", headline.cases, sum(direction.quota.cases for direction in call.directions)
    if headline.funds is not None:
        yield "funds", headline.funds, sum(direction.quota.funds or 0 for direction in call.directions)


def _lifecycle(lifecycle: Lifecycle, call: Call) -> Iterator[tuple[str, str]]:
    states = lifecycle.states
    for name in {lifecycle.initial} - states.keys():
        yield "initial", f"there is no state {name!r}"
    for name, transition in lifecycle.transitions.items():
        for unknown in {*transition.source, transition.to} - states.keys():
            yield f"transitions.{name}", f"there is no state {unknown!r}"
        if transition.holds == "reserve" and "amount" not in transition.asks and call.headline.funds:
            yield f"transitions.{name}.asks", "a transition that reserves funds must ask for the amount"
    reached, edge = {lifecycle.initial}, [lifecycle.initial]
    while edge:
        onward = {transition.to for transition in lifecycle.transitions_from(edge.pop()).values()} - reached
        reached |= onward
        edge.extend(onward)
    for name in sorted(states.keys() - reached):
        yield f"states.{name}", "no transition leads here"
    for name, state in states.items():
        ways_out = lifecycle.transitions_from(name)
        if state.told_as is not None and (state.told_as not in states or states[state.told_as].told_as is not None):
            yield f"states.{name}.told_as", f"{state.told_as!r} is no state, or is itself told as another"
        if not state.final and not any(transition.to != name for transition in ways_out.values()):
            yield f"states.{name}", "is not final but has no way out"
        if state.deadline is None:
            continue
        if (state.deadline.at is None) == (state.deadline.after is None):
            yield f"states.{name}.deadline", "needs either at (a deadline of the call) or after (a span)"
        if state.deadline.at is not None and state.deadline.at not in call.deadlines:
            yield f"states.{name}.deadline.at", f"the call has no deadline {state.deadline.at!r}"
        for then in state.deadline.then:
            if then not in ways_out:
                yield f"states.{name}.deadline.then", f"there is no transition {then!r} from here"
            elif "system" not in ways_out[then].by:
                yield f"states.{name}.deadline.then", f"the transition {then!r} is not one the system may make"
        if (last := ways_out.get(state.deadline.then[-1])) is not None and (last.needs or last.asks):
            yield (
                f"states.{name}.deadline.then",
                "the last transition must need nothing, or time could run out on nobody",
            )
        if state.deadline.at is not None and _returns(lifecycle, name, state.deadline.at):
            yield f"states.{name}.deadline", "its transitions lead back here at the same instant, for ever"


def _returns(lifecycle: Lifecycle, home: str, at: str) -> bool:
    """Whether the transitions of one deadline lead a case from a state back to it, and arm the same deadline again."""
    reached, edge = set[str](), [home]
    while edge:
        state = lifecycle.states.get(edge.pop())
        then = (
            state.deadline.then if state is not None and state.deadline is not None and state.deadline.at == at else ()
        )
        transitions = [lifecycle.transitions[name] for name in then if name in lifecycle.transitions]
        onward = {transition.to for transition in transitions if not transition.disarms} - reached
        reached |= onward
        edge.extend(onward)
    return home in reached


def _direction(direction: Direction, call: Call) -> Iterator[tuple[str, str]]:
    for partner in direction.partners:
        if not countries.is_partner(partner):
            yield "partners", countries.no_partner(partner)
    for rule in direction.rules:
        for name in sorted(_named(rule) - direction.fields.keys()):
            yield f"rules.{rule.id}", f"the filing has no field {name!r}"
        if rule.basis == "default" and rule.strength == "must":
            yield (
                f"rules.{rule.id}.strength",
                "a default of ours never blocks as a must: make it in-principle, or weaker",
            )
        yield from _examination(rule, direction)
        if isinstance(rule, Period) and rule.least > rule.most:
            yield f"rules.{rule.id}", f"least {rule.least} is more than most {rule.most}"
        if isinstance(rule, BothFile) and rule.by not in call.deadlines:
            yield f"rules.{rule.id}.by", f"the call has no deadline {rule.by!r}"
        if isinstance(rule, OfTopic):
            for code in sorted(rule.choices.keys() - set(direction.filed_topics())):
                yield f"rules.{rule.id}.choices", f"no case is filed under a topic {code!r}"
    for name, transition in direction.lifecycle.transitions.items():
        for field in sorted(set(transition.filled) - direction.fields.keys()):
            yield f"transitions.{name}.filled", f"the filing has no field {field!r}"
        if bool(transition.filled) != ("filled" in transition.needs):
            said = "its needs lack filled" if transition.filled else "it needs filled, but names no field"
            yield f"transitions.{name}.filled", said
    for scope in direction.scopes:
        if scope.of not in direction.areas and direction.topic(scope.of) is None:
            yield "scopes", f"there is no area or topic {scope.of!r}"
    for identifier, times in Counter(rule.id for rule in direction.rules).items():
        if times > 1:
            yield f"rules.{identifier}", f"stands {times} times"
    plan = direction.counterpart
    for name in (*plan.requires, *plan.named, *plan.named.values()) if plan is not None else ():
        if name not in direction.fields:
            yield "counterpart", f"the filing has no field {name!r}"
    yield from _receipts(direction, call)
    for partner, foreign in direction.foreign_deadlines.items():
        if partner not in direction.partners:
            yield (
                f"foreign_deadlines.{partner}",
                f"there is no partner {partner}; there are: {', '.join(direction.partners)}",
            )
        try:
            foreign_instant(foreign)
        except NoSuchInstant as error:
            yield f"foreign_deadlines.{partner}", str(error)
    if direction.review != call.review:
        yield from _review(direction.review)
    yield from _topics(direction)


def _receipts(direction: Direction, call: Call) -> Iterator[tuple[str, str]]:
    plan, transitions = direction.receipts, direction.lifecycle.transitions
    if plan is None:
        if any(NEED in transition.needs for transition in transitions.values()):
            yield "receipts", "a transition needs receipts, but no side is named: add [receipts] with sides and by"
        return
    for name in plan.by:
        if name not in transitions:
            yield "receipts.by", f"there is no transition {name!r}; there are: {', '.join(transitions)}"
        elif transitions[name].by == ("system",):
            yield "receipts.by", f"the transition {name!r} is the service's own; name one that people make"
    if plan.until is not None and plan.until not in call.deadlines:
        yield "receipts.until", f"the call has no deadline {plan.until!r}; there are: {', '.join(call.deadlines)}"
    if plan.basis == "source" and plan.clause is None:
        yield "receipts.clause", "what the source asks names its clause; else its basis is default"
    if plan.clause is not None and direction.clause_of(plan.clause) is None:
        yield "receipts.clause", f"there is no clause {plan.clause!r}"
    if "counterpart" in plan.sides and not direction.partners:
        yield "receipts.sides", "there is no partner, so no counterpart can have a receipt"


def _named(rule: Rule) -> set[str]:
    """The fields of a filing that a rule names."""
    judged_on = set(rule.fields) if isinstance(rule, Stated) else set[str]()
    return judged_on.union(rule.reads(), {rule.when.field} if rule.when is not None else ())


def _examination(rule: Rule, direction: Direction) -> Iterator[tuple[str, str]]:
    if not isinstance(rule, Stated):
        return
    if (rule.fields or rule.one_of) and not rule.is_for_people:
        yield f"rules.{rule.id}", "only a clause that people judge names fields it is judged on, or is one of several"
    if rule.one_of is not None and direction.clause_of(rule.one_of) is None:
        yield f"rules.{rule.id}.one_of", f"there is no clause {rule.one_of!r}"
    if rule.is_examined and not any(
        "examined" in transition.needs for transition in direction.lifecycle.transitions.values()
    ):
        yield (
            f"rules.{rule.id}",
            "people have to judge it, but no transition of the lifecycle needs that a case is examined",
        )


def _review(plan: ReviewPlan | None) -> Iterator[tuple[str, str]]:
    weights = sum(criterion.weight for criterion in plan.criteria.values()) if plan is not None else 100
    if weights != 100:
        yield "review.criteria", f"the weights must add up to 100, they add up to {weights}"


def _topics(direction: Direction) -> Iterator[tuple[str, str]]:
    codes = {topic.code for topic in direction.topics}
    for topic in direction.topics:
        if topic.within is not None and (topic.within not in codes or topic.within == topic.code):
            yield f"topics.{topic.code}.within", f"there is no other topic {topic.within!r}"
        if len(set(path := _path(direction, topic.code))) < len(path):
            yield f"topics.{topic.code}.within", f"topics lie within each other in a circle: {' in '.join(path)}"
    for code, times in Counter(topic.code for topic in direction.topics).items():
        if times > 1:
            yield f"topics.{code}", f"stands {times} times"
    for parent in (None, *sorted(codes)):
        parts = [topic.quota for topic in direction.topics if topic.within == parent]
        if not parts:
            continue
        whole = direction.quota if parent is None else next(t.quota for t in direction.topics if t.code == parent)
        place = "quota" if parent is None else f"topics.{parent}.quota"
        if sum(part.cases for part in parts) != whole.cases:
            yield f"{place}.cases", f"says {whole.cases}, its topics add up to {sum(part.cases for part in parts)}"
        funds = [part.funds for part in parts if part.funds is not None]
        if len(funds) == len(parts) and sum(funds) != whole.funds:
            yield f"{place}.funds", f"says {whole.funds}, its topics add up to {sum(funds)}"


def _path(direction: Direction, code: str | None) -> list[str]:
    path: list[str] = []
    while code is not None and path.count(code) < 2:
        path.append(code)
        topic = direction.topic(code)
        code = topic.within if topic is not None else None
    return path
