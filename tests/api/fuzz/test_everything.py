"""The whole API is asked by schemathesis what its description allows, and what it does not.

Every check is on, those of authentication included; `schemathesis.toml` says what differs from how they come, and why. After
each run the trail verifies, every promise of the database holds, and the server answers as before.
"""

import pytest

from tests.api.fuzz.conftest import Service
from tests.crash.clients import Client
from workflow.auditing import verify
from workflow.upkeep import invariants

_SOME = "transitions?$|token|calls?$"
"""Transitions, which are many-sided; tokens, which are made, ended and asked for again; calls."""
_FEW = ("--phases", "coverage,stateful", "--max-examples", "2", "--include-operation-id-regex", _SOME)
_MANY = ("--max-examples", "12")


def unharmed(service: Service) -> None:
    """Nothing was broken, whatever was asked."""
    with service.database.reading() as session:
        assert invariants.find_broken(session) == {}
        assert verify.verify_trail(session).evidence == ()
    assert service.server.is_alive and "Traceback" not in service.server.said, service.server.said
    client = Client(service.server.port)
    assert client("GET", "/readyz").status == 200
    client.close()


@pytest.mark.thorough
@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_a_short_run_finds_no_failure(service: Service) -> None:
    before = service.events()

    run = service.fuzzed(*_FEW, seed=1)

    assert run.failures == [] and run.is_complete, run.said
    assert run.cases >= 300 and service.events() > before
    unharmed(service)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("service", ["sqlite", "postgresql"], indirect=True)
def test_five_thousand_questions_find_no_failure(service: Service, seed: int) -> None:
    before = service.events()

    run = service.fuzzed(*_MANY, seed=seed)

    assert run.failures == [] and run.is_complete, run.said
    assert run.cases >= 5_000 and service.events() >= before + 50
    unharmed(service)
