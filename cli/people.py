"""`accord people`: who acts, in which roles, with which tokens."""

import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from cli.terminal import OUT, Json, database, local, number_option, report_errors, search_option, show_json, show_table
from workflow import lists
from workflow.actors import SCOPES, SYSTEM
from workflow.clock import SystemClock
from workflow.credentials import factors, passwords
from workflow.credentials import sessions as visits
from workflow.errors import NotFound
from workflow.identity import directory, links, people

app = typer.Typer(no_args_is_help=True, help="People, their roles and tokens.")
Who = Annotated[str, typer.Argument(help="A person's id or e-mail address.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The person's name.")],
    email: Annotated[str | None, typer.Option(help="An e-mail address, to name them by.")] = None,
    json: Json = False,
) -> None:
    """Add a person."""
    with report_errors(), database() as opened, opened.writing() as session:
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
    partner: Annotated[str | None, typer.Option(help="For an authority: the partner country, such as AR.")] = None,
) -> None:
    """Give a person a role."""
    with report_errors(), database() as opened, opened.writing() as session:
        person = people.load_person(session, who)
        now = SystemClock().now()
        people.grant(session, person.id, role, call=call, partner=partner, actor=SYSTEM, now=now)
    OUT.print(f"{person.name} is {_held(role, call, partner)}", markup=False)


@app.command()
def take_back(
    who: Who,
    role: Annotated[str, typer.Argument(help="The role, as it was granted.")],
    call: Annotated[str | None, typer.Option(help="If it is held in one call: which.")] = None,
    partner: Annotated[str | None, typer.Option(help="If it is held for one partner: which.")] = None,
) -> None:
    """Take a role back from a person; the last administrator's stays."""
    with report_errors(), database() as opened, opened.writing() as session:
        person, now = directory.list_named(session, SYSTEM, who), SystemClock().now()
        directory.take_back(session, person.id, role, call=call, partner=partner, actor=SYSTEM, now=now)
    OUT.print(f"{person.name} is {_held(role, call, partner)} no longer", markup=False)


@app.command("close")
def close_(who: Who) -> None:
    """Close a person's account: no session, token, link or feed of theirs counts. Nothing they did goes."""
    with report_errors(), database() as opened, opened.writing() as session:
        person = directory.list_named(session, SYSTEM, who)
        directory.disable(session, person.id, actor=SYSTEM, now=SystemClock().now())
    OUT.print(f"the account of {person.name} is closed", markup=False)


@app.command("open")
def open_(who: Who) -> None:
    """Open a person's account again, in the roles they still hold."""
    with report_errors(), database() as opened, opened.writing() as session:
        person = directory.list_named(session, SYSTEM, who)
        directory.enable(session, person.id, actor=SYSTEM, now=SystemClock().now())
    OUT.print(f"the account of {person.name} is open", markup=False)


@app.command("list")
def list_(
    text: Annotated[str | None, search_option(help="Only those whose name, address or id holds this.")] = None,
    role: Annotated[str | None, typer.Option(help=f"Only those in a role: {', '.join(people.ROLES)}.")] = None,
    limit: Annotated[int, number_option(1, lists.PAGE, help="At most so many.")] = 50,
    json: Json = False,
) -> None:
    """List people by name, with their roles and when they last used a session."""
    with report_errors(), database() as opened, opened.reading() as session:
        page, _ = directory.list_people(session, SYSTEM, limit=limit, text=text, role=role)
    if json:
        show_json([asdict(one) for one in page])
        return
    show_table(
        ["person", "name", "address", "roles", "last here (Shanghai)", "closed"],
        [
            [
                one.id,
                one.name,
                one.email,
                ", ".join(_held(held.role, held.call, held.partner) for held in one.grants),
                local(one.seen_at),
                local(one.disabled_at),
            ]
            for one in page
        ],
    )


@app.command()
def identify(
    who: Who,
    orcid: Annotated[str, typer.Argument(help="Their ORCID iD, or the address of it.")],
) -> None:
    """Say which ORCID iD is a person's."""
    with report_errors(), database() as opened, opened.writing() as session:
        person = people.load_person(session, who)
        people.identify(session, person.id, orcid, actor=SYSTEM, now=SystemClock().now())
    OUT.print(f"{person.name} is known to ORCID")


@app.command()
def token(
    who: Who,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    scope: Annotated[
        list[str] | None, typer.Option(help=f"What it may do: {', '.join(SCOPES)}; all if not said.")
    ] = None,
    days: Annotated[int, number_option(1, 366, help="How long it lasts.")] = 90,
    json: Json = False,
) -> None:
    """Issue a token; its secret is shown this once."""
    with report_errors(), database() as opened, opened.writing() as session:
        person = people.load_person(session, who)
        now = SystemClock().now()
        scopes, lasting = scope or SCOPES, timedelta(days=days)
        issued, secret = people.issue(
            session, person.id, name=name, actor=SYSTEM, now=now, scopes=scopes, lasting=lasting
        )
    if json:
        show_json({"id": issued, "secret": secret})
    else:
        OUT.print(secret)


@app.command()
def tokens(
    who: Who,
    revoke: Annotated[str | None, typer.Option(help="End the token of this id.")] = None,
    json: Json = False,
) -> None:
    """List a person's tokens and when each was last used (to the hour), or end one."""
    with report_errors(), database() as opened, opened.writing() as session:
        person = people.load_person(session, who)
        if revoke is not None:
            if revoke not in {one.id for one in people.list_tokens(session, person.id)}:
                raise NotFound(f"{person.name} has no token {revoke}")
            people.revoke(session, revoke, actor=SYSTEM, now=SystemClock().now())
        held = people.list_tokens(session, person.id)
    if json:
        show_json(held)
        return
    times = [(one.created_at, one.used_at, one.expires_at, one.revoked_at) for one in held]
    lines = [[one.id, one.name, " ".join(one.scopes), *map(local, four)] for one, four in zip(held, times, strict=True)]
    show_table(["token", "name", "scopes", "issued", "last used", "ends", "revoked"], lines)


@app.command()
def password(
    who: Who,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read it from standard input instead of asking twice.")
    ] = False,
) -> None:
    """Set a person's password, and end their sessions."""
    with report_errors(), database() as opened:
        with opened.reading() as session:
            person = people.load_person(session, who)
            known = passwords.context(session, person.id)
        given = sys.stdin.readline().rstrip("\r\n") if stdin else _asked()
        fresh = passwords.hash_password(given, known)
        with opened.writing() as session:
            passwords.change(session, person.id, fresh, actor=SYSTEM, now=SystemClock().now())
    OUT.print(f"{person.name} has a new password", markup=False)


@app.command()
def link(
    who: Who,
    lost_factor: Annotated[bool, typer.Option(help="Remove their second factor too: its telephone is lost.")] = False,
    json: Json = False,
) -> None:
    """Make a link that signs a person in once, within a quarter of an hour; it is shown this once."""
    with report_errors(), database() as opened, opened.writing() as session:
        person, now = people.load_person(session, who), SystemClock().now()
        if lost_factor:
            factors.remove(session, person.id, actor=SYSTEM, now=now)
        address = f"{opened.settings.site}/sign-in#{links.issue(session, person.id, actor=SYSTEM, now=now)}"
    if json:
        show_json({"link": address, "expires_at": now + links.LASTING})
    else:
        OUT.print(address, markup=False, soft_wrap=True)


@app.command()
def sessions(
    who: Who,
    end: Annotated[bool, typer.Option("--end", help="End them all.")] = False,
    json: Json = False,
) -> None:
    """List the sessions in which a person is signed in, or end them."""
    now = SystemClock().now()
    with report_errors(), database() as opened, opened.writing() as session:
        person = people.load_person(session, who)
        found = visits.list_sessions(session, person.id, now=now)
        if end:
            visits.end_all(session, person.id, actor=SYSTEM, now=now)
    if json:
        show_json(found)
        return
    lines = [[one.id, one.method, local(one.created_at), local(one.used_at), one.agent] for one in found]
    show_table(["session", "signed in by", "since", "last used", "browser"], lines)


def _held(role: str, call: str | None, partner: str | None) -> str:
    return f"{role}{f' in {call}' if call else ''}{f' for {partner}' if partner else ''}"


def _asked() -> str:
    given: str = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    return given
