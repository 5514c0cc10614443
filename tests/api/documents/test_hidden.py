"""Who sees which documents, and who may attach them or take them off."""

from pathlib import Path

from tests.api.conftest import Web
from tests.api.documents.sending import ABOUT, attach, bare, opened, stored
from tests.world import answering


def test_nobody_else_learns_of_a_document_on_any_route(web: Web, folder: Path) -> None:
    ref = opened(web)
    document = attach(web, ref).json()["id"]
    path = f"/v1/cases/{ref}/documents"

    for stranger in ("bo", "diego"):
        answers = [
            attach(web, ref, who=stranger),
            bare(web, ref, who=stranger),
            web(stranger, "POST", path, json=ABOUT | {"name": "a"}),
            web(stranger, "GET", path),
            web(stranger, "GET", f"{path}/{document}"),
            web(stranger, "DELETE", f"{path}/{document}", params={"reason": "spite"}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 6, stranger
    own = opened(web, "bo")
    assert web("bo", "GET", f"/v1/cases/{own}/documents/{document}").status_code == 404
    assert web("bo", "DELETE", f"/v1/cases/{own}/documents/{document}", params={"reason": "x"}).status_code == 404
    assert [web(None, method, path).status_code for method in ("GET", "POST")] == [401, 401]
    assert len(stored(folder)) == 1


def test_each_side_attaches_its_own_and_sees_the_others_once_that_side_has_submitted(web: Web) -> None:
    ref = opened(web)
    mine = attach(web, ref).json()["id"]
    theirs = attach(web, ref, who="cora", side="counterpart", reason="asked for").json()["id"]
    before = [one["id"] for one in web("ada", "GET", f"/v1/cases/{ref}/documents").json()]
    hidden = web("ada", "GET", f"/v1/cases/{ref}/documents/{theirs}").status_code
    web("ada", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 3})

    partners = attach(web, ref, who="diego", side="counterpart").json()["id"]
    denied = [attach(web, ref, side="counterpart"), attach(web, ref, who="diego"), attach(web, ref, who="audrey")]

    between = [one["id"] for one in web("ada", "GET", f"/v1/cases/{ref}/documents").json()]
    version = web("diego", "GET", f"/v1/cases/{ref}").json()["case"]["version"]
    filed = {"content": answering(), "submit": True, "version": version}
    assert web("diego", "PUT", f"/v1/cases/{ref}/filings/counterpart", json=filed).status_code == 200

    assert (before, between, hidden) == ([mine], [mine], 404)
    for who in ("ada", "diego", "eli", "audrey", "cora"):
        found = web(who, "GET", f"/v1/cases/{ref}/documents").json()
        assert [one["id"] for one in found] == [mine, theirs, partners], who
        assert web(who, "GET", f"/v1/cases/{ref}/documents/{theirs}").status_code == 200
    assert [answer.status_code for answer in denied] == [403] * 3


def test_what_was_handed_in_is_taken_off_by_a_coordinator_alone(web: Web) -> None:
    ref = opened(web)
    document = attach(web, ref).json()["id"]
    web("ada", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 2})
    path = f"/v1/cases/{ref}/documents/{document}"

    own = web("ada", "DELETE", path, params={"reason": "a second thought"})
    partner = web("diego", "DELETE", path, params={"reason": "a dislike"})
    coordinator = web("cora", "DELETE", path, params={"reason": "unsigned"})

    assert (own.status_code, partner.status_code, coordinator.status_code) == (403, 403, 200)


def test_nothing_is_attached_to_a_case_that_has_ended(web: Web, folder: Path) -> None:
    ref = opened(web)
    web("ada", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "withdraw", "version": 1, "reason": "over"})

    answer = attach(web, ref)

    assert (answer.status_code, answer.json()["code"], stored(folder)) == (409, "not-editable", [])


def test_a_version_may_be_named_and_then_must_be_the_one_there_is(web: Web, folder: Path) -> None:
    ref = opened(web)

    stale = attach(web, ref, version="7")
    unmatched = attach(web, ref, headers={"If-Match": '"7"'})
    unreadable = attach(web, ref, headers={"If-Match": "seven"})
    good = attach(web, ref, version="1")

    assert [one.status_code for one in (stale, unmatched, unreadable, good)] == [409, 412, 400, 201]
    assert len(stored(folder)) == 1


def test_a_token_that_may_only_read_attaches_nothing(web: Web, folder: Path) -> None:
    ref = opened(web)
    issued = web("ada", "POST", "/v1/tokens", json={"name": "reader", "scopes": ["read"]}).json()
    web.secrets["reader"] = issued["secret"]

    assert (attach(web, ref, who="reader").status_code, folder.exists()) == (403, False)
