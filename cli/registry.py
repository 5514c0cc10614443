"""`accord registry`: agreements between governments, organisations, competent authorities, and laureates."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

import typer
from sqlmodel import Session

from cli import laureates
from cli.case_commands import change_as
from cli.terminal import (
    OUT,
    As,
    Json,
    database,
    local,
    number_option,
    report_errors,
    search_option,
    show_json,
    show_table,
)
from states import countries
from workflow import lists
from workflow.actors import SYSTEM
from workflow.registry import agreements, authorities, organisations

app = typer.Typer(no_args_is_help=True, help="The registry: agreements, organisations, authorities, laureates.")
agreed = typer.Typer(no_args_is_help=True, help="Agreements between governments.")
bodies = typer.Typer(no_args_is_help=True, help="Organisations that are known beyond one case.")
offices = typer.Typer(no_args_is_help=True, help="Competent authorities of the partners, and the log of contacts.")
app.add_typer(agreed, name="agreements")
app.add_typer(bodies, name="organisations")
app.add_typer(offices, name="authorities")
app.add_typer(laureates.app, name="laureates")

_T = TypeVar("_T")
Holding = Annotated[str | None, search_option(name="--text", help="Only with this in the name or code.")]
Of = Annotated[str | None, typer.Option("--partner", help="Only of this partner, such as AR.")]
Limit = Annotated[int, number_option(1, lists.PAGE, help="At most so many.")]
Day = Annotated[str | None, typer.Option(help="The day, written like 2022-12-25.")]
Id = Annotated[str, typer.Argument(help="The id of an entry.")]
Code = Annotated[str, typer.Argument(help="An agreement's code.")]


@agreed.command("list")
def list_agreements(text: Holding = None, partner: Of = None, limit: Limit = 50, json: Json = False) -> None:
    """List agreements by code."""
    found, _ = _read(lambda session: agreements.list_agreements(session, limit=limit, text=text, partner=partner))
    columns = ["code", "parties", "signed", "in force from", "until", "title"]
    lines = [
        [one.code, " ".join(one.parties), one.signed_on, one.effective_on, one.expires_on, one.title] for one in found
    ]
    _listed([asdict(one) for one in found], columns, lines, json)


@agreed.command("add")
def add_agreement(
    code: Code,
    title: Annotated[str, typer.Argument(help="What it is called.")],
    party: Annotated[list[str], typer.Option(help="A party's code, such as CN; once for each.")],
    who: As,
    signed: Day = None,
    effective: Day = None,
    expires: Day = None,
    json: Json = False,
) -> None:
    """Record an agreement."""
    agreement = agreements.Agreement(code, title, tuple(party), signed, effective, expires)
    recorded = change_as(
        who, lambda session, actor, now: agreements.add_agreement(session, agreement, actor=actor, now=now)
    )
    _told(recorded.code, asdict(recorded), json)


@agreed.command("show")
def show_agreement(code: Code, json: Json = False) -> None:
    """Show an agreement, and which directions stand under it."""
    found, under = _read(
        lambda session: (agreements.load_agreement(session, code), agreements.list_directions(session, code))
    )
    if json:
        show_json(asdict(found) | {"directions": [{"call": call, "direction": name} for call, name in under]})
        return
    _shown(asdict(found) | {"parties": ", ".join(map(countries.name, found.parties))})
    for call, name in under:
        OUT.print(f"stands over: {call} {name}", markup=False)


@bodies.command("list")
def list_organisations(
    text: Holding = None,
    country: Annotated[str | None, typer.Option(help="Only of this country.")] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List organisations by name."""
    found, _ = _read(lambda session: organisations.list_organisations(session, limit=limit, text=text, country=country))
    columns = ["id", "type", "country", "ROR", "name"]
    lines = [[one.id, one.type, one.country, one.ror, one.name] for one in found]
    _listed([asdict(one) for one in found], columns, lines, json)


@bodies.command("add")
def add_organisation(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    kind: Annotated[str, typer.Argument(metavar="TYPE", help=f"One of: {', '.join(organisations.TYPES)}.")],
    country: Annotated[str, typer.Argument(help="Its country's code, such as AR.")],
    who: As,
    registered_in: Annotated[str | None, typer.Option(help="The place where it is registered.")] = None,
    ror: Annotated[str | None, typer.Option(help="Its ROR, or the address of that.")] = None,
    json: Json = False,
) -> None:
    """Record an organisation; a second one with the same ROR is refused."""
    about = organisations.OrganisationDetails(name, kind, country, registered_in, ror)
    recorded = change_as(
        who, lambda session, actor, now: organisations.add_organisation(session, about, actor=actor, now=now)
    )
    _told(recorded.id, asdict(recorded), json)


@bodies.command("show")
def show_organisation(organisation: Id, json: Json = False) -> None:
    """Show an organisation."""
    found = asdict(_read(lambda session: organisations.load_organisation(session, organisation)))
    show_json(found) if json else _shown(found)


@offices.command("list")
def list_authorities(text: Holding = None, partner: Of = None, limit: Limit = 50, json: Json = False) -> None:
    """List authorities by partner and name."""
    found, _ = _read(
        lambda session: authorities.list_authorities(session, SYSTEM, limit=limit, text=text, partner=partner)
    )
    lines = [[one.id, one.partner, one.name, one.contact] for one in found]
    _listed([asdict(one) for one in found], ["id", "partner", "name", "contact"], lines, json)


@offices.command("add")
def add_authority(
    partner: Annotated[str, typer.Argument(help="Whose it is: a partner's code, such as AR.")],
    name: Annotated[str, typer.Argument(help="What it is called.")],
    who: As,
    contact: Annotated[str | None, typer.Option(help="How it can be reached, for people to read.")] = None,
    json: Json = False,
) -> None:
    """Record a competent authority."""
    about = authorities.AuthorityDetails(partner, name, contact)
    recorded = change_as(
        who, lambda session, actor, now: authorities.add_authority(session, about, actor=actor, now=now)
    )
    _told(recorded.id, asdict(recorded), json)


@offices.command("show")
def show_authority(authority: Id, limit: Limit = 50, json: Json = False) -> None:
    """Show an authority, and the newest contacts with it."""
    found, (letters, _) = _read(
        lambda session: (
            authorities.load_authority(session, SYSTEM, authority),
            authorities.list_correspondence(session, SYSTEM, authority, limit=limit),
        )
    )
    if json:
        show_json(asdict(found) | {"correspondence": [asdict(one) for one in letters]})
        return
    _shown(asdict(found))
    if letters:
        lines = [[local(one.at), one.by, one.about] for one in letters]
        show_table(["when (Shanghai)", "who", "about"], lines)


@offices.command()
def contacted(
    authority: Id,
    about: Annotated[str, typer.Argument(help="What it was about.")],
    who: As,
    json: Json = False,
) -> None:
    """Log that there was contact with an authority just now. What is logged stays as it is."""
    letter = change_as(
        who, lambda session, actor, now: authorities.record_contact(session, authority, about, actor=actor, now=now)
    )
    _told(str(letter.number), asdict(letter), json)


def _read(query: Callable[[Session], _T]) -> _T:
    with report_errors(), database() as opened, opened.reading() as session:
        return query(session)
    raise AssertionError("what fails is told, and ends the command")


def _listed(found: list[dict[str, Any]], columns: list[str], lines: list[list[Any]], json: bool) -> None:
    show_json(found) if json else show_table(columns, lines)


def _told(name: str, whole: dict[str, Any], json: bool) -> None:
    show_json(whole) if json else OUT.print(name, markup=False)


def _shown(whole: dict[str, Any]) -> None:
    for name, value in whole.items():
        if value is not None:
            OUT.print(f"{name.replace('_', ' ')}: {value}", markup=False, soft_wrap=True)
