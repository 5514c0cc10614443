"""Conflicts of interest: found, declared by the person, suspected and settled, and what stands in the way of a review."""

import pytest

from states.organisation_names import parse_organisation
from tests.panel import ALMA, AUGUST, CLEO, ECHO, NOVEMBER, Panel, sees
from tests.world import ADA, ADAM, AUDREY, BO, CORA, DIEGO, ELI, World, at, done, filing, paper, party, refused
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import history
from workflow.errors import NotAllowed
from workflow.identity import people
from workflow.pool import conflict_detection, reviewers
from workflow.pool.conflict_detection import ConflictSources
from workflow.pool.parties import Parties, read_parties
from workflow.registry import organisations
from workflow.reviewing import assignments, conflicts, reviews


def standing(world: World, ref: str) -> list[tuple[str, str, str]]:
    with world.database.reading() as session:
        return [(one.person, one.ground, one.status) for one in conflicts.list_conflicts(session, SYSTEM, ref)]


def found(panel: Panel, ref: str, *people: Actor) -> list[tuple[str, str]]:
    """What looking for conflicts comes to, of these people, by name."""
    known = {person.id: person.name for person in people}
    with panel.world.database.reading() as session:
        looked_for = conflicts.find_new_conflicts(session, CORA, ref)
    return sorted((known[who], ground) for who, ground in looked_for if who in known)


# Finding ---------------------------------------------------------------------------------------------------------------


def test_somebody_of_an_organisation_of_either_side_is_found_however_it_is_written(panel: Panel) -> None:
    home = panel.reviewer("Hana", organisation="INSTITUTE OF  FOOD-SCIENCES")
    abroad = panel.reviewer("Abel", organisation="faculty of agronomy")
    taking_part = panel.reviewer("Tao", organisation="Ｃｅｎｔｒｅ for Peas")
    nobody = panel.reviewer("Nele", organisation="Institute of Food")
    ref = panel.case(participants=[party("Centre for Peas", "enterprise", "CN")])

    assert found(panel, ref, home, abroad, taking_part, nobody) == [
        ("Abel", "same-organisation"),
        ("Hana", "same-organisation"),
        ("Tao", "same-organisation"),
    ]


def test_somebody_of_an_organisation_with_the_same_ror_is_found_under_another_name(panel: Panel) -> None:
    with panel.world.database.writing() as session:
        about = organisations.OrganisationDetails("IFS Beijing", "research-institution", "CN", ror="05dxps055")
        organisations.add_organisation(session, about, actor=SYSTEM, now=NOVEMBER)
    registered = panel.reviewer("Ren", organisation="IFS (Beijing)")
    by_ror = panel.reviewer("Rosa", organisation="https://ror.org/05dxps055")
    ref = panel.case(
        organisation=party("Institute of Food Sciences", "research-institution", "CN") | {"ror": "05dxps055"}
    )

    assert found(panel, ref, registered, by_ror) == [("Ren", "same-organisation"), ("Rosa", "same-organisation")]


def test_somebody_named_in_the_case_or_its_owner_is_found(panel: Panel) -> None:
    leader, owner = panel.reviewer("Qing LIN"), panel.reviewer("Owen")
    with panel.world.database.writing() as session:
        people.grant(session, owner.id, "applicant", actor=SYSTEM, now=NOVEMBER)
        owning = people.load_person(session, owner.id)
    ref = panel.case(owner=owning)

    assert found(panel, ref, leader, owner) == [("Owen", "co-participant"), ("Qing LIN", "co-participant")]


def test_somebody_of_the_partners_country_is_found(panel: Panel) -> None:
    argentine, italian = panel.reviewer("Ana", country="AR"), panel.reviewer("Ida", country="IT")

    assert found(panel, panel.case(), argentine, italian) == [("Ana", "country-side")]


def test_somebody_who_had_an_earlier_case_of_the_programme_with_one_of_the_organisations_is_found(panel: Panel) -> None:
    past = panel.reviewer("Pia")
    with panel.world.database.writing() as session:
        people.grant(session, past.id, "applicant", actor=SYSTEM, now=NOVEMBER)
        pia = people.load_person(session, past.id)
    rice, board = party("Institute of Rice", "research-institution", "CN"), party("Rice Board", "government", "AR")
    signed = paper("2022-10-20", "Institute of Rice", "Rice Board")
    unrelated = panel.case(organisation=rice, counterpart_organisation=board, cooperation_agreement=signed)
    panel.world.opened(filing(counterpart_organisation=board), now=NOVEMBER, actor=pia)
    later = panel.case()

    assert found(panel, unrelated, past) == []
    assert found(panel, later, past) == [("Pia", "earlier-case")]


def test_grounds_are_found_without_any_database() -> None:
    reviewer = reviewers.Listed("per_r", "Rosa Vidal", None, "Academy", "AR", (), 20, True, (None,))
    home = filing(organisation=party("academy!", "university", "CN"), leader="VIDAL, Rosa")
    parties = read_parties(7, [home, None], partner="AR", acting=["per_o"])
    faculty, academy = ((parse_organisation(name),) for name in ("Faculty of Agronomy", "Academy"))
    past = [Parties(3, faculty, frozenset()), Parties(9, academy, frozenset())]
    known = ConflictSources({}, {"per_r": past}, {"per_r": [Parties(8, academy, frozenset())]})

    empty = read_parties(7, [None], partner=None, acting=["per_o"])

    assert list(conflict_detection.find_grounds(parties, [reviewer], known)) == [
        ("per_r", list(conflict_detection.FOUND))
    ]
    assert list(conflict_detection.find_grounds(empty, [reviewer], known)) == [("per_r", [])]


def test_what_is_looked_for_becomes_a_suspicion_once(panel: Panel) -> None:
    ana, ref = panel.reviewer("Ana", country="AR", organisation="Faculty of Agronomy"), panel.case()

    for ground in ("same-organisation", "country-side"):
        done(panel.suspect(ref, ana, ground))

    assert found(panel, ref, ana) == []
    assert standing(panel.world, ref) == [
        (ana.id, "same-organisation", "suspected"),
        (ana.id, "country-side", "suspected"),
    ]
    assert refused(panel.suspect(ref, ana, "country-side")).problem == "this conflict of interest is suspected already"


# Standing in the way of an assignment ----------------------------------------------------------------------------------


def test_a_conflict_that_is_found_keeps_a_reviewer_from_being_invited_until_it_is_dismissed(panel: Panel) -> None:
    ana, ref = panel.reviewer("Ana", country="AR"), panel.case()

    before = refused(panel.assign(ref, ana))
    version = panel.world.case(ref).version
    done(panel.settle(ref, ana, "country-side", confirmed=False, reason="has lived in Beijing for thirty years"))
    after = done(panel.assign(ref, ana))

    [lack] = before.missing
    assert (before.code, before.remedies, before.version) == ("needs-unmet", ("settlement",), version)
    assert (lack.code, lack.pointer, lack.remedy) == ("conflict-suspected", "/reviewer", "settlement")
    assert lack.problem == (
        "has a conflict of interest that is suspected: they are of the partner's country (country-side)"
    )
    assert after.action == "case.reviewer-assigned"


def test_every_ground_is_settled_on_its_own(panel: Panel) -> None:
    ana, ref = panel.reviewer("Ana", country="AR", organisation="Faculty of Agronomy"), panel.case()
    done(panel.settle(ref, ana, "same-organisation", confirmed=True))
    done(panel.settle(ref, ana, "country-side", confirmed=False))

    refusal = refused(panel.assign(ref, ana))

    assert [lack.code for lack in refusal.missing] == ["conflict-confirmed"]
    assert refusal.remedies == ()


def test_whoever_reviews_a_case_and_declares_a_conflict_no_longer_does(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)
    done(panel.score(ref, rosa, 80))

    done(panel.declare(ref, rosa))

    with panel.world.database.reading() as session:
        [assigned] = assignments.list_assignments(session, CORA, ref)
        opinion = reviews.list_reviews(session, CORA, ref)
        assert assignments.list_mine(session, rosa) == []
    assert (assigned.status, assigned.reason) == ("removed", "conflict of interest")
    assert opinion.reading is not None and opinion.reading.reviews == 0
    assert [review.counts for review in opinion.reviews] == [False]
    assert [entry.action for entry in panel.world.entries(ref)[-2:]] == [
        "case.reviewer-unassigned",
        "case.conflict-declared",
    ]
    assert refused(panel.assign(ref, rosa)).missing[0].code == "conflict-declared"


# Declaring and settling ------------------------------------------------------------------------------------------------


def test_a_conflict_is_declared_by_staff_about_themselves_with_a_ground_and_a_reason(panel: Panel) -> None:
    ref = panel.case()

    assert refused(panel.declare(ref, CLEO, ground="envy")).missing[0].pointer == "/ground"
    assert refused(panel.declare(ref, CLEO, reason=" ")).missing[0].pointer == "/reason"
    assert refused(panel.declare(ref, ADA)).code == "not-yours-to-make"
    assert refused(panel.declare(ref, DIEGO)).code == "not-yours-to-make"
    assert refused(panel.declare(ref, BO)).code == "no-such-case"
    assert standing(panel.world, ref) == []

    for actor in (CLEO, ECHO, AUGUST, ALMA):
        done(panel.declare(ref, actor))
        assert refused(panel.declare(ref, actor)).code == "no-such-case"


def test_a_conflict_is_settled_by_another_coordinator_with_a_reason(panel: Panel) -> None:
    cleo, ref = panel.person("Cleo", "coordinator"), panel.case()
    done(panel.suspect(ref, cleo, "collaboration", reason="a book together"))

    for actor in (ADA, DIEGO, ELI, AUDREY, ADAM):
        assert (
            refused(panel.settle(ref, cleo, "collaboration", confirmed=False, actor=actor)).code == "not-yours-to-make"
        )
    own = refused(panel.settle(ref, cleo, "collaboration", confirmed=False, actor=cleo))
    assert (
        refused(panel.settle(ref, cleo, "collaboration", confirmed=False, reason=" ")).missing[0].pointer == "/reason"
    )
    assert refused(panel.settle(ref, cleo, "family", confirmed=False)).missing[0].pointer == "/ground"
    assert refused(panel.settle(ref, BO, "family", confirmed=True)).missing[0].pointer == "/person"
    assert own.problem == "a conflict of interest is settled by: another coordinator"
    assert standing(panel.world, ref) == [(cleo.id, "collaboration", "suspected")]

    done(panel.settle(ref, cleo, "collaboration", confirmed=True))
    again = refused(panel.settle(ref, cleo, "collaboration", confirmed=True))
    assert (again.problem, sees(panel.world, cleo, ref)) == ("this conflict of interest is confirmed already", False)


def test_a_dismissed_conflict_lets_a_case_be_seen_again(panel: Panel) -> None:
    cleo, ref = panel.person("Cleo", "coordinator"), panel.case()
    done(panel.declare(ref, cleo))
    between = sees(panel.world, cleo, ref)
    done(panel.settle(ref, cleo, "family", confirmed=False, reason="another person of that name"))

    assert (between, sees(panel.world, cleo, ref)) == (False, True)
    assert done(panel.suspect(ref, cleo, "family", actor=CORA, reason="a brother after all")).event > 0


def test_a_suspicion_alone_hides_nothing(panel: Panel) -> None:
    cleo, ref = panel.person("Cleo", "coordinator"), panel.case()
    done(panel.suspect(ref, cleo, "collaboration", reason="a book together"))

    assert sees(panel.world, cleo, ref)
    assert done(panel.world.extend(ref, "review", at("2023-06-01 00:00"), now=NOVEMBER))


def test_a_coordinator_who_applies_keeps_the_case_as_an_applicant_and_nothing_of_what_is_internal(panel: Panel) -> None:
    both = Actor("per_both", "Bea, who is both", (RoleGrant("coordinator"), RoleGrant("applicant")))
    rosa = panel.reviewer("Rosa")
    ref = panel.case(owner=both)
    panel.accepted(ref, rosa)
    done(panel.score(ref, rosa, 80))
    done(panel.declare(ref, both))

    assert sees(panel.world, both, ref)
    assert (
        refused(panel.world.transition(ref, "exclude", actor=both, now=NOVEMBER, reason="x")).code
        == "not-yours-to-make"
    )
    assert refused(panel.assign(ref, rosa, actor=both)).code == "not-yours-to-make"
    assert refused(panel.settle(ref, both, "family", confirmed=False, actor=both)).code == "not-yours-to-make"
    with panel.world.database.reading() as session:
        for query in (assignments.list_assignments, reviews.list_reviews, conflicts.list_conflicts):
            with pytest.raises(NotAllowed):
                query(session, both, ref)
        told, _ = history.list_case_events(session, both, ref, limit=50)
        whole, _ = history.list_events(session, both, history.Filter(), limit=200)
    assert {entry.action for entry in told} == {"case.opened", "case.transitioned", "case.filed"}
    assert not any(entry.case == ref for entry in whole)


def test_conflicts_are_told_to_coordinators_auditors_and_administrators_alone(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    done(panel.assign(ref, rosa))
    done(panel.suspect(ref, rosa, "collaboration", reason="a book"))

    with panel.world.database.reading() as session:
        for actor in (CORA, AUDREY, ADAM):
            assert [one.person for one in conflicts.list_conflicts(session, actor, ref)] == [rosa.id]
        for actor in (ADA, DIEGO, ELI, rosa):
            with pytest.raises(NotAllowed):
                conflicts.list_conflicts(session, actor, ref)
            told, _ = history.list_case_events(session, actor, ref, limit=50)
            assert actor is ELI or not any(entry.action.startswith("case.conflict") for entry in told)
        with pytest.raises(NotAllowed):
            conflicts.find_new_conflicts(session, AUDREY, ref)
