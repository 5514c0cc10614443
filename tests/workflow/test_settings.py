"""Settings come from ACCORD_ variables alone; what makes no sense is refused and named."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from workflow.errors import ConfigurationError
from workflow.settings import Settings

DEFAULTS = {
    "database_url": "sqlite:///var/accord.db",
    "keys": "",
    "host": "127.0.0.1",
    "port": 8000,
    "log": "console",
    "origin": "accord.local/trail",
    "settle": 1.0,
    "queue": 2000,
    "batch": 200,
    "sweep_batch": 2000,
    "sweep_interval": 15.0,
    "lock_wait": 5.0,
    "pool": 10,
    "body_limit": 1_000_000,
    "documents": "var/documents",
    "document_limit": 20 * 1024 * 1024,
    "scanner": "",
    "scanner_patience": 30.0,
    "site": "http://127.0.0.1:8000",
    "language": "en",
    "smtp_host": "",
    "smtp_port": 587,
    "smtp_user": "",
    "smtp_password": "",
    "smtp_tls": "starttls",
    "smtp_patience": 30.0,
    "mail_from": "Accord <accord@localhost>",
    "oidc_issuer": "",
    "oidc_client_id": "",
    "oidc_client_secret": "",
    "oidc_label": "",
    "oidc_acr": "",
    "oidc_patience": 5.0,
    "second_factor": "offered",
    "kept": 604_800.0,
    "rate": 2_000.0,
    "burst": 10_000,
}


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DEFAULTS:
        monkeypatch.delenv(f"ACCORD_{name.upper()}", raising=False)


def test_without_any_variable_every_setting_has_its_default() -> None:
    assert Settings().model_dump() == DEFAULTS


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "database_url": "postgresql://somewhere/accord",
        "keys": "/etc/accord/keys",
        "host": "0.0.0.0",
        "port": 9000,
        "log": "json",
        "origin": "awards.example.org/trail",
        "settle": 2.5,
        "queue": 10,
        "batch": 5,
        "sweep_batch": 50,
        "sweep_interval": 1.5,
        "lock_wait": 0.5,
        "pool": 3,
        "body_limit": 2_000,
        "documents": "s3://papers/accord",
        "document_limit": 5_000,
        "scanner": "unix:///run/clamav/clamd.ctl",
        "scanner_patience": 1.5,
        "site": "https://awards.example.org/accord",
        "language": "zh",
        "smtp_host": "mail.example.org",
        "smtp_port": 465,
        "smtp_user": "accord",
        "smtp_password": "s3cret",
        "smtp_tls": "tls",
        "smtp_patience": 1.5,
        "mail_from": "Awards <awards@example.org>",
        "oidc_issuer": "https://login.example.org",
        "oidc_client_id": "accord",
        "oidc_client_secret": "s3cret",
        "oidc_label": "The Institute",
        "oidc_acr": "mfa",
        "oidc_patience": 1.5,
        "second_factor": "required for staff",
        "kept": 7_200.0,
        "rate": 5.0,
        "burst": 50,
    }
    for name, value in told.items():
        monkeypatch.setenv(f"ACCORD_{name.upper()}", str(value))

    assert Settings().model_dump() == told
    assert Settings().settle_margin == timedelta(seconds=2.5)


def test_a_variable_of_another_program_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")
    monkeypatch.setenv("ACCORD_COLOUR", "red")

    assert Settings().model_dump() == DEFAULTS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "http"),
        ("port", "-1"),
        ("port", "65536"),
        ("settle", "-0.1"),
        ("settle", "61"),
        ("settle", "nan"),
        ("queue", "0"),
        ("queue", "many"),
        ("batch", "0"),
        ("batch", "5001"),
        ("sweep_batch", "0"),
        ("sweep_interval", "0"),
        ("lock_wait", "0"),
        ("lock_wait", ""),
        ("pool", "1"),
        ("body_limit", "999"),
        ("site", "awards.example.org"),
        ("language", "fr"),
        ("smtp_port", "0"),
        ("smtp_tls", "perhaps"),
        ("smtp_patience", "61"),
    ],
)
def test_nonsense_is_refused_and_the_setting_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"ACCORD_{name.upper()}", value)

    with pytest.raises(ValidationError) as caught:
        Settings()

    assert [error["loc"] for error in caught.value.errors()] == [(name,)]


def test_all_that_does_not_fit_is_said_at_once_by_the_names_of_the_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_PORT", "http")
    monkeypatch.setenv("ACCORD_BATCH", "0")

    with pytest.raises(ConfigurationError) as caught:
        Settings.read()

    port, batch = str(caught.value).split("; ")
    assert (port.split(": ")[0], batch.split(": ")[0]) == ("ACCORD_PORT", "ACCORD_BATCH")


@pytest.mark.parametrize(
    ("name", "value"), [("port", 0), ("port", 65535), ("settle", 0.0), ("settle", 60.0), ("batch", 5000), ("pool", 2)]
)
def test_the_bounds_themselves_are_taken(name: str, value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"ACCORD_{name.upper()}", str(value))

    assert Settings().model_dump()[name] == value


def test_no_password_is_shown_with_the_settings() -> None:
    assert "s3cret" not in repr(Settings(smtp_password="s3cret"))


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1
