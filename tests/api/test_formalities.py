"""Waivers, receipts and the comparison over HTTP."""

from tests.api.conftest import Web
from tests.api.test_cases import opened, transition
from tests.world import answering

RECEIPT: dict[str, object] = {
    "side": "counterpart",
    "authority": "Ministry of Science",
    "reference": "AR-77",
    "at": "2022-11-09T10:00:00-03:00",
    "zone": "America/Argentina/Buenos_Aires",
}


def test_a_partner_records_its_receipt_and_everybody_concerned_can_read_it(web: Web) -> None:
    ref = opened(web)
    transition(web, "ada", ref, "submit", 1)

    answer = web("diego", "POST", f"/v1/cases/{ref}/receipts", json=RECEIPT | {"version": 2})
    whole = web("ada", "GET", f"/v1/cases/{ref}").json()

    assert (answer.status_code, answer.json()["action"], answer.headers["ETag"]) == (201, "case.filing-received", '"3"')
    assert whole["case"]["counterpart_at"] == "2022-11-09T13:00:00.000000Z"
    told: dict[str, object] = {name: value for name, value in RECEIPT.items() if name != "at"}
    told |= {"number": 3, "received_at": "2022-11-09T13:00:00.000000Z", "paper": False, "reason": None}
    assert whole["receipts"] == [told]


def test_a_receipt_that_lies_ahead_is_a_problem_that_points_at_it(web: Web) -> None:
    ref = opened(web)
    transition(web, "ada", ref, "submit", 1)

    wrong = RECEIPT | {"at": "2023-01-01T00:00:00Z", "version": 2}
    answer = web("diego", "POST", f"/v1/cases/{ref}/receipts", json=wrong)

    assert (answer.status_code, answer.json()["missing"][0]["pointer"]) == (422, "/at")
    assert web("ada", "GET", f"/v1/cases/{ref}").json()["receipts"] == []


def test_the_comparison_is_read_and_a_finding_recorded(web: Web) -> None:
    ref = opened(web)
    transition(web, "ada", ref, "submit", 1)
    theirs = {"content": answering(title="Proteína de arveja"), "submit": True, "version": 2}
    web("diego", "PUT", f"/v1/cases/{ref}/filings/counterpart", json=theirs)

    before = web("cora", "GET", f"/v1/cases/{ref}/consistency").json()
    made = web("cora", "POST", f"/v1/cases/{ref}/consistency", json={"field": "title", "version": 3})
    after = web("ada", "GET", f"/v1/cases/{ref}/consistency").json()

    assert [line["status"] for line in before if line["field"] == "title"] == ["differs"]
    assert made.status_code == 201
    assert [line["status"] for line in after if line["field"] == "title"] == ["same-meaning"]
    assert transition(web, "diego", ref, "confirm", 4)["state"] == "partner-confirmed"


def test_a_finding_without_a_field_is_refused_where_nothing_was_mended(web: Web) -> None:
    ref = opened(web)

    answer = web("cora", "POST", f"/v1/cases/{ref}/consistency", json={"version": 1})

    assert (answer.status_code, answer.json()["code"]) == (409, "not-editable")


def test_a_must_clause_cannot_be_waived_and_the_problem_says_which_can(web: Web) -> None:
    ref = opened(web)

    answer = web(
        "cora", "POST", f"/v1/cases/{ref}/waivers", json={"clause": "2.4-a", "reason": "why not", "version": 1}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "not-waivable")
    assert answer.json()["missing"][0] | {"problem": ""} == {
        "code": "not-waivable",
        "problem": "",
        "clause": "2.4-a",
        "pointer": "/clause",
        "remedy": None,
        "requirement": None,
    }


def test_the_formal_check_of_a_case_one_may_not_see_is_a_case_that_is_not_there(web: Web) -> None:
    ref = opened(web)

    answers = [
        web("bo", "GET", f"/v1/cases/{ref}/consistency"),
        web("bo", "POST", f"/v1/cases/{ref}/consistency", json={"version": 1}),
        web("bo", "POST", f"/v1/cases/{ref}/receipts", json=RECEIPT | {"version": 1}),
        web("bo", "POST", f"/v1/cases/{ref}/waivers", json={"clause": "2.4-a", "reason": "why not", "version": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
