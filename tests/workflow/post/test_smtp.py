"""Letters are handed over in secret, to a server that is who it says it is, by who may."""

import logging
from pathlib import Path
from typing import Any

import pytest

from tests import postbox
from tests.postbox import Postbox
from tests.workflow.post import mailing
from tests.workflow.post.mailing import (
    DAY,
    post,
    queued,
    status,
)
from tests.world import CALL, World
from workflow.actors import Actor
from workflow.clock import VirtualClock

folk, server = mailing.folk, mailing.server


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_who_signs_in_with_the_wrong_password_sends_nothing_and_logs_no_password(
    world: World, folk: dict[str, Actor], clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    queued(world, "release-failed", "committee", f"{CALL} 2.4")
    asking: dict[str, Any] = {"authenticator": postbox.only("accord", "s3cret"), "auth_require_tls": False}
    with postbox.opened(auth_required=True, **asking) as server:
        post(world, server, clock, smtp_user="accord", smtp_password="wr0ng")
        refused = list(server.addressed)
        clock.advance(DAY)
        post(world, server, clock, smtp_user="accord", smtp_password="s3cret")

    assert (refused, server.addressed) == ([], ["eli@accord.example"])
    assert "no mail server to be had now: 535" in caplog.text
    assert "wr0ng" not in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_a_letter_is_handed_over_in_secret(
    world: World,
    folk: dict[str, Actor],
    clock: VirtualClock,
    how: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")
    context = postbox.certified(tmp_path)
    given = {"ssl_context": context} if how == "tls" else {"tls_context": context, "require_starttls": True}
    with postbox.opened(**given) as server:
        post(world, server, clock, smtp_tls=how)
        distrusted = list(server.taken)
        clock.advance(DAY)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        post(world, server, clock, smtp_tls=how)

    assert (distrusted, server.addressed) == ([], ["eli@accord.example"])


def test_a_server_that_cannot_speak_in_secret_gets_nothing_where_that_is_asked_for(
    world: World, folk: dict[str, Actor], server: Postbox, clock: VirtualClock
) -> None:
    queued(world, "release-failed", "committee", f"{CALL} 2.4")

    for how in ("starttls", "tls"):
        post(world, server, clock, smtp_tls=how, smtp_patience=0.5)
        clock.advance(DAY)

    assert (server.taken, status(world, clock).queued) == ([], 1)
