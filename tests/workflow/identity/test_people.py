"""People, the roles they hold at this moment, and the tokens they act with."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tests.undone import undone
from tests.world import ADA, CALL, CORA, MICROSECOND, ZHONGGUANCUN, at
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import history
from workflow.credentials import tokens
from workflow.errors import AccordError, InvalidRequest, NotAllowed, NotFound
from workflow.identity import people
from workflow.store.database import Database
from workflow.tables import PEOPLE

NOON = at("2022-11-10 12:00")
DAY = timedelta(days=1)


def added(session: Session, name: str = "Ada", email: str | None = None) -> str:
    return people.add(session, name, actor=SYSTEM, now=NOON, email=email)


def administrator(session: Session, **limits: str) -> Actor:
    person = added(session, "Adam")
    people.grant(session, person, "administrator", actor=SYSTEM, now=NOON, **limits)
    return people.load_person(session, person)


def bearer(session: Session, secret: str, *, now: object = NOON) -> Actor | None:
    digest = tokens.digest(secret)
    assert digest is not None
    return people.authenticate(session, [digest], now=now).get(digest)  # type: ignore[arg-type]


def actions(session: Session) -> list[tuple[str, str]]:
    entries, _ = history.list_events(session, SYSTEM, history.Filter(since=NOON), limit=100)
    return [(entry.action, entry.actor) for entry in entries]


def test_a_person_is_added_and_found_by_id_or_address(database: Database) -> None:
    with database.writing() as session:
        person = added(session, "  Ada Lin ", "ada@example.org")

        assert people.load_person(session, person) == Actor(person, "Ada Lin")
        assert people.load_person(session, "ada@example.org") == Actor(person, "Ada Lin")
        assert actions(session) == [("person.added", "system")]


def test_a_person_needs_a_name(database: Database) -> None:
    with database.writing() as session:
        for name in ("", "   "):
            with pytest.raises(InvalidRequest, match="a person needs a name"):
                added(session, name)


def test_a_name_or_address_that_cannot_be_kept_is_refused_rather_than_failing(database: Database) -> None:
    found = []

    for name, email in (("n" * 201, None), ("Ada", f"{'e' * 254}@x.org"), ("A\0da", None)):
        try:
            with undone(database) as session:
                added(session, name, email)
                found.append("taken")
        except (AccordError, DBAPIError) as error:
            found.append(type(error).__name__)

    assert found == ["InvalidRequest"] * 3


def test_an_address_belongs_to_one_person_and_the_rest_of_the_transaction_stands(database: Database) -> None:
    with database.writing() as session:
        first = added(session, "Ada", "ada@example.org")
        with pytest.raises(InvalidRequest, match=r"the address ada@example[.]org belongs to someone already"):
            added(session, "Another", "ada@example.org")
        second = added(session, "Bo", "bo@example.org")

    with database.reading() as session:
        assert people.load_person(session, "ada@example.org").id == first
        assert people.load_person(session, "bo@example.org").id == second
        assert actions(session) == [("person.added", "system")] * 2


def test_whoever_is_not_there_is_said_not_to_be(database: Database) -> None:
    with database.writing() as session:
        for attempt in (
            lambda: people.load_person(session, "nobody@example.org"),
            lambda: people.grant(session, "per_nobody", "applicant", actor=SYSTEM, now=NOON),
            lambda: people.issue(session, "per_nobody", name="t", actor=SYSTEM, now=NOON),
        ):
            with pytest.raises(NotFound, match="there is no person"):
                attempt()


def test_a_person_who_was_disabled_is_no_longer_there_and_neither_are_their_tokens(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        _, secret = people.issue(session, person, name="t", actor=SYSTEM, now=NOON)
        before = bearer(session, secret)
        session.connection().execute(update(PEOPLE).where(PEOPLE.c.id == person).values(disabled_at=NOON))

        assert before is not None
        assert bearer(session, secret) is None
        with pytest.raises(NotFound):
            people.load_person(session, person)


def test_roles_are_held_as_they_were_granted_in_order(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        people.grant(session, person, "applicant", actor=SYSTEM, now=NOON)
        people.grant(session, person, "authority", actor=SYSTEM, now=NOON, call=CALL, partner="AR")
        people.grant(session, person, "coordinator", actor=SYSTEM, now=NOON, call=CALL)

        found = people.load_person(session, person)

    assert found.grants == (RoleGrant("applicant"), RoleGrant("authority", CALL, "AR"), RoleGrant("coordinator", CALL))
    assert found.roles == {"applicant", "authority", "coordinator"}
    held = [found.has("coordinator", CALL), found.has("coordinator", ZHONGGUANCUN), found.has("coordinator")]
    assert held == [True, False, False]
    assert found.has("applicant", CALL) is True


def test_granting_what_is_held_already_does_nothing_and_says_nothing(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        for _ in range(3):
            people.grant(session, person, "authority", actor=SYSTEM, now=NOON, call=CALL, partner="AR")
            people.grant(session, person, "auditor", actor=SYSTEM, now=NOON)
        people.grant(session, person, "auditor", actor=SYSTEM, now=NOON, call=CALL)

        assert len(people.load_person(session, person).grants) == 3
        assert actions(session) == [("person.added", "system")] + [("role.granted", "system")] * 3


def test_a_role_or_call_that_does_not_exist_is_not_granted(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        for role in ("king", "system", "partner", ""):
            with pytest.raises(
                InvalidRequest, match=f"there is no role {role!r} to be given; there are: applicant, authority"
            ):
                people.grant(session, person, role, actor=SYSTEM, now=NOON)
        with pytest.raises(NotFound, match="there is no call 'another-call'"):
            people.grant(session, person, "auditor", actor=SYSTEM, now=NOON, call="another-call")

        assert people.load_person(session, person).grants == ()


def test_people_and_roles_are_the_administrators_alone(database: Database) -> None:
    with database.writing() as session:
        person, adam = added(session), administrator(session)
        people.add(session, "By Adam", actor=adam, now=NOON)
        people.grant(session, person, "auditor", actor=adam, now=NOON)
        only_writes = Actor(adam.id, adam.name, adam.grants, frozenset({"read", "write"}), "tok_1")
        for actor in (ADA, CORA, only_writes):
            with pytest.raises(NotAllowed, match="this can be done by: administrator"):
                people.add(session, "Another", actor=actor, now=NOON)
            with pytest.raises(NotAllowed):
                people.grant(session, person, "administrator", actor=actor, now=NOON)

        assert people.load_person(session, person).roles == {"auditor"}


def test_an_administrator_of_one_call_gives_no_roles_beyond_it(database: Database) -> None:
    with database.writing() as session:
        limited = administrator(session, call=CALL)
        for limits in ({}, {"call": ZHONGGUANCUN}):
            with pytest.raises(NotAllowed):
                people.grant(session, limited.id, "administrator", actor=limited, now=NOON, **limits)

        assert people.load_person(session, limited.id).grants == (RoleGrant("administrator", CALL),)


def test_a_token_speaks_for_its_person_with_the_roles_held_at_the_moment_it_is_used(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        token, secret = people.issue(session, person, name="laptop", actor=SYSTEM, now=NOON, scopes=["read", "write"])
        before = bearer(session, secret)
        people.grant(session, person, "applicant", actor=SYSTEM, now=NOON)
        after = bearer(session, secret)

    scopes = frozenset({"read", "write"})
    assert before == Actor(person, "Ada", (), scopes, token)
    assert after == Actor(person, "Ada", (RoleGrant("applicant"),), scopes, token)
    assert after is not None
    assert after.sealed == {"id": person, "token": token}


def test_a_token_lasts_until_the_instant_it_expires(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        _, secret = people.issue(session, person, name="t", actor=SYSTEM, now=NOON, lasting=7 * DAY)

        assert bearer(session, secret, now=NOON + 7 * DAY - MICROSECOND) is not None
        assert bearer(session, secret, now=NOON + 7 * DAY) is None


def test_a_token_lasts_no_less_than_a_moment_and_no_more_than_a_year(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        people.issue(session, person, name="t", actor=SYSTEM, now=NOON, lasting=people.LONGEST)
        for lasting in (timedelta(), -DAY, people.LONGEST + MICROSECOND):
            with pytest.raises(InvalidRequest, match="a token lasts between a moment and 366 days"):
                people.issue(session, person, name="t", actor=SYSTEM, now=NOON, lasting=lasting)


def test_a_token_is_given_only_scopes_that_exist_and_that_its_issuer_has(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        narrow = Actor(person, "Ada", scopes=frozenset({"read"}), token="tok_1")
        people.issue(session, person, name="t", actor=narrow, now=NOON, scopes=["read"])
        with pytest.raises(InvalidRequest, match="there is no scope 'everything'; there are: read, write, manage"):
            people.issue(session, person, name="t", actor=SYSTEM, now=NOON, scopes=["read", "everything"])
        for scopes in ((), ("read", "write")):
            with pytest.raises(NotAllowed, match="only scopes that the one who issues it has"):
                people.issue(session, person, name="t", actor=narrow, now=NOON, scopes=scopes)

        assert [held.scopes for held in people.list_tokens(session, person)] == [["read"]]


def test_a_token_is_issued_by_its_person_or_an_administrator(database: Database) -> None:
    with database.writing() as session:
        ada, bo, adam = added(session, "Ada"), added(session, "Bo"), administrator(session)
        people.issue(session, ada, name="own", actor=Actor(ada, "Ada"), now=NOON)
        people.issue(session, ada, name="given", actor=adam, now=NOON)
        with pytest.raises(NotAllowed):
            people.issue(session, ada, name="stolen", actor=Actor(bo, "Bo"), now=NOON)

        assert {held.name for held in people.list_tokens(session, ada)} == {"own", "given"}


def test_the_secret_of_a_token_is_kept_nowhere(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        token, secret = people.issue(session, person, name="t", actor=SYSTEM, now=NOON)

    with database.reading() as session:
        entries, _ = history.list_events(session, SYSTEM, history.Filter(action="token.issued"), limit=9)
        kept = [str(people.list_tokens(session, person)), *(entry.body for entry in entries)]
    assert [entry.data for entry in entries] == [{"token": token, "person": person}]
    assert [text for text in kept if secret in text or secret[7:37] in text] == []


def test_a_revoked_token_counts_no_longer_from_that_moment_on(database: Database) -> None:
    with database.writing() as session:
        person = added(session)
        token, secret = people.issue(session, person, name="t", actor=SYSTEM, now=NOON)
        people.revoke(session, token, actor=Actor(person, "Ada"), now=NOON + DAY)

        assert bearer(session, secret) is None
        [held] = people.list_tokens(session, person)
        assert (held.id, held.revoked_at) == (token, NOON + DAY)
        assert actions(session)[-1] == ("token.revoked", person)


def test_a_token_is_revoked_once_and_only_by_its_person_or_an_administrator(database: Database) -> None:
    with database.writing() as session:
        ada, bo, adam = added(session, "Ada"), added(session, "Bo"), administrator(session)
        one, _ = people.issue(session, ada, name="one", actor=SYSTEM, now=NOON)
        two, secret = people.issue(session, ada, name="two", actor=SYSTEM, now=NOON)
        with pytest.raises(NotFound, match=f"there is no token {two} in force"):
            people.revoke(session, two, actor=Actor(bo, "Bo"), now=NOON)
        assert bearer(session, secret) is not None
        people.revoke(session, one, actor=Actor(ada, "Ada"), now=NOON)
        people.revoke(session, two, actor=adam, now=NOON)
        for token, who in ((one, Actor(ada, "Ada")), (two, adam), ("tok_none", adam)):
            with pytest.raises(NotFound):
                people.revoke(session, token, actor=who, now=NOON)

        assert [action for action, _ in actions(session)].count("token.revoked") == 2


def test_of_many_tokens_looked_up_at_once_each_finds_its_own_person(database: Database) -> None:
    with database.writing() as session:
        issued = {}
        for number in range(20):
            person = added(session, f"Person {number}")
            people.grant(session, person, "applicant" if number % 2 else "auditor", actor=SYSTEM, now=NOON)
            issued[people.issue(session, person, name="t", actor=SYSTEM, now=NOON)[1]] = person
        digests = {secret: tokens.digest(secret) for secret in issued}
        unknown = tokens.digest(tokens.draw_token())

        found = people.authenticate(session, [*(one or "" for one in digests.values()), unknown or ""], now=NOON)

    assert {secret: found[digest or ""].id for secret, digest in digests.items()} == issued
    assert len(found) == 20
    assert people.authenticate(session, [], now=NOON) == {}
