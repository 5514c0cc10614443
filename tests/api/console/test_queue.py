"""The queue: what is put off leaves it and its count and comes back; what happened since one left is told in one's language."""

from datetime import timedelta

from tests.api.console.conftest import Console, words
from tests.world import at, done
from workflow.overview import last_seen

HOUR = timedelta(hours=1)


def later(console: Console, ref: str, day: str = "2022-11-14", version: int = 1) -> str:
    """Put a case of Ada's off; what she is shown then."""
    answer = console.post("ada", f"/queue/{ref}/put-off", {"version": version, "day": day})
    assert answer.status_code == 303, words(answer)
    return words(console.get("ada", answer.headers["location"]))


def test_a_task_that_is_put_off_is_out_of_the_queue_and_its_count_until_its_day(console: Console) -> None:
    first, second = console.opened(), console.opened()
    assert "2 cases need you" in words(console.get("ada", "/"))

    said = later(console, first)

    assert f"{first} is put off until Monday 14 November." in said and "1 case needs you" in said
    assert "Put off by you 1 case · the next comes back on Monday 14 November" in said
    assert "Queue 1 Cases" in words(console.get("ada", "/cases")) and second in said
    console.clock.advance(at("2022-11-14 00:00") - console.clock.now())
    console.browsers.clear()
    assert "2 cases need you" in words(console.get("ada", "/"))


def test_what_is_put_off_comes_back_when_asked_or_when_something_happens(console: Console) -> None:
    first, second, third = (console.opened() for _ in range(3))
    for ref in (first, second, third):
        said = later(console, ref)
    assert "Nothing needs you" in said

    back = console.post("ada", f"/queue/{first}/back", {})
    done(console.world.amend(second, {"months": 23}, now=console.clock.now(), actor=console.actor("ada")))

    assert f"{first} is back in your queue." in words(console.get("ada", back.headers["location"]))
    assert "2 cases need you" in words(console.get("ada", "/"))
    console.post("ada", "/queue/back", {})
    assert "3 cases need you" in words(console.get("ada", "/"))
    assert console.post("ada", f"/queue/{third}/back", {}).status_code == 404


def test_a_task_is_put_off_to_no_day_past_its_deadline_and_says_why_not(console: Console) -> None:
    ref = console.opened()
    page = console.get("ada", "/").text
    assert 'value="2022-11-13"' in page and 'min="2022-11-11" max="2022-12-25"' in page

    late = console.post("ada", f"/queue/{ref}/put-off", {"version": 1, "day": "2022-12-26"})
    stale = console.post("ada", f"/queue/{ref}/put-off", {"version": 7, "day": "2022-11-13"})
    unsaid = console.post("ada", f"/queue/{ref}/put-off", {"version": 1})
    foreign = console.post("cora", f"/queue/{ref}/put-off", {"version": 1, "day": "2022-11-13"})

    assert late.status_code == 422 and "choose a day after today and no later than 2022-12-25" in words(late)
    assert words(late).count("Error: Queue") == 1 and "something happened on this case meanwhile" in words(stale)
    assert unsaid.status_code == 422 and "choose a day" in words(unsaid)
    assert foreign.status_code == 422 and "only what needs you can be put off" in words(foreign)
    assert console.post("diego", f"/queue/{ref}/put-off", {"version": 1, "day": "2022-11-13"}).status_code == 404
    assert "1 case needs you" in words(console.get("ada", "/"))


def test_what_happened_since_one_left_stays_told_until_the_next_visit(console: Console) -> None:
    before = console.submitted()
    assert "Lately" in words(console.get("cora", "/")) and "Since you left" not in words(console.get("cora", "/"))
    console.clock.advance(last_seen.SILENCE + HOUR)
    during = console.submitted()
    console.browsers.clear()

    told, again = words(console.get("cora", "/")), words(console.get("cora", "/"))

    for said in (told, again):
        assert "Since you left 1 h 30 min ago Submitted 1 opened the case 1 The newest" in said
        assert f"{during} Ada Submit: Draft → Submitted" in said and before not in said.split("The newest")[1]
    console.clock.advance(last_seen.SILENCE + HOUR)
    console.browsers.clear()
    assert "Nothing by anybody else since then." in words(console.get("cora", "/"))


def test_what_happened_is_told_in_the_readers_language_with_the_words_of_the_programme(console: Console) -> None:
    ref = console.submitted()
    console.browser("cora").here.cookies.set("accord-language", "zh")

    page = words(console.get("cora", "/"))
    part = words(console.get("cora", "/", **{"X-Fragment": "latest"}))

    for said in (page, part):
        assert f"{ref} Ada 提交" in said and "草稿 → 已提交" in said
        assert "submit" not in said and "draft" not in said
