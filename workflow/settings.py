"""The service's settings: the one place that reads the environment (variables begin with ACCORD_)."""

from datetime import timedelta
from functools import cached_property

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from workflow.errors import ConfigurationError


class Settings(BaseSettings):
    """Every setting with its default. Durations are in seconds."""

    model_config = SettingsConfigDict(env_prefix="ACCORD_", frozen=True, extra="ignore")

    database_url: str = Field(default="sqlite:///var/accord.db", description="where the cases live")
    keys: str = Field(
        default="",
        description="the file of the keys that seal secrets of second factors; if empty, one beside the SQLite file with "
        "`.keys` for its ending, or `var/accord.keys`",
    )
    host: str = Field(default="127.0.0.1", description="the address the service listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="the port the service listens on")
    log: str = Field(
        default="console",
        pattern=r"^(console|json)$",
        description="console or json: how each line of the log is written",
    )
    origin: str = Field(default="accord.local/trail", description="the name of this trail, sealed into every event")
    settle: float = Field(
        default=1.0, ge=0, le=60, description="how long a deadline waits for commands still under way"
    )
    queue: int = Field(
        default=2000, ge=1, le=100_000, description="how many commands may wait before the answer is 503"
    )
    batch: int = Field(default=200, ge=1, le=5_000, description="how many commands are committed together at most")
    sweep_batch: int = Field(default=2000, ge=1, le=50_000, description="how many due cases one transaction takes")
    sweep_interval: float = Field(default=15.0, gt=0, le=3600, description="how often to look for due cases regardless")
    lock_wait: float = Field(default=5.0, gt=0, le=60, description="how long to wait for a locked database")
    pool: int = Field(default=10, ge=2, le=200, description="how many connections to PostgreSQL at once")
    body_limit: int = Field(default=1_000_000, ge=1_000, description="the largest request body, in bytes")
    documents: str = Field(
        default="var/documents", description="where documents are kept: a folder, or s3://bucket/prefix"
    )
    document_limit: int = Field(default=20 * 1024 * 1024, ge=1_000, description="the largest document, in bytes")
    scanner: str = Field(default="", description="the virus scanner to ask: unix:///path or tcp://host:port of a clamd")
    scanner_patience: float = Field(default=30.0, gt=0, le=300, description="how long to wait for the virus scanner")
    site: str = Field(
        default="http://127.0.0.1:8000",
        pattern=r"^https?://[^\s/]+[^\s#?]*$",
        description="where people reach this service: what the links in letters begin with",
    )
    language: str = Field(
        default="en", pattern=r"^(en|zh)$", description="en or zh: the language of letters to whom none is known of"
    )
    smtp_host: str = Field(default="", description="the mail server; without one nothing is mailed, and messages wait")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="the port of the mail server")
    smtp_user: str = Field(default="", description="as whom to sign in at the mail server; without one nobody signs in")
    smtp_password: str = Field(default="", repr=False, description="the password to sign in at the mail server with")
    smtp_tls: str = Field(
        default="starttls",
        pattern=r"^(starttls|tls|none)$",
        description="starttls, tls or none: how the mail server is spoken to in secret",
    )
    smtp_patience: float = Field(default=30.0, gt=0, le=60, description="how long one letter may take to hand over")
    mail_from: str = Field(default="Accord <accord@localhost>", description="the sender of letters")
    oidc_issuer: str = Field(
        default="",
        pattern=r"^(https://[^\s?#]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?)?$",
        description="the institution's identity provider (OpenID Connect), as it names itself; none if empty",
    )
    oidc_client_id: str = Field(default="", description="the name under which the identity provider knows this service")
    oidc_client_secret: str = Field(default="", repr=False, description="the secret shared with it, if there is one")
    oidc_label: str = Field(default="", description="what people call it, for the page that offers it")
    oidc_acr: str = Field(
        default="", description="how people must prove there who they are: its `acr` values, by preference"
    )
    oidc_patience: float = Field(default=5.0, gt=0, le=60, description="how long to wait for the identity provider")
    second_factor: str = Field(
        default="offered",
        pattern=r"^(offered|required for staff)$",
        description="offered, or required for staff: whether committee, coordinators and administrators need one",
    )
    kept: float = Field(
        default=604_800.0,
        ge=3_600,
        description="how long what is over is kept: answers to repeat, ended sessions, used sign-in links",
    )
    rate: float = Field(
        default=2_000.0, ge=0, le=1_000_000, description="how many requests a second one token may make; 0: any number"
    )
    burst: int = Field(
        default=10_000, ge=1, le=1_000_000, description="how many it may make at once before that counts"
    )

    @classmethod
    def read(cls) -> "Settings":
        """The settings as the environment gives them. Raises ConfigurationError naming every variable that does not fit."""
        try:
            return cls()
        except ValidationError as error:
            wrong = (f"ACCORD_{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors())
            raise ConfigurationError("; ".join(wrong)) from error

    @cached_property
    def settle_margin(self) -> timedelta:
        """`settle` as a duration."""
        return timedelta(seconds=self.settle)
