"""Duplicates: the same project in sibling directions or twice in one, the same candidate twice; told to the staff alone."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.world import (
    ADA,
    ADAM,
    AUDREY,
    BO,
    CORA,
    DIEGO,
    ELI,
    NOMINATIONS,
    SPRING,
    STATE_AWARD,
    ZHONGGUANCUN,
    World,
    at,
    done,
    filing,
    party,
)
from workflow.actors import SYSTEM, Actor
from workflow.commands import DeclareConflict, EraseCase, OpenCase
from workflow.overview import queries
from workflow.tables import CASE_KEYS, CASES

NOVEMBER = at("2022-11-10 09:00")
OTHER: dict[str, Any] = {"title": "Rice in salt water", "leader": "Chen Bo"}
"""What tells a project from the one that `filing()` is about."""


def find(world: World, ref: str, actor: Actor = CORA) -> list[tuple[str, tuple[str, ...]]]:
    with world.database.reading() as session:
        whole = queries.load_case(session, actor, ref, now=NOVEMBER)
    return [(one.ref, one.same) for one in whole.duplicates]


def open_two(
    world: World, first: dict[str, Any], second: dict[str, Any], where: tuple[str, str] = ("2.4", "2.4")
) -> list[str]:
    partners = {"1.1": "IT", "1.2": "IT", "1.4": "EU", "1.5": "EU", "2.0": "KR", "2.1": "KR", "2.2": "ZA", "2.3": "ZA"}
    topics = {"1.4": "FAB-1"}
    pair = zip((first, second), where, (ADA, BO), strict=True)
    return [
        world.opened(
            filing(**differing),
            direction=code,
            partner=partners.get(code),
            topic=topics.get(code),
            now=NOVEMBER,
            actor=who,
        )
        for differing, code, who in pair
    ]


def nominate(world: World, candidate: dict[str, str], actor: Actor, call: str = ZHONGGUANCUN) -> str:
    content = NOMINATIONS[call] | {"candidate": candidate}
    opening = OpenCase(actor=actor, received_at=SPRING, call=call, direction=_direction(call), content=content)
    return done(world.one(opening)).case


def _direction(call: str) -> str:
    from states import loader

    return loader.calls()[call].directions[0].code


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Gentle extraction of pea protein", "Gentle extraction of pea protein"),
        ("Gentle extraction of pea protein", "  GENTLE EXTRACTION of pea-protein. "),
        ("Extracción suave de proteína", "Extraccio\u0301n suave de protei\u0301na"),
        ("Gentle extraction of pea protein", "Gentle\u200b extraction of\u00a0pea protein"),
        ("豌豆蛋白的温和提取", "豌豆蛋白的温和提取。"),
        ("ＰＥＡ protein", "Pea protein"),
    ],
)
def test_a_title_twice_is_a_duplicate_however_it_is_written(world: World, first: str, second: str) -> None:
    one, other = open_two(world, {"title": first}, {"title": second, "leader": "Chen Bo"})

    assert (find(world, one), find(world, other)) == ([(other, ("title",))], [(one, ("title",))])


def test_a_title_is_a_duplicate_of_its_translation(world: World) -> None:
    zh = {"title": "豌豆蛋白的温和提取", "leader": "Chen Bo"}
    one, other = open_two(world, {"translated_title": "豌豆蛋白的温和提取"}, zh)

    assert find(world, one) == [(other, ("title",))]


@pytest.mark.parametrize(
    "leader", ["Lin Qing", "Prof. LIN Qing", "Qing Lin", "林青", "Lin Qing 林青", "Chen Bo; Lin Qing"]
)
def test_a_leader_with_their_organisation_twice_is_a_duplicate(world: World, leader: str) -> None:
    one, other = open_two(world, {}, OTHER | {"leader": leader})

    assert find(world, one) == [(other, ("leader",))]


@pytest.mark.parametrize(
    "differing",
    [
        {},
        {"leader": "Lin Qing", "organisation": party("Institute of Rice", "research-institution", "CN")},
        {"leader": "Lin Qingyu"},
        {"title": "Gentle extraction of pea proteins"},
    ],
)
def test_what_only_looks_alike_is_no_duplicate(world: World, differing: dict[str, Any]) -> None:
    one, _ = open_two(world, {}, OTHER | differing)

    assert find(world, one) == []


@pytest.mark.parametrize(
    ("where", "is_sibling"),
    [
        (("1.1", "1.2"), True),
        (("1.1", "1.3"), True),
        (("1.4", "1.5"), True),
        (("2.0", "2.1"), True),
        (("2.2", "2.3"), True),
        (("2.4", "2.4"), True),
        (("1.2", "1.3"), False),
        (("2.4", "2.0"), False),
        (("1.4", "2.2"), False),
    ],
)
def test_a_project_is_looked_for_in_directions_that_have_a_partner_in_common(
    world: World, where: tuple[str, str], is_sibling: bool
) -> None:
    one, other = open_two(world, {}, {}, where)

    assert find(world, one) == ([(other, ("title", "leader"))] if is_sibling else [])


def test_a_case_that_was_withdrawn_does_not_count_and_a_change_is_followed(world: World) -> None:
    one, other = open_two(world, {}, OTHER)
    assert find(world, one) == []

    done(world.amend(other, {"title": filing()["title"]}, now=NOVEMBER, actor=BO))
    assert find(world, one) == [(other, ("title",))]
    done(world.amend(other, {"title": "Something else"}, now=NOVEMBER, actor=BO))
    assert find(world, one) == []

    done(world.amend(other, {"title": filing()["title"]}, now=NOVEMBER, actor=BO))
    done(world.transition(other, "withdraw", actor=BO, now=NOVEMBER, reason="no time"))
    assert (find(world, one), find(world, other)) == ([], [])


def test_only_staff_are_told_and_never_of_a_case_that_they_may_not_see(world: World) -> None:
    one, other = open_two(world, {}, {})
    for ref, who in ((one, ADA), (other, BO)):
        done(world.transition(ref, "submit", actor=who, now=NOVEMBER))

    told = [(other, ("title", "leader"))]
    assert [find(world, one, who) for who in (CORA, ELI, AUDREY, ADAM, SYSTEM)] == [told] * 5
    assert [find(world, one, who) for who in (ADA, DIEGO)] == [[]] * 2
    declared = DeclareConflict(actor=CORA, received_at=NOVEMBER, ref=other, ground="family", reason="a cousin")
    done(world.one(declared))
    assert (find(world, one), find(world, one, ELI)) == ([], told)


def test_a_duplicate_blocks_nothing_and_is_gone_with_its_words(world: World) -> None:
    one, other = open_two(world, {}, {})
    done(world.transition(other, "withdraw", actor=BO, now=NOVEMBER, reason="no time"))
    done(world.transition(one, "submit", actor=ADA, now=NOVEMBER))
    done(world.one(EraseCase(actor=ADAM, received_at=NOVEMBER, ref=other, reason="asked for")))

    with world.database.reading() as session:
        kept = session.execute(select(CASE_KEYS.c.case_id).distinct()).scalars().all()
        [mine] = session.execute(select(CASES.c.id).where(CASES.c.ref == one)).scalars()
    assert list(kept) == [mine]


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        (party("Ingrid Falk", "person", "SE"), party("Ingrid Falk", "person", "SE"), True),
        (party("Ingrid Falk", "person", "SE"), party("Dr. FALK, Ingrid", "person", "NO"), True),
        (party("José Núñez", "person", "ES"), party("Jose\u0301 Nu\u0301n\u0303ez", "person", "ES"), True),
        (party("Ingrid Falk", "person", "SE"), party("Ingrid Maria Falk", "person", "SE"), True),
        (party("王晓明", "person", "US"), party("Wang Xiao Ming", "person", "US"), True),
        (party("Ingrid Falk", "person", "SE"), party("Ingrid Falkner", "person", "SE"), False),
        (party("Ingrid Falk", "person", "SE"), party("Falk", "person", "SE"), False),
    ],
)
def test_a_candidate_nominated_twice_in_a_call_is_flagged(
    world: World, first: dict[str, str], second: dict[str, str], is_same: bool
) -> None:
    one, other = nominate(world, first, ADA), nominate(world, second, BO)

    assert find(world, one) == ([(other, ("candidate",))] if is_same else [])


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("University of Oslo", "The University of Oslo", True),
        ("University of Oslo", "Univ. of Oslo, Norway", True),
        ("Massachusetts Institute of Technology", "MIT", True),
        ("University of Oslo", "University of Bergen", False),
    ],
)
def test_an_organisation_nominated_twice_is_flagged(world: World, first: str, second: str, is_same: bool) -> None:
    one, other = (
        nominate(world, party(name, "university", "NO"), who, STATE_AWARD) for name, who in ((first, ADA), (second, BO))
    )

    assert find(world, one) == ([(other, ("candidate",))] if is_same else [])


def test_another_call_is_another_matter(world: World) -> None:
    candidate = party("Ingrid Falk", "person", "SE")
    one = nominate(world, candidate, ADA)
    nominate(world, candidate, BO, STATE_AWARD)

    assert find(world, one) == []
