"""The past of a case: as it stood at any instant, clearly marked, stepped through, compared; and no more than one may see."""

from datetime import timedelta
from urllib.parse import quote

from tests.api.console.conftest import Console, words


def _lived(console: Console) -> str:
    """A case opened at nine, renamed at ten, submitted at eleven; it is noon."""
    ref = console.opened()
    console.clock.advance(timedelta(hours=1))
    console.world.amend(ref, {"title": "Gentler extraction"}, now=console.clock.now(), actor=console.actor("ada"))
    console.clock.advance(timedelta(hours=1))
    console.world.transition(ref, "submit", actor=console.actor("ada"), now=console.clock.now())
    console.clock.advance(timedelta(hours=1))
    return ref


def test_a_case_is_shown_as_it_was_and_leads_back_to_now(console: Console) -> None:
    ref = _lived(console)

    before = console.get("ada", f"/cases/{ref}?as_of=2022-11-10T09:59")
    exactly = console.get("ada", f"/cases/{ref}?as_of={quote('2022-11-10T02:00:00+00:00')}")

    assert "This is the past." in words(before) and f'<a class="link" href="/cases/{ref}">' in before.text
    assert '<h1 dir="auto">Gentle extraction of pea protein</h1>' in before.text and "version 1" in words(before)
    assert '<h1 dir="auto">Gentler extraction</h1>' in exactly.text and "Draft version 2" in words(exactly)
    assert words(exactly).index("Event before") < words(exactly).index("Event after")


def test_before_it_was_opened_there_is_no_case_and_nonsense_is_told_at_its_field(console: Console) -> None:
    ref = _lived(console)

    assert "The case was not open then" in words(console.get("ada", f"/cases/{ref}?as_of=2022-11-10T08:59"))
    wrong = console.get("ada", f"/cases/{ref}?as_of=noon")
    assert wrong.status_code == 422 and '<a href="#as_of">' in wrong.text and 'value="noon"' in wrong.text
    assert console.get("ada", f"/cases/{ref}?as_of=0001-01-01T00:00Z").status_code == 422


def test_two_times_are_compared_field_by_field(console: Console) -> None:
    ref = _lived(console)

    whole = console.get("cora", f"/cases/{ref}/compare")
    later = console.get("cora", f"/cases/{ref}/compare?from=2022-11-10T10:00&to=2022-11-10T11:00")
    none = console.get("cora", f"/cases/{ref}/compare?from=2022-11-10T11:00&to=2022-11-10T11:30")

    assert "<del>Draft</del>" in whole.text and "<ins>Submitted</ins>" in whole.text
    assert "<del>Gentle extraction of pea protein</del>" in whole.text and "<ins>Gentler extraction</ins>" in whole.text
    assert (
        "Gentler extraction</ins>" not in later.text and "<del>2</del>" in later.text and "<ins>3</ins>" in later.text
    )
    assert "Nothing differs between the two." in words(none)
    assert console.get("cora", f"/cases/{ref}/compare?to=never").status_code == 422


def test_the_past_tells_nobody_more_than_the_present(console: Console) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())
    hidden = console.opened()
    console.clock.advance(timedelta(hours=1))

    told = console.get("audrey", f"/cases/{ref}?as_of=2022-11-10T09:30")
    owner = console.get("diego", f"/cases/{ref}?as_of=2022-11-10T09:30")

    assert "score 0.80" in words(told) and "Reviewed" in words(told)
    assert owner.status_code == 200 and "score" not in words(owner) and "version" in words(owner)
    for path in (f"/cases/{hidden}?as_of=2022-11-10T09:30", f"/cases/{hidden}/compare"):
        assert console.get("diego", path).status_code == 404
