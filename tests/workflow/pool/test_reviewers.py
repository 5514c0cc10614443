"""The pool of reviewers: who is put into it, what is kept of them, who reads it."""

import pytest
from sqlalchemy import select

from tests.panel import NOVEMBER, Panel
from tests.world import ADA, CORA, DIEGO, ELI, REX, done
from workflow import canonical, salted
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.errors import InvalidRequest, NotAllowed, NotFound
from workflow.pool import reviewers
from workflow.pool.reviewers import ReviewerProfile
from workflow.tables import REVIEWERS


def test_a_reviewer_is_put_into_the_pool_and_the_trail_does_not_say_what_could_have_to_be_erased(panel: Panel) -> None:
    rosa = panel.person("Rosa", "reviewer")

    listed = panel.listed(rosa, organisation="Institute of Peas", expertise=("Food safety",), most=3)

    assert (
        listed.name,
        listed.organisation,
        listed.expertise,
        listed.most,
        listed.active,
        listed.calls,
        listed.load,
    ) == (
        "Rosa",
        "Institute of Peas",
        ("Food safety",),
        3,
        True,
        (None,),
        0,
    )
    with panel.world.database.reading() as session:
        [entry], _ = history.list_events(session, SYSTEM, history.Filter(action="reviewer.listed"), limit=10)
    assert {name: entry.data[name] for name in ("reviewer", "most", "active")} == {
        "reviewer": rosa.id,
        "most": 3,
        "active": True,
    }
    assert "Peas" not in entry.body and "Food" not in entry.body
    said = canonical.dumps(
        {"organisation": "Institute of Peas", "country": "CN", "expertise": '["Food safety"]'}
    ).decode()
    assert entry.data["digest"] == salted.digest(_salt(panel, rosa.id), said) != salted.digest(b"", said)


def _salt(panel: Panel, person: str) -> bytes:
    with panel.world.database.reading() as session:
        kept: bytes = session.execute(select(REVIEWERS.c.salt).where(REVIEWERS.c.person == person)).scalar_one()
    return kept


def test_what_is_said_of_a_reviewer_is_replaced_when_it_is_said_again(panel: Panel) -> None:
    rosa = panel.reviewer("Rosa", organisation="Institute of Peas", most=3)

    panel.listed(rosa, organisation="Institute of Beans", most=4, active=False)

    with panel.world.database.reading() as session:
        [found], following = reviewers.list_pool(session, SYSTEM)
    assert (found.organisation, found.most, found.active, following) == ("Institute of Beans", 4, False, None)


def test_nobody_is_put_into_the_pool_who_does_not_exist_or_is_no_reviewer_or_by_somebody_else(panel: Panel) -> None:
    ann = panel.person("Ann", "applicant")
    about = ReviewerProfile("Institute", "CN")

    with panel.world.database.writing() as session:
        with pytest.raises(NotFound, match="there is no person 'per_nobody'"):
            reviewers.put_reviewer(session, "per_nobody", about, actor=CORA, now=NOVEMBER)
        with pytest.raises(InvalidRequest, match="holds the role reviewer nowhere"):
            reviewers.put_reviewer(session, ann.id, about, actor=CORA, now=NOVEMBER)
        for outsider in (ADA, DIEGO, REX, ELI):
            with pytest.raises(NotAllowed, match="coordinator, administrator"):
                reviewers.put_reviewer(session, ann.id, about, actor=outsider, now=NOVEMBER)
            with pytest.raises(NotAllowed):
                reviewers.list_pool(session, outsider)


@pytest.mark.parametrize(
    ("about", "problem"),
    [
        (ReviewerProfile("", "CN"), "an organisation must be"),
        (ReviewerProfile("Institute\0", "CN"), "an organisation must hold no NUL"),
        (ReviewerProfile("Institute", "XX"), "there is no country XX"),
        (ReviewerProfile("Institute", "CN", ("",)), "an area of expertise must be"),
        (ReviewerProfile("Institute", "CN", ("peas",) * 51), "expertise is at most"),
        (ReviewerProfile("Institute", "CN", (), 0), "between 1 and 1,000"),
        (ReviewerProfile("Institute", "CN", (), 1001), "between 1 and 1,000"),
    ],
)
def test_what_does_not_fit_is_not_said_of_a_reviewer(panel: Panel, about: ReviewerProfile, problem: str) -> None:
    rosa = panel.person("Rosa", "reviewer")

    with panel.world.database.writing() as session, pytest.raises(InvalidRequest, match=problem):
        reviewers.put_reviewer(session, rosa.id, about, actor=CORA, now=NOVEMBER)


def test_the_pool_is_read_by_name_a_page_at_a_time_with_the_load_of_each(panel: Panel) -> None:
    ren, rosa, ruth = (panel.reviewer(name) for name in ("Ren", "Rosa", "Ruth"))
    ref = panel.case()
    panel.accepted(ref, rosa)
    done(panel.assign(ref, ruth))

    with panel.world.database.reading() as session:
        first, after = reviewers.list_pool(session, CORA, limit=2)
        second, end = reviewers.list_pool(session, CORA, limit=2, after=after)

    assert [(one.person, one.load) for one in first] == [(ren.id, 0), (rosa.id, 1)]
    assert ([(one.person, one.load) for one in second], end) == ([(ruth.id, 1)], None)
