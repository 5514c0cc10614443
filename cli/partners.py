"""`accord case partners` and its like: who acts for the other side of one case."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.case_commands import run_command
from cli.cases import Ref
from cli.terminal import As, Json, database, local, report_errors, show_json, show_table
from workflow.actors import SYSTEM
from workflow.identity import directory, people
from workflow.paperwork import partners
from workflow.partner_commands import AddPartner, RemovePartner

Person = Annotated[str, typer.Argument(help="The partner's id or e-mail address.")]
Why = Annotated[str, typer.Option("--reason", help="Why.")]


def list_partners(ref: Ref, json: Json = False) -> None:
    """List the partners of a case: they see and confirm this one and no other."""
    with report_errors(), database() as opened, opened.reading() as session:
        found = partners.list_partners(session, SYSTEM, ref)
    if json:
        show_json([asdict(one) for one in found])
        return
    show_table(
        ["person", "name", "since (Shanghai)", "by", "invitation"],
        [[one.person, one.name, local(one.since), one.by, one.invitation or ""] for one in found],
    )


def add_partner(ref: Ref, person: Person, who: As, reason: Why, json: Json = False) -> None:
    """Make somebody who has an account the partner of a case."""
    with report_errors(), database() as opened, opened.reading() as session:
        known = people.load_person(session, person).id
    run_command(
        who,
        lambda actor, now: AddPartner(actor=actor, received_at=now, ref=ref, person=known, reason=reason),
        json,
    )


def remove_partner(ref: Ref, person: Person, who: As, reason: Why, json: Json = False) -> None:
    """Take a case from its partner, who then no longer sees it."""
    with report_errors(), database() as opened, opened.reading() as session:
        known = directory.list_named(session, SYSTEM, person).id
    run_command(
        who,
        lambda actor, now: RemovePartner(actor=actor, received_at=now, ref=ref, person=known, reason=reason),
        json,
    )
