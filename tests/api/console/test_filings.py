"""Everything filed, now and before, and the whole case on paper: told to who may see it."""

import re
from datetime import timedelta

from tests.api.console.conftest import Console, words
from tests.world import filing

_HOUR = timedelta(hours=1)


def test_both_filings_stand_field_by_field_and_earlier_revisions_are_found_by_their_events(console: Console) -> None:
    ref = console.opened()
    console.world.amend(ref, {"title": "Later"}, now=console.clock.advance(_HOUR), actor=console.actor("ada"))

    page = console.get("ada", f"/cases/{ref}/filings")

    assert "Project title Later" in words(page) and "Home side, revision 2" in words(page)
    earlier = re.findall(rf'href="(/cases/{ref}/filings\?at=[^"]+)"', page.text)
    assert len(earlier) == 2
    assert f"Project title {filing()['title']}" in words(console.get("ada", earlier[-1]))
    assert console.get("diego", f"/cases/{ref}/filings").status_code == 404
    assert console.get("ada", f"/cases/{ref}/filings?at=2022-01-01T00:00:00Z").status_code == 404
    assert console.get("ada", f"/cases/{ref}/filings?at=once").status_code == 422


def test_the_dossier_holds_the_whole_case(console: Console) -> None:
    ref = console.filed(results="Two pilot lines.")

    said = words(console.get("cora", f"/cases/{ref}/dossier"))

    for part in (
        "A pilot line. Two pilot lines. Differs",
        "The project runs exactly two years.",
        "filed and submitted the",
        "Ada",
    ):
        assert part in said, part
    assert console.get("audrey", f"/cases/{ref}/dossier").status_code == 200
    assert console.get("rex", f"/cases/{ref}/dossier").status_code == 404
