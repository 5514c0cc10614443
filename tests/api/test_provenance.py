"""Where what a call lays down comes from, over HTTP and on pages."""

from tests.api.conftest import Web
from tests.world import CALL

PATH = f"/v1/calls/{CALL}"


def test_three_labels_are_told_apart_and_a_default_is_confirmed(web: Web) -> None:
    before = {one["key"]: one for one in web("ada", "GET", f"{PATH}/provenance").json()}
    refused = web("ada", "POST", f"{PATH}/defaults", json={"item": "deadlines.review", "reason": "said"})
    made = web("cora", "POST", f"{PATH}/defaults", json={"item": "deadlines.review", "reason": "the office decided"})
    after = {one["key"]: one for one in web("ada", "GET", f"{PATH}/provenance").json()}
    outline = web("ada", "GET", PATH).json()

    assert [before[f"deadlines.{name}"]["label"] for name in ("agency", "review")] == ["source", "default"]
    assert (before["deadlines.agency"]["clause"], before["deadlines.agency"]["line"]) == ("P-02", "10-12")
    assert (refused.status_code, made.status_code, made.json()["item"]) == (403, 201, "deadlines.review")
    told = after["deadlines.review"]
    assert (told["label"], told["by"], told["name"]) == ("office", web.ids["cora"], "cora")
    assert outline["opens_basis"] == "default"
    assert {one["name"]: one["basis"] for one in outline["deadlines"]} == {
        "internal": "source",
        "agency": "source",
        "review": "office",
        "decision": "default",
    }
    again = web("cora", "POST", f"{PATH}/defaults", json={"item": "deadlines.review", "reason": "again"})
    assert (again.status_code, again.json()["missing"][0]["pointer"]) == (422, "/item")
