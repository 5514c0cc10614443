"""`accord decide`: drafted, previewed, released at once or at an instant, and the reserve list moved up."""

from contextlib import closing
from datetime import timedelta

from sqlalchemy.engine import URL

from tests.cli.conftest import UNDER_WAY, Operator, opened
from tests.world import ELI as COMMITTEE
from tests.world import SPRING, STATE_AWARD, World, answering, done
from workflow.clock import SystemClock
from workflow.outcomes import format_instant
from workflow.store.database import Database

PAPERS = [{"name": "papers", "operator": "at-least", "value": 4, "unit": "papers"}]
DIRECTION = (UNDER_WAY, "2.4")
ELI = ("--as", "eli")


def reviewed(desk: Operator) -> str:
    """A case taken from draft to where the committee decides."""
    ref = opened(desk)
    desk.done("case", "transition", ref, "submit", "--as", "ada")
    desk.done("case", "file", ref, "--file", desk.file("counterpart.json", answering()), "--submit", "--as", "diego")
    desk.done("case", "transition", ref, "confirm", "--as", "diego")
    desk.done("case", "transition", ref, "review", "--score", 80, "--as", "cora")
    return ref


def test_decisions_are_drafted_previewed_and_released_together(desk: Operator) -> None:
    dear, cheap = reviewed(desk), reviewed(desk)
    promised = desk.file("indicators.json", PAPERS)
    desk.done("decide", "draft", dear, "award", "--amount", 1_500_000, "--indicators", promised, *ELI)
    desk.done("decide", "draft", cheap, "award", "--amount", 600_000, *ELI)

    preview = desk.json("decide", "preview", *DIRECTION)
    table = desk.done("decide", "preview", *DIRECTION)
    refused = desk("decide", "release", *DIRECTION, *ELI)
    desk.done("decide", "draft", cheap, "reserve", "--amount", 600_000, "--rank", 1, *ELI)
    foretold = desk.done("decide", "release", *DIRECTION, "--dry-run", *ELI)
    made = desk.done("decide", "release", *DIRECTION, *ELI)

    assert [(place["case"]["ref"], len(place["unfit"])) for place in preview["ranking"]] == [(dear, 0), (cheap, 1)]
    assert preview["lines"][0]["funds_left"] == -100_000
    assert "2.4 China–Argentina joint research has 500,000 yuan left" in " ".join(table.split())
    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (1, "accord: nothing was released")
    assert refused.stderr.startswith(
        f"{cheap}: Award is not possible yet: 2.4 China–Argentina joint research has 500,000 yuan left"
    )
    assert (foretold, made) == ("2 decisions could be released\n", "2 decisions were released\n")
    assert [desk.json("case", "show", ref)["case"]["state"] for ref in (dear, cheap)] == ["awarded", "reserved"]
    assert desk.json("case", "show", dear)["decision"]["indicators"] == PAPERS


def test_the_reserve_list_moves_up_when_a_place_falls_free(desk: Operator) -> None:
    first, second = reviewed(desk), reviewed(desk)
    desk.done("decide", "draft", first, "award", "--amount", 2_000_000, *ELI)
    desk.done("decide", "draft", second, "reserve", "--amount", 700_000, "--rank", 1, *ELI)
    desk.done("decide", "release", *DIRECTION, *ELI)

    full = desk("decide", "promote", *DIRECTION, *ELI)
    desk.done("case", "transition", first, "withdraw", "--reason", "no staff", "--as", "ada")
    up = desk.json("decide", "promote", *DIRECTION, *ELI)

    assert (full.exit_code, "nothing that is free is enough" in full.stderr) == (1, True)
    assert (up["case"], up["state"]) == (second, "awarded")


def test_a_release_is_scheduled_shown_and_cancelled(desk: Operator) -> None:
    ends = format_instant(SystemClock().now() + timedelta(days=2))

    said = desk.done("decide", "release", *DIRECTION, "--at", ends, *ELI)
    shown = desk.json("decide", "preview", *DIRECTION)["embargo"]["at"]
    cancelled = desk.done("decide", "release", *DIRECTION, "--cancel", *ELI)
    none = desk("decide", "release", *DIRECTION, "--cancel", *ELI)

    assert (said, shown) == (f"what is drafted in 2.4 will be released at {ends}\n", ends)
    assert cancelled == f"what is drafted in 2.4 will not be released at {ends}\n"
    assert (none.exit_code, none.stderr) == (1, f"accord: no release is scheduled in direction 2.4 of {UNDER_WAY}\n")


def test_what_cannot_be_understood_or_done_is_said(desk: Operator) -> None:
    ref = reviewed(desk)
    nonsense = desk.file("nonsense.json", {"name": "papers"})

    results = [
        desk("decide", "draft", ref, "perhaps", *ELI),
        desk("decide", "release", *DIRECTION, "--cancel", "--dry-run", *ELI),
        desk("decide", "draft", ref, "award", "--amount", 1, "--indicators", nonsense, *ELI),
        desk("decide", "draft", ref, "award", "--amount", 1, "--as", "ada"),
        desk("decide", "release", *DIRECTION, *ELI),
        desk("decide", "release", *DIRECTION, "--at", "tomorrow", *ELI),
        desk("decide", "preview", UNDER_WAY, "9.9"),
        desk("decide", "promote", *DIRECTION, *ELI),
    ]

    assert [result.exit_code for result in results] == [2, 2, 1, 1, 1, 1, 1, 1]
    assert results[3].stderr == "refused (not-yours-to-make): a decision can be drafted by: committee\n"
    assert results[4].stderr.startswith("refused (needs-unmet): nothing is drafted in direction 2.4")
    assert results[6].stderr == f"accord: there is no direction '9.9' in {UNDER_WAY}\n"


def test_an_award_is_conferred_on_a_day_of_its_own(desk: Operator, url: URL) -> None:
    with closing(Database(url.render_as_string(hide_password=False))) as database:
        world = World(database)
        [ref] = world.ready(1, now=SPRING, call=STATE_AWARD, direction="award")
        done(world.honour(ref, actor=COMMITTEE, now=SPRING))

    wrong = desk(
        "case", "transition", ref, "confer", "--conferred-on", "2024-06-31", "--place", "Beijing", "--as", "cora"
    )
    desk.done("case", "transition", ref, "confer", "--conferred-on", "2024-06-24", "--place", "Beijing", "--as", "cora")
    told = desk.json("case", "show", ref)

    assert (wrong.exit_code, told["case"]["state"]) == (1, "conferred")
    assert told["events"][-1]["data"]["given"]["conferred_on"] == "2024-06-24"
    assert told["milestones"][-1]["place"] == "Beijing"


def test_an_award_is_approved_at_the_terminal_or_is_not(desk: Operator, url: URL) -> None:
    with closing(Database(url.render_as_string(hide_password=False))) as database:
        world = World(database)
        approved, refused = world.ready(2, now=SPRING, call=STATE_AWARD, direction="award")
        for ref in (approved, refused):
            done(world.transition(ref, "award", actor=COMMITTEE, now=SPRING))

    early = desk("case", "transition", approved, "approve", "--approved-on", "2019-06-24", "--as", "cora")
    desk.done("case", "transition", approved, "approve", "--approved-on", "2024-06-20", "--as", "cora")
    unsaid = desk("case", "transition", refused, "disapprove", "--as", "cora")
    desk.done("case", "transition", refused, "disapprove", "--reason", "not this year", "--as", "cora")

    assert (early.exit_code, "the approval cannot lie before" in early.stderr) == (1, True)
    assert (unsaid.exit_code, "a reason" in unsaid.stderr) == (1, True)
    told = desk.json("case", "show", approved)["milestones"][-1]
    assert (told["kind"], told["day"], told["body"]) == (
        "approval",
        "2024-06-20",
        "CPC Central Committee and State Council",
    )
    states = [desk.json("case", "show", ref)["case"]["state"] for ref in (approved, refused)]
    assert states == ["awarded", "declined"]
