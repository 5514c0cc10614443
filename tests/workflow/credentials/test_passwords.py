"""Passwords: which may be chosen, how they are kept and checked, and what it costs whoever has none."""

import threading
import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.workflow.signed_in import DOOR, EMAIL, PASSWORD, WEAK, Cora, cora
from tests.world import ADAM, World, at
from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.credentials import passwords, reauthentication, sessions, weak_passwords
from workflow.credentials.hashing import DUMMY, HASHING, Hashing
from workflow.errors import InvalidRequest, NotAllowed, ReauthenticationRequired, Unauthenticated, Unavailable
from workflow.identity import authentication, people
from workflow.tables import CREDENTIALS

NOON = at("2022-11-10 12:00")
KNOWN = ("Cora Lin", EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "x7!kQ0pz#m2",
        "kfjwpqzmvbx",
        "ab" * 65,
        "x7!kQ0pz" * 16 + "y",
    ],
)
def test_a_password_is_neither_shorter_than_12_characters_nor_longer_than_128(password: str) -> None:
    with pytest.raises(InvalidRequest, match="a password has 12 to 128 characters"):
        passwords.hash_password(password, KNOWN)


@pytest.mark.usefixtures("hasty")
def test_a_password_of_any_12_or_128_characters_will_do() -> None:
    for password in (
        "kfjwpqzmvbxt",
        "839201847562",
        "#$%&@!^*(~+=",
        "中文密码一二三四五六七八",
        "kfjwpqzm vbxtrgd" * 8,
    ):
        assert passwords.check(passwords.Kept("per_1", passwords.hash_password(password, KNOWN)), password)


def test_no_character_of_a_long_password_is_cut_off() -> None:
    long = "kfjwpqzm vbxtrgdy" * 7 + "lasts"
    kept = passwords.Kept("per_1", passwords.hash_password(long, KNOWN))

    assert (passwords.check(kept, long), passwords.check(kept, long[:-1]), passwords.check(kept, long[:-1] + "z")) == (
        True,
        False,
        False,
    )


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    composed = unicodedata.normalize("NFC", "grüne Flüsse, stille Höfe")
    kept = passwords.Kept("per_1", passwords.hash_password(unicodedata.normalize("NFD", composed), KNOWN))

    assert passwords.check(kept, composed)


@pytest.mark.parametrize(
    "password",
    [
        "Password1234!",
        "passwordpassword",
        "p@ssw0rdp@ssw0rd",
        "dragonmonkey9",
        "qwertyuiopasdf",
        "123456789012",
        "abcdefghijklmnop",
        "zzzzzzzzzzzzzzzzzzzz",
        "aB3$aB3$aB3$",
        "accord-accord-2026",
        "CoraLin19991231",
        "cora@accord.example",
        "Cora Lin 2022!",
    ],
)
def test_a_password_that_is_guessed_first_is_refused_whatever_it_is_made_of(password: str) -> None:
    with pytest.raises(InvalidRequest, match="among those guessed first"):
        passwords.hash_password(password, KNOWN)


def test_each_of_thousands_of_common_passwords_is_refused_with_a_year_behind_it() -> None:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    common = FREQUENCY_LISTS["passwords"]
    assert len(common) >= 3_000
    assert [one for one in common[:3_000] if not weak_passwords.is_commonplace(f"{one}2022", KNOWN)] == []


def test_the_names_of_others_are_no_reason_to_refuse() -> None:
    assert weak_passwords.is_commonplace("wolfeschlegel-22", ("Wolfe Schlegel",))
    assert not weak_passwords.is_commonplace("wolfeschlegel-22", KNOWN)


def test_a_password_is_set_by_whose_it_is_from_a_fresh_session_and_ends_their_others(world: World) -> None:
    her = cora(world, now=NOON)
    first, second = (her.signs_in(now=NOON).secret for _ in range(2))
    later = NOON + sessions.FRESH - timedelta(microseconds=1)

    _change(her, "twelve silent bells", actor=her.present(second, now=later))

    assert (her.actor(first, now=later), her.actor(second, now=later) is not None) == (None, True)
    with pytest.raises(Unauthenticated):
        her.signs_in(now=later)
    assert her.signs_in("twelve silent bells", now=later).actor.id == her.id


@pytest.mark.usefixtures("hasty")
def test_nobody_sets_a_password_from_a_session_that_is_not_fresh_or_with_a_token_or_for_another(world: World) -> None:
    her = cora(world, now=NOON)
    entered = her.signs_in(now=NOON)
    stale = her.present(entered.secret, now=NOON + sessions.FRESH)
    refused: dict[type[Exception], Actor] = {
        ReauthenticationRequired: stale,
        NotAllowed: Actor(her.id, "Cora", token="tok_1"),
    }

    for kind, actor in refused.items():
        with pytest.raises(kind):
            _change(her, "twelve silent bells", actor=actor, after=sessions.FRESH)
    for actor in (ADAM, Actor("per_bo", "Bo", session="ses_1", fresh_at=NOON)):
        with pytest.raises(NotAllowed):
            _change(her, "twelve silent bells", actor=actor)

    assert her.signs_in(now=NOON + sessions.FRESH).actor.id == her.id


def test_nothing_of_a_password_is_sealed_and_only_its_hash_is_kept(world: World) -> None:
    her = cora(world, now=NOON)
    _change(her, "twelve silent bells", actor=SYSTEM)

    with world.database.reading() as session:
        [row] = session.execute(select(CREDENTIALS))
        entries, _ = history.list_events(session, SYSTEM, history.Filter(action="person.password-set"), limit=9)

    assert [entry.data for entry in entries] == [{"person": her.id}]
    assert row.hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert "twelve silent bells" not in row.hash


def test_a_hash_with_other_parameters_is_replaced_when_its_password_is_shown_and_not_before(world: World) -> None:
    her = cora(world, now=NOON)
    with pytest.raises(Unauthenticated):
        her.signs_in("twelve silent bells", now=NOON)
    before = _kept(world)

    her.signs_in(now=NOON)
    after = _kept(world)
    her.signs_in(now=NOON)

    assert (HASHING.is_outdated(before), HASHING.is_outdated(after), _kept(world) == after) == (True, False, True)
    assert HASHING.verified(PASSWORD, after)


def test_who_is_unknown_or_has_no_password_or_acts_here_no_longer_costs_what_the_others_cost(world: World) -> None:
    cora(world, now=NOON)
    with world.database.writing() as session:
        people.add(session, "Bo", email="bo@accord.example", actor=SYSTEM, now=NOON)

    costs, said = {}, set()
    for email in (EMAIL, "bo@accord.example", "nobody@accord.example"):
        counted = HASHING.done
        with pytest.raises(Unauthenticated) as caught:
            authentication.sign_in_by_password(world.database, email, "a wrong password", door=DOOR, now=NOON)
        costs[email] = HASHING.done - counted
        said.add(str(caught.value))

    assert costs == {EMAIL: 1, "bo@accord.example": 1, "nobody@accord.example": 1}
    assert len(said) == 1
    assert not HASHING.is_outdated(DUMMY), "the hash of nothing must cost what a new one costs"


def test_a_password_changed_while_it_was_being_checked_signs_nobody_in(world: World) -> None:
    her = cora(world, now=NOON)
    with world.database.reading() as session:
        known = passwords.load_kept(session, EMAIL)
    assert known is not None and passwords.check(known, PASSWORD)

    _change(her, "twelve silent bells", actor=SYSTEM)

    with world.database.writing() as session:
        assert not passwords.has_password(session, known, renewed=WEAK.hash(PASSWORD))
    assert HASHING.verified("twelve silent bells", _kept(world))


def test_so_many_hash_at_once_and_so_many_wait_and_the_next_is_told_to_come_again() -> None:
    patient, hurried = Hashing(at_once=1, waiting=1), Hashing(at_once=1, waiting=0)
    waiting = threading.Thread(target=patient.hashed, args=("quiet river stones",))

    with patient.turn(), hurried.turn():
        waiting.start()
        with pytest.raises(Unavailable, match="too many people are signing in"):
            hurried.hashed("quiet river stones")
    waiting.join()

    assert (patient.done, hurried.done) == (2, 1)


def test_a_turn_that_does_not_come_in_time_is_given_up() -> None:
    hashing = Hashing(at_once=1, waiting=1, patience=0.01)

    with hashing.turn(), pytest.raises(Unavailable):
        hashing.hashed("quiet river stones")

    assert hashing.verified("x", None) is False


def test_what_a_token_does_is_asked_of_nobody_again() -> None:
    assert reauthentication.find_lacking(ADAM, now=NOON) is None


def _change(her: Cora, password: str, *, actor: Actor, after: timedelta = timedelta()) -> None:
    with her.database.writing() as session:
        known = passwords.context(session, her.id)
        fresh = passwords.hash_password(password, known)
        passwords.change(session, her.id, fresh, actor=actor, now=NOON + after)


def _kept(world: World) -> str:
    with world.database.reading() as session:
        [kept] = session.execute(select(CREDENTIALS.c.hash)).scalars()
        return str(kept)
