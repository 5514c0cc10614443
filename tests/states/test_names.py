"""Names as forms hold them: whether they may be one person's or one organisation's, in both scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states import names
from states.organisation_names import is_same_organisation, list_organisation_keys, parse_organisation
from tests.panel import Panel
from tests.world import CORA, paper, party
from workflow.actors import Actor
from workflow.reviewing import conflicts

SAME_PEOPLE = [
    ("Wu Lan", "Prof. Wu Lan"),
    ("Wu Lan", "Chen Bo, Wu Lan"),
    ("Wu Lan", "LAN Wu"),
    ("Wu Lan", "Wu Lan 吴兰"),
    ("Wu Lan", "吴兰"),
    ("Wu Lan 吴兰", "吴兰教授"),
    ("吴兰", "陈波、吴兰"),
    ("吴兰", "吴 兰"),
    ("Wu Lan", "Wu\u200b La\u00adn"),
    ("Wu Lan", "ＷＵ　ＬＡＮ"),
    ("Wu Lan", "Wu-Lan, PhD"),
    ("Wu Lan", "Bo Chen; Lan, Wu"),
    ("Rosa Maria Vidal", "VIDAL, Rosa"),
    ("José Núñez", "Jose Nunez"),
    ("Wang Xiaoming", "Xiao-Ming Wang"),
    ("王小明", "Dr Wang Xiaoming"),
    ("Hana", "Hana"),
    ("Dr. Anna Berg & Team", "Anna Berg"),
]
OTHER_PEOPLE = [
    ("Wu Lan", "Wu"),
    ("Wu Lan", "Lan"),
    ("Wu Lan", "Chen Bo, Wu Li"),
    ("Wu Lan", "Wu Lanying"),
    ("Wu Lan", "吴兰芳"),
    ("吴兰", "吴岚"),
    ("Wu Lan 吴兰", "吴岚"),
    ("Hana", "Hana Novak"),
    ("Bo Lan", "Chen Bo; Wu Lan"),
    ("Wu Lan", "Professor"),
    ("Wu Lan", ""),
    ("Anna Berg", "Anna Bergman"),
]
SAME_ORGANISATIONS = [
    ("The University of Tokyo", "University of Tokyo"),
    ("The University of X", "X University, Beijing"),
    ("Univ. of Oslo", "University of Oslo"),
    ("INSTITUTE OF  FOOD-SCIENCES", "Institute of Food Sciences"),
    ("Kestrel Optics Co., Ltd.", "Kestrel Optics"),
    ("Kestrel Optics GmbH", "Kestrel Optics, Vienna"),
    ("CAS", "Chinese Academy of Sciences"),
    ("Natl. Lab. for Peas", "National Laboratory for Peas"),
    ("Ｃｅｎｔｒｅ for Peas", "Center for Peas"),
    ("北京大学", "北京大学 Peking University"),
    ("北方光学有限公司", "北方光学股份有限公司"),
    ("Institute of Phy\u200bsics", "Institute of Physics"),
]
OTHER_ORGANISATIONS = [
    ("Institute of Food", "Institute of Food Sciences"),
    ("University", "University of Oslo"),
    ("Academy", "Chinese Academy of Sciences"),
    ("University of California, Berkeley", "University of California, Davis"),
    ("北京大学", "北京大学医院"),
    ("Kestrel", "Kestrel Optics"),
    ("Institute of Physics", "Institute of Chemistry"),
    ("", "University of Oslo"),
]


def _is_same(one: str, other: str) -> bool:
    known = names.parse_people(other)
    return any(names.is_same_person(first, second) for first in names.parse_people(one) for second in known)


@pytest.mark.parametrize(("one", "other"), SAME_PEOPLE)
def test_one_person_is_known_however_a_form_writes_them(one: str, other: str) -> None:
    assert _is_same(one, other) and _is_same(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER_PEOPLE)
def test_a_common_word_or_another_name_accuses_nobody(one: str, other: str) -> None:
    assert not _is_same(one, other) and not _is_same(other, one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        *((one, other, True) for one, other in SAME_ORGANISATIONS),
        *((one, other, False) for one, other in OTHER_ORGANISATIONS),
    ],
)
def test_an_organisation_is_known_by_what_tells_it_from_others(one: str, other: str, expected: bool) -> None:
    first, second = parse_organisation(one), parse_organisation(other)

    assert is_same_organisation(first, second) is is_same_organisation(second, first) is expected


_WORDS = st.lists(st.sampled_from(["Wu", "Lan", "Xiao", "Ming", "Xiaoming", "WXM", "of", "吴兰", "王小明"]), max_size=7)


@given(_WORDS, _WORDS)
def test_names_of_one_person_or_organisation_have_a_key_in_common(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), ", ".join(other)
    for mine in names.parse_people(first):
        for theirs in names.parse_people(second):
            is_keyed = not names.list_person_keys(mine).isdisjoint(names.list_person_keys(theirs))
            assert is_keyed or not names.is_same_person(mine, theirs)
    ours, its = parse_organisation(first), parse_organisation(second)
    is_keyed = not list_organisation_keys(ours).isdisjoint(list_organisation_keys(its))
    assert is_keyed or not is_same_organisation(ours, its)


@pytest.mark.parametrize(
    ("text", "person", "expected"),
    [
        ("The work is led by Prof. Wu Lan of Nanjing.", "Wu Lan", True),
        ("Lan Wu measures the samples.", "Wu Lan", True),
        ("由吴兰教授负责。", "吴兰", True),
        ("参加人：陈波、吴兰。", "吴兰", True),
        ("we said wu lan in passing", "Wu Lan", False),
        ("吴兰芳负责。", "吴兰", False),
        ("大家都很高兴地参加", "高兴", False),
        ("The work goes on.", "The Work", False),
        ("Wu measures, and Lan writes.", "Wu Lan", False),
    ],
)
def test_a_mention_is_a_name_that_stands_by_itself(text: str, person: str, expected: bool) -> None:
    [known] = names.parse_people(person)

    assert names.is_mentioned(known, names.index_texts((text,))) is expected


def _found(panel: Panel, ref: str, person: Actor) -> list[str]:
    with panel.world.database.reading() as session:
        return [ground for who, ground in conflicts.find_new_conflicts(session, CORA, ref) if who == person.id]


def test_leader_signatory_and_mention_are_found_in_a_case_and_a_namesake_of_one_word_is_not(panel: Panel) -> None:
    wu, abroad = panel.reviewer("Wu Lan"), panel.reviewer("Lan")
    agreement = paper("2022-10-20", "Institute of Food Sciences", "Faculty of Agronomy", "Dr. LAN Wu")
    cases = [
        panel.case(leader="Chen Bo, Wu Lan"),
        panel.case(leader="吴兰 (Wu Lan)"),
        panel.case(cooperation_agreement=agreement),
        panel.case(content="The measurements are those of Prof. Wu Lan."),
        panel.case(participants=[party("Prof. Wu Lan", "person", "CN")]),
    ]

    assert [_found(panel, ref, wu) for ref in cases] == [["co-participant", "named-together"]] * len(cases)
    assert [_found(panel, ref, abroad) for ref in cases] == [[]] * len(cases)
    assert _found(panel, panel.case(), wu) == ["named-together"]  # its organisations stand in those cases too
    assert _found(panel, panel.case(), abroad) == []


def test_the_partner_of_a_case_does_not_review_it(panel: Panel) -> None:
    guest, ref = panel.reviewer("Gu Est"), panel.case()
    panel.world.join(ref, guest, now=panel.world.case(ref).opened_at)

    assert _found(panel, ref, guest) == ["co-participant"]
