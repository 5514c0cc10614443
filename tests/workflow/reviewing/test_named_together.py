"""Conflicts of interest by another case of the call that names the reviewer with one of the parties."""

from typing import Any

import pytest

from tests.panel import NOVEMBER, Panel
from tests.workflow.reviewing.test_conflicts import found
from tests.world import BO, filing, paper, party, refused


@pytest.mark.parametrize(
    ("name", "naming"),
    [
        ("Wu Lan", {"leader": "Prof. WU Lan"}),
        ("Wu Lan", {"leader": "Chen Bo, Wu Lan"}),
        ("吴兰", {"leader": "Lan Wu"}),
        ("Wu Lan", {"leader": "吴兰教授"}),
        ("Wu Lan Maria", {"leader": "Wu Lan"}),
        ("Xiao Ming Wang", {"leader": "Wang Xiaoming"}),
        ("Rosa Vidal", {"participants": [party("Rosa V\u0069\u0301dal", "person", "AR")]}),
        ("Wu Lan", {"cooperation_agreement": paper("2022-10-20", "Wu Lan, Institute of Rice", "Rice Board")}),
        ("Wu Lan", {"work_plan": "The second year is led by Dr. Wu Lan in Wuhan."}),
    ],
)
def test_somebody_named_in_another_case_with_one_of_the_parties_is_found(
    panel: Panel, name: str, naming: dict[str, Any]
) -> None:
    reviewer = panel.reviewer(name)
    panel.world.opened(filing(title="Rice in salt water", **naming), now=NOVEMBER, actor=BO)
    ref = panel.case()

    assert found(panel, ref, reviewer) == [(name, "named-together")]
    assert refused(panel.assign(ref, reviewer)).missing[0].code == "conflict-suspected"


@pytest.mark.parametrize(
    "naming",
    [
        {"leader": "Wu Lanying"},
        {"leader": "Chen Bo", "work_plan": "Everybody is led by somebody else."},
        {"leader": "Wu Lan"} | {
            "organisation": party("Institute of Rice", "research-institution", "CN"),
            "counterpart_organisation": party("Rice Board", "government", "AR"),
            "cooperation_agreement": paper("2022-10-20", "Institute of Rice", "Rice Board"),
        },
    ],
)  # fmt: skip
def test_a_case_without_the_name_or_the_parties_is_no_ground(panel: Panel, naming: dict[str, Any]) -> None:
    reviewer = panel.reviewer("Wu Lan")
    panel.world.opened(filing(title="Rice in salt water", **naming), now=NOVEMBER, actor=BO)

    assert found(panel, panel.case(), reviewer) == []
