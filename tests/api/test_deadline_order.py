"""A deadline passes no later one unawares: neither a call's nor a case's own, by API, page or command."""

from datetime import date

import pytest

from tests.api.conftest import Web
from tests.world import CALL, filing

PAST_AGENCY = [
    "2022-12-31",
    "2023-01-15",
    "2022-12-31T00:00:01+08:00",
    "2023-02-01T12:00:00Z",
    "2024-01-01",
    "2199-12-30",
]
WITHIN = ["2022-12-26", "2022-12-29", "2022-12-30", "2022-12-30T23:59:00+08:00", "2022-12-30T16:00:00Z"]


@pytest.mark.parametrize("until", PAST_AGENCY)
def test_a_call_s_deadline_passes_a_later_one_only_when_that_is_confirmed(web: Web, until: str) -> None:
    path, body = f"/v1/calls/{CALL}/deadlines/internal/extensions", {"until": until, "reason": "the portal was down"}

    seen = web("cora", "POST", f"{path}?dry_run=true", json=body)
    refused = web("cora", "POST", path, json=body)
    meant = web("cora", "POST", path, json=body | {"confirmed": True})

    assert seen.status_code == 200 and "agency" in seen.json()["passes"]
    assert refused.status_code == 422 and refused.json()["deadline"] == "agency"
    assert [lack["pointer"] for lack in refused.json()["missing"]] == ["/confirmed"]
    assert "“Internal submission” would end after “Agency submission”" in refused.json()["detail"]
    assert meant.status_code == 201 and "agency" in meant.json()["passes"]


def opened(web: Web) -> str:
    """A draft of Ada's."""
    answer = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()})
    return str(answer.json()["case"])


@pytest.mark.parametrize("until", WITHIN)
def test_what_stays_in_order_needs_no_confirming(web: Web, until: str) -> None:
    body = {"until": until, "reason": "the portal was down"}
    moved = web("cora", "POST", f"/v1/calls/{CALL}/deadlines/internal/extensions", json=body)
    assert moved.status_code == 201 and moved.json()["passes"] == []


@pytest.mark.parametrize("until", PAST_AGENCY)
def test_a_case_s_own_time_beyond_its_next_deadline_is_asked_about(web: Web, until: str) -> None:
    ref = opened(web)
    body = {"deadline": "internal", "until": until, "reason": "illness", "version": 1}

    refused = web("cora", "POST", f"/v1/cases/{ref}/extensions", json=body)
    meant = web("cora", "POST", f"/v1/cases/{ref}/extensions", json=body | {"confirmed": True})

    assert refused.status_code == 422 and refused.json()["missing"][0]["pointer"] == "/confirmed"
    assert meant.status_code == 201 and meant.json()["version"] == 2


def test_when_the_later_one_moved_first_there_is_nothing_to_confirm(web: Web) -> None:
    ref = opened(web)
    for name, version in (("agency", 1), ("internal", 2)):
        body = {"deadline": name, "until": date(2023, 1, 15).isoformat(), "reason": "illness", "version": version}
        assert web("cora", "POST", f"/v1/cases/{ref}/extensions", json=body).status_code == 201
