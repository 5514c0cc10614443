"""The needs a transition may declare: each looks at the facts and says what is unmet. None of them changes anything."""

from collections.abc import Callable, Iterable, Iterator
from typing import get_args

from states import asks, fields, named_parties, receipts
from states.call import Direction, ReviewPlan
from states.facts import Content, Facts
from states.lifecycle import Need, Transition
from states.refusal import Unmet
from states.rules import BothFile, Consistent, Rule, Stated, Status, Verdict
from states.text import is_blank

Judge = Callable[[Direction, Facts], Iterator[Unmet]]


def list_unmet(transition: Transition, direction: Direction, facts: Facts) -> tuple[Unmet, ...]:
    """Everything the transition asks of its mover and needs of the case that is not there, all of it at once."""
    return (
        *asks.check_asks(transition, facts),
        *list_unmet_needs(transition.needs, direction, facts, transition.filled),
    )


def list_unmet_needs(
    needs: Iterable[str], direction: Direction, facts: Facts, filled: Iterable[str] = ()
) -> tuple[Unmet, ...]:
    """What some needs alone lack, whatever else the transition asks; `filled` are the fields that must be filled in."""
    found: list[Unmet] = []
    for need in needs:
        found.extend(_filled(filled, direction, facts) if need == "filled" else _JUDGES[need](direction, facts))
    return tuple(found)


def _complete(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    """Fields left empty that are required, or that a clause which blocks cannot do without; each with its clause."""
    demanded: dict[str, Rule] = {}
    for rule in direction.rules:
        if rule.blocks and (rule.when is None or rule.when.concerns(facts)):
            for name in rule.demands():
                demanded.setdefault(name, rule)
    for name, field in direction.fields.items():
        asking = demanded.get(name)
        is_needed = field.required or (asking is not None and asking.stands(facts).status == "waiting")
        if is_needed and fields.is_blank(facts.home.get(name)):
            clause = asking.id if asking is not None else None
            yield Unmet("field-empty", fields.ask_for(field), clause, f"/home/{name}")
    for gap in fields.find_gaps(direction.fields, facts.home):
        name = gap.pointer.split("/")[1]
        clause = demanded[name].id if name in demanded else None
        yield Unmet("field-incomplete", gap.problem, clause, f"/home{gap.pointer}")


def _filled(names: Iterable[str], direction: Direction, facts: Facts) -> Iterator[Unmet]:
    """What a transition needs to have been written by now."""
    for name in names:
        if fields.is_blank(facts.home.get(name)):
            yield Unmet("field-empty", fields.ask_for(direction.fields[name]), pointer=f"/home/{name}")


def _rules_met(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    for rule in direction.rules:
        if rule.blocks and not isinstance(rule, Consistent | BothFile | Stated):
            yield from _not_met(rule, facts)


def _counterpart_filed(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    rule = direction.both_file
    if facts.counterpart is None:
        if rule is not None:
            yield Unmet("counterpart-not-filed", "the counterpart has not filed with its own authority", rule.id)
        else:
            said = "the counterpart has not filed; that it must is our default, the source does not ask it"
            yield Unmet("counterpart-not-filed-by-default", said)
    elif rule is not None and not facts.is_bilateral:
        said = "the counterpart submitted its filing after its deadline"
        yield Unmet("counterpart-filed-late", said, rule.id, remedy="receipt")


def _counterpart_missing(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    if facts.is_bilateral:
        yield Unmet("counterpart-has-filed", "the counterpart has filed, so this application is not one-sided")


def _counterpart_in_time(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    if not facts.received_in_time:
        clause = direction.both_file.id if direction.both_file is not None else None
        said = "there is no receipt showing that the counterpart's authority had its filing in time"
        yield Unmet("no-receipt-in-time", said, clause, remedy="receipt")


def _filings_consistent(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    if facts.stale:
        yield Unmet("comparison-stale", "a filing was mended after the two were compared", remedy="comparison")
    for rule in direction.rules:
        if isinstance(rule, Consistent) and rule.blocks:
            yield from _not_met(rule, facts)
    if facts.counterpart is not None:
        yield from _misnamed(direction, facts, facts.counterpart)
        yield from _unanswered(direction, facts)


def _misnamed(direction: Direction, facts: Facts, counterpart: Content) -> Iterator[Unmet]:
    """Each party that the two filings name differently, unless a named person found them to be the same."""
    for name in named_parties.list_misnamed(direction, facts.home, counterpart):
        if name not in facts.same:
            filed_in = direction.named[name]
            ours = named_parties.name_party(facts.home[name])
            theirs = named_parties.name_party(counterpart[filed_in])
            said = f"{direction.fields[name].label}: the home side named {ours}, the counterpart filed as {theirs}"
            yield Unmet("counterpart-not-as-named", said, pointer=f"/counterpart/{filed_in}", remedy="comparison")


def _unanswered(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    """What blocks and still waits, though both sides have filed and nobody is left to say it."""
    for rule in direction.rules:
        if rule.blocks and not isinstance(rule, Stated):
            yield from _lack(rule, facts, "waiting", "rule-unanswered")


def _examined(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    """What people still have to judge, and what they judged not to be met; one met alternative is enough."""
    found = {rule: rule.stands(facts) for rule in direction.examined}
    satisfied = {rule.one_of for rule, verdict in found.items() if rule.one_of and verdict.status in ("met", "waived")}
    for rule, verdict in found.items():
        if verdict.status == "waiting":
            said = f"Clause {rule.id} is not judged yet: {verdict.looked_at}"
            yield Unmet("clause-unjudged", said, rule.id, remedy="examination", requirement=rule.text)
        elif verdict.status == "not-met" and rule.one_of not in satisfied:
            said = f"Clause {rule.id} was judged not to be met: {verdict.looked_at}"
            remedy = "waiver" if rule.is_waivable else "exclusion"
            yield Unmet("clause-judged-not-met", said, rule.id, remedy=remedy, requirement=rule.text)


def _quota_available(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    amount = facts.given.get("amount", 0)
    unsaid = _is_unsaid(facts.given.get("reason"))
    for room in facts.room:
        clause, name = direction.quota_clause(room.line, facts.topic), direction.tell_line(room.line)
        if room.cases < 1 and room.cases_about and unsaid:
            said = f"{name} has no place left of about as many: give a reason to go beyond"
            yield Unmet("quota-full", said, clause, pointer="/reason")
        elif room.cases < 1 and not room.cases_about:
            yield Unmet("quota-full", f"{name} has no place left", clause)
        if room.funds is None or not isinstance(amount, int) or amount <= room.funds:
            continue
        if not room.funds_about:
            left = f"{name} has {room.funds:,} yuan left, {amount:,} were asked"
            yield Unmet("funds-short", left, clause, pointer="/amount")
        elif unsaid:
            left = f"{name} has about {room.funds:,} yuan left, {amount:,} were asked: give a reason to go beyond"
            yield Unmet("funds-short", left, clause, pointer="/reason")


def _within_asked(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    """An award above what the filing asks for: refused, or made with a reason, as the call says."""
    amount, asked = facts.given.get("amount"), facts.home.get("budget")
    if not isinstance(amount, int) or not isinstance(asked, int) or amount <= asked or direction.above_asked == "allow":
        return
    if direction.above_asked == "refuse":
        said = f"Must be at most {asked:,} yuan, what was asked for; you entered {amount:,}"
        yield Unmet("above-asked", said, direction.clause, pointer="/amount")
    elif _is_unsaid(facts.given.get("reason")):
        said = f"The award of {amount:,} yuan is above the {asked:,} that were asked for: give the reason"
        yield Unmet("above-asked", said, direction.clause, pointer="/reason")


def _quorum_reached(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    plan = direction.review
    if plan is not None and facts.reviews is None:
        yield from _panel_missing(plan, facts)
    if plan is not None and facts.reviews is not None and facts.reviews < plan.quorum:
        said = f"{facts.reviews} of the {plan.quorum} reviews that are needed are there"
        yield Unmet("reviews-missing", said, plan.clause, remedy="review")


def _panel_missing(plan: ReviewPlan, facts: Facts) -> Iterator[Unmet]:
    """That a panel has looked at a case which was given to no reviewer here: its minutes may show it."""
    if plan.panel == "reviews":
        said = "no reviewer was ever assigned: the panel has to review the case first"
        yield Unmet("panel-missing", said, plan.clause, remedy="review")
    elif plan.panel == "minutes":
        if _is_unsaid(facts.given.get("minutes")):
            said = "no reviewer was ever assigned: let the panel review the case, or give the reference of its minutes"
            yield Unmet("panel-missing", said, plan.clause, pointer="/minutes", remedy="review")
        if _is_unsaid(facts.given.get("reason")):
            said = "a review by minutes alone asks for the reason why the panel did not review the case here"
            yield Unmet("panel-missing", said, plan.clause, pointer="/reason", remedy="review")


def _is_unsaid(value: object) -> bool:
    return not isinstance(value, str) or is_blank(value)


def _not_met(rule: Rule, facts: Facts) -> Iterator[Unmet]:
    yield from _lack(rule, facts, "not-met", "rule-not-met")


def _lack(rule: Rule, facts: Facts, status: Status, code: str) -> Iterator[Unmet]:
    verdict = rule.stands(facts)
    if verdict.status == status:
        remedy = "waiver" if rule.is_waivable else None
        pointer = f"/home/{verdict.place}" if verdict.place else None
        yield Unmet(code, _shortfall(rule, verdict), rule.id, pointer, remedy, rule.text)


def _shortfall(rule: Rule, verdict: Verdict) -> str:
    """What to change, never the clause told as if it were so."""
    if verdict.status == "waiting":
        return f"Clause {rule.id} has no answer yet: {verdict.looked_at}"
    return verdict.shortfall or f"Clause {rule.id} asks for something else: {verdict.looked_at}"


_JUDGES: dict[str, Judge] = {
    "complete": _complete,
    "rules-met": _rules_met,
    "counterpart-filed": _counterpart_filed,
    "counterpart-missing": _counterpart_missing,
    "counterpart-in-time": _counterpart_in_time,
    "filings-consistent": _filings_consistent,
    "quota-available": _quota_available,
    "quorum-reached": _quorum_reached,
    "examined": _examined,
    "within-asked": _within_asked,
    "receipts": receipts.list_missing,
}
assert {*_JUDGES, "filled"} == set(get_args(Need)), "a declared need has no judge"
