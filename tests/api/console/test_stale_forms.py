"""A form of a case that somebody else changed meanwhile comes back with its words, says what changed, and may be sent again."""

import re
from collections.abc import Callable, Mapping

import pytest

from tests.api.console.conftest import Console, words
from tests.panel import Panel
from tests.world import CORA, NOMINATIONS, SPRING, ZHONGGUANCUN, done
from workflow.commands import OpenCase, RecordReceipt

WORDS = "words that took a while to write"
Fields = Mapping[str, object]
Arrange = Callable[[Console], tuple[str, str, str, Fields]]
"""Makes a case: its reference, who writes, the address of the form, and what is written into it."""


def _submitted(address: str, **fields: object) -> Arrange:
    def arrange(console: Console) -> tuple[str, str, str, Fields]:
        ref = console.submitted()
        return ref, "cora", f"/cases/{ref}/{address}", fields

    return arrange


def _with_partner(console: Console) -> tuple[str, str, str, Fields]:
    ref = console.submitted()
    person = {"do": "add", "person": "rex@accord.example", "reason": "named in the filing"}
    assert console.post("cora", f"/cases/{ref}/partners", person | {"version": 2}).status_code == 303
    return ref, "cora", f"/cases/{ref}/partners", {"do": "remove", "person": console.ids["rex"], "reason": WORDS}


def _with_reviewer(console: Console) -> tuple[str, str, str, Fields]:
    panel = Panel(console.world)
    rosa = panel.reviewer("Rosa Free", expertise=("2.4",))
    ref = panel.case()
    done(panel.assign(ref, rosa))
    return ref, "cora", f"/cases/{ref}/reviewers", {"do": "unassign", "person": rosa.id, "reason": WORDS}


def _suspected(console: Console) -> tuple[str, str, str, Fields]:
    panel = Panel(console.world)
    rosa = panel.reviewer("Rosa Free", expertise=("2.4",))
    ref = panel.case()
    suspicion = {"do": "suspect", "person": rosa.id, "ground": "family", "reason": WORDS}
    return ref, "cora", f"/cases/{ref}/reviewers", suspicion


def _drafted(console: Console) -> tuple[str, str, str, Fields]:
    [ref] = console.world.ready(1, now=console.clock.now())
    address = "/calls/intergovernmental-2023-1/directions/2.4/decision"
    return ref, "eli", address, {"do": "draft", "case": ref, "outcome": "decline", "reason": WORDS}


FORMS: dict[str, Arrange] = {
    "return": _submitted("transitions/return", reason=WORDS),
    "exclude": _submitted("transitions/exclude", reason=WORDS),
    "paper": _submitted(
        "papers", side="home", kind="receipt", name="A letter", signed_on="2022-10-01", signatories="A", reason=WORDS
    ),
    "partner": _submitted("partners", do="add", person="rex@accord.example", reason=WORDS),
    "partner removed": _with_partner,
    "receipt": _submitted(
        "receipts", side="home", authority=WORDS, reference="7", at="2022-11-01T10:00", zone="UTC", paper="", reason="x"
    ),
    "more time": _submitted(
        "deadline", until="2023-02-20", at="", zone="Asia/Shanghai", deadline="agency", reason=WORDS, do="give"
    ),
    "reviewer taken off": _with_reviewer,
    "suspicion": _suspected,
    "decision": _drafted,
}


def _change(console: Console, ref: str) -> None:
    """Have a colleague change the case."""
    receipt = RecordReceipt(
        actor=CORA,
        received_at=console.clock.now(),
        ref=ref,
        side="counterpart",
        authority="MINCyT",
        reference="4711",
        at=console.clock.now(),
        zone="UTC",
        paper=True,
        reason="it lies here",
    )
    done(console.world.one(receipt))


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_was_overtaken_keeps_its_words_and_succeeds_when_sent_again(console: Console, name: str) -> None:
    ref, who, address, fields = FORMS[name](console)
    seen = console.world.case(ref).version
    _change(console, ref)

    late = console.post(who, address, {**fields, "version": seen})

    assert late.status_code == 409, words(late)
    assert WORDS in late.text and "A colleague changed this case while you wrote" in words(late)
    assert "MINCyT" in words(late)  # what changed
    assert console.world.case(ref).version == seen + 1
    assert f'name="version" value="{seen + 1}"' in late.text
    again = console.post(who, address, {**fields, "version": seen + 1})
    assert again.status_code == 303, words(again)


def test_the_form_says_who_changed_what_meanwhile_in_both_languages(console: Console) -> None:
    ref = console.submitted()
    console.post("cora", f"/cases/{ref}/papers", {**PAPER, "version": 2})

    own = console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": WORDS})
    console.browser("cora").here.cookies.set("accord-language", "zh", domain="accord.test", path="/")
    told = console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": WORDS})

    assert "You changed this case elsewhere while you wrote" in words(own) and "A letter" in words(own)
    assert "您在别处更改了此案件" in words(told)


PAPER: Fields = {
    "side": "home",
    "kind": "receipt",
    "name": "A letter",
    "signed_on": "2022-10-01",
    "signatories": "A",
    "reason": "it came late",
}


def test_a_form_that_is_no_longer_there_gives_its_words_to_be_copied(console: Console) -> None:
    ref = console.submitted()
    console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "first"})

    late = console.post("cora", f"/cases/{ref}/transitions/exclude", {"version": 2, "reason": WORDS})

    assert late.status_code == 409 and "What you wrote" in words(late) and WORDS in words(late)


def test_the_examination_of_a_clause_keeps_its_evidence(console: Console) -> None:
    console.clock.set(SPRING)
    ada, cora = console.actor("ada"), console.actor("cora")
    opening = OpenCase(
        actor=ada, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=NOMINATIONS[ZHONGGUANCUN]
    )
    ref = done(console.world.one(opening)).case
    for transition, actor in (("submit", ada), ("confirm", cora)):
        done(console.world.transition(ref, transition, actor=actor, now=SPRING))
    page = console.get("cora", f"/cases/{ref}/examination").text
    clause, seen = re.findall(r'name="clause" value="([^"]+)"', page)[0], console.world.case(ref).version
    judged = {"clause": clause, "verdict": "met", "evidence": WORDS}

    late = console.post("cora", f"/cases/{ref}/examination", judged | {"version": seen - 1})

    assert late.status_code == 409 and WORDS in late.text
    assert console.post("cora", f"/cases/{ref}/examination", judged | {"version": seen}).status_code == 303
