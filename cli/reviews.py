"""`accord review`: the pool of reviewers, whom they are asked about, what they said, and what it comes to."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.case_commands import run_command
from cli.cases import Ref
from cli.terminal import (
    ERR,
    OUT,
    As,
    Json,
    counted,
    database,
    fail,
    number_option,
    report_errors,
    show_json,
    show_table,
)
from states.refusal import Refusal
from workflow import assignment_plan
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.commands import AssignReviewer
from workflow.identity import people
from workflow.pool import reviewers
from workflow.pool.reviewers import ReviewerProfile
from workflow.reviewing import assignments, panel, reviews
from workflow.reviewing.panel import RankedCase

app = typer.Typer(no_args_is_help=True, help="Reviewing: enlist, assign, match, list, ranking.")
Call = Annotated[str, typer.Argument(help="The call's code.")]
Direction = Annotated[str, typer.Argument(help="The direction's code.")]
Reviewer = Annotated[str, typer.Argument(help="The reviewer's id or e-mail address.")]


@app.command()
def enlist(
    reviewer: Reviewer,
    who: As,
    organisation: Annotated[str, typer.Option(help="Their organisation, by name or ROR.")],
    country: Annotated[str, typer.Option(help="Their country, such as CN.")],
    area: Annotated[list[str] | None, typer.Option(help="An area they know; may be given several times.")] = None,
    most: Annotated[int, number_option(1, 1_000, help="How many cases they take at once.")] = 20,
    resting: Annotated[bool, typer.Option("--resting", help="Not to be asked for now.")] = False,
) -> None:
    """Put somebody who holds the role into the pool, or say this of them instead."""
    about = ReviewerProfile(organisation, country, tuple(area or ()), most, not resting)
    with report_errors(), database() as opened, opened.writing() as session:
        found = people.load_person(session, reviewer)
        actor = people.load_person(session, who)
        listed = reviewers.put_reviewer(session, found.id, about, actor=actor, now=SystemClock().now())
    OUT.print(
        f"{listed.name} takes {counted(listed.most, 'case')} at most" if listed.active else f"{listed.name} rests",
        markup=False,
    )


@app.command()
def assign(
    ref: Ref,
    reviewer: Reviewer,
    who: As,
    beyond: Annotated[bool, typer.Option("--beyond", help="More cases than they take; asks for a reason.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    json: Json = False,
) -> None:
    """Invite somebody of the pool to review a case."""
    with report_errors(), database() as opened, opened.reading() as session:
        asked = people.load_person(session, reviewer).id
    run_command(
        who,
        lambda actor, now: AssignReviewer(
            actor=actor, received_at=now, ref=ref, reviewer=asked, beyond=beyond, reason=reason
        ),
        json,
    )


@app.command()
def match(
    call: Call,
    direction: Direction,
    who: As,
    each: Annotated[
        int | None,
        number_option(
            1,
            assignment_plan.MOST,
            help="How many reviewers a case is to have; else its quorum.",
        ),
    ] = None,
    atomic: Annotated[bool, typer.Option("--atomic", help="All or none.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only judge; invite nobody.")] = False,
    json: Json = False,
) -> None:
    """Invite reviewers to every case of a direction that wants some: none in conflict, the load evenly spread."""
    with report_errors(), database() as opened:
        with opened.reading() as session:
            proposal = assignment_plan.plan_assignments(
                session, people.load_person(session, who), call, direction, each=each
            )
        with opened.writing() as session:
            actor, now = people.load_person(session, who), SystemClock().now()
            outcomes = assignment_plan.invite_proposed(
                session, proposal, actor=actor, now=now, mode="atomic" if atomic else "each", dry_run=dry_run
            )
    refused = [(pair, one) for pair, one in zip(proposal.pairs, outcomes, strict=True) if isinstance(one, Refusal)]
    if json:
        show_json({"pairs": proposal.pairs, "short": proposal.short, "refused": [asdict(one) for _, one in refused]})
        if refused:
            raise typer.Exit(1)
        return
    show_table(["case", "reviewer"], [list(pair) for pair in proposal.pairs])
    for ref, lacking in proposal.short:
        ERR.print(f"{ref}: {lacking} more wanted, nobody is left to ask", markup=False)
    for (ref, reviewer), refusal in refused:
        ERR.print(f"{ref}, {reviewer}: {refusal.problem}", markup=False, soft_wrap=True)
    if refused:
        fail(f"{len(refused)} of {len(outcomes)} were refused")
    OUT.print(f"{len(outcomes)} invitations {'could be' if dry_run else 'were'} sent")


@app.command("list")
def list_(ref: Ref, json: Json = False) -> None:
    """Who reviews a case, and what they said."""
    with report_errors(), database() as opened, opened.reading() as session:
        assigned = assignments.list_assignments(session, SYSTEM, ref)
        opinion = reviews.list_reviews(session, SYSTEM, ref)
    if json:
        show_json({"assignments": [asdict(one) for one in assigned]} | asdict(opinion))
        return
    given = {review.reviewer: review for review in opinion.reviews}
    show_table(
        ["reviewer", "name", "status", "total", "recommendation"],
        [
            [one.reviewer, one.name, one.status, _points(given[one.reviewer].total), given[one.reviewer].recommendation]
            if one.reviewer in given
            else [one.reviewer, one.name, one.status, "", ""]
            for one in assigned
        ],
    )


@app.command()
def ranking(call: Call, direction: Direction, json: Json = False) -> None:
    """The cases of a direction by the mean of their reviews, the best first."""
    with report_errors(), database() as opened, opened.reading() as session:
        places = panel.load_ranking(session, SYSTEM, call, direction)
    if json:
        show_json([asdict(place) for place in places])
        return
    show_table(["rank", "case", "state", "reviews", "mean", "spread", "disagrees"], [_line(place) for place in places])


def _line(place: RankedCase) -> list[object]:
    told = place.reading
    apart = ", ".join([*(["total"] if told.disagrees else []), *told.apart])
    count = f"{told.reviews} of {told.quorum}"
    return [place.rank or "", place.case, place.state, count, _points(told.mean), _points(told.spread), apart]


def _points(hundredths: int | None) -> str:
    return "" if hundredths is None else f"{hundredths / 100:.2f}"
