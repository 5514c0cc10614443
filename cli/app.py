"""The `accord` command: everything an operator does, each with --help, and --json where a program would read it.

Exit code 0: done. 1: refused, broken, or impossible now (such as a port that is in use). 2: the command line was not
understood. 3: the service could not start; the log says why.
"""

import logging

import typer

from cli import (
    audit,
    case_files,
    cases,
    decisions,
    demonstration,
    documents,
    examining,
    formalities,
    invitations,
    keys,
    partner_deadlines,
    partners,
    people,
    programmes,
    registry,
    reviews,
    serving,
    simulating,
)

app = typer.Typer(
    name="accord",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Case management for award nominations and bilateral research applications.",
)
app.command()(serving.serve)
app.command()(serving.schedule)
app.command()(serving.migrate)
app.command()(demonstration.demo)
app.command()(simulating.simulate)
app.command()(invitations.mail)
app.command()(audit.doctor)
cases.app.command("export")(case_files.export_cases)
cases.app.command("import")(case_files.import_cases)
cases.app.command("waive")(formalities.waive)
cases.app.command("examine")(examining.examine)
cases.app.command("judge")(examining.judge)
cases.app.command("receive")(formalities.receive)
cases.app.command("submit-filing")(formalities.submit_filing)
cases.app.command("recall-filing")(formalities.recall_filing)
cases.app.command("compare")(formalities.compare)
cases.app.command("erase")(formalities.erase)
cases.app.command("partners")(partners.list_partners)
cases.app.command("add-partner")(partners.add_partner)
cases.app.command("remove-partner")(partners.remove_partner)
cases.app.command("attach")(documents.attach)
cases.app.command("documents")(documents.listed)
people.app.command("invite")(invitations.invite)
programmes.app.command("partner-deadlines")(partner_deadlines.show_partner_deadlines)
programmes.app.command("set-partner-deadline")(partner_deadlines.set_partner_deadline)
app.add_typer(programmes.app, name="programme")
app.add_typer(cases.app, name="case")
app.add_typer(reviews.app, name="review")
app.add_typer(decisions.app, name="decide")
app.add_typer(people.app, name="people")
app.add_typer(registry.app, name="registry")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")


def main() -> None:
    """Run the command line."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("transitions").setLevel(logging.WARNING)
    app()
