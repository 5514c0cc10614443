"""Who sees a case, and who may make which transition where: everything expected from the definition, nothing left out."""

from sqlalchemy import select

from states.refusal import Refusal
from tests.spine import LATER, LIFECYCLE, NICO, NOVEMBER, OUTSIDERS, PEOPLE, WHILE, one_of_each
from tests.world import (
    ADA,
    BO,
    CALL,
    DIEGO,
    SPRING,
    ZHONGGUANCUN,
    World,
    filing,
    refused,
)
from workflow import access
from workflow.actors import Actor, RoleGrant
from workflow.commands import AmendFiling, Bulk, ExtendDeadline, MakeTransition, PutFiling
from workflow.errors import NotFound
from workflow.overview import queries
from workflow.tables import CASES


def expected(person: str, state: str, name: str) -> str:
    """What the definition says becomes of a transition: the state it leads to, or the code of the refusal."""
    transition = LIFECYCLE.transitions[name]
    if person in OUTSIDERS or (person in ("partner", "authority") and state == "draft"):
        return "no-such-case"
    if person not in transition.by:
        return "not-yours-to-make"
    if state not in transition.source:
        overtaken = {"lapsed": {"draft", "returned"}, "unilateral": {"submitted"}}.get(state, set())
        return "deadline-passed" if overtaken & set(transition.source) else "not-from-this-state"
    if name == "retract":
        return "deadline-passed"  # what was confirmed is taken back only while the agency's deadline lies ahead
    return "needs-unmet" if {"counterpart-missing", "counterpart-in-time"} & set(transition.needs) else transition.to


def test_every_role_may_make_exactly_the_moves_the_definition_gives_it_in_every_state(world: World) -> None:
    refs = one_of_each(world)
    asked = [
        (person, state, transition)
        for person in PEOPLE
        for state in LIFECYCLE.states
        for transition in LIFECYCLE.transitions
    ]
    given = {"reason": "said", "amount": 1, "rank": 1, "score": 1}

    tried = [
        Bulk(
            actor=PEOPLE[person],
            received_at=LATER,
            dry_run=True,
            commands=(
                MakeTransition(
                    actor=PEOPLE[person], received_at=LATER, ref=refs[state], transition=transition, given=given
                ),
            ),
        )
        for person, state, transition in asked
    ]
    before = world.events()
    answers = [answer[0] for answer in world.apply(*tried, now=LATER) if isinstance(answer, list)]

    found = [answer.code if isinstance(answer, Refusal) else answer.state for answer in answers]
    wanted = [expected(*one) for one in asked]
    assert len(asked) == 14 * 13 * 19
    assert [(*one, is_, should) for one, is_, should in zip(asked, found, wanted, strict=True) if is_ != should] == []
    assert world.events() == before


def test_a_refusal_for_want_of_a_role_names_the_roles_that_could(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)

    outcome = refused(world.transition(ref, "award", actor=ADA, now=NOVEMBER, amount=1))

    assert (outcome.code, outcome.roles, outcome.state, outcome.transition, outcome.version) == (
        "not-yours-to-make",
        ("committee",),
        "partner-confirmed",
        "award",
        5,
    )
    assert outcome.problem == "Award can be done by: committee"


def test_an_owner_whose_role_was_taken_away_sees_the_case_and_moves_nothing(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    stripped = Actor(ADA.id, ADA.name)

    outcome = refused(world.transition(ref, "submit", actor=stripped, now=NOVEMBER))

    assert (outcome.code, outcome.roles) == ("not-yours-to-make", ("applicant", "coordinator"))
    with world.database.reading() as session:
        assert queries.load_visible_row(session, stripped, ref)


def test_what_may_be_listed_is_what_may_be_seen_for_everybody_in_every_state(world: World) -> None:
    one_of_each(world)
    world.ready(1, now=NOVEMBER, direction="2.3", content=filing(area="Hydrogen energy"))
    world.ready(1, now=SPRING, call=ZHONGGUANCUN, direction="award")
    broad = Actor("per_wide", "Wanda", (RoleGrant("authority"), RoleGrant("partner")))
    several = Actor("per_two", "Tomas", (RoleGrant("authority", CALL, "AR"), RoleGrant("auditor", ZHONGGUANCUN)))

    for actor in (*PEOPLE.values(), broad, several):
        with world.database.reading() as session:
            rows = session.execute(select(CASES, *access.relation_columns(actor))).all()
            listed = set(session.execute(select(CASES.c.ref).where(access.visible(actor))).scalars())
        assert listed == {row.ref for row in rows if access.can_see(actor, row)}, actor.name


def test_whoever_may_not_see_a_case_learns_nothing_by_asking_anything_of_it(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    absent = "IG23-2.4-999"

    def answers(about: str) -> list[Refusal]:
        known = {"actor": BO, "received_at": NOVEMBER, "ref": about}
        return [
            refused(world.one(command))
            for command in (
                MakeTransition(**known, transition="submit"),  # type: ignore[arg-type]
                MakeTransition(**known, transition="submit", version=99),  # type: ignore[arg-type]
                MakeTransition(**known, transition="nonsense"),  # type: ignore[arg-type]
                AmendFiling(**known, content={"colour": "red"}),  # type: ignore[arg-type]
                PutFiling(**known, side="home", content={}),  # type: ignore[arg-type]
                ExtendDeadline(**known, deadline="internal", until=WHILE, reason="", confirmed=True),  # type: ignore[arg-type]
            )
        ]

    assert [one.about(case=None, problem=one.problem.replace(ref, "")) for one in answers(ref)] == [
        one.about(case=None, problem=one.problem.replace(absent, "")) for one in answers(absent)
    ]
    with world.database.reading() as session:
        messages = []
        for about in (ref, absent):
            try:
                queries.load_case(session, BO, about, now=NOVEMBER)
            except NotFound as error:
                messages.append(str(error).replace(about, ""))
    assert messages == ["there is no case "] * 2


def test_a_partner_sees_a_case_from_its_submission_on_and_not_another_partners(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    def seen_by(actor: Actor) -> list[str]:
        with world.database.reading() as session:
            return [case.ref for case in queries.list_cases(session, actor, queries.Search(), limit=10)[0]]

    before = seen_by(DIEGO)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)

    assert (before, seen_by(DIEGO), seen_by(NICO)) == ([], [ref], [])
