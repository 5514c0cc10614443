"""Published calls: an edition never changes, a later one is another, and a case keeps the one it began under."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from states import deadlines, loader
from states.call import Call
from tests.undone import undone
from tests.world import ADA, AGENCY, CALL, CORA, INTERNAL, ZHONGGUANCUN, World, at, done, filing, refused
from workflow import calls, editions
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.errors import AccordError, EditionConflict, NotFound
from workflow.store.database import Database
from workflow.tables import EDITIONS
from workflow.upkeep import invariants

NOVEMBER = at("2022-11-10 09:00")
LATER = at("2022-11-20 09:00")


def altered(change: Callable[[dict[str, Any]], object], edition: int = 2) -> Call:
    """The bundled call with something told otherwise, as an edition of that number."""
    told = loader.calls()[CALL].model_dump(mode="json", by_alias=True)
    told["edition"] = edition
    change(told)
    return Call.model_validate(told)


def direction(told: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["directions"] if one["code"] == code)
    return found


def longer(told: dict[str, Any]) -> None:
    """Direction 2.4 takes projects of three years."""
    rule = next(rule for rule in direction(told, "2.4")["rules"] if rule["kind"] == "period")
    rule["least"] = rule["most"] = 36


def published(database: Database, call: Call) -> bool:
    with database.writing() as session:
        return editions.publish(session, call, actor=SYSTEM, now=LATER)


def known(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        query = select(EDITIONS.c.call, EDITIONS.c.number).order_by(EDITIONS.c.call, EDITIONS.c.number)
        return [(row.call, row.number) for row in session.execute(query)]


def test_publishing_what_is_published_already_does_nothing(database: Database) -> None:
    before = World(database).events()

    again = [published(database, call) for call in loader.calls().values()]

    assert again == [False] * 4
    assert World(database).events() == before


def test_an_edition_that_was_changed_under_its_number_is_refused_and_nothing_is_kept_of_it(database: Database) -> None:
    before = known(database), World(database).events()

    with pytest.raises(EditionConflict) as caught:
        published(database, altered(longer, edition=1))

    assert str(caught.value) == f"edition 1 of {CALL} was already published with another text"
    assert (known(database), World(database).events()) == before


def test_a_published_edition_is_read_back_as_it_was(database: Database) -> None:
    with database.reading() as session:
        found = {code: editions.load_newest(session, code) for code in editions.list_codes(session)}

    for code, call in loader.calls().items():
        assert next(iter(found[code].values())).call == call
        assert list(found[code]) == [one.code for one in call.directions]


def test_a_new_edition_says_so_in_the_trail(database: Database) -> None:
    assert published(database, altered(longer)) is True

    with database.reading() as session:
        [entry] = history.list_events(session, SYSTEM, history.Filter(since=LATER), limit=5)[0]
        digest = session.execute(select(EDITIONS.c.digest).where(EDITIONS.c.number == 2)).scalar_one()
    assert (entry.action, entry.effective_at) == ("call.published", LATER)
    assert entry.data == {"edition": 2, "digest": digest, "redated_by": 0}


@pytest.mark.clause("IST-08")
def test_a_case_is_judged_by_the_edition_it_began_under_for_ever(world: World) -> None:
    old = world.opened(filing(months=36), now=NOVEMBER)
    published(world.database, altered(longer))
    new = world.opened(filing(months=36), now=LATER)

    by_old = refused(world.transition(old, "submit", actor=ADA, now=LATER))
    by_new = done(world.transition(new, "submit", actor=ADA, now=LATER))

    assert [lack.clause for lack in by_old.missing] == ["2.4-a"]
    assert by_new.state == "submitted"
    assert [world.whole(ref).edition for ref in (old, new)] == [1, 2]
    world.amend(old, {"months": 24}, now=LATER)
    assert done(world.transition(old, "submit", actor=ADA, now=LATER)).state == "submitted"


def test_a_later_edition_changes_no_deadline_that_stands(world: World) -> None:
    def later(told: dict[str, Any]) -> None:
        told["deadlines"]["internal"]["on"] = "2022-12-28"

    ref = world.opened(now=NOVEMBER)
    published(world.database, altered(later))
    new = world.opened(now=LATER)

    with world.database.reading() as session:
        assert calls.load_deadlines(session, CALL)["internal"] == INTERNAL
    assert (world.case(ref).due_at, world.case(new).due_at) == (INTERNAL, INTERNAL)


def test_a_direction_that_a_later_edition_adds_takes_cases(world: World) -> None:
    def added(told: dict[str, Any]) -> None:
        fresh = direction(told, "2.5") | {"code": "2.6", "ordinal": 16, "reference": "IG23-2.6", "partners": ["NZ"]}
        told["directions"].append(fresh)

    published(world.database, altered(added))

    ref = world.opened({"title": "First of its direction"}, direction="2.6", now=LATER)

    assert (ref, world.case(ref).partner) == ("IG23-2.6-001", "NZ")


def test_a_deadline_that_a_later_edition_adds_stands_from_then_on(world: World) -> None:
    def added(told: dict[str, Any]) -> None:
        told["deadlines"]["hearing"] = told["deadlines"]["internal"] | {"on": "2023-02-01", "label": "Hearing"}

    published(world.database, altered(added))

    with world.database.reading() as session:
        assert calls.load_deadlines(session, CALL)["hearing"] == at("2023-02-02 00:00")


def test_a_quota_that_a_later_edition_raises_counts_for_all_cases_of_the_line(world: World) -> None:
    hydrogen = filing(area="Hydrogen energy")
    first, second = world.ready(2, now=NOVEMBER, direction="2.3", content=hydrogen)
    world.award(first, now=NOVEMBER)
    before = refused(world.award(second, now=NOVEMBER))

    published(world.database, altered(lambda told: direction(told, "2.3")["quota"].update(cases=2)))

    assert before.code == "needs-unmet"
    assert done(world.award(second, now=LATER)).state == "awarded"


def test_an_edition_whose_quota_is_less_than_what_is_held_breaks_no_promise(url: URL) -> None:
    database = Database(url.render_as_string(hide_password=False))
    world = World(database)
    for ref in world.ready(3, now=NOVEMBER):
        world.award(ref, now=NOVEMBER)

    with suppress(AccordError):
        published(database, altered(lambda told: direction(told, "2.4")["quota"].update(cases=2)))
    with database.reading() as session:
        broken = invariants.find_broken(session)
    database.close()

    assert broken == {}


def test_a_call_published_for_another_date_says_by_how_much(database: Database) -> None:
    redated = deadlines.move_deadlines(loader.calls()[CALL], 30)
    numbered = tuple(one.model_copy(update={"reference": f"RD-{one.code}"}) for one in redated.directions)
    moved = redated.model_copy(update={"code": "redated-2023", "edition": 1, "directions": numbered})

    assert published(database, moved) is True
    with database.reading() as session:
        assert calls.load_deadlines(session, "redated-2023")["agency"] == AGENCY + timedelta(days=30)
        assert calls.load_call(session, "redated-2023").opens == date(2022, 12, 1)
        assert calls.load_call(session, "redated-2023").redated_by == 30


def test_a_call_or_edition_that_is_not_there_is_said_not_to_be(database: Database) -> None:
    with database.reading() as session:
        with pytest.raises(NotFound, match="there is no call 'another-call'"):
            editions.load_newest(session, "another-call")
        with pytest.raises(NotFound, match=f"there is no edition 9 of a call '{CALL}'"):
            editions.load_pinned(session, CALL, 9)
        assert editions.list_codes(session) == sorted(loader.calls())


def test_an_edition_published_in_a_transaction_that_failed_is_not_there(database: Database) -> None:
    with undone(database) as session:
        editions.publish(session, altered(longer), actor=SYSTEM, now=LATER)
        editions.load_newest(session, CALL)

    assert (CALL, 2) not in known(database)
    with database.reading() as session:
        assert next(iter(editions.load_newest(session, CALL).values())).call.edition == 1
        with pytest.raises(NotFound):
            editions.load_pinned(session, CALL, 2)


def test_directions_of_one_lifecycle_share_one_machine_and_others_do_not() -> None:
    definitions = editions.load_definitions(loader.calls()[CALL])

    invalidating = [code for code, definition in definitions.items() if definition.engine is definitions["2.4"].engine]
    escalating = [code for code, definition in definitions.items() if definition.engine is definitions["1.2"].engine]

    assert len(invalidating) == 10
    assert sorted([*invalidating, *escalating]) == sorted(definitions)


def test_a_coordinator_of_one_call_and_cases_of_another_stay_apart(world: World) -> None:
    world.opened(now=NOVEMBER)
    [nomination] = world.ready(1, now=at("2024-02-20 09:00"), call=ZHONGGUANCUN, direction="award")

    assert (
        done(world.transition(nomination, "withdraw", actor=CORA, now=at("2024-02-21 09:00"), reason="x")).case
        == nomination
    )
    assert nomination == "ZGC24-001"
