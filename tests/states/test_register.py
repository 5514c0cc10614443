"""What the sources name for the registry."""

from pathlib import Path

import pytest

from states import countries, loader, registry_sources
from states.errors import FaultyProgramme

AUTHORITY = """
[[authorities]]
id = "fr-ministry"
partner = "FR"
name = "Ministry"
clause = "7"
line = "12"
"""
AGREEMENT = """
[[agreements]]
code = "CN-FR"
title = "Agreement"
parties = ["CN", "FR"]
signed_on = 1978-01-21
clause = "7"
line = "11"
"""


def faults(root: Path, text: str) -> list[str]:
    (root / loader.REGISTER).write_text(text, "utf-8")
    try:
        registry_sources.load_cited(root)
    except FaultyProgramme as error:
        return [str(fault) for fault in error.faults]
    return []


def test_the_guideline_names_seven_authorities_and_no_agreement() -> None:
    found = registry_sources.load_cited()

    assert found.agreements == ()
    assert [(one.partner, one.direction, one.line) for one in found.authorities] == [
        ("AT", "1.7", "160"),
        ("DE", "1.8", "178, 182"),
        ("IL", "1.9", "196-198, 206"),
        ("KR", "2.0", "220-222, 226-228"),
        ("KR", "2.1", "244-246, 250"),
        ("AR", "2.4", "295, 301"),
        ("RU", "2.5", "315"),
    ]


def test_every_authority_stands_as_its_direction_has_it() -> None:
    calls = loader.calls()
    for one in registry_sources.load_cited().authorities:
        direction = calls[str(one.call)].direction(str(one.direction))
        assert direction is not None
        assert (one.contact, (one.partner,)) == (direction.contact, direction.partners)
        assert one.clause in [rule.id for rule in direction.rules]


def test_every_direction_that_names_a_contact_is_there() -> None:
    named = {(one.call, one.direction) for one in registry_sources.load_cited().authorities}

    assert named == {
        (call.code, direction.code)
        for call in loader.calls().values()
        for direction in call.directions
        if direction.contact
    }


def test_a_folder_without_such_a_file_names_nothing(tmp_path: Path) -> None:
    assert registry_sources.load_cited(tmp_path) == registry_sources.Register()


def test_what_is_named_is_no_programme() -> None:
    assert (loader.BUNDLED / loader.REGISTER).is_file()
    assert "registry" not in loader.programmes()


def test_a_good_file_has_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path, AGREEMENT + AUTHORITY) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("authorities = ", "is not TOML: Invalid value (at end of document)"),
        (AUTHORITY.replace("FR", "UK"), f"authorities.0.partner: {countries.no_partner('UK')}"),
        (AUTHORITY.replace("line =", "lines ="), "authorities.0.line: Field required"),
        (AUTHORITY + AUTHORITY, "authorities.fr-ministry: stands 2 times"),
        (AGREEMENT + AGREEMENT, "agreements.CN-FR: stands 2 times"),
        (AGREEMENT.replace("01-21", "01-32"), "is not TOML: "),
        (
            AGREEMENT.replace('"CN", ', ""),
            "agreements.0: an agreement has at least two parties, each named once",
        ),
        (
            AGREEMENT + "expires_on = 1977-01-01",
            "agreements.0: an agreement is signed, takes effect and ends in this order",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    [found, *more] = faults(tmp_path, text)

    assert found.startswith(f"registry.toml: {fault}")
    assert [one for one in more if "lines" not in one] == []
