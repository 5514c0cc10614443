"""A folder of programmes as it is read, and what of it is no TOML."""

from pathlib import Path

import pytest

from states import loader
from states.call import Programme
from states.errors import FaultyProgramme
from tests.states.definitions import faults, small, written


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
    assert second.lifecycle.transitions == first.lifecycle.transitions


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
