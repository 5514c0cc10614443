"""Accepting an invitation on its page: who is invited lands where they are asked for something."""

from tests.api.console.conftest import Console, words
from workflow import invitations


def _invited(console: Console, ref: str, email: str = "paz@ministry.example") -> str:
    with console.database.writing() as session:
        cora, now = console.actor("cora"), console.clock.now()
        sent = invitations.to_case(session, ref, email, "partner", actor=cora, now=now, by_mail=False)
    assert sent.secret is not None
    return f"https://accord.test/invite#{sent.secret}"


def test_a_partner_accepts_and_lands_on_what_is_asked_of_it(console: Console) -> None:
    ref = console.submitted()
    link, browser = _invited(console, ref), console.browser(None)
    assert browser.here.get("/invite").status_code == 200

    accepted = browser.ask("POST", "/invite", data={"link": link, "name": "Paz Ferro"})

    assert (accepted.status_code, accepted.headers["location"]) == (303, f"/confirm/{ref}")
    page = browser.here.get(f"/confirm/{ref}")
    assert page.status_code == 200 and "for Paz Ferro, Faculty of Agronomy" in words(page)


def test_a_link_is_good_once_and_what_was_never_one_looks_the_same(console: Console) -> None:
    link = _invited(console, console.submitted())
    console.browser(None).ask("POST", "/invite", data={"link": link})

    used = console.browser(None).ask("POST", "/invite", data={"link": link, "name": "Eve"})
    never = console.browser(None).ask("POST", "/invite", data={"link": "x" * 43, "name": "Eve"})

    assert used.status_code == never.status_code == 404
    assert words(used) == words(never) and '<a href="#link">' in used.text and 'value="Eve"' in used.text
    assert console.browser(None).ask("POST", "/invite", data={"link": "x" * 200}).status_code == 422
    assert console.browser(None).ask("POST", "/invite", site="cross-site", data={"link": link}).status_code == 403


def test_who_is_signed_in_as_somebody_else_is_told_so(console: Console) -> None:
    link = _invited(console, console.submitted())

    other = console.browser("ada").ask("POST", "/invite", data={"link": link})

    assert other.status_code == 403 and "for somebody else" in words(other)
