"""Inviting people, and what became of the mail."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.terminal import OUT, As, Json, database, fail, local, report_errors, show_json, show_table
from workflow.clock import SystemClock
from workflow.identity import invitations, people
from workflow.notifications import mail as letters


def invite(
    email: Annotated[str, typer.Argument(help="The address of whom to invite.")],
    who: As,
    role: Annotated[str, typer.Option(help=f"One of: {', '.join(invitations.ROLES)}.")],
    case: Annotated[str | None, typer.Option(help="The case they are invited to.")] = None,
    call: Annotated[str | None, typer.Option(help="Or the call they are invited to.")] = None,
    partner: Annotated[
        str | None, typer.Option(help="To a call, for an authority: the partner country, such as AR.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language in which they are written to: en or zh.")] = "en",
    json: Json = False,
) -> None:
    """Invite a partner to a case, a reviewer, or an authority to a call; the link is shown once, not mailed."""
    with report_errors(), database() as opened:
        with opened.writing() as session:
            actor, now = people.load_person(session, who), SystemClock().now()
            if case is not None and call is None and partner is None:
                sent = invitations.invite_to_case(
                    session, case, email, role, actor=actor, now=now, by_mail=False, language=language
                )
            elif call is not None and case is None:
                sent = invitations.invite_to_call(
                    session, call, email, role, actor=actor, now=now, by_mail=False, partner=partner, language=language
                )
            else:
                fail("say either --case, or --call and for an authority --partner")
        assert sent.secret is not None, "a link that is not mailed is told"
        link = invitations.link(opened.settings.site, sent.secret)
    if json:
        show_json({"id": sent.id, "link": link, "expires_at": sent.expires_at})
    else:
        OUT.print(link, markup=False, soft_wrap=True)


def mail(json: Json = False) -> None:
    """Say how many messages wait to be mailed, were sent, and were not; and which were given up, after which answer."""
    with report_errors(), database() as opened:
        with opened.reading() as session:
            found = letters.status(session, now=SystemClock().now())
            failures = letters.list_failures(session)
        server = opened.settings.smtp_host
    if json:
        show_json({"server": server or None, **asdict(found), "failures": [asdict(one) for one in failures]})
        return
    show_table(
        ["messages", ""],
        [
            ["queued", found.queued],
            ["sent", found.sent],
            ["too late to be sent", found.overtaken],
            ["for nobody with an address", found.unread],
            ["failed", found.failed],
        ],
    )
    if failures:
        show_table(
            ["message", "kind", "case", "to", "tries", "last answer", "at (Shanghai)"],
            [
                [one.message, one.kind, one.case, one.recipient, one.tried, one.answer, local(one.at)]
                for one in failures
            ],
        )
    OUT.print(f"mail server: {server or 'none, so that messages wait (ACCORD_SMTP_HOST)'}", markup=False)
