"""People on pages: looked after by administrators, invited by coordinators too, and unknown to everybody else."""

import re
from html import unescape

from tests.api.console.conftest import Console, words
from tests.world import CALL
from workflow.credentials import sessions
from workflow.identity import people

_SECRET = re.compile(r'<p class="code secret" dir="ltr">([^<]+)</p>')


def _roles(console: Console, who: str) -> set[str]:
    with console.database.reading() as session:
        return set(people.load_person(session, who).roles)


def _shown(page: str) -> str:
    found = _SECRET.search(page)
    assert found is not None, page
    return unescape(found[1])


def test_a_person_is_added_given_a_role_and_let_in_by_a_link_shown_once(console: Console) -> None:
    added = console.post("adam", "/people", {"name": "Nour Haddad", "email": "nour@accord.example"})
    there = added.headers["location"].partition("?")[0]

    granted = console.post("adam", there, {"do": "grant", "role": "coordinator", "call": CALL, "partner": ""})
    linked = console.post("adam", there, {"do": "link"})

    assert added.status_code == granted.status_code == 303 and _roles(console, there[8:]) == {"coordinator"}
    assert "The role is granted." in words(console.get("adam", granted.headers["location"]))
    address, nour = _shown(linked.text), console.browser(None)
    assert linked.status_code == 200 and address.startswith("http://127.0.0.1:8000/sign-in#")
    assert nour.ask("POST", "/sign-in/link", data={"link": address}).status_code == 303 and nour.me() == "Nour Haddad"
    assert "Nour Haddad" in words(console.get("adam", "/people?text=NOUR"))
    assert "Nour Haddad" not in words(console.get("adam", "/people?role=auditor"))


def test_what_makes_no_sense_comes_back_with_what_is_wrong(console: Console) -> None:
    there = f"/people/{console.ids['ada']}"

    for path, fields, field in (
        ("/people", {"name": " "}, "name"),
        ("/people", {"name": "Another Cora", "email": "cora@accord.example"}, "email"),
        (there, {"do": "grant", "role": ""}, "role"),
        (there, {"do": "grant", "role": "authority", "call": CALL}, "partner"),
        (there, {"do": "identify", "orcid": "0000-0000-0000-0000"}, "orcid"),
    ):
        back = console.post("adam", path, fields)
        assert back.status_code == 422 and f'<a href="#{field}">' in back.text, fields
        assert "Error: " in back.text
    assert console.post("adam", there, {"do": "promote"}).status_code == 422
    assert console.get("adam", "/people/per_nobody").status_code == 404


def test_a_role_is_taken_back_but_never_the_last_administrators(console: Console) -> None:
    rex, adam = (f"/people/{console.ids[name]}" for name in ("rex", "adam"))

    taken = console.post("adam", rex, {"do": "take-back", "role": "reviewer"})
    last = console.post("adam", adam, {"do": "take-back", "role": "administrator"})

    assert taken.headers["location"] == f"{rex}?done=take-back" and _roles(console, console.ids["rex"]) == set()
    assert last.status_code == 422 and "last administrator" in words(last)
    assert console.post("adam", rex, {"do": "take-back", "role": "reviewer"}).status_code == 404
    said = words(console.get("adam", f"/audit?action=role.revoked&who={console.ids['adam']}"))
    assert "took a role back" in said


def test_a_closed_account_lets_nobody_in_until_it_is_opened_again(console: Console) -> None:
    ada, there = console.browser("ada"), f"/people/{console.ids['ada']}"

    closed = console.post("adam", there, {"do": "disable"})

    assert closed.status_code == 303 and ada.me() is None
    assert "they cannot sign in" in words(console.get("adam", there))
    assert console.post("adam", there, {"do": "link"}).status_code == 404
    assert console.post("adam", f"/people/{console.ids['adam']}", {"do": "disable"}).status_code == 422
    console.post("adam", there, {"do": "enable"})
    assert console.post("adam", there, {"do": "link"}).status_code == 200


def test_somebody_is_signed_out_everywhere(console: Console) -> None:
    ada = console.browser("ada")
    assert ada.me() == "Ada"

    console.post("adam", f"/people/{console.ids['ada']}", {"do": "end-sessions"})

    assert ada.me() is None


def test_a_coordinator_looks_and_notes_an_orcid_but_changes_no_role(console: Console) -> None:
    there = f"/people/{console.ids['ada']}"

    page = console.get("cora", there)
    noted = console.post("cora", there, {"do": "identify", "orcid": "0000-0002-1825-0097"})

    assert page.status_code == 200 and "Grant a role" not in words(page) and "sign-in link" not in words(page)
    assert noted.status_code == 303 and "0000-0002-1825-0097" in words(console.get("cora", there))
    for doing in ("grant", "take-back", "disable", "enable", "end-sessions", "link"):
        denied = console.post("cora", there, {"do": doing, "role": "applicant", "partner": "AR"})
        assert denied.status_code == 403, doing
    assert console.post("cora", "/people", {"name": "Nour"}).status_code == 403
    assert _roles(console, console.ids["ada"]) == {"applicant"}


def test_to_everybody_else_there_are_no_pages_of_people(console: Console) -> None:
    for who in ("ada", "diego", "rex", "eli", "audrey"):
        for path in ("/people", f"/people/{console.ids['cora']}", f"/people/{console.ids[who]}"):
            denied = console.get(who, path)
            assert denied.status_code == 403 and "cora@" not in denied.text, (who, path)
        assert console.get(who, "/people/invitations").status_code == (200 if who == "audrey" else 403)


def test_a_grant_asks_for_proof_of_who_grants_it(console: Console) -> None:
    console.browser("adam")
    console.clock.advance(sessions.FRESH)

    asked = console.post("adam", f"/people/{console.ids['ada']}", {"do": "grant", "role": "auditor", "call": ""})

    assert (
        asked.status_code == 403
        and "Sign in with the link" in words(asked)
        and _roles(console, console.ids["ada"]) == {"applicant"}
    )


def test_a_coordinator_invites_sees_what_became_of_it_and_takes_it_back(console: Console) -> None:
    ref = console.submitted()
    to_case = {"email": "paz@ministry.example", "role": "partner", "call": "", "case": ref.lower(), "language": "en"}

    invited = console.post("cora", "/people/invitations", to_case)
    listed = console.get("cora", f"/people/invitations?call={CALL}")
    secret, [name] = _shown(invited.text), re.findall(r"/people/invitations/(inv_\w+)/revoke", listed.text)

    assert invited.status_code == 200 and secret.startswith("http://127.0.0.1:8000/invite#")
    assert "paz@ministry.example" in words(listed) and "Waiting" in words(listed) and secret not in listed.text
    assert console.post("ada", f"/people/invitations/{name}/revoke", {}).status_code == 404
    assert console.post("cora", f"/people/invitations/{name}/revoke", {"call": CALL}).status_code == 303
    assert console.browser(None).ask("POST", "/invite", data={"link": secret}).status_code == 404
    assert "Taken back" in words(console.get("cora", f"/people/invitations?call={CALL}"))


def test_an_invitation_that_makes_no_sense_comes_back_at_its_field(console: Console) -> None:
    good = {"email": "paz@ministry.example", "role": "authority", "call": CALL, "partner": "AR", "language": "en"}

    for wrong, field in (
        ({"email": ""}, "email"),
        ({"email": "paz"}, "email"),
        ({"role": ""}, "role"),
        ({"partner": "XX"}, "partner"),
        ({"call": ""}, "call"),
        ({"case": "IG23-2.4-001"}, "call"),
        ({"call": "", "case": "IG23-9.9-999"}, "case"),
        ({"role": "partner", "partner": ""}, "case"),
    ):
        back = console.post("cora", "/people/invitations", good | wrong)
        assert back.status_code == 422 and f'<a href="#{field}">' in back.text, wrong
    assert console.post("ada", "/people/invitations", good).status_code == 403
