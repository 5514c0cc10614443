"""Signing in with an identity that is linked, and linking one."""

import pytest
from sqlalchemy import update

from tests.api import institute
from tests.api.institute import NOVEMBER, NOW, House
from tests.api.provider import CLIENT, RETURN
from workflow.actors import SYSTEM
from workflow.credentials import sessions
from workflow.identity import identities, people
from workflow.identity.identities import Identity
from workflow.tables import FLOWS, IDENTITIES, PEOPLE, SESSIONS


def test_a_linked_person_goes_to_the_provider_and_comes_back_signed_in(house: House) -> None:
    house.linked("cora")
    browser = house.browser()

    offered = browser.ask("GET", "/v1/sign-in").json()["ways"]
    sent = browser.ask("POST", offered[-1]["action"])
    back = browser.come_back(browser.return_of(sent))

    assert [way["way"] for way in offered] == ["password", "link", "oidc"]
    assert offered[-1] == {"way": "oidc", "label": "127.0.0.1", "action": "/v1/sign-in/oidc"}
    assert sent.headers["set-cookie"].partition("; ")[2] == "HttpOnly; Max-Age=600; Path=/; SameSite=lax; Secure"
    assert (back.status_code, back.headers["location"]) == (303, "/")
    [cleared, session] = back.headers.get_list("set-cookie")
    assert cleared.startswith('__Host-accord-flow=""; HttpOnly; Max-Age=0;')
    assert session.partition("=")[0] == "__Host-accord"
    assert session.partition("; ")[2] == "HttpOnly; Path=/; SameSite=lax; Secure"
    assert browser.me() == "cora"
    [(actor, begun)] = house.said("session.begun")
    assert (actor, begun) == (house.ids["cora"], begun | {"person": house.ids["cora"], "method": "oidc"})


def test_the_provider_is_asked_for_no_more_than_who_it_is_and_in_a_way_nobody_else_can_finish(house: House) -> None:
    house.linked("cora")

    house.browser().sign_in()

    [asked] = house.provider.asked()
    drawn = ("state", "nonce", "code_challenge")
    assert {name: value for name, value in asked.items() if name not in drawn} == {
        "tenant": "1",
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": RETURN,
        "scope": "openid",
        "code_challenge_method": "S256",
    }
    assert all(len(asked[name]) == 43 for name in drawn)


def test_an_address_signs_nobody_in_and_nothing_tells_whether_it_is_known(house: House) -> None:
    house.lies(claims={"sub": "new", "email": "cora@accord.example", "email_verified": True})
    known = house.browser().sign_in()
    house.lies(claims={"sub": "new", "email": "nobody@accord.example", "email_verified": True})
    unknown = house.browser().sign_in()
    house.linked("ada", "disabled")
    with house.database.writing() as session:
        session.connection().execute(update(PEOPLE).where(PEOPLE.c.name == "ada").values(disabled_at=NOVEMBER))
    house.lies(claims={"sub": "disabled"})
    disabled = house.browser().sign_in()

    for answer in (known, unknown, disabled):
        assert answer.status_code == 403
        assert answer.json() | {"instance": ""} == known.json() | {"instance": ""}
        assert "set-cookie" not in answer.headers
    assert known.json()["detail"] == identities.UNKNOWN
    assert (house.count(SESSIONS), house.said("identity.linked")[1:]) == (0, [])


def test_the_same_subject_of_another_issuer_is_somebody_else(house: House) -> None:
    house.linked("cora", issuer="https://another.example")
    house.linked("cora", issuer=f"{house.provider.issuer}/")
    browser = house.browser()

    assert browser.sign_in().status_code == 403
    assert browser.me() is None


def test_someone_signed_in_links_an_identity_and_signs_in_with_it(house: House) -> None:
    cora, elsewhere = house.browser("cora"), house.browser()

    linked = cora.sign_in("/v1/me/identities")
    again = cora.sign_in("/v1/me/identities")
    elsewhere.sign_in()

    digest = Identity(house.provider.issuer, "subject-1").digest
    assert [(one.status_code, one.headers["location"]) for one in (linked, again)] == [(303, "/")] * 2
    assert elsewhere.me() == "cora"
    assert cora.ask("GET", "/v1/me/identities").json() == [
        {
            "id": digest,
            "issuer": house.provider.issuer,
            "subject": "subject-1",
            "linked_at": "2022-11-10T01:00:00.000000Z",
        }
    ]
    told = {"person": house.ids["cora"], "issuer": house.provider.issuer, "subject": digest}
    assert house.said("identity.linked") == [(house.ids["cora"], told)]
    assert house.browser("ada").ask("GET", "/v1/me/identities").json() == []


def test_linking_asks_for_a_session_that_is_fresh(house: House) -> None:
    stale = house.browser("cora", fresh_at=NOVEMBER - sessions.FRESH)
    with house.database.writing() as session:
        _, token = people.issue(session, house.ids["cora"], name="tests", actor=SYSTEM, now=NOVEMBER)
    identity = house.linked("cora", "another")
    bearer = {"Authorization": f"Bearer {token}"}

    for method, path in (("POST", "/v1/me/identities"), ("DELETE", f"/v1/me/identities/{identity.digest}")):
        assert stale.ask(method, path).json()["code"] == "not-fresh"
        assert house.browser().here.request(method, path, headers=bearer).json()["code"] == "not-allowed"
        assert house.browser().ask(method, path).json()["code"] == "unauthenticated"
    assert (house.count(FLOWS), house.count(IDENTITIES)) == (0, 1)


def test_an_identity_is_linked_only_in_the_session_that_asked_for_it(house: House) -> None:
    cora = house.browser("cora")
    sent = cora.ask("POST", "/v1/me/identities")
    good = cora.return_of(sent)
    with house.database.writing() as session:
        cora.keep(sessions.begin(session, house.ids["ada"], method="link", agent="", actor=SYSTEM, now=NOVEMBER))

    institute.is_refused(cora.come_back(good))

    assert house.count(IDENTITIES) == 0


def test_an_identity_that_is_somebodys_cannot_be_linked_by_another(house: House) -> None:
    house.linked("ada")

    answer = house.browser("cora").sign_in("/v1/me/identities")

    assert (answer.status_code, answer.json()["code"]) == (422, "misused")
    assert answer.json()["detail"] == "this identity cannot be linked here"
    assert house.browser("cora").ask("GET", "/v1/me/identities").json() == []


def test_an_identity_unlinked_signs_nobody_in_any_more(house: House) -> None:
    identity = house.linked("cora")
    cora, ada, path = house.browser("cora"), house.browser("ada"), f"/v1/me/identities/{identity.digest}"

    others = ada.ask("DELETE", path)
    mine, again = cora.ask("DELETE", path), cora.ask("DELETE", path)

    assert [answer.status_code for answer in (others, mine, again)] == [404, 204, 404]
    assert others.json()["detail"] == again.json()["detail"]
    assert house.browser().sign_in().status_code == 403
    told = {"person": house.ids["cora"], "issuer": identity.issuer, "subject": identity.digest}
    assert house.said("identity.unlinked") == [(house.ids["cora"], told)]


def test_whoever_is_signed_in_is_asked_to_prove_it_anew_and_the_session_is_another(house: House) -> None:
    house.linked("cora")
    cora = house.browser("cora", fresh_at=NOVEMBER - sessions.FRESH)
    before = cora.here.cookies["__Host-accord"]

    cora.sign_in()

    [asked] = house.provider.asked()
    assert (asked["max_age"], asked["prompt"]) == ("0", "login")
    assert cora.here.cookies["__Host-accord"] != before
    assert cora.sign_in("/v1/me/identities").status_code == 303
    with house.database.reading() as session:
        assert [visit.method for visit in sessions.list_sessions(session, house.ids["cora"], now=NOVEMBER)] == ["oidc"]


@pytest.mark.parametrize("auth_time", [None, NOW - 61])
def test_a_provider_that_did_not_ask_anew_makes_nothing_fresh(house: House, auth_time: int | None) -> None:
    house.linked("cora")
    house.lies(claims={"auth_time": auth_time})

    institute.is_refused(house.browser("cora", fresh_at=NOVEMBER - sessions.FRESH).sign_in())


def test_a_session_is_as_fresh_as_what_the_provider_saw(house: House) -> None:
    house.linked("cora")
    may_link: dict[int | None, bool] = {}
    for auth_time in (NOW - 899, NOW - 900, None, NOW + 60):
        house.lies(claims={"auth_time": auth_time})
        browser = house.browser()
        browser.sign_in()
        may_link[auth_time] = browser.ask("POST", "/v1/me/identities").status_code == 303

    assert may_link == {NOW - 899: True, NOW - 900: False, None: False, NOW + 60: True}


def test_signing_in_ends_the_session_that_was_there_before(house: House) -> None:
    house.linked("cora")
    browser = house.browser("ada")
    planted = browser.here.cookies["__Host-accord"]

    browser.sign_in()
    other = house.browser()
    other.keep(planted)

    assert (browser.me(), other.me()) == ("cora", None)
