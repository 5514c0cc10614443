"""The log: one line for each request, and nothing in it that opens anything."""

import base64
import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api import csrf
from cli import logs
from tests.api.browser import part
from tests.api.conftest import NOVEMBER, Web
from tests.api.institute import House
from tests.api.inviting import HERE, held, invite, secret
from tests.api.listening import listening
from tests.api.provider import SECRET
from tests.world import CALL, filing
from workflow.actors import SYSTEM
from workflow.credentials import factors, passwords, tokens
from workflow.identity import links
from workflow.store.database import Database

PASSWORD, WRONG = "seventeen green herons", "eighteen grey herons"


def test_a_request_is_told_in_one_line(web: Web) -> None:
    body = {"call": CALL, "direction": "2.4", "content": filing()}
    with listening() as heard:
        opened = web("ada", "POST", "/v1/cases", json=body, headers={"X-Request-ID": "mine"})
        ref = opened.json()["case"]
        web("cora", "GET", f"/v1/cases/{ref}/transitions")
        web("bo", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 1})
        web(None, "GET", f"/v1/cases/{ref}")
        web(None, "GET", "/nowhere/at/all")

    told = [
        {name: line.get(name) for name in ("actor", "case", "method", "route", "status")} for line in heard.requests
    ]
    assert told == [
        {"actor": web.ids["ada"], "case": ref, "method": "POST", "route": "/v1/cases", "status": 201},
        {"actor": web.ids["cora"], "case": ref, "method": "GET", "route": "/v1/cases/{ref}/transitions", "status": 200},
        {"actor": web.ids["bo"], "case": ref, "method": "POST", "route": "/v1/cases/{ref}/transitions", "status": 404},
        {"actor": None, "case": ref, "method": "GET", "route": "/v1/cases/{ref}", "status": 401},
        {"actor": None, "case": None, "method": "GET", "route": None, "status": 404},
    ]
    first = heard.requests[0]
    assert (first["request"], first["level"], first["message"]) == ("mine", "info", "answered")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["at"])
    assert 0 < first["ms"] < 60_000
    [line] = [line for line in heard.console if "request=mine" in line]
    assert line.endswith(f"case={ref} method=POST route=/v1/cases status=201 ms={first['ms']}")


def test_a_fault_of_ours_is_told_with_its_reason_and_the_id_that_the_client_got(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.overview.queries.list_cases", None)
    with listening() as heard:
        answer = web("ada", "GET", "/v1/cases")

    fault = next(line for line in heard.lines if line["logger"] == "accord.api")
    assert answer.json()["instance"] in fault["message"]
    assert "TypeError: 'NoneType' object is not callable" in fault["exception"]
    assert [(line["status"], line["level"]) for line in heard.requests] == [(500, "warning")]


def test_no_secret_that_is_sent_or_given_ever_comes_out_in_the_log(web: Web, database: Database) -> None:
    with database.writing() as session:
        fresh = passwords.hash_password(PASSWORD, ())
        passwords.change(session, web.ids["cora"], fresh, actor=SYSTEM, now=NOVEMBER)
        link = links.issue(session, web.ids["adam"], actor=SYSTEM, now=NOVEMBER)
    body = {"call": CALL, "direction": "2.4", "content": filing()}
    ref = web("ada", "POST", "/v1/cases", json=body).json()["case"]
    unknown, planted = tokens.draw_token(), "p" * 43

    with listening() as heard:
        signed = web(None, "POST", "/v1/sessions", json=_shown(PASSWORD), headers=HERE)
        cookie = HERE | {"Cookie": f"{csrf.COOKIE}={held(signed)}"}
        uri = web(None, "POST", "/v1/me/factor", headers=cookie).json()["uri"]
        shared = parse_qs(urlsplit(uri).query)["secret"][0]
        code = factors.code(base64.b32decode(shared), factors.step_of(NOVEMBER))
        confirmed = web(None, "POST", "/v1/me/factor/confirmation", json={"code": code}, headers=cookie)
        paper = confirmed.json()["recoveries"][0]
        linked = web(None, "POST", "/v1/sessions", json={"link": link}, headers=HERE)
        invited = secret(invite(web, ref))
        issued = web("cora", "POST", "/v1/tokens", json={"name": "report", "scopes": ["read"]}).json()["secret"]
        statuses = [
            web(None, "POST", "/v1/sessions", json=_shown(WRONG), headers=HERE).status_code,
            web(None, "POST", "/v1/sessions", json=_shown(PASSWORD, code=paper), headers=HERE).status_code,
            web(None, "POST", "/v1/sessions", content=f'{{"link": "{link}"', headers=HERE | _JSON).status_code,
            web(None, "POST", "/v1/sessions", json={"link": [invited]}, headers=HERE).status_code,
            web(None, "POST", "/v1/acceptances", json={"secret": invited}, headers=HERE).status_code,
            web(None, "GET", "/v1/me", headers={"Authorization": f"Bearer {unknown}"}).status_code,
            web(None, "GET", "/v1/me", headers={"Cookie": f"{csrf.COOKIE}={planted}"}).status_code,
            web(None, "GET", f"/v1/me?token={issued}").status_code,
            web(None, "GET", f"/sign-in/{link}").status_code,
        ]

    secrets = dict(web.secrets) | {"password": PASSWORD, "wrong password": WRONG, "link": link, "factor": shared}
    secrets |= {"code": f'"{code}"', "paper": paper, "invitation": invited, "issued": issued, "unknown": unknown}
    secrets |= {"planted": planted, "session": held(signed), "another": held(linked), "confirmed": held(confirmed)}
    assert (signed.status_code, confirmed.status_code, linked.status_code) == (201, 201, 201)
    assert statuses == [401, 201, 400, 422, 200, 401, 401, 422, 404]
    assert all(secrets.values()) and len(heard.requests) == 15
    assert heard.told(secrets) == []


def test_nothing_of_a_sign_in_at_a_provider_comes_out_in_the_log(house: House) -> None:
    house.linked("cora")
    browser = house.browser()
    with listening() as heard:
        sent = browser.ask("POST", "/v1/sign-in/oidc")
        kept = browser.here.cookies["__Host-accord-flow"]
        address = browser.return_of(sent)
        browser.come_back(address)
        house.lies(claims={"aud": "another"})
        house.browser().sign_in()

    secrets = {name: part(address, name) for name in ("state", "code")}
    secrets |= {"nonce": part(sent.headers["location"], "nonce"), "kept": kept, "client": SECRET}
    secrets["session"] = browser.here.cookies["__Host-accord"]
    assert [line["status"] for line in heard.requests] == [303, 303, 303, 401]
    assert heard.told(secrets) == []


def test_an_error_of_the_database_does_not_tell_what_was_to_be_written(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised, database.engine.connect() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": WRONG})

    assert WRONG not in str(raised.value)


def test_what_is_quoted_cannot_write_a_line_of_its_own() -> None:
    record = logging.makeLogRecord({"name": "accord", "msg": "%s", "args": ("one\r\n2026 info\u2028 two",)})

    assert logs.Console().format(record).endswith(r"accord one\r\n2026 info\u2028 two")
    assert "\n" not in logs.Json().format(record)


def _shown(password: str, **more: str) -> dict[str, str]:
    return {"email": "cora@accord.example", "password": password, **more}


_JSON = {"Content-Type": "application/json"}
