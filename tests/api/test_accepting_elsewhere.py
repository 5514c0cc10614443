"""An invitation accepted by signing in at the identity provider, and the ways in which it is not."""

from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import update

from tests.api import institute
from tests.api.browser import Browser
from tests.api.institute import NOVEMBER, House
from tests.world import CALL
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.credentials import sessions
from workflow.identity import invitations, people
from workflow.identity.identities import Identity
from workflow.identity.invitations import SentInvitation
from workflow.tables import FLOWS, IDENTITIES, LINKS, PEOPLE, SESSIONS

ACCEPT = "/v1/acceptances/oidc"
LIN = "lin@university.example"


def invited(house: House, email: str = LIN, *, by_mail: bool = False) -> SentInvitation:
    """An invitation to review, made by Cora."""
    cora = Actor(house.ids["cora"], "cora", (RoleGrant("coordinator"),))
    with house.database.writing() as session:
        return invitations.invite_to_call(session, CALL, email, "reviewer", actor=cora, now=NOVEMBER, by_mail=by_mail)


def begun(house: House, secret: str | None, browser: Browser | None = None, **more: Any) -> tuple[Browser, Response]:
    browser = browser or house.browser()
    return browser, browser.ask("POST", ACCEPT, json={"secret": secret, **more})


def accepted(house: House, secret: str | None, **more: Any) -> tuple[Browser, Response]:
    """What becomes of it when somebody goes there and back."""
    browser, sent = begun(house, secret, **more)
    assert sent.status_code == 303, sent.text
    return browser, browser.come_back(browser.return_of(sent))


def is_open(house: House, secret: str | None) -> bool:
    """Whether an invitation can still be accepted."""
    return begun(house, secret)[1].status_code == 303


def test_who_is_invited_accepts_as_who_they_are_at_their_institution_and_signs_in_so_from_then_on(house: House) -> None:
    sent = invited(house)

    browser, back = accepted(house, sent.secret, name="Lin 林")
    mine = browser.ask("GET", "/v1/me").json()
    elsewhere = house.browser()
    elsewhere.sign_in()

    institute.is_signed_in(back, "/reviews")
    assert (mine["name"], mine["roles"]) == ("Lin 林", ["reviewer"])
    assert elsewhere.me() == "Lin 林"
    assert not is_open(house, sent.secret)
    digest = Identity(house.provider.issuer, "subject-1").digest
    assert house.said("identity.linked") == [
        (mine["id"], {"person": mine["id"], "issuer": house.provider.issuer, "subject": digest})
    ]
    [(actor, told)] = house.said("invitation.accepted")
    assert (actor, told["invitation"], told["role"]) == (mine["id"], sent.id, "reviewer")
    assert [told["method"] for _, told in house.said("session.begun")] == ["oidc", "oidc"]


def test_whoever_is_linked_already_accepts_what_is_for_them(house: House) -> None:
    house.linked("ada")
    sent = invited(house, "ada@accord.example")

    browser, back = accepted(house, sent.secret, name="Somebody else")

    institute.is_signed_in(back, "/reviews")
    assert browser.ask("GET", "/v1/me").json()["roles"] == ["applicant", "reviewer"]
    assert (browser.me(), house.count(IDENTITIES)) == ("ada", 1)


def test_whoever_is_linked_accepts_nothing_that_is_for_somebody_else(house: House) -> None:
    house.linked("ada")
    for email in (LIN, "cora@accord.example"):
        sent = invited(house, email)

        browser, back = accepted(house, sent.secret)

        assert (back.status_code, back.json()["code"]) == (403, "not-allowed")
        assert (browser.me(), is_open(house, sent.secret)) == (None, True)
    assert house.count(IDENTITIES) == 1


def test_a_link_that_was_handed_over_opens_no_account_and_links_nothing_with_one(house: House) -> None:
    sent = invited(house, "ada@accord.example")

    browser, back = accepted(house, sent.secret)

    assert (back.status_code, back.json()["code"]) == (401, "unauthenticated")
    assert (browser.me(), house.count(IDENTITIES), is_open(house, sent.secret)) == (None, 0, True)


def test_an_identity_of_somebody_disabled_is_not_linked_with_a_fresh_account(house: House) -> None:
    house.linked("ada")
    with house.database.writing() as session:
        session.connection().execute(update(PEOPLE).where(PEOPLE.c.name == "ada").values(disabled_at=NOVEMBER))
    sent, before = invited(house), house.count(PEOPLE)

    _, back = accepted(house, sent.secret)

    assert (back.status_code, back.json()["detail"]) == (422, "this identity cannot be linked here")
    assert (house.count(PEOPLE), house.count(SESSIONS), is_open(house, sent.secret)) == (before, 0, True)


def test_an_invitation_that_ends_while_one_is_away_is_not_accepted(house: House) -> None:
    for how in ("expired", "revoked", "accepted by another"):
        sent = invited(house, f"{how[:3]}@university.example")
        browser, gone = begun(house, sent.secret)
        back = browser.return_of(gone)
        if how == "expired":
            with house.database.writing() as session:
                over = update(LINKS).where(LINKS.c.id == sent.id).values(expires_at=house.clock.now())
                session.connection().execute(over)
        elif how == "revoked":
            with house.database.writing() as session:
                invitations.revoke(session, sent.id, actor=SYSTEM, now=house.clock.now())
        else:
            other = house.browser().ask("POST", ACCEPT.removesuffix("/oidc"), json={"secret": sent.secret})
            assert other.status_code == 200
        refused = browser.come_back(back)
        assert (refused.status_code, browser.me()) == (404, None), how


@pytest.mark.parametrize("lies", [{"claims": {"nonce": "another"}}, {"claims": {"aud": "another"}}])
def test_an_answer_that_cannot_be_believed_leaves_everything_as_it_was(house: House, lies: dict[str, Any]) -> None:
    sent, before = invited(house), house.count(PEOPLE)
    house.lies(**lies)

    _, back = accepted(house, sent.secret)

    institute.is_refused(back)
    assert (house.count(PEOPLE), house.count(IDENTITIES), is_open(house, sent.secret)) == (before, 0, True)


def test_it_comes_back_to_the_browser_that_began_it_alone_and_for_that_invitation_alone(house: House) -> None:
    sent, other = invited(house), invited(house, "another@university.example")
    browser, gone = begun(house, sent.secret)
    back = browser.return_of(gone)

    thief = house.browser()
    institute.is_refused(thief.come_back(back))
    kept = browser.here.cookies["__Host-accord-flow"]
    assert sent.secret is not None and other.secret is not None
    browser.here.cookies.set(
        "__Host-accord-flow", kept.replace(sent.secret, other.secret), domain="accord.test", path="/"
    )
    institute.is_refused(browser.come_back(back))

    assert house.count(IDENTITIES) == 0
    assert is_open(house, sent.secret) and is_open(house, other.secret)


def test_it_is_begun_from_this_origin_with_an_invitation_in_force_by_nobody_who_is_signed_in(house: House) -> None:
    sent = invited(house)
    body = {"secret": sent.secret}

    elsewhere = house.browser().ask("POST", ACCEPT, site="cross-site", json=body)
    wrong = [begun(house, secret)[1] for secret in ("x" * 43, "../etc", f"{sent.secret}x")]
    signed_in = house.browser("ada").ask("POST", ACCEPT, json=body)

    assert (elsewhere.status_code, signed_in.status_code) == (403, 403)
    assert [answer.status_code for answer in wrong] == [404, 404, 404]
    assert house.count(FLOWS) == 0


def test_a_mailed_link_opens_a_guests_account_and_links_it(house: House) -> None:
    with house.database.writing() as session:
        people.add(session, "Lin", email=LIN, actor=SYSTEM, now=NOVEMBER)
        sent = invitations.invite_to_call(
            session, CALL, LIN, "reviewer", actor=SYSTEM, now=NOVEMBER, by_mail=True, partner=None
        )
        renewed = invitations.renew(session, sent.id, now=NOVEMBER)
    assert renewed is not None

    browser, back = accepted(house, renewed[0], name="not needed")

    institute.is_signed_in(back, "/reviews")
    assert (browser.me(), house.count(IDENTITIES)) == ("Lin", 1)
    with house.database.reading() as session:
        lin = people.load_person(session, LIN)
        assert [visit.method for visit in sessions.list_sessions(session, lin.id, now=NOVEMBER)] == ["oidc"]
