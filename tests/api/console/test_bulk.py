"""Many cases at once: what would come of it is shown for each before anything is changed."""

from tests.api.console.conftest import Console, words


def test_a_step_is_judged_for_each_case_and_then_made_where_it_may_be(console: Console) -> None:
    ready, draft = console.submitted(), console.opened()
    selected = {"case": [f"{ready}:2", f"{draft}:1"]}

    chosen = console.browser("cora").ask("POST", "/cases/bulk", data=selected)
    assert "Return for correction" in words(chosen) and "A step for 2 cases" in words(chosen)

    step = selected | {"transition": "return", "reason": "all plans lack dates"}
    seen = console.browser("cora").ask("POST", "/cases/bulk", data=step)
    assert "1 case would be changed. 1 would be left as it is." in words(seen)
    assert (console.world.case(ready).state, console.world.case(draft).state) == ("submitted", "draft")

    done = console.browser("cora").ask("POST", "/cases/bulk", data=step | {"sure": "yes"})
    assert "1 case was changed. 1 was left as it was" in words(done)
    assert (console.world.case(ready).state, console.world.case(draft).state) == ("returned", "draft")


def test_a_case_that_a_colleague_changed_meanwhile_is_left_and_said_so(console: Console) -> None:
    ref = console.submitted()
    console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "faster"})

    step = {"case": f"{ref}:2", "transition": "exclude", "reason": "slower", "sure": "yes"}
    done = console.post("cora", "/cases/bulk", step)

    assert "0 cases were changed" in words(done) and console.world.case(ref).state == "returned"


def test_without_a_case_or_with_one_that_is_not_theirs_nobody_gets_far(console: Console) -> None:
    ref = console.submitted()

    assert console.post("cora", "/cases/bulk", {}).status_code == 422
    assert console.post("cora", "/cases/bulk", {"case": "rubbish"}).status_code == 422
    hidden = console.post("diego", "/cases/bulk", {"case": "IG23-1.1-001:1", "transition": "confirm", "sure": "yes"})
    assert "0 cases were changed" in words(hidden) and console.world.case(ref).state == "submitted"
