"""`accord people`: who acts, in which roles, with which tokens."""

from datetime import timedelta
from typing import Annotated

import typer

from cli.terminal import OUT, Json, database, show_json, spoken
from workflow import people
from workflow.actors import SCOPES, SYSTEM
from workflow.clock import SystemClock

app = typer.Typer(no_args_is_help=True, help="People, their roles and tokens.")
Who = Annotated[str, typer.Argument(help="A person's id or e-mail address.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The person's name.")],
    email: Annotated[str | None, typer.Option(help="An e-mail address, to name them by.")] = None,
    json: Json = False,
) -> None:
    """Add a person."""
    with spoken(), database() as opened, opened.writing() as session:
        person = people.add(session, name, email=email, actor=SYSTEM, now=SystemClock().now())
    if json:
        show_json({"id": person})
    else:
        OUT.print(person)


@app.command()
def grant(
    who: Who,
    role: Annotated[str, typer.Argument(help=f"One of: {', '.join(people.ROLES)}.")],
    call: Annotated[str | None, typer.Option(help="Only in this call.")] = None,
    partner: Annotated[str | None, typer.Option(help="For a partner: which one, such as AR.")] = None,
) -> None:
    """Give a person a role."""
    with spoken(), database() as opened, opened.writing() as session:
        person = people.person(session, who)
        now = SystemClock().now()
        people.grant(session, person.id, role, call=call, partner=partner, actor=SYSTEM, now=now)
    OUT.print(f"{person.name} is {role}{f' in {call}' if call else ''}{f' for {partner}' if partner else ''}")


@app.command()
def identify(
    who: Who,
    orcid: Annotated[str, typer.Argument(help="Their ORCID iD, or the address of it.")],
) -> None:
    """Say which ORCID iD is a person's."""
    with spoken(), database() as opened, opened.writing() as session:
        person = people.person(session, who)
        people.identify(session, person.id, orcid, actor=SYSTEM, now=SystemClock().now())
    OUT.print(f"{person.name} is known to ORCID")


@app.command()
def token(
    who: Who,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    scope: Annotated[
        list[str] | None, typer.Option(help=f"What it may do: {', '.join(SCOPES)}; all if not said.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it lasts.")] = 90,
    json: Json = False,
) -> None:
    """Issue a token; its secret is shown this once."""
    with spoken(), database() as opened, opened.writing() as session:
        person = people.person(session, who)
        now = SystemClock().now()
        scopes, lasting = scope or SCOPES, timedelta(days=days)
        issued, secret = people.issue(
            session, person.id, name=name, actor=SYSTEM, now=now, scopes=scopes, lasting=lasting
        )
    if json:
        show_json({"id": issued, "secret": secret})
    else:
        OUT.print(secret)
