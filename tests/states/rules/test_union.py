"""Who stands for the European Union: a member on a day, and its own bodies by their whole names."""

import pytest

from states import countries
from tests.states.rules.judging import judged, rule

CHINESE = {"name": "Jiangbei", "type": "university", "country": "CN"}
KOREAN = {"name": "Hangang Institute", "type": "university", "country": "KR"}
BODIES = [
    *("EU", "JRC Ispra", "Joint Research Centre, Ispra", "European Commission, DG RTD", "DG RTD, European Commission"),
    *("European Commission - DG Research and Innovation", "European Commission's Joint Research Centre", "eu-LISA"),
    *("Directorate-General for Research and Innovation of the European Commission", "European Commission (EC)"),
    *("European Commission, Joint Research Centre (JRC), Petten", "Europe's Rail Joint Undertaking", "EU-OSHA"),
    *("European Climate, Infrastructure and Environment Executive Agency", "Delegation of the European Union to China"),
    *("European Commission, Brussels, Belgium", "欧盟委员会", "欧盟委员会科研与创新总司", "欧盟驻华代表团"),
]
NO_BODIES = [
    *("Friends of the European Commission", "Anti European Commission Society", "ERA Society", "EC Consulting"),
    *("Not the European Commission University", "Joint Research Centre of Peking University", "欧洲委员会"),
    *("European Council on Foreign Relations", "European Council of Doctoral Candidates", "FRA Diagnostics Institute"),
    *("Peking University, Joint Research Centre", "Joint Research Centre, Peking University", "Council of Europe"),
    *("Court of Justice of the Andean Community", "European Space Agency", "Frontex Watch", "欧盟委员会之友"),
    *(
        "University of Bonn, European Union",
        "Department of European Commission Studies",
        "European University Institute",
    ),
]


@pytest.mark.parametrize(
    ("kind", "name", "country", "status"),
    [
        *(("university", "A University", code, "met") for code in ("DE", "FR", "HR", "CY", "GR", "RE", "AX")),
        *(("university", "A University", code, "not-met") for code in ("GB", "CH", "NO", "US", "TR", "CN")),
        ("research-institution", "European Commission JRC", "EU", "met"),
        ("government", "European Commission", "EU", "met"),
        ("international-organisation", "Joint Research Centre", None, "met"),
        ("international-organisation", "欧盟委员会联合研究中心", None, "met"),
        ("international-organisation", "EUSPA", "EU", "met"),
        ("international-organisation", "European Union", None, "met"),
        ("international-organisation", "European Union Chamber of Commerce in China", None, "not-met"),
        ("international-organisation", "CERN", None, "not-met"),
        ("international-organisation", "ISPRS", None, "not-met"),
        ("university", "Institute for European Research", "EU", "not-met"),
        ("enterprise", "EC Motors", "EU", "not-met"),
        ("international-organisation", "CERN", "EU", "not-met"),
        *(("international-organisation", name, "EU", "met") for name in BODIES),
        *(("government", name, "EU", "met") for name in ("Frontex", "Europol", "Court of Justice")),
        *(("association", name, "EU", "not-met") for name in NO_BODIES),
        *(("international-organisation", name, None, "not-met") for name in NO_BODIES),
    ],
)
def test_the_union_is_met_by_its_members_on_a_day_and_by_its_own_bodies(
    kind: str, name: str, country: str | None, status: str
) -> None:
    union = rule("partner", partners=["EU"], on="2022-11-01")
    lead = {"name": name, "type": kind} | ({"country": country} if country else {})
    found = judged(union, {"organisation": CHINESE, "counterpart_organisation": lead}, partner="EU")
    assert found[0] == status, found
    if status == "not-met":
        astray = f"{name} leads from {countries.tell_seat(lead)}, not from European Union (EU)"
        no_body = f"{name} is no institution, body or agency of European Union (EU)"
        assert found[1] == (no_body if country == "EU" else astray)


def test_britain_was_a_member_until_the_end_of_january_2020() -> None:
    home = {"organisation": CHINESE, "counterpart_organisation": KOREAN | {"country": "GB"}}
    days = {"2020-01-31": "met", "2020-02-01": "not-met", "1972-12-31": "not-met", "1973-01-01": "met"}
    found = {day: judged(rule("partner", partners=["EU"], on=day), home, partner="EU")[0] for day in days}
    assert found == days
