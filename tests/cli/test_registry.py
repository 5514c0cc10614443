"""`accord registry`: what is known beyond any one case."""

from pathlib import Path

from states import registry_sources
from tests.cli.conftest import Operator


def cora(operator: Operator) -> str:
    """A coordinator; her address."""
    operator.done("people", "add", "Cora", "--email", "cora@example.org")
    operator.done("people", "grant", "cora@example.org", "coordinator")
    return "cora@example.org"


def test_an_agreement_is_added_listed_and_shown(operator: Operator) -> None:
    who = cora(operator)
    added = operator.done(
        "registry", "agreements", "add", "CN-AR", "On cooperation",
        "--party", "CN", "--party", "AR", "--signed", "1980-06-07", "--as", who,
    )  # fmt: skip
    [listed] = operator.json("registry", "agreements", "list", "--partner", "AR", "--text", "cooperation")

    assert added == "CN-AR\n"
    assert listed == {
        "code": "CN-AR",
        "title": "On cooperation",
        "parties": ["CN", "AR"],
        "signed_on": "1980-06-07",
        "effective_on": None,
        "expires_on": None,
    }
    assert operator.json("registry", "agreements", "show", "CN-AR") == listed | {"directions": []}
    assert operator.done("registry", "agreements", "show", "CN-AR").splitlines() == [
        "code: CN-AR",
        "title: On cooperation",
        "parties: China, Argentina",
        "signed on: 1980-06-07",
    ]
    assert operator.json("registry", "agreements", "list", "--partner", "FR") == []
    assert "CN-AR  CN AR    1980-06-07" in operator.done("registry", "agreements", "list")


def test_an_organisation_is_added_listed_and_shown(operator: Operator) -> None:
    who = cora(operator)
    add = ("registry", "organisations", "add", "Pampeana", "university", "AR", "--as", who)
    added = operator.done(*add, "--ror", "https://ror.org/05dxps055").strip()
    twice = operator(*add, "--ror", "05dxps055")
    found = operator.json("registry", "organisations", "show", added)

    assert found["ror"] == "05dxps055"
    assert operator.json("registry", "organisations", "list", "--country", "AR") == [found]
    assert operator.json("registry", "organisations", "list", "--text", "nobody") == []
    assert (twice.exit_code, twice.stderr) == (1, f"accord: Pampeana ({added}) has the ROR 05dxps055 already\n")


def test_an_authority_is_added_and_contact_with_it_logged(operator: Operator) -> None:
    who = cora(operator)
    added = operator.done("registry", "authorities", "add", "AR", "Ministry", "--contact", "paz @", "--as", who).strip()
    logged = operator.json("registry", "authorities", "contacted", added, "They called.", "--as", who)
    found = operator.json("registry", "authorities", "show", added)

    assert found == {
        "id": added,
        "partner": "AR",
        "name": "Ministry",
        "contact": "paz @",
        "correspondence": [logged],
    }
    assert logged["about"] == "They called."
    said = operator.done("registry", "authorities", "show", added)
    assert said.startswith(f"id: {added}\npartner: AR\nname: Ministry\ncontact: paz @\n")
    assert "They called." in said


def test_what_the_guideline_names_is_there_once_its_calls_are_published(operator: Operator) -> None:
    operator.done("programme", "publish")
    again = operator.done("programme", "publish")
    listed = operator.json("registry", "authorities", "list")

    named = registry_sources.load_cited().authorities
    assert "registry:" not in again
    assert {one["id"]: (one["partner"], one["contact"]) for one in listed} == {
        one.id: (one.partner, one.contact) for one in named
    }
    assert operator.json("registry", "agreements", "list") == []
    assert "Korea Research Foundation" in operator.done("registry", "authorities", "list", "--partner", "KR")


def test_what_cannot_be_recorded_is_said_in_one_sentence(operator: Operator) -> None:
    who = cora(operator)
    operator.done("people", "add", "Ada", "--email", "ada@example.org")
    wrong = {
        ("agreements", "add", "X", "T", "--party", "CN", "--as", who): "an agreement has at least two parties, each "
        "named once",
        ("agreements", "show", "X"): "there is no agreement 'X'",
        ("organisations", "add", "N", "club", "AR", "--as", "ada@example.org"): "the registry is kept by: coordinator, "
        "administrator",
        ("organisations", "show", "X"): "there is no organisation 'X'",
        ("authorities", "add", "UK", "N", "--as", who): "there is no partner UK: it is neither a country of ISO 3166-1 "
        "nor EU",
        ("authorities", "show", "X"): "there is no authority 'X'",
        ("authorities", "contacted", "X", "Hello.", "--as", "nobody"): "there is no person 'nobody'",
    }

    for arguments, problem in wrong.items():
        result = operator("registry", *arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"accord: {problem}\n")
    assert operator("registry", "agreements", "add", "X", "T").exit_code == 2


def test_a_person_is_known_by_their_orcid(operator: Operator) -> None:
    operator.done("people", "add", "Ada", "--email", "ada@example.org")
    identified = operator.done("people", "identify", "ada@example.org", "https://orcid.org/0000-0002-1825-0097")
    mistyped = operator("people", "identify", "ada@example.org", "0000-0002-1825-0079")

    assert identified == "Ada is known to ORCID\n"
    assert mistyped.exit_code == 1
    assert mistyped.stderr.startswith("accord: 0000-0002-1825-0079 is not an ORCID iD: its last digit does not fit")


def test_laureates_are_recorded_corrected_listed_and_removed(operator: Operator) -> None:
    who = cora(operator)
    about = ("person", "Ana Paz", "international-cooperation", "1995", "--as", who, "--country", "AR")
    recorded = operator.done("registry", "laureates", "record", *about, "--ceremony", "1996").strip()
    twice = operator("registry", "laureates", "record", *about)
    operator.done("registry", "laureates", "correct", recorded, *about, "--ceremony", "1996-12-25")
    [listed] = operator.json("registry", "laureates", "list", "--year", "1995", "--text", "paz")

    assert (listed["id"], listed["award_year"], listed["ceremony"]) == (recorded, 1995, "1996-12-25")
    assert (twice.exit_code, twice.stderr) == (1, "accord: Ana Paz is recorded for 1995 already\n")
    assert "1996-12-25  AR" in operator.done("registry", "laureates", "list")
    operator.done("registry", "laureates", "remove", recorded, "never received it", "--as", who)
    assert operator.json("registry", "laureates", "list") == []


def test_laureates_are_imported_all_or_none(operator: Operator, tmp_path: Path) -> None:
    who, table = cora(operator), tmp_path / "laureates.csv"
    good = "kind,name,programme,award_year,country\nperson,Ana Paz,international-cooperation,1995,AR\n"
    table.write_text(good + "person,Bo,international-cooperation,95,AR\n")
    bad = operator("registry", "laureates", "import", str(table), "--as", who)
    table.write_text(good)
    command = ("registry", "laureates", "import", str(table), "--as", who)

    assert bad.exit_code == 1
    assert bad.stderr == "accord: nothing was recorded: 1 fault in laureates.csv\n"
    assert "3  award_year  the award year “95” is not a year" in bad.stdout
    assert operator.done(*command, "--dry-run") == "would record 1 laureate; 0 there already\n"
    assert operator.done(*command) == "recorded 1 laureate; 0 there already\n"
    assert operator.done(*command) == "recorded 0 laureates; 1 there already\n"
    table.write_bytes(b"\xff")
    assert operator(*command).stderr == "accord: laureates.csv is not written in UTF-8\n"
