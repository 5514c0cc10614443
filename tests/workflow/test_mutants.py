"""The table of permissions is held fast: loosen any row of it, and the matrix of routes finds who is let in wrongly.

Each row is loosened twice where it can be: every role holds it, and it holds in every state.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.engine import URL
from sqlmodel import Session

from tests.api.cast import Stage
from tests.api.test_matrix import Cell, cells, wrong
from tests.undone import undone
from tests.world import ADA, AGENCY, CORA, ELI, World, answering, at, done
from workflow.actors import SYSTEM
from workflow.credentials import sessions
from workflow.errors import NotAllowed, NotFound
from workflow.identity import directory, people
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.permissions import STAFF, TABLE, Permission

NOVEMBER = at("2022-11-10 09:00")

# Where each row shows: beginnings of routes, in the words of the matrix.
SHOWS_IN = {
    "write-home": ("PATCH /v1/cases/{ref}",),
    "write-counterpart": ("PUT /v1/cases/{ref}/filings",),
    "mend-filing": ("PATCH /v1/cases/{ref}",),
    "attach-home": ("DELETE /v1/cases/{ref}/documents",),
    "attach-counterpart": ("DELETE /v1/cases/{ref}/documents",),
    "attach-paper": ("POST /v1/cases/{ref}/documents",),
    "detach-filed": ("DELETE /v1/cases/{ref}/documents",),
    "tell-home-receipt": ("POST /v1/cases/{ref}/receipts",),
    "tell-counterpart-receipt": ("POST /v1/cases/{ref}/receipts",),
    "tell-paper-receipt": ("POST /v1/cases/{ref}/receipts",),
    "compare-filings": ("POST /v1/cases/{ref}/consistency",),
    "examine-case": ("POST /v1/cases/{ref}/judgements",),
    "waive-clause": ("POST /v1/cases/{ref}/waivers",),
    "extend-case": ("POST /v1/cases/{ref}/extensions",),
    "erase-case": ("POST /v1/cases/{ref}/erasure",),
    "assign-reviewer": ("POST /v1/cases/{ref}/assignments",),
    "answer-invitation": ("POST /v1/cases/{ref}/assignments/",),
    "give-review": ("POST /v1/cases/{ref}/reviews",),
    "declare-conflict": ("POST /v1/cases/{ref}/conflicts",),
    "settle-conflict": ("POST /v1/cases/{ref}/conflicts/{person}",),
    "look-for-conflicts": ("POST /v1/cases/{ref}/conflicts/search",),
    "draft-decision": ("PUT /v1/cases/{ref}/decision", "DELETE /v1/cases/{ref}/decision"),
    "decide-direction": ("POST /v1/calls/{call}/directions/{code}/release",),
    "know-inside": ("GET /v1/calls/{call}/directions/{code}/ranking",),
    "read-reviewing": ("GET /v1/cases/{ref}/assignments",),
    "read-conflicts": ("GET /v1/cases/{ref}/conflicts",),
    "set-partner": ("POST /v1/cases/{ref}/partners",),
    "remove-partner": ("DELETE /v1/cases/{ref}/partners",),
    "read-partners": ("GET /v1/cases/{ref}/partners",),
    "read-invitations": ("GET /v1/cases/{ref}/invitations",),
    "read-trail": ("GET /v1/events",),
    "read-pool": ("GET /v1/reviewers",),
    "read-correspondence": ("GET /v1/authorities/{authority}/correspondence",),
    "invite": ("POST /v1/cases/{ref}/invitations",),
    "propose-reviewers": ("POST /v1/calls/{call}/directions/{code}/assignments",),
    "confirm-default": ("POST /v1/calls/{call}/defaults",),
    "extend-call": ("POST /v1/calls/{call}/deadlines",),
    "keep-pool": ("POST /v1/reviewers",),
    "keep-registry": ("POST /v1/organisations",),
}
TOGETHER = 40
EVERYBODY = ("applicant", "partner", "authority", *STAFF, "system")


def loosened() -> Iterator[tuple[str, Permission]]:
    """Every row with more roles, and every row of some states with all of them."""
    for name, row in TABLE.items():
        if row.roles:
            yield name, replace(row, roles=EVERYBODY)
        if row.states != "any":
            yield name, replace(row, states="any")


def test_every_row_shows_in_a_route_or_is_tried_here() -> None:
    assert SHOWS_IN.keys() | TRIED.keys() == TABLE.keys()
    assert SHOWS_IN.keys().isdisjoint(TRIED)


@pytest.mark.thorough
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # the table is the same one on either database
@pytest.mark.parametrize("one_in", [4, pytest.param(1, marks=pytest.mark.soak)])
def test_the_matrix_finds_every_row_that_is_loosened(url: URL, monkeypatch: pytest.MonkeyPatch, one_in: int) -> None:
    stage = Stage(url)
    tried, unnoticed = [(name, mutant) for name, mutant in loosened() if name in SHOWS_IN][::one_in], []
    for name, mutant in tried:
        with monkeypatch.context() as patched:
            patched.setitem(TABLE, name, mutant)
            if not _is_found(stage, SHOWS_IN[name]):
                unnoticed.append((name, mutant))
    stage.close()

    assert len(tried) > 10

    assert unnoticed == []


def _is_found(stage: Stage, routes: tuple[str, ...]) -> bool:
    asked: list[Cell] = [cell for cell in cells() if cell[0].route.startswith(routes)]
    random.Random(7).shuffle(asked)
    return any(next(wrong(stage, asked[place : place + TOGETHER]), "") for place in range(0, len(asked), TOGETHER))


# Rows that no route shows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "file-late",
        "answer-for-counterpart",
        "read-saved-filing",
        "know-state",
        "act-for",
        "read-people",
        "identify-people",
        "administer",
        "end-sessions",
    ],
)
def test_a_row_beside_the_routes_lets_nobody_else_in_either(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    let_in = TRIED[name]

    assert not let_in(world)
    for row in (row for known, row in loosened() if known == name):
        monkeypatch.setitem(TABLE, name, row)
        assert let_in(world), row


def _files_late(world: World) -> bool:
    """A partner after the agency's deadline, which a person has dealt with."""
    ref = world.opened(now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.file(ref, answering(), now=NOVEMBER))
    return isinstance(world.file(ref, answering(months=25), now=AGENCY + timedelta(days=1)), Result)


def _answers_for_counterpart(world: World) -> bool:
    """A coordinator whose correction of the counterpart's filing takes its submission back, as a change of its own does."""
    ref = world.opened(now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.file(ref, answering(), now=NOVEMBER))
    done(world.save(ref, answering(months=25), now=NOVEMBER, actor=CORA))
    return world.case(ref).counterpart_filed_at is None


def _reads_saved_filing(world: World) -> bool:
    """An applicant who reads what the other side is still writing."""
    ref = world.opened(now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.save(ref, answering(), now=NOVEMBER))
    with world.database.reading() as session:
        return queries.load_case(session, ADA, ref, now=NOVEMBER).counterpart is not None


def _knows_state(world: World) -> bool:
    [ref] = world.ready(1, now=NOVEMBER)
    with world.database.reading() as session:
        return queries.load_case(session, ADA, ref, now=NOVEMBER).case.state == "reviewed"


def _acts_for(world: World) -> bool:
    """A member of the committee who withdraws a case for its owner."""
    ref = world.opened(now=NOVEMBER)
    acting = replace(ELI, behalf=ADA.id)
    return isinstance(world.transition(ref, "withdraw", actor=acting, now=NOVEMBER, reason="said"), Result)


def _reads_people(world: World) -> bool:
    return _is_done(world, lambda session: directory.load_entry(session, ELI, "per_none"))


def _identifies(world: World) -> bool:
    return _is_done(world, lambda session: people.identify(session, "per_none", None, actor=ELI, now=NOVEMBER))


def _administers(world: World) -> bool:
    return _is_done(world, lambda session: str(people.add(session, "Nemo", actor=CORA, now=NOVEMBER)))


def _ends_sessions(world: World) -> bool:
    with world.database.writing() as session:
        person = people.add(session, "Vera", actor=SYSTEM, now=NOVEMBER)
        sessions.begin(session, person, method="link", agent="", actor=SYSTEM, now=NOVEMBER)
        [visit] = sessions.list_sessions(session, person, now=NOVEMBER)
    return _is_done(world, lambda session: sessions.end(session, visit.id, actor=CORA, now=NOVEMBER))


def _is_done(world: World, do: Callable[[Session], object]) -> bool:
    with undone(world.database) as session:
        try:
            do(session)
        except NotAllowed:
            return False
        except NotFound as error:
            return "person" in str(error)  # let in, and then nobody of that name was found
        return True
    raise AssertionError("a transaction ends here or in an error")


TRIED: dict[str, Callable[[World], bool]] = {
    "file-late": _files_late,
    "answer-for-counterpart": _answers_for_counterpart,
    "read-saved-filing": _reads_saved_filing,
    "know-state": _knows_state,
    "act-for": _acts_for,
    "read-people": _reads_people,
    "identify-people": _identifies,
    "administer": _administers,
    "end-sessions": _ends_sessions,
}
