"""The form of a token: random, checked as it is typed, and kept only as a hash."""

import hashlib
import re
import string
from collections.abc import Callable

import pytest

from workflow.credentials import tokens

ALPHABET = string.digits + string.ascii_letters


def test_a_drawn_token_has_the_form_and_is_never_the_same_twice() -> None:
    drawn = {tokens.draw_token() for _ in range(200)}

    assert len(drawn) == 200
    assert all(re.fullmatch(r"accord_[0-9A-Za-z]{36}", one) for one in drawn)


def test_the_digest_of_a_token_is_its_sha_256_and_says_nothing_of_it() -> None:
    secret = tokens.draw_token()

    assert tokens.digest(secret) == hashlib.sha256(secret.encode()).hexdigest()
    assert tokens.digest(secret) == tokens.digest(secret)
    assert tokens.digest(secret) != tokens.digest(tokens.draw_token())


def test_every_token_with_one_character_changed_is_told_at_once() -> None:
    secret = tokens.draw_token()
    places = range(len("accord_"), len(secret))

    changed = [secret[:at] + other + secret[at + 1 :] for at in places for other in ALPHABET if other != secret[at]]

    assert len(changed) == 36 * 61
    assert [one for one in changed if tokens.digest(one) is not None] == []


def test_every_token_with_two_neighbours_exchanged_is_told_at_once() -> None:
    secret = tokens.draw_token()
    places = [at for at in range(len("accord_"), len(secret) - 1) if secret[at] != secret[at + 1]]

    swapped = [secret[:at] + secret[at + 1] + secret[at] + secret[at + 2 :] for at in places]

    assert [one for one in swapped if tokens.digest(one) is not None] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda secret: "",
        lambda secret: secret[:-1],
        lambda secret: secret + "0",
        lambda secret: secret + "\n",
        lambda secret: " " + secret,
        lambda secret: secret.upper(),
        lambda secret: secret.removeprefix("accord_"),
        lambda secret: secret.replace("accord_", "Accord_"),
        lambda secret: secret.replace("accord_", "accord-"),
        lambda secret: "accord_" + "٣" * 36,
        lambda secret: "accord_" + "0" * 36,
    ],
)
def test_what_has_not_the_form_of_a_token_is_none(change: Callable[[str], str]) -> None:
    assert tokens.digest(change(tokens.draw_token())) is None
