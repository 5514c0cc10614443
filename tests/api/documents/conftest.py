"""A database with a folder for documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.api.documents.sending import LIMIT
from tests.conftest import checked
from workflow.settings import Settings
from workflow.store.database import Database


@pytest.fixture
def database(url: URL, tmp_path: Path) -> Iterator[Database]:
    """The usual database, with a folder for documents."""
    yield from checked(url, Settings(documents=str(tmp_path / "documents"), document_limit=LIMIT))


@pytest.fixture
def folder(database: Database) -> Path:
    """Where the documents are."""
    return Path(database.settings.documents)
