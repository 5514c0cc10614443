"""Invitations over HTTP: who sends, reads and revokes them, and what is shown of them."""

from typing import Any

import pytest

from tests.api import inviting
from tests.api.conftest import NOVEMBER, Web
from tests.api.inviting import LIN, PAZ, accept, invite, mailing, secret
from tests.world import CALL
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.store.database import Database

ref = inviting.ref


def test_invitations_are_listed_without_anything_that_opens_them(web: Web, ref: str) -> None:
    first = invite(web, ref)
    second = web("adam", "POST", f"/v1/calls/{CALL}/invitations", json=LIN)
    accepted = accept(web, secret(first))

    of_case = web("cora", "GET", f"/v1/cases/{ref}/invitations").json()
    of_call = web("audrey", "GET", f"/v1/calls/{CALL}/invitations").json()
    page = web("cora", "GET", f"/v1/calls/{CALL}/invitations", params={"limit": 1}).json()
    rest = web("cora", "GET", f"/v1/calls/{CALL}/invitations", params={"cursor": page["next"]}).json()

    assert accepted.status_code == 200
    assert of_case["invitations"] == [
        {
            "id": first.json()["id"],
            "email": "paz@ministry.example",
            "role": "partner",
            "call": CALL,
            "partner": "AR",
            "case": ref,
            "language": "zh",
            "by": web.ids["cora"],
            "created_at": "2022-11-10T01:00:00.000000Z",
            "expires_at": "2022-11-24T01:00:00.000000Z",
            "accepted_at": "2022-11-10T01:00:00.000000Z",
            "revoked_at": None,
            "letter": None,
            "answer": None,
        }
    ]
    assert [one["id"] for one in of_call["invitations"]] == [second.json()["id"], first.json()["id"]]
    assert (page["invitations"] + rest["invitations"], rest["next"]) == (of_call["invitations"], None)
    assert not any(secret(one) in str((of_case, of_call)) for one in (first, second))


def test_where_letters_are_mailed_no_link_is_shown(web: Web, ref: str, database: Database) -> None:
    with mailing(web, database) as there:
        sent = there("cora", "POST", f"/v1/cases/{ref}/invitations", json=PAZ)

    assert (sent.status_code, sent.json()) == (
        201,
        {"id": sent.json()["id"], "expires_at": "2022-11-24T01:00:00.000000Z", "link": None},
    )


@pytest.mark.parametrize(
    ("who", "of_case", "of_call"),
    [
        (None, 401, 401),
        ("ada", 403, 403),
        ("bo", 404, 403),
        ("diego", 403, 403),
        ("eli", 403, 403),
    ],
)
def test_others_neither_invite_nor_read_nor_revoke(
    web: Web, ref: str, who: str | None, of_case: int, of_call: int
) -> None:
    sent = invite(web, ref).json()["id"]

    answers = [
        web(who, "POST", f"/v1/cases/{ref}/invitations", json=PAZ).status_code,
        web(who, "GET", f"/v1/cases/{ref}/invitations").status_code,
        web(who, "POST", f"/v1/calls/{CALL}/invitations", json=LIN).status_code,
        web(who, "GET", f"/v1/calls/{CALL}/invitations").status_code,
        web(who, "DELETE", f"/v1/invitations/{sent}").status_code,
        web(who, "DELETE", "/v1/invitations/inv_00").status_code,
    ]

    revoking = 401 if who is None else 404
    assert answers == [of_case, of_case, of_call, of_call, revoking, revoking]


def test_an_auditor_reads_but_neither_invites_nor_revokes(web: Web, ref: str) -> None:
    sent = invite(web, ref).json()["id"]

    assert web("audrey", "GET", f"/v1/cases/{ref}/invitations").status_code == 200
    assert invite(web, ref, "audrey").status_code == 403
    assert web("audrey", "DELETE", f"/v1/invitations/{sent}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (PAZ | {"role": "administrator"}, 422),
        (PAZ | {"language": "fr"}, 422),
        (PAZ | {"email": "a@b.example\r\nBcc: c@d.example"}, 422),
        (PAZ | {"more": 1}, 422),
        ({"email": "a@b.example"}, 422),
    ],
)
def test_what_does_not_fit_is_refused(web: Web, ref: str, body: dict[str, Any], status: int) -> None:
    assert web("cora", "POST", f"/v1/cases/{ref}/invitations", json=body).status_code == status
    assert web("cora", "GET", f"/v1/cases/{ref}/invitations").json()["invitations"] == []


def test_a_link_shown_once_cannot_be_asked_for_again_under_a_key(web: Web, ref: str) -> None:
    sent = web("cora", "POST", f"/v1/cases/{ref}/invitations", json=PAZ, headers={"Idempotency-Key": "k"})

    assert (sent.status_code, sent.json()["code"]) == (422, "misused")


def test_a_token_that_may_only_write_does_not_invite(web: Web, ref: str, database: Database) -> None:
    with database.writing() as session:
        _, web.secrets["writing"] = people.issue(
            session, web.ids["cora"], name="w", actor=SYSTEM, now=NOVEMBER, scopes=["read", "write"]
        )

    assert invite(web, ref, "writing").status_code == 403
