"""What time makes of many cases in one sweep is what it makes of each alone: an outcome that is reused is the fresh one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session

from states import checks, loader
from states.call import Call
from tests.undone import undone
from tests.world import ADA, AGENCY, CALL, CORA, World, at, done, filing
from workflow import canonical, cases, editions
from workflow.actors import SYSTEM
from workflow.commands import Command, ExtendDeadline, FireTimeouts, OpenCase, PutFiling, RecordReceipt
from workflow.outcomes import Result
from workflow.store.database import Database
from workflow.tables import CASES, EVENTS

NOVEMBER = at("2022-11-10 09:00")
LONG_AFTER = at("2024-01-01 00:00")
WAITS = ("internal", "agency", "review", "decision", "5h", "36h", "1d", "40d")
NEEDS = ("counterpart-filed", "counterpart-missing", "counterpart-in-time", "quota-available", "complete", "rules-met")
LATER = st.integers(1, 200).map(lambda days: AGENCY + timedelta(days=days))
SOME = settings(
    deadline=None,
    derandomize=True,
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def lifecycles(draw: st.DrawFn) -> dict[str, Any]:
    """Stages through which time alone leads a case: each with a deadline of its own, one or two ways on, and needs."""
    last = draw(st.integers(1, 3))
    stages = ["draft", *(f"stage-{number}" for number in range(1, last + 1))]
    states: dict[str, Any] = {}
    transitions: dict[str, Any] = {}
    for place, stage in enumerate(stages):
        wait = draw(st.sampled_from(WAITS))
        ways = draw(st.integers(1, 2))
        for way in range(ways):
            onward = [*stages[place + 1 :], "lapsed"]
            needs = draw(st.lists(st.sampled_from(NEEDS), max_size=2, unique=True)) if way < ways - 1 else []
            transitions[f"{stage}-{way}"] = {
                "label": "On",
                "label_zh": "继续",
                "from": [stage],
                "to": onward[0] if way == ways - 1 else draw(st.sampled_from(onward)),
                "by": ["system"],
                "needs": needs,
                "disarms": draw(st.booleans()) and way == 0,
            }
        spoken = {"label": stage, "label_zh": stage, "about": "It waits.", "open_to": ["home", "counterpart"]}
        timeout = {("at" if wait.isalpha() else "after"): wait, "then": [f"{stage}-{way}" for way in range(ways)]}
        states[stage] = spoken | {"deadline": timeout}
    return {"states": states, "transitions": transitions}


def call_with(lifecycle: Mapping[str, Any], code: str) -> Call:
    """The bundled call as its second edition, in which one direction has another lifecycle."""
    told = loader.calls()[CALL].model_dump(mode="json", by_alias=True)
    told["edition"] = 2
    one = next(one for one in told["directions"] if one["code"] == code)
    one["lifecycle"]["states"] |= lifecycle["states"]
    one["lifecycle"]["transitions"] |= lifecycle["transitions"]
    call = Call.model_validate(told)
    assert not [fault for fault in checks.find_faults(call, "folder") if "deadline" in fault.place]
    return call


@st.composite
def histories(draw: st.DrawFn, code: str) -> list[dict[str, Any]]:
    """What was done on each of some cases: extensions, a filing of the counterpart, a receipt, a topic."""
    topics = ["FAB-1", "CCB-2"] if code == "1.4" else [None]
    one = st.fixed_dictionaries(
        {
            "topic": st.sampled_from(topics),
            "extended": st.dictionaries(st.sampled_from(WAITS[:4]), LATER, max_size=2),
            "filed": st.booleans(),
            "received": st.none() | st.datetimes(datetime(2022, 11, 1), datetime(2022, 11, 9)),  # noqa: DTZ001
        }
    )
    return draw(st.lists(one, min_size=2, max_size=6))


def begin(session: Session, histories: list[dict[str, Any]], code: str) -> list[str]:
    """Open a case for each history, and let it happen; their references."""
    refs = []
    for history in histories:
        content = filing() if code == "2.4" else {"title": "One of a topic"}
        topic = history["topic"]
        opening = OpenCase(actor=ADA, received_at=NOVEMBER, call=CALL, direction=code, topic=topic, content=content)
        [opened] = cases.apply(session, [opening], now=NOVEMBER)
        ref = done(opened).case
        refs.append(ref)
        said: dict[str, Any] = {"actor": CORA, "received_at": NOVEMBER, "ref": ref}
        commands: list[Command] = [
            ExtendDeadline(**said, deadline=name, until=until, reason="a flood")
            for name, until in history["extended"].items()
        ]
        if history["filed"]:
            commands.append(
                PutFiling(**said, side="counterpart", content=filing() if code == "2.4" else {"title": "Ours"})
            )
        if history["received"] is not None:
            when = at(str(history["received"]))
            told: dict[str, Any] = {
                "authority": "A ministry",
                "reference": "7",
                "zone": "UTC",
                "paper": True,
                "reason": "a letter",
            }
            commands.append(RecordReceipt(**said, side="counterpart", at=when, **told))
        cases.apply(session, commands, now=NOVEMBER)
    return refs


def swept(session: Session, refs: list[str], *, together: bool) -> list[object]:
    """How each case stands after a sweep, and what its events say; nothing of it stays."""
    with session.begin_nested() as savepoint:
        after: tuple[datetime, int] | None = None
        while True:
            command = FireTimeouts(actor=SYSTEM, received_at=LONG_AFTER, limit=2_000 if together else 1, after=after)
            [answer] = cases.apply(session, [command], now=LONG_AFTER)
            after = answer.reached  # type: ignore[union-attr]  # a sweep is answered with what it swept
            if after is None:
                break
        columns = [CASES.c[name] for name in ("ref", "state", "deadline", "due_at", "entered_at", "version", "amount")]
        stands = session.execute(select(*columns).where(CASES.c.ref.in_(refs)).order_by(CASES.c.ref)).all()
        told = select(CASES.c.ref, EVENTS.c.number, EVENTS.c.effective_at, EVENTS.c.body).join_from(
            EVENTS, CASES, EVENTS.c.case_id == CASES.c.id
        )
        events = session.execute(told.where(CASES.c.ref.in_(refs)).order_by(CASES.c.ref, EVENTS.c.number)).all()
        data = [
            (ref, number, when, cast(dict[str, Any], canonical.loads(body))["data"])
            for ref, number, when, body in events
        ]
        savepoint.rollback()
    return [*(tuple(one) for one in stands), *data]


@SOME
@given(lifecycles(), st.data(), st.sampled_from(["2.4", "1.4"]))
def test_a_reused_timeout_outcome_equals_a_fresh_decision(
    database: Database, lifecycle: dict[str, Any], data: st.DataObject, code: str
) -> None:
    made = data.draw(histories(code))
    with undone(database) as session:
        editions.publish(session, call_with(lifecycle, code), actor=SYSTEM, now=NOVEMBER)
        refs = begin(session, made, code)

        assert swept(session, refs, together=True) == swept(session, refs, together=False)


GRACE = {
    "states": {
        "draft": {
            "label": "Draft",
            "label_zh": "草稿",
            "about": "It is being written.",
            "open_to": ["home"],
            "deadline": {"at": "internal", "then": ["give-grace"]},
        },
        "grace": {
            "label": "In grace",
            "label_zh": "宽限",
            "about": "A last wait.",
            "open_to": ["home"],
            "deadline": {"at": "agency", "then": ["end-grace"]},
        },
    },
    "transitions": {
        "give-grace": {"label": "Wait", "label_zh": "等", "from": ["draft"], "to": "grace", "by": ["system"]},
        "end-grace": {"label": "End", "label_zh": "结束", "from": ["grace"], "to": "lapsed", "by": ["system"]},
    },
}


def test_an_extended_case_beside_a_plain_one_in_one_sweep_keeps_its_own_due_instant(database: Database) -> None:
    """Both orders: the outcome of either must not be reused for the other."""
    longer = AGENCY + timedelta(days=30)
    for first_is_extended in (False, True):
        with undone(database) as session:
            editions.publish(session, call_with(GRACE, "2.4"), actor=SYSTEM, now=NOVEMBER)
            plain: dict[str, Any] = {"topic": None, "extended": {}, "filed": False, "received": None}
            pair = [plain, plain | {"extended": {"agency": longer}}]
            refs = begin(session, pair[::-1] if first_is_extended else pair, "2.4")
            extended, other = refs[::-1] if not first_is_extended else refs
            moment = at("2022-12-28 00:00")
            cases.apply(session, [FireTimeouts(actor=SYSTEM, received_at=moment, limit=100)], now=moment)

            query = select(CASES.c.ref, CASES.c.state, CASES.c.due_at).where(CASES.c.ref.in_(refs))
            found = {ref: (state, due) for ref, state, due in session.execute(query)}
            assert found == {other: ("grace", AGENCY), extended: ("grace", longer)}


def test_plain_cases_lapse_beside_one_whose_deadline_was_extended(world: World) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(3)]
    outcome = world.extend(refs[0], "internal", AGENCY, now=NOVEMBER)
    assert isinstance(outcome, Result)

    assert world.sweep(at("2022-12-27 00:00")) == 2
    assert {world.case(ref).state for ref in refs[1:]} == {"lapsed"} and world.case(refs[0]).state == "draft"
