"""An operator at a terminal: commands in process, on a database named by the environment."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.engine import URL, make_url
from typer import testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from cli.app import app
from states import loader
from tests import postgresql
from tests.conftest import KINDS
from tests.world import filing
from workflow import editions, tables
from workflow.actors import SYSTEM, RoleGrant
from workflow.auditing import verify
from workflow.clock import SystemClock
from workflow.identity import people
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.upkeep import invariants

_commands = cache(get_command)
UNDER_WAY = "under-way"
PEOPLE = {
    "ada": RoleGrant("applicant"),
    "cora": RoleGrant("coordinator"),
    "diego": RoleGrant("authority", UNDER_WAY, "AR"),
    "eli": RoleGrant("committee"),
}


@dataclass(frozen=True)
class Operator:
    """Runs `accord` with arguments; what it says is kept apart from what it complains of."""

    folder: Path

    def __call__(self, *arguments: object) -> Result:
        """Run a command, whatever becomes of it; a traceback is never an answer."""
        result = CliRunner().invoke(app, [str(one) for one in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            f"{' '.join(map(str, arguments))} ended in {result.exception!r}"
        )
        return result

    def done(self, *arguments: object) -> str:
        """What a command says that must succeed."""
        result = self(*arguments)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    def json(self, *arguments: object) -> Any:
        """What a command says as JSON."""
        return json.loads(self.done(*arguments, "--json"))

    def file(self, name: str, content: object) -> Path:
        """A JSON file, or a text file when given text."""
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return path


@pytest.fixture
def accord(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Operator:
    """An operator without a database."""
    monkeypatch.setattr(testing, "_get_command", _commands)  # made anew for each run, they took a fifth of all the time
    monkeypatch.setenv("ACCORD_DATABASE_URL", f"sqlite:///{tmp_path / 'nowhere.db'}")
    monkeypatch.setenv("ACCORD_DOCUMENTS", str(tmp_path / "documents"))
    return Operator(tmp_path)


@pytest.fixture
def operator(accord: Operator, url: URL, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    """An operator over a database of each kind; afterwards nothing in it may break a promise."""
    address = url.render_as_string(hide_password=False)
    monkeypatch.setenv("ACCORD_DATABASE_URL", address)
    yield accord
    with closing(Database(address)) as database, database.reading() as session:
        assert invariants.find_broken(session) == {}
        assert verify.verify_trail(session).evidence == ()


@pytest.fixture
def desk(operator: Operator) -> Operator:
    """An operator with a call under way and people in it, on a database of each kind."""
    return furnished(operator)


@pytest.fixture
def table(accord: Operator) -> Operator:
    """The same on SQLite alone, for what is judged before it reaches a database."""
    accord.done("migrate")
    return furnished(accord)


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing has been made yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        fresh: URL = postgresql.created()
        yield make_url(fresh).render_as_string(hide_password=False)
        postgresql.dropped(fresh)


def programmes(folder: Path) -> Path:
    """A folder of programmes with one call, under way: the bundled one with its deadlines a month ahead of today."""
    root = folder / "programmes"
    shutil.copytree(loader.BUNDLED / "lifecycles", root / "lifecycles")
    shutil.copy(loader.BUNDLED / "intergovernmental.toml", root)
    shutil.copytree(loader.BUNDLED / "intergovernmental-2023-1", root / UNDER_WAY)
    call = root / UNDER_WAY / "call.toml"
    text = call.read_text("utf-8").replace('code = "intergovernmental-2023-1"', f'code = "{UNDER_WAY}"')
    for printed, days in (("2022-12-25", 30), ("2022-12-30", 40)):
        text = text.replace(f"on = {printed}", f"on = {date.today() + timedelta(days=days)}")  # noqa: DTZ011
    call.write_text(text, "utf-8")
    for direction in call.parent.glob("[0-9]*.toml"):
        direction.write_text(direction.read_text("utf-8").replace('reference = "IG23-', 'reference = "UW23-'), "utf-8")
    return root


def furnished(operator: Operator) -> Operator:
    """With a call under way and people in it."""
    call = loader.calls(programmes(operator.folder))[UNDER_WAY]
    settings, now = Settings(), SystemClock().now()
    with closing(Database(settings.database_url, settings)) as database, database.writing() as session:
        editions.publish(session, call, actor=SYSTEM, now=now)
        for name, held in PEOPLE.items():
            who = people.add(session, name.title(), actor=SYSTEM, now=now)
            by_name = update(tables.PEOPLE).where(tables.PEOPLE.c.id == who).values(email=name, folded=name)
            session.connection().execute(by_name)  # as an account that is older than the rule on addresses
            people.grant(session, who, held.role, call=held.call, partner=held.partner, actor=SYSTEM, now=now)
    return operator


def opened(desk: Operator, **differing: object) -> str:
    """A draft of Ada's; its reference."""
    draft = desk.file("draft.json", filing(**differing))
    return str(desk.json("case", "open", UNDER_WAY, "2.4", "--as", "ada", "--file", draft)["case"])
