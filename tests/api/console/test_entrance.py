"""Coming in: nobody sees a page without signing in, and nobody loses what they wrote because a session ended."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from tests.api.console.conftest import Console, words
from workflow.actors import SYSTEM
from workflow.credentials import passwords
from workflow.identity import links

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def _with_link(console: Console, who: str) -> str:
    with console.database.writing() as session:
        return links.issue(session, console.ids[who], actor=SYSTEM, now=console.clock.now())


def test_every_page_asks_to_sign_in_first_and_comes_back_to_it(console: Console) -> None:
    sent = console.get(None, "/cases?state=submitted")

    assert sent.status_code == 303
    assert sent.headers["location"] == "/sign-in?then=%2Fcases%3Fstate%3Dsubmitted"


def test_a_link_signs_in_once(console: Console) -> None:
    secret, browser = _with_link(console, "cora"), console.browser(None)

    entered = browser.ask(
        "POST", "/sign-in/link", data={"link": f"https://accord.test/sign-in#{secret}", "then": "/cases"}
    )

    assert (entered.status_code, entered.headers["location"]) == (303, "/cases")
    assert browser.here.get("/cases").status_code == 200
    again = console.browser(None).ask("POST", "/sign-in/link", data={"link": secret})
    assert again.status_code == 401 and "that did not sign you in" in words(again)


def test_a_password_that_is_wrong_is_told_without_saying_what_is_wrong(console: Console) -> None:
    with console.database.writing() as session:
        fresh = passwords.hash_password("wistful-otter-paddles-north", ())
        passwords.change(session, console.ids["cora"], fresh, actor=SYSTEM, now=console.clock.now())

    wrong = console.browser(None).ask("POST", "/sign-in", data={"email": "cora@accord.example", "password": "guess"})
    nobody = console.browser(None).ask("POST", "/sign-in", data={"email": "x@accord.example", "password": "guess"})

    assert wrong.status_code == nobody.status_code == 401
    assert words(wrong).replace("cora@", "x@") == words(nobody) and "guess" not in wrong.text


def test_a_form_sent_when_the_session_had_ended_is_kept_and_sent_on(console: Console) -> None:
    ref, secret = console.submitted(), _with_link(console, "cora")
    path, browser = f"/cases/{ref}/transitions/return", console.browser(None)

    asked = browser.ask("POST", path, data={"version": "2", "reason": "“no dates” & no sums"})

    assert asked.status_code == 401 and "What you wrote is kept" in words(asked)
    kept = {unescape(name): unescape(value) for name, value in _HIDDEN.findall(asked.text)}
    entered = browser.ask("POST", "/sign-in/link", data=kept | {"link": secret})
    assert entered.status_code == 200 and f'action="{path}"' in entered.text
    sent_on = {unescape(name): unescape(value) for name, value in _HIDDEN.findall(entered.text)}
    assert browser.ask("POST", path, data=sent_on).status_code == 303
    assert "“no dates” & no sums" in words(browser.here.get(f"/cases/{ref}"))


def test_signing_in_leads_nowhere_but_into_this_console(console: Console) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        secret = _with_link(console, "cora")
        entered = console.browser(None).ask("POST", "/sign-in/link", data={"link": secret, "then": elsewhere})
        assert entered.headers["location"] == "/", elsewhere


def test_signing_out_ends_the_session(console: Console) -> None:
    out = console.post("cora", "/sign-out", {})

    assert out.headers["location"] == "/sign-in"
    assert console.get("cora", "/").status_code == 303


def test_the_language_is_the_one_chosen_else_the_browsers(console: Console) -> None:
    assert 'lang="zh-CN"' in console.get(None, "/sign-in", **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}).text
    browser = console.browser("cora")
    assert 'html lang="en"' in browser.here.get("/").text

    chosen = browser.here.get("/language/zh?then=/cases")

    assert chosen.headers["location"] == "/cases"
    assert 'html lang="zh-CN"' in browser.here.get("/").text


@pytest.mark.parametrize("export", ["/cases/list.csv", "/cases/list.xlsx", "/audit/trail.csv", "/audit/trail.jsonl"])
def test_an_export_later_on_asks_first_and_comes_back_to_the_export(console: Console, export: str) -> None:
    browser = console.browser("adam")
    assert console.get("adam", export).status_code == 200
    console.clock.advance(timedelta(minutes=16))

    asked = console.get("adam", export)
    page = console.get("adam", asked.headers["location"])
    entered = browser.ask("POST", "/sign-in/link", data={"link": _with_link(console, "adam"), "then": export})
    shown = browser.here.get(entered.headers["location"])

    assert asked.status_code == 303 and asked.headers["location"].startswith("/prove?then=")
    assert "attachment" not in page.headers.get("content-disposition", "") and "new sign-in link" in words(page)
    assert entered.status_code == 303 and entered.headers["location"].startswith("/taken?then=")
    assert f'url={export}"' in shown.text and f'href="{export}"' in shown.text
    assert browser.here.get(export).status_code == 200


def test_who_has_no_password_is_told_of_the_way_that_they_have(console: Console) -> None:
    console.clock.advance(timedelta(minutes=16))

    page = console.get("adam", "/prove?then=/account")

    assert "neither a password nor a second factor" in words(page)
    assert 'name="password"' not in page.text and 'action="/sign-in/link"' in page.text


def test_no_link_has_a_browser_save_whatever_comes(console: Console) -> None:
    """A link marked `download` saves the page that asks for a proof under the name of the list."""
    for template in (Path(__file__).parents[3] / "api" / "console" / "templates").glob("*.html"):
        assert not re.search(r"<a\b[^>]*\sdownload\b", template.read_text("utf-8")), template.name
