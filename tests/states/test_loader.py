"""The bundled programmes as they load, and every way in which a folder of programmes can be broken."""

from pathlib import Path

import pytest

from states import loader
from states.call import Call, Programme
from states.errors import Fault, FaultyProgramme
from tests.states.definitions import AWARD, RESEARCH, bundled, faults, small, written

ORDER = ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5"]
ONE_SIDED_INVALID = {"1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5"}


def test_the_bundled_programmes_and_calls_load() -> None:
    assert list(loader.programmes()) == [
        "bast-events",
        "intergovernmental",
        "international-cooperation",
        "zhongguancun",
    ]
    assert {code: call.programme for code, call in bundled().items()} == {
        "bast-events-2025": "bast-events",
        RESEARCH: "intergovernmental",
        "international-cooperation-2024": "international-cooperation",
        AWARD: "zhongguancun",
    }


@pytest.mark.clause("P-07")
def test_the_first_batch_of_2023_adds_up_to_what_its_guideline_announces() -> None:
    call = bundled()[RESEARCH]
    partners = {partner for direction in call.directions for partner in direction.partners}
    cases = sum(direction.quota.cases for direction in call.directions)
    funds = sum(direction.quota.funds or 0 for direction in call.directions)
    assert (len(call.directions), len(partners), cases, funds) == (15, 14, 138, 496_000_000)


def test_the_directions_stand_in_the_guidelines_order_with_two_point_nought_after_one_point_nine() -> None:
    call = bundled()[RESEARCH]
    assert [(one.ordinal, one.code) for one in call.directions] == list(enumerate(ORDER, start=1))
    assert [one.reference for one in call.directions] == [f"IG23-{code}" for code in ORDER]


def test_each_award_has_ten_places_a_year_at_most_and_no_money() -> None:
    for code in (AWARD, "international-cooperation-2024"):
        [direction] = bundled()[code].directions
        assert (direction.quota.cases, direction.quota.qualifier, direction.quota.funds) == (10, "no-more-than", None)


@pytest.mark.parametrize("code", [RESEARCH, AWARD, "international-cooperation-2024", "bast-events-2025"])
def test_a_call_comes_back_from_json_as_it_went(code: str) -> None:
    call = bundled()[code]
    assert Call.model_validate_json(call.model_dump_json(by_alias=True)) == call


@pytest.mark.clause("P-10")
def test_a_code_stays_a_string_through_json() -> None:
    there_and_back = Call.model_validate_json(bundled()[RESEARCH].model_dump_json(by_alias=True))
    assert [one.code for one in there_and_back.directions] == ORDER
    assert there_and_back.direction("2.0") == bundled()[RESEARCH].direction("2.0")
    assert there_and_back.direction("2") is None


def test_ten_directions_invalidate_what_only_one_side_filed_and_five_ask_the_coordinator() -> None:
    then = {}
    for direction in bundled()[RESEARCH].directions:
        deadline = direction.lifecycle.states["submitted"].deadline
        assert deadline is not None and deadline.at == "agency"
        then[direction.code] = deadline.then
    assert then == {code: ("invalidate", "escalate") if code in ONE_SIDED_INVALID else ("escalate",) for code in ORDER}


@pytest.mark.clause("P-09")
def test_only_direction_1_4_has_topics_and_they_hold_its_quota_in_lines() -> None:
    call = bundled()[RESEARCH]
    assert [one.code for one in call.directions if one.topics] == ["1.4"]
    flagship = call.direction("1.4")
    assert flagship is not None
    assert flagship.filed_topics() == ("FAB-1", "FAB-2", "CCB-1", "CCB-2")
    assert flagship.lines("CCB-1") == ("1.4", "1.4/CCB", "1.4/CCB-1")
    assert flagship.lines("FAB") == ("1.4", "1.4/FAB")
    assert flagship.lines(None) == ("1.4",)
    assert {line: (quota.cases, quota.funds) for line, quota in flagship.quotas().items()} == {
        "1.4": (6, 130_000_000),
        "1.4/FAB": (2, 70_000_000),
        "1.4/FAB-1": (1, None),
        "1.4/FAB-2": (1, None),
        "1.4/CCB": (4, 60_000_000),
        "1.4/CCB-1": (3, 30_000_000),
        "1.4/CCB-2": (1, 30_000_000),
    }


def test_every_clause_of_a_call_has_a_name_of_its_own() -> None:
    for call in bundled().values():
        names = [rule.id for rule in call.clauses] + [rule.id for one in call.directions for rule in one.rules]
        assert sorted(set(names)) == sorted(names)


def test_the_small_programme_of_these_tests_loads(tmp_path: Path) -> None:
    call = small(tmp_path)
    assert [(one.code, one.quota.cases, one.quota.funds) for one in call.directions] == [("A", 3, 400), ("B", 2, 300)]
    assert [list(one.fields) for one in call.directions] == [["title", "months"]] * 2


def test_a_direction_says_only_what_differs_from_its_call(tmp_path: Path) -> None:
    added = 'quota = { cases = 2, qualifier = "exact", funds = 300 }\n[states.draft]\nabout = "Another word."'
    root = written(tmp_path, B=('quota = { cases = 2, qualifier = "exact", funds = 300 }', added))
    first, second = loader.calls(root)["seeds-2030"].directions
    assert second.lifecycle.states["draft"] == first.lifecycle.states["draft"].model_copy(
        update={"about": "Another word."}
    )
    assert {**second.lifecycle.states, "draft": None} == {**first.lifecycle.states, "draft": None}
    assert second.lifecycle.moves == first.lifecycle.moves


def test_a_programme_file_alone_is_read(tmp_path: Path) -> None:
    text = 'code = "seeds"\ntitle = "Seeds"\ntitle_zh = "种子"\nabout = "Seeds."\nsource = "a law"\nkind = "research"\n'
    (tmp_path / "seeds.toml").write_text(text, "utf-8")
    seeds = Programme(code="seeds", title="Seeds", title_zh="种子", about="Seeds.", source="a law", kind="research")
    assert loader.programmes(tmp_path) == {"seeds": seeds}
    (tmp_path / "seeds.toml").write_text(text.replace('"research"', '"lottery"').replace("about", "abuot"), "utf-8")
    with pytest.raises(FaultyProgramme) as faulty:
        loader.programmes(tmp_path)
    assert [(fault.file, fault.place) for fault in faulty.value.faults] == [
        ("seeds.toml", "about"),
        ("seeds.toml", "kind"),
        ("seeds.toml", "abuot"),
    ]


def test_an_empty_folder_holds_nothing_and_that_is_no_fault(tmp_path: Path) -> None:
    assert (loader.programmes(tmp_path), loader.calls(tmp_path)) == ({}, {})


def test_a_syntax_error_is_reported_with_its_file_and_line(tmp_path: Path) -> None:
    found = faults(written(tmp_path, B=("ordinal = 2", "ordinal = ")))
    assert found[0] == "seeds-2030/B.toml: is not TOML: Invalid value (at line 3, column 11)"


def test_a_key_given_twice_is_not_toml(tmp_path: Path) -> None:
    found = faults(written(tmp_path, B=("ordinal = 2", "ordinal = 2\nordinal = 3")))
    assert found[0].startswith("seeds-2030/B.toml: is not TOML: Cannot overwrite a value (at line 4")


def test_a_file_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    root = written(tmp_path)
    (root / "seeds-2030/B.toml").write_bytes('title = "Café"'.encode("latin-1"))
    assert faults(root)[0].startswith("seeds-2030/B.toml: is not TOML: 'utf-8' codec can't decode byte 0xe9")


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "B",
            "ordinal = 2",
            'ordinal = 2\ncolour = "red"',
            "seeds-2030/B.toml: colour: Extra inputs are not permitted",
        ),
        (
            "A",
            'cases = 3, qualifier = "exact"',
            'cases = 3, colour = "red", qualifier = "exact"',
            "seeds-2030/A.toml: quota.colour: Extra inputs are not permitted",
        ),
        (
            "A",
            "most = 24",
            'most = 24\nunits = "m"',
            "seeds-2030/A.toml: rules.0.period.units: Extra inputs are not permitted",
        ),
        ("call", "opens =", "shuts =", "seeds-2030/call.toml: opens: Field required"),
        (
            "call",
            'zone = "Asia/Shanghai"',
            'zone = "Asia/Shangai"',
            "seeds-2030/call.toml: zone: no time zone 'Asia/Shangai'",
        ),
        ("B", 'code = "B"', "code = 2.0", "seeds-2030/B.toml: code: Input should be a valid string"),
        (
            "call",
            "on = 2030-03-01",
            'after = "opening"\nby = "1d"',
            "seeds-2030/call.toml: deadlines: deadline 'closing' counts from 'opening', which does not exist",
        ),
        (
            "call",
            "on = 2030-03-01",
            "",
            "seeds-2030/call.toml: deadlines: deadline 'closing' needs one of on, at, or after together with by",
        ),
        (
            "call",
            "cases = 5",
            "cases = 6",
            "seeds-2030/call.toml: headline.cases: says 6, the directions add up to 5",
        ),
        (
            "call",
            "funds = 700",
            "funds = 7000",
            "seeds-2030/call.toml: headline.funds: says 7,000, the directions add up to 700",
        ),
        (
            "call",
            "partners = 2",
            "partners = 3",
            "seeds-2030/call.toml: headline.partners: says 3, the directions add up to 2",
        ),
        (
            "call",
            "directions = 2",
            "directions = 3",
            "seeds-2030/call.toml: headline.directions: says 3, the directions add up to 2",
        ),
        (
            "B",
            "ordinal = 2",
            "ordinal = 3",
            "seeds-2030/call.toml: directions: the ordinals must run 1 to 2, they are [1, 3]",
        ),
        (
            "A",
            'kind = "period"',
            'kind = "stated"\nid = "A-a"\nline = "1"\nstrength = "must"\ntext = "No."\n\n[[rules]]\nkind = "period"',
            "seeds-2030/A.toml: rules.A-a: stands 2 times",
        ),
    ],
)
def test_a_fault_is_reported_with_its_file_and_place(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    assert fault in faults(written(tmp_path, **{file: (old, new)}))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('needs = ["complete", "rules-met"]', 'needs = ["complete", "rules-mett"]', "moves.send.needs.1"),
        ('by = ["committee"]', 'by = ["comittee"]', "moves.support.by.0"),
        ('asks = ["amount"]', 'asks = ["sum"]', "moves.support.asks.0"),
        ('after = "10d"', 'after = "10 days"', "states.sent.deadline.after"),
        ('then = "remind"', "then = []", "states.sent.deadline.then"),
        ('to = "lapsed"', 'too = "lapsed"', "moves.lapse.to"),
    ],
)
def test_a_fault_of_a_lifecycle_is_reported_in_the_lifecycles_file(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    assert faults(written(tmp_path, lifecycle=(old, new)))[0].startswith(f"lifecycles/plain.toml: {place}: ")


def test_an_unknown_state_in_a_move_is_reported_for_every_direction_that_runs_it(tmp_path: Path) -> None:
    assert faults(
        written(tmp_path, lifecycle=('from = ["draft"]\nto = "lapsed"', 'from = ["draft"]\nto = "late"'))
    ) == [
        "seeds-2030/A.toml: moves.lapse: there is no state 'late'",
        "seeds-2030/A.toml: states.lapsed: no move leads here",
        "seeds-2030/B.toml: moves.lapse: there is no state 'late'",
        "seeds-2030/B.toml: states.lapsed: no move leads here",
    ]


def test_an_unknown_lifecycle_is_reported_with_those_there_are(tmp_path: Path) -> None:
    found = faults(written(tmp_path, call=('extends = "plain"', 'extends = "fancy"')))
    assert found[0] == "seeds-2030/call.toml: extends: there is no lifecycle 'fancy'; there are: plain"


def test_every_fault_of_every_file_is_listed_at_once(tmp_path: Path) -> None:
    root = written(
        tmp_path / "first",
        call=("edition = 1", 'edition = 0\nmood = "good"'),
        A=("most = 24", 'most = 0\nunits = "months"'),
    )
    other = written(tmp_path / "second", B=('title = "Rice"', "titel = 3"))
    (other / "seeds-2030").rename(root / "beans-2030")
    with pytest.raises(FaultyProgramme) as faulty:
        loader.calls(root)
    assert [(fault.file, fault.place) for fault in faulty.value.faults] == [
        ("beans-2030/B.toml", "title"),
        ("beans-2030/B.toml", "titel"),
        ("seeds-2030/call.toml", "edition"),
        ("seeds-2030/A.toml", "rules.0.period.most"),
        ("seeds-2030/A.toml", "rules.0.period.units"),
        ("seeds-2030/call.toml", "mood"),
    ]


@pytest.mark.parametrize(
    ("edits", "wrong"),
    [
        ({"B": ("ordinal = 2", "ordinal = ")}, [("seeds-2030/B.toml", "")]),
        ({"call": ('extends = "plain"', 'extends = "fancy"')}, [("seeds-2030/call.toml", "extends")]),
        ({"lifecycle": ('["committee"]', '["comittee"]')}, [("lifecycles/plain.toml", "moves.support.by.0")]),
        (
            {"A": ("ordinal = 1", "ordinal = 0"), "B": ("ordinal = 2", "ordinal = 0")},
            [("seeds-2030/A.toml", "ordinal"), ("seeds-2030/B.toml", "ordinal")],
        ),
    ],
    ids=["syntax-error", "unknown-lifecycle", "faulty-lifecycle", "every-direction-faulty"],
)
def test_nothing_is_reported_but_what_is_wrong(
    tmp_path: Path, edits: dict[str, tuple[str, str]], wrong: list[tuple[str, str]]
) -> None:
    with pytest.raises(FaultyProgramme) as faulty:
        loader.calls(written(tmp_path, **edits))
    assert [(fault.file, fault.place) for fault in faulty.value.faults] == wrong


def test_every_unsound_direction_and_total_is_listed_at_once(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        call=("on = 2030-03-01", "on = 2030-03-01\nat = 2030-03-01T12:00:00"),
        A=("cases = 2, qualifier", "cases = 9, qualifier"),
        B=("cases = 2", "cases = 3"),
    )
    assert faults(root) == [
        "seeds-2030/call.toml: deadlines: deadline 'closing' needs one of on, at, or after together with by",
        "seeds-2030/call.toml: headline.cases: says 5, the directions add up to 6",
        "seeds-2030/A.toml: quota.cases: says 3, its topics add up to 10",
    ]


def test_two_calls_of_one_code_are_a_fault_and_neither_is_lost_unseen(tmp_path: Path) -> None:
    root = written(tmp_path)
    (root / "seeds-again").mkdir()
    for file in (root / "seeds-2030").iterdir():
        (root / "seeds-again" / file.name).write_text(file.read_text("utf-8"), "utf-8")
    assert faults(root) != []


def test_a_fault_reads_as_file_place_and_problem() -> None:
    faulty = FaultyProgramme([Fault("a.toml", "code", "is missing"), Fault("b.toml", "", "is not TOML")])
    assert str(faulty) == "a.toml: code: is missing\nb.toml: is not TOML"
