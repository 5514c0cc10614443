"""Fresh databases of both kinds to measure on, with the bundled call and whatever cases a measurement needs."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy.engine import URL, make_url

from states import loader
from tests import postgresql
from tests.world import CALL
from workflow import editions, migrations
from workflow.actors import SYSTEM
from workflow.store.database import Database

KINDS = ("sqlite", "postgresql")
DIRECTION = "2.4"
OPENED = datetime(2022, 11, 10, tzinfo=UTC)


class Fixture:
    """A prepared database, and copies of it to be used up."""

    def __init__(self, prepared: URL) -> None:
        self._prepared = prepared

    @contextmanager
    def copy(self) -> Iterator[URL]:
        """A copy for a while; nobody may be connected to the prepared database meanwhile."""
        prepared = self._prepared
        is_sqlite = prepared.get_backend_name() == "sqlite"
        with _sqlite(Path(str(prepared.database)).parent, prepared) if is_sqlite else _postgresql(prepared) as fresh:
            yield fresh


@contextmanager
def build_fixtures(kinds: Sequence[str], prepare: Callable[[Database], None]) -> Iterator[dict[str, Fixture]]:
    """A prepared ground of each kind, removed afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="accord-benchmark-")))
        made = {}
        for kind in kinds:
            url = stack.enter_context(_postgresql() if kind == "postgresql" else _sqlite(folder))
            with open_cases(url) as database:
                migrations.upgrade(database)
                with database.writing() as session:
                    editions.publish(session, loader.calls()[CALL], actor=SYSTEM, now=OPENED)
                prepare(database)
                _settle(database)
            made[kind] = Fixture(url)
        yield made


@contextmanager
def open_cases(url: URL) -> Iterator[Database]:
    """A database, opened for a while."""
    database = Database(url.render_as_string(hide_password=False))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _sqlite(folder: Path, template: URL | None = None) -> Iterator[URL]:
    file = folder / f"{uuid4().hex}.db"
    if template is not None:
        shutil.copy(str(template.database), file)
    yield make_url(f"sqlite:///{file}")
    for left in folder.glob(f"{file.name}*"):
        left.unlink()


@contextmanager
def _postgresql(template: URL | None = None) -> Iterator[URL]:
    url = postgresql.created(template.database if template is not None else None)
    try:
        yield url
    finally:
        postgresql.dropped(url)


def _settle(database: Database) -> None:
    """Let everything written be where it will stay, and the planner know it, before anything is measured."""
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    else:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
