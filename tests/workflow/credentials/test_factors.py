"""The second factor: each code once, codes on paper, and who must have one."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from sqlmodel import Session

from tests.workflow.signed_in import PASSWORD, Cora, cora
from tests.world import ADAM, World, at
from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.credentials import factor_secrets, factors, sessions
from workflow.credentials.factors import STEP, FactorStatus
from workflow.errors import InvalidRequest, NotAllowed, NotFound, ReauthenticationRequired, Throttled, Unauthenticated
from workflow.identity import authentication, people
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.store.keyring import Encrypted
from workflow.tables import FACTORS, RECOVERIES

pytestmark = pytest.mark.usefixtures("hasty")

NOON = at("2022-11-10 12:00")
HALF_MINUTE = timedelta(seconds=STEP)


def test_a_second_factor_counts_once_its_first_code_confirms_it(world: World) -> None:
    her = cora(world, now=NOON)
    actor = her.signs_in(now=NOON).actor
    with world.database.writing() as session:
        uri = factors.enrol(session, actor=actor, now=NOON)
    begun = _standing(her)
    without = her.signs_in(now=NOON).visit.method

    with world.database.writing() as session:
        papers = factors.confirm(session, _code(her, NOON), actor=actor, now=NOON)

    with pytest.raises(Unauthenticated):
        her.signs_in(now=NOON)
    assert her.signs_in(code=_code(her, NOON + HALF_MINUTE), now=NOON).visit.method == "password+code"
    assert (begun, without, _standing(her)) == (FactorStatus(None, 0), "password", FactorStatus(NOON, 10))
    assert urlsplit(uri).path == "/Accord:cora%40accord.example"
    assert parse_qs(urlsplit(uri).query).keys() >= {"secret", "issuer"}
    assert all(re.fullmatch(r"[a-z2-7]{7}-[a-z2-7]{7}-[a-z2-7]{7}-[a-z2-7]{5}", paper) for paper in papers)
    assert len(set(papers)) == 10


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_in_its_half_minute_and_one_on_either_side(world: World, steps: int, counts: bool) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON - timedelta(minutes=5))

    assert _signs_in(her, _code(her, NOON + steps * HALF_MINUTE)) is counts


def test_a_code_works_once_and_one_before_it_no_more(world: World) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON - timedelta(minutes=5))

    results = [_signs_in(her, _code(her, NOON + steps * HALF_MINUTE)) for steps in (0, 0, -1, 1)]

    assert results == [True, False, False, True]


def test_the_code_that_confirmed_does_not_sign_in(world: World) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON)

    assert not _signs_in(her, _code(her, NOON))


def test_a_code_on_paper_stands_in_once_however_it_is_typed(world: World) -> None:
    her = cora(world, now=NOON)
    first, second, *_ = _enrolled(her, NOON)

    results = [_signs_in(her, paper) for paper in (first, first, second.upper().replace("-", " "))]

    assert results == [True, False, True]
    assert _standing(her) == FactorStatus(NOON, 8)


def test_a_code_on_paper_of_someone_else_is_worth_nothing(world: World) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON)
    with world.database.writing() as session:
        bo = people.add(session, "Bo", actor=SYSTEM, now=NOON)
        visitor = Actor(bo, "Bo", session="ses_1", fresh_at=NOON)
        factors.enrol(session, actor=visitor, now=NOON)
        shared = _secret(session, bo)
        papers = factors.confirm(session, factors.code(shared, factors.step_of(NOON)), actor=visitor, now=NOON)

    assert not _signs_in(her, papers[0])


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "000000\n1", "a" * 26, "-" * 26])
def test_what_is_no_code_signs_nobody_in(world: World, code: str) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON)

    assert not _signs_in(her, code)


def test_a_link_asks_for_the_code_too_and_is_not_used_up_by_a_wrong_one(world: World) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON - timedelta(minutes=5))
    link = her.link(now=NOON)

    for code in (None, "000000"):
        with pytest.raises(Unauthenticated):
            her.follows(link, code, now=NOON)

    assert her.follows(link, _code(her, NOON), now=NOON).visit.method == "link+code"


def test_guesses_at_codes_by_the_holder_of_a_link_have_to_wait(world: World) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON)
    link = her.link(now=NOON)
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            her.follows(link, "000000", now=NOON)

    with pytest.raises(Throttled):
        her.follows(link, "000000", now=NOON)


def test_a_second_factor_is_changed_only_in_person_and_fresh(world: World) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON)
    stale, token = _actor(her), Actor(her.id, "Cora", token="tok_1")

    for actor, kind in ((stale, ReauthenticationRequired), (token, NotAllowed), (ADAM, NotAllowed)):
        now = NOON + sessions.FRESH
        with world.database.writing() as session:
            with pytest.raises(kind):
                factors.remove(session, her.id, actor=actor, now=now)
            with pytest.raises(kind):
                factors.enrol(session, actor=actor, now=now)
            with pytest.raises(kind):
                factors.confirm(session, "000000", actor=actor, now=now)
    with world.database.writing() as session, pytest.raises(NotAllowed):
        factors.remove(session, her.id, actor=Actor("per_bo", "Bo", session="ses_1", fresh_at=NOON), now=NOON)

    assert _standing(her) == FactorStatus(NOON, 10)


def test_removing_it_removes_the_codes_on_paper_and_asks_for_none_any_more(world: World) -> None:
    her = cora(world, now=NOON)
    _enrolled(her, NOON)
    with world.database.writing() as session:
        factors.remove(session, her.id, actor=_actor(her), now=NOON)
        with pytest.raises(NotFound):
            factors.remove(session, her.id, actor=_actor(her), now=NOON)
        left = session.execute(select(RECOVERIES)).all()
        entries, _ = history.list_events(session, SYSTEM, history.Filter(actor=her.id), limit=100)

    assert (left, _standing(her), her.signs_in(now=NOON).visit.method) == ([], FactorStatus(None, 0), "password")
    assert [entry.action for entry in entries if "factor" in entry.action] == [
        "person.factor-set",
        "person.factor-removed",
    ]
    assert {str(entry.data) for entry in entries if "factor" in entry.action} == {str({"person": her.id})}


def test_one_that_is_there_is_not_replaced_and_a_wrong_code_confirms_none(world: World) -> None:
    her = cora(world, now=NOON)
    with world.database.writing() as session:
        with pytest.raises(NotFound):
            factors.confirm(session, "000000", actor=_actor(her), now=NOON)
        factors.enrol(session, actor=_actor(her), now=NOON)
        factors.enrol(session, actor=_actor(her), now=NOON)
        with pytest.raises(InvalidRequest):
            factors.confirm(session, "000000", actor=_actor(her), now=NOON)
    _confirmed(her, NOON)

    with world.database.writing() as session:
        with pytest.raises(InvalidRequest):
            factors.enrol(session, actor=_actor(her), now=NOON)
        with pytest.raises(NotFound):
            factors.confirm(session, _code(her, NOON + HALF_MINUTE), actor=_actor(her), now=NOON)
    assert _standing(her) == FactorStatus(NOON, 10)


def test_staff_who_must_have_one_sign_in_by_password_only_once_they_have_it(world: World) -> None:
    strict, her = _strict(world), cora(world, now=NOON)
    with pytest.raises(Unauthenticated):
        Cora(strict, her.id).signs_in(now=NOON)

    _enrolled(her, NOON)

    assert Cora(strict, her.id).signs_in(code=_code(her, NOON + HALF_MINUTE), now=NOON).actor.roles == {"coordinator"}
    strict.close()


def test_a_link_lets_them_in_to_set_it_up_and_to_do_nothing_else(world: World) -> None:
    strict, her = _strict(world), cora(world, now=NOON)

    entered = Cora(strict, her.id).follows(her.link(now=NOON), now=NOON)
    actor = entered.actor
    with strict.writing() as session, pytest.raises(NotAllowed):
        people.issue(session, her.id, name="a way around", scopes=["read"], actor=actor, now=NOON)
    _enrolled(her, NOON, actor)

    assert (entered.visit.method, actor.roles, actor.scopes) == (sessions.ENROLMENT, frozenset(), frozenset())
    assert _standing(her) == FactorStatus(NOON, 10)
    strict.close()


def test_applicants_may_do_without_where_staff_must_have_one(world: World) -> None:
    strict, her = _strict(world), cora(world, now=NOON, role="applicant")

    assert Cora(strict, her.id).signs_in(now=NOON).visit.method == "password"
    strict.close()


def test_proving_again_by_password_or_code_makes_the_session_fresh_and_a_wrong_one_does_not(world: World) -> None:
    her = cora(world, now=NOON)
    entered = her.signs_in(now=NOON)
    _enrolled(her, NOON)
    later = NOON + timedelta(minutes=20)
    ways = ((PASSWORD, None), (None, _code(her, later)))

    for password, code in (("a wrong password", None), (None, "000000"), (None, None)):
        with pytest.raises(Unauthenticated):
            authentication.prove_again(
                world.database, her.present(entered.secret, now=later), password=password, code=code, now=later
            )
    stale = her.present(entered.secret, now=later).fresh_at
    for password, code in ways:
        later += timedelta(seconds=1)
        authentication.prove_again(
            world.database, her.present(entered.secret, now=later), password=password, code=code, now=later
        )
        assert her.present(entered.secret, now=later).fresh_at == later

    assert stale == NOON
    with pytest.raises(NotAllowed):
        authentication.prove_again(world.database, ADAM, password=PASSWORD, code=None, now=later)


def _enrolled(her: Cora, now: datetime, actor: Actor | None = None) -> list[str]:
    with her.database.writing() as session:
        factors.enrol(session, actor=actor or _actor(her, now), now=now)
    return _confirmed(her, now, actor)


def _confirmed(her: Cora, now: datetime, actor: Actor | None = None) -> list[str]:
    code = _code(her, now)
    with her.database.writing() as session:
        return list(factors.confirm(session, code, actor=actor or _actor(her, now), now=now))


def _actor(her: Cora, now: datetime = NOON) -> Actor:
    """Cora as one who signed in at this instant."""
    return Actor(her.id, "Cora Lin", session="ses_1", fresh_at=now)


def _code(her: Cora, when: datetime) -> str:
    """What her telephone shows."""
    with her.database.reading() as session:
        return factors.code(_secret(session, her.id), factors.step_of(when))


def _secret(session: Session, person: str) -> bytes:
    row = session.execute(select(FACTORS.c.secret, FACTORS.c.sealed_by).where(FACTORS.c.person == person)).one()
    shared = factor_secrets.decrypt(session, Encrypted(row.sealed_by, row.secret), person)
    assert shared is not None
    return shared


def _standing(her: Cora) -> FactorStatus:
    with her.database.reading() as session:
        return factors.load_factors(session, her.id)


def _signs_in(her: Cora, code: str) -> bool:
    try:
        her.signs_in(code=code, now=NOON)
    except Unauthenticated:
        return False
    return True


def _strict(world: World) -> Database:
    """The same database, served where staff must have a second factor."""
    url = world.database.url.render_as_string(hide_password=False)
    return Database(url, Settings(second_factor="required for staff"))
