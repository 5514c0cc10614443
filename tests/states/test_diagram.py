"""The picture of a lifecycle: everything in it, nothing from outside, and no word over another."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from states import diagram
from states.lifecycle import Lifecycle, State
from tests.states.definitions import AWARD, direction, lifecycles, small

SVG = "{http://www.w3.org/2000/svg}"
every_lifecycle = pytest.mark.parametrize("lifecycle", lifecycles().values(), ids=lifecycles())


def texts(picture: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(picture).iter(f"{SVG}text"))


def printed(picture: str) -> str:
    """All that is printed in a picture, in reading order, as one line."""
    return " ".join("".join(text.itertext()) for text in texts(picture))


def test_the_main_way_of_an_application_ends_with_the_award() -> None:
    way = ("draft", "submitted", "partner-confirmed", "reviewed", "awarded")
    assert diagram.spine(direction("2.4").lifecycle) == way
    assert diagram.spine(direction("1.1").lifecycle) == way


def test_the_main_way_of_a_nomination_ends_with_the_ceremony() -> None:
    way = ("draft", "submitted", "partner-confirmed", "reviewed", "awarded", "conferred")
    assert diagram.spine(direction("award", AWARD).lifecycle) == way


def test_every_other_state_hangs_beneath_the_one_it_is_first_reached_from() -> None:
    assert diagram.hanging(direction("2.4").lifecycle) == {
        "draft": ["withdrawn", "lapsed"],
        "submitted": ["returned", "ineligible", "unilateral"],
        "partner-confirmed": [],
        "reviewed": ["reserved", "declined"],
        "awarded": ["revoked"],
    }


def test_a_small_lifecycle_in_mermaid(tmp_path: Path) -> None:
    assert diagram.mermaid(small(tmp_path).directions[0].lifecycle) == (
        "stateDiagram-v2\n"
        "    direction LR\n"
        '    state "Draft" as draft\n'
        '    state "Sent" as sent\n'
        '    state "Supported" as supported\n'
        '    state "Lapsed" as lapsed\n'
        "    [*] --> draft\n"
        "    draft --> sent : Send\n"
        "    sent --> supported : Support\n"
        "    draft --> lapsed : Lapse (at the closing deadline)\n"
        "    sent --> sent : Remind the committee (after 10d)\n"
    )


def test_a_label_cannot_break_out_of_the_diagram(tmp_path: Path) -> None:
    lifecycle = renamed(small(tmp_path).directions[0].lifecycle, 'A "b": <i>c</i>; #1 & d')
    assert '    state "A #34;b#34;#58; #60;i#62;c#60;/i#62;#59; #35;1 & d" as draft\n' in diagram.mermaid(lifecycle)
    assert 'A "b": <i>c</i>; #1 & d' in printed(diagram.svg(lifecycle))


@every_lifecycle
def test_mermaid_names_every_state_and_every_way_of_every_move(lifecycle: Lifecycle) -> None:
    lines = diagram.mermaid(lifecycle).splitlines()
    ways = [(transition, source) for transition in lifecycle.transitions.values() for source in transition.source]
    assert [line for line in lines if line.startswith("    state ")] == [
        f'    state "{state.label}" as {name.replace("-", "_")}' for name, state in lifecycle.states.items()
    ]
    drawn = [line for line in lines if " --> " in line and "[*]" not in line]
    assert [line.split(" (")[0] for line in drawn] == [
        f"    {source.replace('-', '_')} --> {transition.to.replace('-', '_')} : {transition.label}"
        for transition, source in ways
    ]
    assert [" (" in line for line in drawn] == [transition.by == ("system",) for transition, _ in ways]


@every_lifecycle
@pytest.mark.parametrize("current", [None, "draft", "submitted", "withdrawn"])
def test_a_picture_stands_alone_and_runs_nothing(lifecycle: Lifecycle, current: str | None) -> None:
    picture = diagram.svg(lifecycle, current)
    root = ElementTree.fromstring(picture)
    assert (root.tag, root.get("role"), [child.tag for child in root][:2]) == (
        f"{SVG}svg",
        "img",
        [f"{SVG}title", f"{SVG}desc"],
    )
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "g", "path", "rect", "text"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name in ("style", "href", "id") or name.startswith(("on", "{"))}
    assert re.findall(r"url\(|@import|https?:(?!//www\.w3\.org/2000/svg)|data:|javascript:", picture) == []


@every_lifecycle
def test_every_state_and_every_move_appears_in_print_and_in_the_description(lifecycle: Lifecycle) -> None:
    picture = diagram.svg(lifecycle)
    described = ElementTree.fromstring(picture).findtext(f"{SVG}desc") or ""
    labels = [state.label for state in lifecycle.states.values()] + [
        transition.label for transition in lifecycle.transitions.values()
    ]
    for label in labels:
        assert label in printed(picture)
        assert label in described
    for transition in lifecycle.transitions.values():
        for source in transition.source:
            states = lifecycle.states
            assert f"{states[source].label} → {states[transition.to].label}: {transition.label}" in described


def test_the_systems_moves_are_marked_by_their_deadline() -> None:
    research, award = direction("2.4").lifecycle, direction("award", AWARD).lifecycle
    assert "Invalidate as one-sided at the agency deadline" in printed(diagram.svg(research))
    assert "Lapse at the internal deadline" in printed(diagram.svg(research))
    assert "Lapse at the nomination deadline" in printed(diagram.svg(award))
    assert "Invalidate as one-sided by the system" in printed(diagram.svg(direction("1.1").lifecycle))


@every_lifecycle
def test_the_state_a_case_stands_in_is_marked_and_no_other(lifecycle: Lifecycle) -> None:
    assert ElementTree.fromstring(diagram.svg(lifecycle)).findall(f".//{SVG}g[@class='now']") == []
    for name, state in lifecycle.states.items():
        root = ElementTree.fromstring(diagram.svg(lifecycle, name))
        [marked] = root.findall(f".//{SVG}g[@class='now']")
        assert " ".join(text.text or "" for text in marked.iter(f"{SVG}text")) == state.label
        assert (root.findtext(f"{SVG}desc") or "").startswith(f"Now: {state.label}. ")


def test_a_state_that_does_not_exist_cannot_be_marked() -> None:
    with pytest.raises(KeyError):
        diagram.svg(direction("2.4").lifecycle, "limbo")


Area = tuple[float, float, float, float]


def areas(picture: str) -> tuple[list[Area], list[Area]]:
    """The areas (left, top, right, bottom) of the words of a picture, at their widest, and of its boxes."""
    words, boxes = [], []
    for text in texts(picture):
        size = float(text.get("font-size", 11))
        x, y, wide = float(text.get("x", 0)), float(text.get("y", 0)), 0.55 * size * len(text.text or "")
        left = x - wide / 2 if text.get("text-anchor") == "middle" else x
        words.append((left, y - 0.75 * size, left + wide, y + 0.2 * size))
    for rect in ElementTree.fromstring(picture).iter(f"{SVG}rect"):
        x, y, wide, tall = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
        boxes.append((x, y, x + wide, y + tall))
    return words, boxes


def overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(one: Area, other: Area) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def tidy(picture: str) -> bool:
    """Whether no word runs over another, over the edge of a box, or off the sheet."""
    words, boxes = areas(picture)
    _, _, width, height = map(float, ElementTree.fromstring(picture).get("viewBox", "0 0 0 0").split())
    apart = not any(overlap(*pair) for pair in [*combinations(words, 2), *combinations(boxes, 2)])
    clear = all(within(word, box) or not overlap(word, box) for word in words for box in boxes)
    return apart and clear and all(within(area, (0, 0, width, height)) for area in (*words, *boxes))


@every_lifecycle
def test_no_word_runs_over_another_or_over_a_box(lifecycle: Lifecycle) -> None:
    assert tidy(diagram.svg(lifecycle))


def test_long_labels_are_broken_into_lines_that_keep_apart(tmp_path: Path) -> None:
    lifecycle = small(tmp_path).directions[0].lifecycle
    assert tidy(diagram.svg(renamed(lifecycle, "Waiting until somebody finds the time to write it all down")))
    transitions = {
        name: transition.model_copy(update={"label": transition.label + " as everybody agreed"})
        for name, transition in lifecycle.transitions.items()
    }
    assert tidy(diagram.svg(lifecycle.model_copy(update={"transitions": transitions})))


def renamed(lifecycle: Lifecycle, label: str) -> Lifecycle:
    """The same lifecycle with another label on its first state."""
    draft: State = lifecycle.states["draft"].model_copy(update={"label": label})
    return lifecycle.model_copy(update={"states": lifecycle.states | {"draft": draft}})
