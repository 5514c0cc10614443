"""Everything that a search finds, a page at a time, so that it may be of any length."""

from collections.abc import Iterator

from workflow import queries
from workflow.actors import Actor
from workflow.database import Database
from workflow.queries import Search, Summary


def cases(database: Database, actor: Actor, search: Search) -> Iterator[Summary]:
    """Every case an actor may see that the search finds, newest first."""
    after: int | None = None
    more = True
    while more:
        with database.reading() as session:
            found, after = queries.cases(session, actor, search, limit=queries.PAGE, after=after)
        yield from found
        more = after is not None
