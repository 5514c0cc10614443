"""`accord people invite` and `accord mail`: a link to hand over, and what became of the mail."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from tests.cli.conftest import Operator
from tests.world import CALL
from workflow import acceptance
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.tables import LINKS, OUTBOX


def cora(operator: Operator) -> str:
    """A coordinator; her address."""
    operator.done("people", "add", "Cora", "--email", "cora@example.org")
    operator.done("people", "grant", "cora@example.org", "coordinator")
    return "cora@example.org"


def test_a_link_is_printed_once_and_opens_the_door(operator: Operator) -> None:
    who = cora(operator)
    link = operator.done(
        "people", "invite", "paz@ministry.example", "--role", "authority", "--call", CALL, "--partner", "AR",
        "--language", "zh", "--as", who,
    ).strip()  # fmt: skip
    secret = link.removeprefix("http://127.0.0.1:8000/invite#")
    opened = Database(Settings.read().database_url)
    with opened.writing() as session:
        accepted = acceptance.accept(session, secret, visitor=None, agent="", now=datetime.now(UTC))
        kept = session.execute(select(LINKS.c.language, LINKS.c.digest)).one()
    opened.close()

    assert re.fullmatch(r"[0-9A-Za-z_\-]{43}", secret)
    assert (accepted.role, accepted.partner, kept.language) == ("authority", "AR", "zh")
    assert kept.digest != secret


def test_a_program_reads_the_link_and_when_it_ends(operator: Operator) -> None:
    who = cora(operator)
    arguments = ("people", "invite", "lin@university.example", "--role", "reviewer", "--call", CALL, "--as", who)

    sent = operator.json(*arguments)

    assert set(sent) == {"id", "link", "expires_at"}
    left = datetime.fromisoformat(sent["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)
    assert operator.json("audit", "list", "--action", "invitation.sent")[0]["data"]["invitation"] == sent["id"]


def test_what_cannot_be_invited_is_said_in_one_sentence(operator: Operator) -> None:
    who = cora(operator)
    wrong = {
        ("--role", "reviewer"): "say either --case, or --call and for an authority --partner",
        ("--role", "reviewer", "--call", CALL, "--case", "X"): "say either --case, or --call and "
        "for an authority --partner",
        ("--role", "reviewer", "--case", "X"): "there is no case X",
        ("--role", "reviewer", "--call", "nonsense"): "there is no call 'nonsense'",
        ("--role", "king", "--call", CALL): "nobody is invited as 'king'; there are: partner, reviewer, authority",
        ("--role", "partner", "--call", CALL): "a partner is invited to one case and sees no other: say which case",
    }

    for arguments, problem in wrong.items():
        result = operator("people", "invite", "lin@university.example", *arguments, "--as", who)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"accord: {problem}\n")


def test_the_mail_is_counted(operator: Operator) -> None:
    row = {"kind": "release-failed", "audience": "committee", "about": f"{CALL} 2.4", "created_at": datetime.now(UTC)}
    opened = Database(Settings.read().database_url)
    with opened.writing() as session:
        for key, sent_at in (("1", None), ("2", None), ("3", datetime.now(UTC))):
            session.connection().execute(insert(OUTBOX).values(row | {"key": key, "sent_at": sent_at}))
    opened.close()

    assert operator.json("mail") == {
        "server": None,
        "queued": 2,
        "sent": 1,
        "overtaken": 0,
        "unread": 0,
        "failed": 0,
        "failures": [],
    }
    assert operator.done("mail").splitlines()[1:] == [
        "queued                      2",
        "sent                        1",
        "too late to be sent         0",
        "for nobody with an address  0",
        "failed                      0",
        "mail server: none, so that messages wait (ACCORD_SMTP_HOST)",
    ]
