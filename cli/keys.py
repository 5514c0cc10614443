"""`accord keys`: what seals the secrets of second factors, and how that is renewed."""

import typer

from cli.terminal import OUT, Json, database, report_errors, show_json, show_table
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.credentials import factor_secrets

app = typer.Typer(no_args_is_help=True, help="The keys that seal the secrets of second factors.")


@app.command("list")
def list_(json: Json = False) -> None:
    """List the keys by name (never what they are), which one seals, and how many second factors need each."""
    with report_errors(), database() as opened, opened.reading() as session:
        needed = factor_secrets.counts(session)
        names = opened.keys.names if needed else []
    lines = [
        {"key": name, "factors": number, "seals": name in names[:1], "missing": name not in names}
        for name, number in needed.items()
    ]
    if json:
        show_json(lines)
        return
    said = [
        [one["key"], one["factors"], "seals" if one["seals"] else "MISSING" if one["missing"] else "opens"]
        for one in lines
    ]
    show_table(["key", "second factors", ""], said)


@app.command()
def renew() -> None:
    """Put a new key before the others. It seals from now on; `accord keys reseal` has it seal what others did."""
    with report_errors(), database() as opened, opened.writing() as session:
        factor_secrets.require_found(session)
        name = opened.keys.renew()
    OUT.print(f"{name} seals from now on; keep a copy of {opened.keys.path} apart from the database", markup=False)


@app.command()
def reseal(json: Json = False) -> None:
    """Seal by the newest key what another one sealed: afterwards no second factor needs the others."""
    with report_errors(), database() as opened, opened.writing() as session:
        number = factor_secrets.reseal(session, actor=SYSTEM, now=SystemClock().now())
    if json:
        show_json({"resealed": number})
    else:
        OUT.print(f"{number} sealed anew")
