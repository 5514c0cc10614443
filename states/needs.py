"""The needs a move may declare: each looks at the facts and says what is unmet. None of them changes anything."""

from collections.abc import Callable, Iterable, Iterator
from typing import get_args

from states import calendar, fields
from states.call import Direction
from states.errors import NoSuchInstant
from states.facts import Facts
from states.lifecycle import Ask, Need
from states.refusal import Unmet
from states.rules import BothFile, Consistent, Rule, Stated, Status, Verdict

Judge = Callable[[Direction, Facts], Iterator[Unmet]]


def unmet(needs: Iterable[str], asks: Iterable[str], direction: Direction, facts: Facts) -> tuple[Unmet, ...]:
    """Everything the move asks of its mover and needs of the case that is not there, all of it at once."""
    found = [lack for ask in asks for lack in _unasked(ask, facts)]
    for need in needs:
        found.extend(_JUDGES[need](direction, facts))
    return tuple(found)


def _unasked(ask: str, facts: Facts) -> Iterator[Unmet]:
    value = facts.given.get(ask)
    if ask == "conferred_on":
        if value is not None and not _is_day(value):
            yield Unmet("conferred_on-missing", f"this move asks for {_ASKED[ask]}", pointer="/conferred_on")
    elif ask == "reason":
        if not isinstance(value, str) or not value.strip():
            yield Unmet("reason-missing", "this move asks for a reason", pointer="/reason")
    elif not isinstance(value, int) or isinstance(value, bool) or value < (0 if ask == "score" else 1):
        yield Unmet(f"{ask}-missing", f"this move asks for {_ASKED[ask]}", pointer=f"/{ask}")
    elif ask == "score" and value > 100:
        yield Unmet("score-missing", f"this move asks for {_ASKED[ask]}", pointer="/score")


def _is_day(value: object) -> bool:
    try:
        return calendar.parse_day(value) is not None
    except NoSuchInstant:
        return False


def _complete(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    for name in fields.blanks(direction.fields, facts.home):
        yield Unmet("field-empty", fields.ask_for(direction.fields[name]), pointer=f"/home/{name}")


def _rules_met(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    for rule in direction.rules:
        if rule.blocks and not isinstance(rule, Consistent | BothFile | Stated):
            yield from _not_met(rule, facts)


def _counterpart_filed(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    if facts.counterpart is None:
        clause = next((rule.id for rule in direction.rules if isinstance(rule, BothFile)), None)
        yield Unmet("counterpart-not-filed", "the counterpart has not filed with its own authority", clause)


def _counterpart_missing(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    if facts.counterpart is not None or facts.received_in_time:
        yield Unmet("counterpart-has-filed", "the counterpart has filed, so this application is not one-sided")


def _counterpart_in_time(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    if not facts.received_in_time:
        clause = next((rule.id for rule in direction.rules if isinstance(rule, BothFile)), None)
        said = "there is no receipt showing that the counterpart's authority had its filing in time"
        yield Unmet("no-receipt-in-time", said, clause, remedy="receipt")


def _filings_consistent(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    if facts.stale:
        yield Unmet("comparison-stale", "a filing was mended after the two were compared", remedy="comparison")
    for rule in direction.rules:
        if isinstance(rule, Consistent) and rule.blocks:
            yield from _not_met(rule, facts)
    if facts.counterpart is not None:
        yield from _unanswered(direction, facts)


def _unanswered(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    """What blocks and still waits, though both sides have filed and nobody is left to say it."""
    for rule in direction.rules:
        if rule.blocks and not isinstance(rule, Stated):
            yield from _lack(rule, facts, "waiting", "rule-unanswered")


def _examined(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    """What people have still to judge, and what they judged not to be met; of alternatives one that is met is enough."""
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
    for room in facts.room:
        if room.cases < 1:
            yield Unmet("quota-full", f"line {room.line} has no place left", direction.clause)
        if room.funds is not None and isinstance(amount, int) and amount > room.funds:
            left = f"line {room.line} has {room.funds:,} yuan left, {amount:,} were asked"
            yield Unmet("funds-short", left, direction.clause, pointer="/amount")


def _quorum_reached(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    plan = direction.review
    if plan is not None and facts.reviews is not None and facts.reviews < plan.quorum:
        said = f"{facts.reviews} of the {plan.quorum} reviews that are needed are there"
        yield Unmet("reviews-missing", said, plan.clause, remedy="review")


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


_ASKED: dict[str, str] = {
    "reason": "a reason",
    "amount": "an amount in whole yuan, more than nothing",
    "rank": "a rank, 1 being the first",
    "score": "a score from 0 to 100",
    "conferred_on": "a day such as 2022-12-05, or none: the ceremony may lie in another year than the award",
}
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
}
assert set(_JUDGES) == set(get_args(Need)) and set(_ASKED) == set(get_args(Ask)), "a declared need has no judge"
