"""`accord case examine` and `judge`: every clause of a case with its state, and recording what people judge."""

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from cli.case_commands import run_command
from cli.cases import Ref
from cli.terminal import OUT, As, Json, database, fail, refuse, report_errors, show_json, show_table
from states.refusal import Refusal
from states.rule_labels import WORDS as RULE_WORDS
from workflow import cases
from workflow.actors import SYSTEM, Actor
from workflow.clock import SystemClock
from workflow.commands import Bulk, RecordJudgement
from workflow.identity import people
from workflow.paperwork import examinations


def examine(ref: Ref, json: Json = False) -> None:
    """Show every clause of a case with its state, and for those that people judge: by whom, when, on what evidence."""
    with report_errors(), database() as opened, opened.reading() as session:
        found = examinations.load_examination(session, SYSTEM, ref, now=SystemClock().now())
    if json:
        show_json([asdict(one) for one in found])
        return
    show_table(
        ["clause", "strength", "judged by", "stands", "looked at"],
        [[one.id, one.strength, one.judged_by, RULE_WORDS[one.word], one.looked_at] for one in found],
    )
    for one in found:
        for said in one.recorded[:1]:
            on = "; ".join(part for part in (said.evidence, said.document and f"document {said.document}") if part)
            OUT.print(f"{one.id}: {said.verdict}, {said.name}, {said.at:%Y-%m-%d}: {on}", markup=False)


def judge(
    clause: Annotated[str, typer.Argument(help="The clause, such as ZGC-02A.")],
    refs: Annotated[list[str], typer.Argument(help="The references of the cases, one or more.")],
    who: As,
    met: Annotated[bool, typer.Option("--met/--not-met", help="Whether it is met.")],
    evidence: Annotated[str, typer.Option(help="On what evidence, in words.")] = "",
    document: Annotated[str | None, typer.Option(help="A document of the case, by its id.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why an earlier judgement is changed.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come of it.")] = False,
    json: Json = False,
) -> None:
    """Record that a clause which people judge is met, or is not, on one case or on many."""
    verdict: Literal["met", "not-met"] = "met" if met else "not-met"

    def ask(actor: Actor, ref: str) -> RecordJudgement:
        return RecordJudgement(
            actor=actor,
            received_at=now,
            ref=ref,
            clause=clause,
            verdict=verdict,
            evidence=evidence,
            document=document,
            reason=reason,
        )

    now = SystemClock().now()
    if len(refs) == 1 and not dry_run:
        run_command(who, lambda actor, _now: ask(actor, refs[0]), json)
        return
    with report_errors(), database() as opened, opened.writing() as session:
        actor = people.load_person(session, who)
        asked = Bulk(actor=actor, received_at=now, commands=tuple(ask(actor, ref) for ref in refs), dry_run=dry_run)
        [outcomes] = cases.apply(session, [asked], now=now, settled=now - opened.settings.settle_margin)
    assert isinstance(outcomes, list), "a bulk gets a list"
    refused = [one for one in outcomes if isinstance(one, Refusal)]
    if json:
        show_json([asdict(one) for one in outcomes])
    else:
        word = f"would be {verdict}" if dry_run else verdict
        rows = [
            [ref, one.problem if isinstance(one, Refusal) else word] for ref, one in zip(refs, outcomes, strict=True)
        ]
        show_table(["case", clause], rows)
    if len(refused) == len(outcomes) == 1 and not json:
        refuse(refused[0])
    if refused:
        fail(f"{len(refused)} of {len(outcomes)} cases were left as they are")
