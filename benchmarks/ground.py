"""Fresh databases of both kinds to measure on, with the bundled call and whatever cases a measurement needs."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from states import loader
from tests import postgresql
from workflow import editions, migrations
from workflow.actors import SYSTEM, Actor, Granted
from workflow.database import Database

KINDS = ("sqlite", "postgresql")
CALL = "intergovernmental-2023-1"
DIRECTION = "2.4"
OPENED = datetime(2022, 11, 10, tzinfo=UTC)
CORA = Actor("per_cora", "Cora, who coordinates", (Granted("coordinator"),))


class Ground:
    """A prepared database, and copies of it to be used up."""

    def __init__(self, kind: str, folder: Path, prepare: Callable[[Database], None]) -> None:
        self._kind, self._folder, self._made = kind, folder, list[URL]()
        self._prepared = self._empty()
        with opened(self._prepared) as database:
            migrations.upgrade(database)
            with database.writing() as session:
                editions.publish(session, loader.calls()[CALL], actor=SYSTEM, now=OPENED)
            prepare(database)
            _settled(database)

    def copy(self) -> URL:
        """A copy of the prepared database; nobody may be connected to that."""
        if self._kind == "postgresql":
            self._made.append(postgresql.created(self._prepared.database))
            return self._made[-1]
        fresh = self._empty()
        shutil.copy(str(self._prepared.database), str(fresh.database))
        return fresh

    def clear(self) -> None:
        """Remove every database that was made."""
        for url in self._made:
            if self._kind == "postgresql":
                postgresql.dropped(url)
            else:
                for file in self._folder.glob(f"{Path(str(url.database)).name}*"):
                    file.unlink()
        self._made.clear()

    def _empty(self) -> URL:
        if self._kind == "postgresql":
            self._made.append(postgresql.created())
        else:
            self._made.append(make_url(f"sqlite:///{self._folder / f'measured-{len(self._made)}.db'}"))
        return self._made[-1]


@contextmanager
def grounds(kinds: list[str], prepare: Callable[[Database], None]) -> Iterator[dict[str, Ground]]:
    """A prepared ground of each kind, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="accord-benchmark-") as folder:
        made: dict[str, Ground] = {}
        try:
            for kind in kinds:
                made[kind] = Ground(kind, Path(folder), prepare)
            yield made
        finally:
            for ground in made.values():
                ground.clear()


@contextmanager
def opened(url: URL) -> Iterator[Database]:
    """A database, opened for a while."""
    database = Database(url.render_as_string(hide_password=False))
    try:
        yield database
    finally:
        database.close()


def _settled(database: Database) -> None:
    """Let everything written be where it will stay, and the planner know it, before anything is measured."""
    options = {} if database.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
    with database.engine.connect().execution_options(**options) as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
