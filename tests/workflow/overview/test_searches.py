"""Searching by words: whatever their capitals, in either title, and nothing in them means anything else."""

import pytest

from tests.world import CORA, World, at, filing
from workflow.overview import queries

NOVEMBER = at("2022-11-10 09:00")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PEA protein", [1]),
        ("豌豆蛋白", [1]),
        ("豌豆 PROTEIN", []),
        ("ig23-2.4-00", [2, 1]),
        ("100%", [2]),
        ("100_", []),
        ("à la", [2]),
        ("!", []),
    ],
)
def test_words_are_found_whatever_their_capitals_and_mean_nothing_but_themselves(
    world: World, text: str, found: list[int]
) -> None:
    titles = [{"title": "Gentle extraction of Pea Protein", "translated_title": "豌豆蛋白的温和提取"}]
    titles.append({"title": "Protein à la carte, 100% of it", "translated_title": ""})
    refs = {world.opened(now=NOVEMBER, content=filing(**named)): number for number, named in enumerate(titles, 1)}

    with world.database.reading() as session:
        listed, _ = queries.list_cases(session, CORA, queries.Search(text=text), limit=10)

    assert [refs[one.ref] for one in listed] == found
