"""Duplicates as the API tells of them: to the staff, and to nobody else."""

from tests.api.conftest import Web
from tests.world import CALL, filing


def test_the_api_tells_the_staff_of_a_duplicate_and_nobody_else(web: Web) -> None:
    body = {"call": CALL, "direction": "2.4", "content": filing()}
    one, other = (str(web("ada", "POST", "/v1/cases", json=body).json()["case"]) for _ in range(2))

    told = {who: web(who, "GET", f"/v1/cases/{one}").json()["duplicates"] for who in ("ada", "cora", "eli")}

    title = filing()["title"]
    [duplicate] = told["cora"]
    assert duplicate == {
        "ref": other,
        "direction": "2.4",
        "title": title,
        "state": "draft",
        "same": ["title", "leader"],
    }
    assert (told["ada"], told["eli"]) == ([], [duplicate])
