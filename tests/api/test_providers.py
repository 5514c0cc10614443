"""What an identity provider says is believed only if all of it is right, and it is not waited for."""

from datetime import timedelta
from typing import Any

import pytest

from api.oidc import providers
from tests.api import institute
from tests.api.institute import NOW, House
from tests.api.provider import CLIENT, RETURN, Provider
from tests.crash.processes import free_port
from workflow.errors import ConfigurationError
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.tables import FLOWS, SESSIONS

SIGNED = ("RS256", "ES256", "EdDSA", "Ed25519")


def test_a_provider_may_sign_in_any_of_these_ways(house: House) -> None:
    house.linked("cora")

    assert house.signed_in_as({alg: {"alg": alg} for alg in SIGNED}) == dict.fromkeys(SIGNED, "cora")


def test_new_keys_of_the_provider_are_learnt_when_it_signs_with_them(house: House) -> None:
    house.linked("cora")
    house.browser().sign_in()
    house.lies(rotated=True)
    browser = house.browser()

    browser.sign_in()

    assert browser.me() == "cora"


def test_a_provider_may_differ_in_what_the_standard_leaves_open(house: House) -> None:
    house.linked("cora")
    by_post = {"token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"]}
    by_name = {"authorization_response_iss_parameter_supported": True}
    differing: dict[str, dict[str, Any]] = {
        "the secret in the form": {"document": by_post},
        "a list of one audience": {"claims": {"aud": [CLIENT]}},
        "several audiences": {"claims": {"aud": ["elsewhere", CLIENT], "azp": CLIENT}},
        "whose answer it is": {"document": by_name, "back": {"iss": house.provider.issuer}},
        "nothing of when it was shown": {"claims": {"auth_time": None}},
        "an end just past": {"claims": {"exp": NOW - 59}},
        "a clock ahead": {"claims": {"iat": NOW + 60}},
        "a clock behind": {"claims": {"iat": NOW - 60}},
    }

    assert house.signed_in_as(differing) == dict.fromkeys(differing, "cora")


WRONG: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "of another flow"}},
    "no nonce": {"claims": {"nonce": None}},
    "a list of nonces": {"claims": {"nonce": ["a", "b"]}},
    "another audience": {"claims": {"aud": "another-client"}},
    "no audience": {"claims": {"aud": None}},
    "several audiences and nobody it was for": {"claims": {"aud": [CLIENT, "another-client"]}},
    "several audiences and another it was for": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "another it was for": {"claims": {"azp": "another-client"}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject that is no text": {"claims": {"sub": 1}},
    "a subject that cannot be written down": {"claims": {"sub": "a\x00b"}},
    "expired": {"claims": {"exp": NOW - 61}},
    "without an end": {"claims": {"exp": None}},
    "ending never": {"claims": {"exp": "tomorrow"}},
    "issued in the future": {"claims": {"iat": NOW + 61}},
    "issued before it was asked for": {"claims": {"iat": NOW - 61}},
    "shown in the future": {"claims": {"auth_time": NOW + 61}},
    "shown nobody knows when": {"claims": {"auth_time": "just now"}},
    "not signed": {"alg": "none"},
    "signed with what everybody knows": {"alg": "HS256"},
    "signed with a key nobody knows": {"header": {"kid": "another-key"}},
    "said to be signed otherwise": {"header": {"alg": "ES256"}},
    "not there": {"without": ["id_token"]},
    "refused by the person": {"denied": True},
    "the answer of another provider": {"back": {"iss": "https://evil.example"}},
    "the answer of nobody knows which": {"document": {"authorization_response_iss_parameter_supported": True}},
}


def test_what_the_provider_says_is_believed_only_if_all_of_it_is_right(house: House) -> None:
    house.linked("cora")

    assert house.signed_in_as(WRONG) == dict.fromkeys(WRONG, "401 and nothing told")
    assert (house.count(SESSIONS), house.count(FLOWS)) == (0, 0)


def test_how_people_prove_themselves_there_can_be_asked_for(database: Database, provider: Provider) -> None:
    with institute.opened(database, provider, oidc_issuer=provider.issuer, oidc_acr="mfa-hardware mfa") as house:
        house.linked("cora")
        shown = {str(acr): {"claims": {"acr": acr}} for acr in ("mfa", "mfa-hardware", "password", None)}

        weak = "401 and nothing told"
        assert house.signed_in_as(shown) == {"mfa": "cora", "mfa-hardware": "cora", "password": weak, "None": weak}
        assert house.provider.asked()[0]["acr_values"] == "mfa-hardware mfa"


def test_a_provider_that_does_not_describe_itself_rightly_is_not_gone_to(house: House) -> None:
    issuer = house.provider.issuer
    documents: dict[str, dict[str, Any]] = {
        "another issuer": {"issuer": "https://evil.example"},
        "almost the issuer": {"issuer": f"{issuer}/"},
        "codes exchanged where anyone can listen": {"token_endpoint": "http://evil.example/token"},
        "no keys": {"jwks_uri": None},
        "keys that are none": {"jwks_uri": f"{issuer}/.well-known/openid-configuration"},
        "a page that is not there": {"jwks_uri": f"{issuer}/nothing"},
    }

    found = {}
    for name, document in documents.items():
        found[name] = institute.refusal(house.after(document=document).ask("POST", "/v1/sign-in/oidc"))

    assert (found, house.count(FLOWS)) == (dict.fromkeys(documents, "503 and nothing told"), 0)


def test_a_provider_that_is_down_is_a_503(database: Database, provider: Provider) -> None:
    with institute.opened(database, provider, oidc_issuer=f"http://127.0.0.1:{free_port()}") as house:
        institute.is_unavailable(house.browser().sign_in())


def test_a_provider_that_breaks_or_stalls_is_a_503_soon(database: Database, provider: Provider) -> None:
    with institute.opened(database, provider, oidc_issuer=provider.issuer, oidc_patience=0.5) as house:
        house.linked("cora")
        institute.is_unavailable(house.after(slow=30).sign_in())
        institute.is_signed_in(house.after().sign_in())
        for lies in ({"broken": "<html>"}, {"broken": ""}, {"slow": 30}):
            browser = house.after(**lies)
            institute.is_unavailable(browser.sign_in())
            assert (browser.me(), house.count(FLOWS)) == (None, 0)


def test_what_the_provider_says_of_itself_is_read_anew_after_an_hour(house: House) -> None:
    house.linked("cora")
    house.browser().sign_in()
    house.clock.advance(timedelta(hours=1) - timedelta(microseconds=1))
    house.lies(document={"issuer": "https://evil.example"})
    remembered = house.browser().sign_in()
    house.clock.advance(timedelta(microseconds=1))
    anew = house.browser().sign_in()

    assert remembered.status_code == 303
    institute.is_unavailable(anew)


def test_without_a_provider_there_is_no_such_way(database: Database, provider: Provider) -> None:
    with institute.opened(database, provider, oidc_issuer="") as house:
        offered = house.browser().ask("GET", "/v1/sign-in").json()["ways"]
        assert [way["way"] for way in offered] == ["password", "link"]
        answers = [house.browser().sign_in(), house.browser().come_back(RETURN)]
        answers += [house.browser("cora").sign_in("/v1/me/identities")]

        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not-found")] * 3


ELSEWHERE = "https://provider.example"


MISSET = [
    {"oidc_issuer": "http://provider.example"},
    {"oidc_issuer": "https://provider.example?tenant=1"},
    {"oidc_issuer": "provider.example"},
    {"oidc_issuer": "http://127.0.0.1.evil.example"},
    {"oidc_issuer": ELSEWHERE, "oidc_client_id": ""},
    {"oidc_issuer": ELSEWHERE, "second_factor": "required for staff"},
]


@pytest.mark.parametrize("settings", MISSET, ids=str)
def test_a_provider_that_is_set_wrongly_stops_the_service_at_its_start(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    for name, value in ({"oidc_client_id": CLIENT} | settings).items():
        monkeypatch.setenv(f"ACCORD_{name.upper()}", value)

    with pytest.raises(ConfigurationError, match="ACCORD_OIDC_"):
        providers.configured(Settings.read())
