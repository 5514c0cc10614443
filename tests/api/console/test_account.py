"""One's own account on pages: how one signs in, where, what acts for one; each secret shown once, each mistake told."""

import re
from html import unescape

from tests.api.console.conftest import Console, words
from workflow.credentials import factors, sessions
from workflow.identity import feeds, people

_SECRET = re.compile(r'<p class="code secret" dir="ltr">([^<]+)</p>')
GOOD = "wistful-otter-paddles-north"


def _shown(page: str) -> str:
    found = _SECRET.search(page)
    assert found is not None, page
    return unescape(found[1])


def _code(console: Console, key: str) -> str:
    from base64 import b32decode

    return factors.code(b32decode(key), factors.step_of(console.clock.now()))


def test_a_password_is_set_and_what_is_wrong_with_one_is_told_without_saying_it(console: Console) -> None:
    short = console.post("ada", "/account/password", {"password": "short", "again": "short"})
    unlike = console.post("ada", "/account/password", {"password": GOOD, "again": GOOD + "s"})
    good = console.post("ada", "/account/password", {"password": GOOD, "again": GOOD})

    assert short.status_code == 422 and '<a href="#password">' in short.text and "12 to 128" in words(short)
    assert unlike.status_code == 422 and '<a href="#again">' in unlike.text and GOOD not in unlike.text
    assert good.headers["location"] == "/account?done=password"
    assert "Your password is changed" in words(console.get("ada", "/account?done=password"))
    entered = console.browser(None).ask("POST", "/sign-in", data={"email": "ada@accord.example", "password": GOOD})
    assert entered.status_code == 303


def test_who_signed_in_long_ago_proves_it_first_and_no_page_holds_the_password(console: Console) -> None:
    browser = console.browser("ada")
    console.clock.advance(sessions.FRESH)

    page = browser.here.get("/account")
    sent = console.post("ada", "/account/password", {"password": GOOD, "again": GOOD})

    assert "prove again who you are" in words(page) and 'name="again"' not in page.text
    assert sent.status_code == 403 and 'action="/sign-in/link"' in sent.text and GOOD not in sent.text


def test_a_second_factor_is_set_up_by_picture_or_key_and_its_papers_are_shown_once(console: Console) -> None:
    begun = console.post("cora", "/account/factor", {})
    [uri] = map(unescape, re.findall(r'name="uri" value="([^"]+)"', begun.text))
    key = _shown(begun.text)

    wrong = console.post("cora", "/account/factor/confirmation", {"code": "000000", "uri": uri})
    right = console.post("cora", "/account/factor/confirmation", {"code": _code(console, key), "uri": uri})

    assert begun.status_code == 200 and "<svg" in begun.text and key in uri
    assert wrong.status_code == 422 and '<a href="#code">' in wrong.text and _shown(wrong.text) == key
    assert right.status_code == 200 and len(re.findall('<li class="mono">', right.text)) == factors.PAPER
    assert "10 codes on paper are left" in words(console.get("cora", "/account"))
    forged = console.post("cora", "/account/factor/confirmation", {"code": "1", "uri": "https://evil.example/x"})
    assert "evil.example" not in forged.text
    assert console.post("cora", "/account/factor/remove", {}).headers["location"] == "/account?done=factor"


def test_sessions_are_listed_and_ended_one_by_one_or_all_but_this(console: Console) -> None:
    first = console.browser("ada")
    second = console.browsers.pop("ada")
    third = console.browser("ada")
    assert first is second and words(third.here.get("/account")).count("this one") == 1
    [other] = re.findall(r'action="/account/sessions/(ses_[0-9a-f]+)/end"', third.here.get("/account").text)

    assert console.post("cora", f"/account/sessions/{other}/end", {}).status_code == 404
    assert console.post("ada", f"/account/sessions/{other}/end", {}).status_code == 303
    assert first.here.get("/account").status_code == 303 and third.here.get("/account").status_code == 200
    assert console.post("ada", "/account/sessions/others", {}).status_code == 303


def test_a_token_is_issued_shown_once_listed_and_revoked_by_whose_it_is(console: Console) -> None:
    good = {"token_name": "nightly report", "scopes": "read", "days": "30"}

    issued = console.post("cora", "/account/tokens", good)
    listed = console.get("cora", "/account")
    secret, [token] = _shown(issued.text), re.findall(r'action="/account/tokens/(tok_[0-9a-f]+)/revoke"', listed.text)

    assert issued.status_code == 200 and secret not in listed.text and "nightly report" in words(listed)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert console.browser(None).here.get("/v1/me", headers=bearer).json()["scopes"] == ["read"]
    assert console.post("ada", f"/account/tokens/{token}/revoke", {}).status_code == 404
    assert console.post("adam", f"/account/tokens/{token}/revoke", {}).status_code == 404
    assert console.post("cora", f"/account/tokens/{token}/revoke", {}).status_code == 303
    assert console.browser(None).here.get("/v1/me", headers=bearer).status_code == 401


def test_a_token_that_makes_no_sense_comes_back_as_it_was_written(console: Console) -> None:
    for wrong, field in (({"days": "900"}, "days"), ({"days": "soon"}, "days"), ({"scopes": ""}, "scopes")):
        fields = {"token_name": "nightly report", "scopes": "read", "days": "30"} | wrong
        back = console.post("cora", "/account/tokens", fields)
        assert back.status_code == 422 and f'<a href="#{field}">' in back.text, wrong
        assert 'value="nightly report"' in back.text and "Error: " in back.text
    with console.database.reading() as session:
        assert people.list_tokens(session, console.ids["cora"]) == []


def test_a_calendar_reads_at_an_address_that_is_shown_once_and_ends_when_revoked(console: Console) -> None:
    nameless = console.post("ada", "/account/feeds", {"feed_name": " "})
    opened = console.post("ada", "/account/feeds", {"feed_name": "my telephone"})
    path = _shown(opened.text).partition("/v1/")[2]

    assert nameless.status_code == 422 and '<a href="#feed_name">' in nameless.text
    assert console.browser(None).here.get(f"/v1/{path}").status_code == 200
    with console.database.reading() as session:
        [feed] = feeds.list_feeds(session, console.ids["ada"])
    assert console.post("cora", f"/account/feeds/{feed.id}/revoke", {}).status_code == 404
    assert console.post("ada", f"/account/feeds/{feed.id}/revoke", {}).status_code == 303
    assert console.browser(None).here.get(f"/v1/{path}").status_code == 404


def test_single_keys_are_switched_off_and_on(console: Console) -> None:
    browser = console.browser("ada")
    assert "data-keys" not in browser.here.get("/account").text

    assert browser.here.get("/keys/off?then=/account").headers["location"] == "/account"
    assert 'data-keys="off"' in browser.here.get("/cases").text
    browser.here.get("/keys/on")
    assert "data-keys" not in browser.here.get("/account").text


def test_nobody_has_an_account_page_without_signing_in(console: Console) -> None:
    assert console.get(None, "/account").headers["location"] == "/sign-in?then=%2Faccount"
    forged = console.browser("ada").ask("POST", "/account/sessions/others", site="cross-site", data={})
    assert forged.status_code == 403
