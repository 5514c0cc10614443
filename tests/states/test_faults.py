"""Every way in which a folder of programmes can be broken: each fault is told with its file and place, all at once."""

from pathlib import Path

import pytest

from states import loader
from states.errors import Fault, FaultyProgramme
from tests.states.definitions import faults, written


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
        ('needs = ["complete", "rules-met"]', 'needs = ["complete", "rules-mett"]', "transitions.send.needs.1"),
        ('by = ["committee"]', 'by = ["comittee"]', "transitions.support.by.0"),
        ('asks = ["amount"]', 'asks = ["sum"]', "transitions.support.asks.0"),
        ('after = "10d"', 'after = "10 days"', "states.sent.deadline.after"),
        ('then = "remind"', "then = []", "states.sent.deadline.then"),
        ('to = "lapsed"', 'too = "lapsed"', "transitions.lapse.to"),
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
        "seeds-2030/A.toml: transitions.lapse: there is no state 'late'",
        "seeds-2030/A.toml: states.lapsed: no transition leads here",
        "seeds-2030/B.toml: transitions.lapse: there is no state 'late'",
        "seeds-2030/B.toml: states.lapsed: no transition leads here",
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
        ({"lifecycle": ('["committee"]', '["comittee"]')}, [("lifecycles/plain.toml", "transitions.support.by.0")]),
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
