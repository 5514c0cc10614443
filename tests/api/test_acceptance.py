"""Accepting an invitation over HTTP: what a link opens, and what nobody learns by trying."""

from threading import Barrier, Thread

import pytest

from tests.api import inviting
from tests.api.conftest import NOVEMBER, Web
from tests.api.inviting import ACCEPTANCE, HERE, PAZ, accept, held, invite, secret, visit
from tests.world import CALL, MICROSECOND, answering
from workflow.credentials import sessions
from workflow.identity.invitations import LASTING
from workflow.store.database import Database

ref = inviting.ref


def test_a_counterpart_is_invited_accepts_and_confirms_in_the_session_that_begins(web: Web, ref: str) -> None:
    sent = invite(web, ref)
    accepted = accept(web, secret(sent), name="Paz Ibarra")
    browser = HERE | {"Cookie": f"__Host-accord={held(accepted)}"}
    me = web.client.get("/v1/me", headers=browser).json()
    filed = web.client.put(
        f"/v1/cases/{ref}/filings/counterpart",
        headers=browser,
        json={"content": answering(), "submit": True, "version": 3},
    )
    confirmed = web.client.post(
        f"/v1/cases/{ref}/transitions", headers=browser, json={"transition": "confirm", "version": 4}
    )

    assert (sent.status_code, sent.json()["link"]) == (201, f"http://127.0.0.1:8000/invite#{secret(sent)}")
    assert (accepted.status_code, accepted.json()) == (
        200,
        {"person": me["id"], "name": "Paz Ibarra", "role": "partner", "call": CALL, "partner": "AR", "case": ref},
    )
    assert accepted.headers["set-cookie"] == f"__Host-accord={held(accepted)}; HttpOnly; Path=/; SameSite=lax; Secure"
    assert (me["roles"], filed.status_code, confirmed.json()["state"]) == ([], 200, "partner-confirmed")


def test_whatever_is_not_in_force_gets_the_very_same_answer(web: Web, ref: str) -> None:
    sent = {name: invite(web, ref, email=f"{name}@ministry.example") for name in ("used", "revoked", "former", "old")}
    accept(web, secret(sent["used"]))
    web("cora", "DELETE", f"/v1/invitations/{sent['revoked'].json()['id']}")
    invite(web, ref, email="former@ministry.example")

    answers = [accept(web, secret(sent[name])) for name in ("used", "revoked", "former")]
    answers += [accept(web, never) for never in ("x" * 43, "short", "ü" * 43)]
    web.clock.set(NOVEMBER + LASTING)
    answers.append(accept(web, secret(sent["old"])))
    web.clock.set(NOVEMBER + LASTING - MICROSECOND)
    in_time = accept(web, secret(sent["old"]))

    told = {(answer.status_code, str({**answer.json(), "instance": ""})) for answer in answers}
    assert len(told) == 1
    assert answers[0].status_code == 404
    assert answers[0].json()["detail"] == "there is no such invitation in force"
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert in_time.status_code == 200


def test_looking_at_a_link_uses_nothing_up(web: Web, ref: str) -> None:
    sent = invite(web, ref)

    looked = [web.client.request(method, ACCEPTANCE, headers=HERE) for method in ("GET", "HEAD", "OPTIONS")]

    assert [answer.status_code for answer in looked] == [405] * 3
    assert accept(web, secret(sent)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_another_site_cannot_have_its_visitor_accept(web: Web, ref: str, headers: dict[str, str]) -> None:
    sent = invite(web, ref)

    refused = accept(web, secret(sent), headers=headers)

    assert refused.status_code == 403
    assert accept(web, secret(sent)).status_code == 200


def test_who_is_signed_in_as_somebody_else_is_refused_and_keeps_their_session(
    web: Web, ref: str, database: Database
) -> None:
    sent, cookie = invite(web, ref), visit(web, database, "bo")

    refused = accept(web, secret(sent), cookie)
    me = web.client.get("/v1/me", headers={"Cookie": f"__Host-accord={cookie}"})

    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
    assert (me.json()["id"], me.json()["roles"]) == (web.ids["bo"], ["applicant"])
    assert accept(web, secret(sent)).status_code == 200


def test_the_applicant_cannot_come_to_answer_for_the_other_side(web: Web, ref: str, database: Database) -> None:
    inviting = invite(web, ref, email="ada@accord.example")
    authority = {"role": "authority", "partner": "ES", "email": "bo@accord.example"}
    sent = web("cora", "POST", f"/v1/calls/{CALL}/invitations", json=PAZ | authority)
    opened = web("bo", "POST", "/v1/cases", json={"call": CALL, "direction": "1.3", "content": {}, "partner": "ES"})

    refused = accept(web, secret(sent), visit(web, database, "bo"))

    assert (inviting.status_code, inviting.json()["code"]) == (422, "misused")
    assert (opened.status_code, refused.status_code, refused.json()["code"]) == (201, 403, "not-allowed")


def test_a_coordinator_who_was_shown_a_link_cannot_sign_in_as_an_administrator_by_it(web: Web, ref: str) -> None:
    sent = invite(web, ref, email="adam@accord.example", role="reviewer")

    refused = accept(web, secret(sent))

    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
    assert "set-cookie" not in refused.headers


def test_who_signed_in_accepts_and_keeps_the_session_they_have(web: Web, ref: str, database: Database) -> None:
    sent = invite(web, ref, email="bo@accord.example", role="reviewer")
    cookie = visit(web, database, "bo")

    accepted = accept(web, secret(sent), cookie)
    me = web.client.get("/v1/me", headers={"Cookie": f"__Host-accord={cookie}"})

    assert (accepted.status_code, "set-cookie" in accepted.headers) == (200, False)
    assert me.json()["roles"] == ["applicant", "reviewer"]


def test_a_session_that_was_planted_does_not_outlive_the_acceptance(web: Web, ref: str) -> None:
    first = accept(web, secret(invite(web, ref)))
    web.clock.set(NOVEMBER + sessions.IDLE)
    planted = held(first)
    second = accept(web, secret(invite(web, ref, email="ines@ministry.example")), planted)

    assert second.status_code == 200
    assert held(second) != planted
    assert web.client.get("/v1/me", headers={"Cookie": f"__Host-accord={planted}"}).status_code == 401


def test_of_two_acceptances_at_the_same_moment_one_wins(web: Web, ref: str) -> None:
    given = secret(invite(web, ref))
    together, answers = Barrier(2), []

    def work() -> None:
        together.wait()
        answers.append(accept(web, given))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [200, 404]
    listed = web("cora", "GET", f"/v1/cases/{ref}/invitations").json()["invitations"]
    assert [one["accepted_at"] is not None for one in listed] == [True]
