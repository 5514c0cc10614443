"""`accord people password`, `link` and `sessions`: how the operator lets somebody in, or out."""

import re
from collections.abc import Callable
from datetime import datetime

from typer.testing import CliRunner, Result

from cli.app import app
from tests.cli.conftest import Operator
from workflow.clock import SystemClock
from workflow.identity import authentication
from workflow.identity.authentication import Client, Entered
from workflow.settings import Settings
from workflow.store.database import Database

EMAIL, PASSWORD = "ada@example.org", "quiet river stones"
_DOOR = Client("203.0.113.7", "a browser")


def test_a_password_is_set_from_standard_input_and_signs_in(operator: Operator) -> None:
    operator.done("people", "add", "Ada Lin", "--email", EMAIL)

    said = _typed("people", "password", EMAIL, "--stdin", given=f"{PASSWORD}\n")
    common = _typed("people", "password", EMAIL, "--stdin", given="adalin20221110\n")

    assert (said.exit_code, said.stdout) == (0, "Ada Lin has a new password\n")
    assert common.exit_code == 1
    assert common.stderr.startswith("accord: this password is among those guessed first")
    assert (
        _in(
            lambda opened, now: authentication.sign_in_by_password(opened, EMAIL, PASSWORD, door=_DOOR, now=now)
        ).actor.name
        == "Ada Lin"
    )


def test_a_password_is_asked_for_twice_and_never_shown(operator: Operator) -> None:
    operator.done("people", "add", "Ada Lin", "--email", EMAIL)

    said = _typed("people", "password", EMAIL, given=f"{PASSWORD}\n{PASSWORD}\n")

    assert (said.exit_code, PASSWORD in said.output) == (0, False)


def test_a_link_signs_in_and_the_session_is_listed_and_ended(operator: Operator) -> None:
    person = operator.json("people", "add", "Ada Lin", "--email", EMAIL)["id"]
    told = operator.json("people", "link", EMAIL)
    address = operator.done("people", "link", EMAIL).strip()
    secret = address.partition("#")[2]

    entered = _in(lambda opened, now: authentication.sign_in_by_link(opened, secret, door=_DOOR, now=now))
    listed = operator.done("people", "sessions", EMAIL)
    [before] = operator.json("people", "sessions", person, "--end")

    assert re.fullmatch(r"http://127\.0\.0\.1:8000/sign-in#[0-9A-Za-z_\-]{43}", address)
    assert told["link"] != address
    assert (before["id"], before["method"], before["agent"]) == (entered.visit.id, "link", "a browser")
    assert entered.visit.id in listed
    assert operator.json("people", "sessions", person) == []


def test_whoever_lost_their_telephone_gets_a_link_without_it(operator: Operator) -> None:
    operator.done("people", "add", "Ada Lin", "--email", EMAIL)

    none = operator("people", "link", EMAIL, "--lost-factor")

    assert (none.exit_code, none.stderr) == (1, "accord: there is no second factor to remove\n")
    for command in ("password", "link", "sessions"):
        unknown = operator("people", command, "nobody@example.org")
        assert (unknown.exit_code, unknown.stderr) == (1, "accord: there is no person 'nobody@example.org'\n")


def _typed(*arguments: str, given: str) -> Result:
    """Run a command at whose questions something is typed."""
    return CliRunner().invoke(app, list(arguments), input=given)


def _in(enter: Callable[[Database, datetime], Entered]) -> Entered:
    """Sign in now, in the database of the environment."""
    settings = Settings.read()
    opened = Database(settings.database_url, settings)
    try:
        return enter(opened, SystemClock().now())
    finally:
        opened.close()
