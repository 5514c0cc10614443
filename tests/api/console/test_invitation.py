"""Accepting an invitation on pages: a link is looked at without being used up, and what is not in force is all the same."""

import re
from html import unescape

from tests.api.console.conftest import Console, words
from tests.world import CALL
from workflow.identity import invitations, people
from workflow.identity.invitations import LASTING

GOOD = "wistful-otter-paddles-north"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def _invited(console: Console, ref: str | None, email: str = "paz@ministry.example", role: str = "partner") -> str:
    """The secret of an invitation by Cora: because of a case, or to the call."""
    now = console.clock.now()
    with console.database.writing() as session:
        more = {"actor": console.actor("cora"), "now": now, "by_mail": False}
        if ref is not None:
            sent = invitations.invite_to_case(session, ref, email, role, **more)  # type: ignore[arg-type]
        else:
            sent = invitations.invite_to_call(session, CALL, email, role, **more)  # type: ignore[arg-type]
    assert sent.secret is not None
    return sent.secret


def test_a_counterpart_looks_accepts_with_a_password_and_stands_at_the_case(console: Console) -> None:
    ref = console.submitted()
    secret, paz = _invited(console, ref), console.browser(None)

    empty = paz.here.get("/invite")
    looked = [paz.ask("POST", "/invite", data={"link": f"https://accord.test/invite#{secret}"}) for _ in range(2)]
    accepted = paz.ask("POST", "/invite/accept", data={"link": secret, "name": "Paz Ibarra", "password": GOOD})

    assert empty.status_code == 200 and "data-link" in empty.text
    for page in looked:
        assert page.status_code == 200 and ref in words(page)
        assert "Cora invites paz@ministry.example to act for the partner of one case in" in words(page)
    assert (accepted.status_code, accepted.headers["location"]) == (303, f"/confirm/{ref}")
    assert paz.here.get(f"/cases/{ref}").status_code == 200 and paz.me() == "Paz Ibarra"
    data = {"email": "paz@ministry.example", "password": GOOD}
    assert console.browser(None).ask("POST", "/sign-in", data=data).status_code == 303


def test_used_expired_revoked_and_wrong_links_get_one_plain_answer(console: Console) -> None:
    ref = console.submitted()
    used, former, old = (_invited(console, ref, f"{name}@ministry.example") for name in ("used", "former", "old"))
    fields = {"name": "Paz", "password": GOOD}
    assert console.browser(None).ask("POST", "/invite/accept", data=fields | {"link": used}).status_code == 303
    _invited(console, ref, "former@ministry.example")

    answers = [_looked_and_accepted(console, link) for link in (used, former, "x" * 43, "short", "")]
    console.clock.advance(LASTING)
    answers.append(_looked_and_accepted(console, old))

    told = {re.sub(r"req_\w+|\d\d:\d\d", "", text) for pair in answers for text in pair}
    assert len({re.sub(r"\d+ \w+ \d+", "", one) for one in told}) == 1
    assert "ask whoever invited you for another" in answers[0][0]


def _looked_and_accepted(console: Console, link: str) -> list[str]:
    browser = console.browser(None)
    pages = [browser.ask("POST", "/invite", data={"link": link})]
    pages.append(browser.ask("POST", "/invite/accept", data={"link": link, "name": "Paz", "password": GOOD}))
    assert [page.status_code for page in pages] == [404, 404] and browser.me() is None
    return [words(page) for page in pages]


def test_what_is_wrong_with_a_name_or_a_password_is_told_and_the_link_stays_good(console: Console) -> None:
    secret, paz = _invited(console, console.submitted()), console.browser(None)

    for fields, field in (
        ({"name": "", "password": GOOD}, "name"),
        ({"name": "Paz", "password": ""}, "password"),
        ({"name": "Paz", "password": "short"}, "password"),
        ({"name": "Paz", "password": "passwordpassword"}, "password"),
        ({"name": "P" * 201, "password": GOOD}, "name"),
    ):
        back = paz.ask("POST", "/invite/accept", data=fields | {"link": secret})
        assert back.status_code == 422 and f'<a href="#{field}">' in back.text, fields
        assert "Error: Your invitation" in back.text
    accepted = paz.ask("POST", "/invite/accept", data={"link": secret, "name": "Paz", "password": GOOD})
    assert accepted.status_code == 303


def test_who_has_an_account_signs_in_and_the_invitation_comes_along(console: Console) -> None:
    secret, browser = _invited(console, None, "ada@accord.example", "reviewer"), console.browser(None)

    looked = browser.ask("POST", "/invite", data={"link": secret})
    asked = browser.ask("POST", "/invite/accept", data={"link": secret})

    assert "This address has an account here already" in words(looked) and 'name="password"' not in looked.text
    assert asked.status_code == 401 and 'action="/sign-in"' in asked.text
    kept = {unescape(name): unescape(value) for name, value in _HIDDEN.findall(asked.text)}
    assert kept["kept.link"] == secret and kept["then"] == "/invite/accept"
    accepted = console.post("ada", "/invite/accept", {"link": secret})
    assert accepted.headers["location"] == "/reviews"


def test_somebody_else_who_is_signed_in_is_refused_and_stays_who_they_are(console: Console) -> None:
    secret = _invited(console, console.submitted())

    page = console.post("rex", "/invite", {"link": secret})
    refused = console.post("rex", "/invite/accept", {"link": secret})

    assert "You are signed in as Rex" in words(page)
    assert refused.status_code == 403 and "this invitation is for somebody else" in words(refused)
    assert console.browser("rex").me() == "Rex"
    with console.database.reading() as session:
        assert people.load_person(session, console.ids["rex"]).roles == {"reviewer"}


def test_no_other_site_accepts_for_its_visitor(console: Console) -> None:
    secret = _invited(console, console.submitted())

    forged = console.browser(None).ask("POST", "/invite/accept", site="cross-site", data={"link": secret})

    assert forged.status_code == 403
    assert console.browser(None).ask("POST", "/invite", data={"link": secret}).status_code == 200
