"""Cases to take away: everything that a search finds, read a page at a time, so that it may be of any length."""

from collections.abc import Iterator
from dataclasses import replace

from workflow import lists
from workflow.actors import Actor
from workflow.identity import people
from workflow.overview import queries
from workflow.overview.queries import CaseSummary, Search
from workflow.store.database import Database


def export_cases(database: Database, actor: Actor, search: Search, *, named: bool = False) -> Iterator[CaseSummary]:
    """Every case an actor may see that the search finds, newest first; if `named`, with the name of whose it is."""
    after: int | None = None
    more = True
    while more:
        with database.reading() as session:
            found, after = queries.list_cases(session, actor, search, limit=lists.PAGE, after=after)
            names = people.load_names(session, {case.owner for case in found}) if named else {}
        yield from (replace(case, owner=names.get(case.owner, case.owner)) for case in found)
        more = after is not None
