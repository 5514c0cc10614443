"""Rules on the two filings together."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from states.facts import Content, Facts, list_wordings
from states.frozen_model import Name
from states.rules.clause import Clause, Verdict, plain, verdict, waiting


class BothFile(Clause):
    """Both sides file, each with its own authority, before a deadline of the call; one side alone is no application.

    The counterpart has filed when it has submitted its filing here, or when its authority is known to have received it.
    """

    kind: Literal["both-file"]
    by: Name = "agency"

    def judge(self, facts: Facts) -> Verdict:
        if facts.counterpart is not None and not facts.filed_late:
            return verdict(True, "both sides have filed")
        if facts.received_in_time:
            return verdict(True, "the counterpart's authority received its filing in time")
        if facts.counterpart is not None:
            told = "the counterpart submitted its filing after its deadline"
            return verdict(False, told, "Record the receipt that shows that its authority had the filing in time")
        return waiting("the counterpart has not filed")


class Consistent(Clause):
    """The two filings say the same in each of the given fields, or what a named person found to mean the same."""

    kind: Literal["consistent"]
    fields: Annotated[tuple[Name, ...], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        if facts.counterpart is None:
            return waiting("the counterpart has not filed")
        differing = differences(self.fields, facts.home, facts.counterpart)
        open_ = [name for name in differing if name not in facts.same]
        if open_:
            names = ", ".join(open_)
            return verdict(False, f"differs: {names}", f"Must say the same in both filings; they differ in: {names}")
        translated = [name for name in self.fields if is_translated(name, facts.home, facts.counterpart)]
        told = [
            f"{how}: {', '.join(names)}"
            for how, names in (("same in meaning", differing), ("same in translation", translated))
            if names
        ]
        return verdict(True, "; ".join(told) or "all the same")

    def reads(self) -> frozenset[str]:
        return frozenset(self.fields)


class Balanced(Clause):
    """Each side puts something in, as a field of both filings says, neither over so many percent above the other."""

    kind: Literal["balanced"]
    field: Name
    percent: Annotated[int, Field(ge=0, le=1_000)]

    def judge(self, facts: Facts) -> Verdict:
        if facts.counterpart is None:
            return waiting("the counterpart has not filed")
        ours, theirs = facts.home.get(self.field), facts.counterpart.get(self.field)
        if not isinstance(ours, int) or not isinstance(theirs, int):
            return waiting(f"{self.field} is not filled in on both sides")
        less, more = sorted((ours, theirs))
        told = f"{ours:,} here against {theirs:,} there"
        if not less:
            none = f"{told}: nothing is no contribution"
            return verdict(False, none, f"Must be more than nothing on both sides; {told}", self.field)
        short = f"Must be about alike on both sides, neither more than {self.percent} % above the other; {told}"
        return verdict(more * 100 <= less * (100 + self.percent), told, short, self.field)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def demands(self) -> frozenset[str]:
        return frozenset({self.field})


def differences(fields: Iterable[str], home: Content, counterpart: Content) -> list[str]:
    """The fields in which two filings do not say the same; case, spacing and the order of lists do not count.

    Where a side gives a text in two languages it says the same if either of them is what the other side says in either.
    """
    return [name for name in fields if not _is_same(name, home, counterpart) and not _meet(name, home, counterpart)]


def is_translated(name: str, home: Content, counterpart: Content) -> bool:
    """Whether two filings say the same in a field only by a translation that a side gives."""
    return not _is_same(name, home, counterpart) and _meet(name, home, counterpart)


def _is_same(name: str, home: Content, counterpart: Content) -> bool:
    return plain(home.get(name)) == plain(counterpart.get(name))


def _meet(name: str, home: Content, counterpart: Content) -> bool:
    theirs = [plain(told) for told in list_wordings(counterpart, name)]
    return any(plain(told) in theirs for told in list_wordings(home, name))
