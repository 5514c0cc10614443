"""A sign-in under way at an identity provider: it comes back once, in time, to the browser that began it, and home."""

from datetime import timedelta
from typing import cast

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.oidc import providers
from tests.api import institute
from tests.api.browser import part
from tests.api.institute import NOVEMBER, House
from tests.api.provider import RETURN
from workflow.credentials import oidc_flows, sessions
from workflow.tables import FLOWS, IDENTITIES, SESSIONS


def test_of_a_flow_under_way_only_hashes_are_kept_where_a_hash_will_do_and_nothing_once_it_is_over(
    house: House,
) -> None:
    browser = house.browser()

    sent = browser.ask("POST", "/v1/sign-in/oidc")
    with house.database.reading() as session:
        [row] = session.execute(select(FLOWS))
    browser.come_back(browser.return_of(sent))

    assert part(sent.headers["location"], "state") not in map(str, row)
    assert not any(str(kept) in row.browser for kept in browser.here.cookies.values())
    assert row.expires_at == NOVEMBER + oidc_flows.LASTING
    assert house.count(FLOWS) == 0


def test_flows_that_nobody_finished_are_gone_when_the_next_begins(house: House) -> None:
    for _ in range(3):
        house.browser().ask("POST", "/v1/sign-in/oidc")
    house.clock.advance(oidc_flows.LASTING)
    house.browser().ask("POST", "/v1/sign-in/oidc")

    assert house.count(FLOWS) == 1


def test_a_state_that_was_not_drawn_here_finds_nothing(house: House) -> None:
    house.linked("cora")
    browser = house.browser()
    good = browser.return_of(browser.ask("POST", "/v1/sign-in/oidc"))
    state = part(good, "state")

    for wrong in ("x" * 43, "", "%00", state + "x", f"{state}&state={state}", "x" * 5000):
        institute.is_refused(browser.come_back(good.replace(state, wrong)))
    institute.is_refused(browser.come_back(RETURN))

    assert browser.come_back(good).status_code == 303


def test_a_flow_begun_in_one_browser_cannot_be_finished_in_another(house: House) -> None:
    house.linked("cora")
    begun_here, begun_there = house.browser(), house.browser()
    good = begun_here.return_of(begun_here.ask("POST", "/v1/sign-in/oidc"))
    begun_there.ask("POST", "/v1/sign-in/oidc")

    institute.is_refused(house.browser().come_back(good))
    institute.is_refused(begun_there.come_back(good))

    assert begun_here.come_back(good).status_code == 303


def test_a_flow_begun_at_one_provider_cannot_be_finished_for_another(house: House) -> None:
    house.linked("cora")
    browser = house.browser()
    good = browser.return_of(browser.ask("POST", "/v1/sign-in/oidc"))
    cast(FastAPI, house.app.app).state.provider = providers.configured(
        house.settings.model_copy(update={"oidc_issuer": f"{house.provider.issuer}/another"})
    )

    institute.is_refused(browser.come_back(good))

    assert house.count(FLOWS) == 1


def test_what_a_flow_is_for_cannot_be_changed_in_the_browser(house: House) -> None:
    cora = house.browser("cora")
    good = cora.return_of(cora.ask("POST", "/v1/sign-in/oidc"))
    with house.database.reading() as session:
        [visit] = sessions.list_sessions(session, house.ids["cora"], now=NOVEMBER)
    kept = cora.here.cookies["__Host-accord-flow"]
    assert kept.endswith(".again.")

    cora.here.cookies.set("__Host-accord-flow", kept.replace("again.", f"link.{visit.id}"), domain="accord.test")
    institute.is_refused(cora.come_back(good))

    assert house.count(IDENTITIES) == 0


def test_a_return_counts_once(house: House) -> None:
    house.linked("cora")
    browser = house.browser()
    good = browser.return_of(browser.ask("POST", "/v1/sign-in/oidc"))
    kept = browser.here.cookies["__Host-accord-flow"]

    first = browser.come_back(good)
    browser.here.cookies.set("__Host-accord-flow", kept, domain="accord.test")
    again = browser.come_back(good)

    assert first.status_code == 303
    institute.is_refused(again)
    assert house.count(SESSIONS) == 1


def test_a_code_that_was_used_or_stolen_is_worth_nothing_in_another_flow(house: House) -> None:
    house.linked("cora")
    victim, thief = house.browser(), house.browser()
    stolen = victim.return_of(victim.ask("POST", "/v1/sign-in/oidc"))
    own = thief.return_of(thief.ask("POST", "/v1/sign-in/oidc"))

    institute.is_refused(thief.come_back(own.replace(part(own, "code"), part(stolen, "code"))))

    assert thief.me() is None


@pytest.mark.parametrize(
    ("after", "status"), [(oidc_flows.LASTING - timedelta(microseconds=1), 303), (oidc_flows.LASTING, 401)]
)
def test_a_flow_is_over_after_ten_minutes(house: House, after: timedelta, status: int) -> None:
    house.linked("cora")
    browser = house.browser()
    good = browser.return_of(browser.ask("POST", "/v1/sign-in/oidc"))
    house.clock.advance(after)
    house.lies()

    assert browser.come_back(good).status_code == status


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_can_make_someone_sign_in_or_link(house: House, site: str) -> None:
    cora = house.browser("cora")

    answers = [cora.ask("POST", path, site=site) for path in ("/v1/sign-in/oidc", "/v1/me/identities")]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "not-allowed")] * 2
    assert (house.count(FLOWS), house.browser().ask("GET", "/v1/sign-in/oidc").status_code) == (0, 405)


def test_nobody_is_sent_anywhere_but_to_the_provider_and_home(house: House) -> None:
    house.linked("cora")
    browser = house.browser()
    elsewhere = "next=https://evil.example&redirect_uri=https://evil.example&return_to=//evil.example"

    sent = browser.ask("POST", "/v1/sign-in/oidc", data={"next": "https://evil.example"})
    refused = browser.ask("POST", f"/v1/sign-in/oidc?{elsewhere}")
    forged = house.browser().here.post(
        "/v1/sign-in/oidc", headers={"Host": "evil.example", "Origin": "https://evil.example"}
    )
    back = browser.come_back(f"{browser.return_of(sent)}&{elsewhere}")

    for answer in (sent, forged):
        assert answer.headers["location"].startswith(f"{house.provider.issuer}/authorize?tenant=1&")
        assert part(answer.headers["location"], "redirect_uri") == RETURN
    assert (refused.status_code, back.headers["location"]) == (422, "/")


def test_from_one_address_no_more_flows_are_begun_than_people_begin(house: House) -> None:
    begun = [house.browser().ask("POST", "/v1/sign-in/oidc").status_code for _ in range(51)]
    refused = house.browser().ask("POST", "/v1/sign-in/oidc")
    house.clock.advance(timedelta(milliseconds=200))
    later = [house.browser().ask("POST", "/v1/sign-in/oidc").status_code for _ in range(2)]

    assert begun == [303] * 50 + [429]
    assert (refused.json()["code"], refused.headers["Retry-After"]) == ("throttled", "1")
    assert later == [303, 429]
    assert house.count(FLOWS) == 51
