"""Views that people keep: the list as it is, under a name, for oneself or shared; with the columns that it shows."""

from html import unescape

import pytest

from tests.api.console.conftest import Console, words
from tests.world import CALL
from workflow.actors import SYSTEM
from workflow.identity import directory, people
from workflow.overview import views

QUERY = f"call={CALL}&state=submitted"


def keep(console: Console, who: str, name: str, query: str = QUERY, role: str = "") -> str:
    """Keep a view by the form of the list; where one is led."""
    answer = console.post(who, "/cases/views", {"query": query, "name": name, "role": role})
    assert answer.status_code == 303, words(answer)
    return str(answer.headers["location"])


def ids(console: Console, who: str) -> dict[str, str]:
    """The views that somebody sees: the id of each by its name."""
    with console.database.reading() as session:
        return {view.name: view.id for view in views.list_views(session, people.load_person(session, console.ids[who]))}


def test_a_list_is_kept_under_a_name_and_stands_among_the_tabs(console: Console) -> None:
    kept, drafted = console.submitted(), console.opened()
    assert 'name="query" value="call=' in console.get("cora", f"/cases?{QUERY}").text

    shown = console.get("cora", keep(console, "cora", "  For Monday "))

    assert "This list is kept as “For Monday”." in words(shown)
    assert kept in words(shown) and drafted not in words(shown)
    page = unescape(console.get("cora", "/cases").text)
    assert f'<a class="of-ones-own" href="/cases?{QUERY}">' in page and "For Monday" in page
    assert "For Monday" not in words(console.get("eli", "/cases"))


def test_a_view_is_shared_with_a_role_that_one_holds_and_shows_nobody_more_than_they_may_see(console: Console) -> None:
    ref = console.submitted()
    console.declared("eli", ref)
    with console.database.writing() as session:
        people.grant(session, console.ids["cora"], "committee", actor=SYSTEM, now=console.clock.now())

    keep(console, "cora", "Ours", role="committee")
    foreign = console.post("cora", "/cases/views", {"query": QUERY, "name": "Theirs", "role": "auditor"})

    theirs = words(console.get("eli", "/cases/views"))
    assert "Shared with you 1 Ours" in theirs and "kept by Cora" in theirs
    assert ref not in words(console.get("eli", f"/cases?{QUERY}")) and "Ours" in words(console.get("eli", "/cases"))
    assert "Ours" not in words(console.get("audrey", "/cases"))
    assert foreign.status_code == 422 and "a view is shared with a role that you hold yourself" in words(foreign)
    for path in ("", "/remove"):
        answer = console.post("eli", f"/cases/views/{ids(console, 'eli')['Ours']}{path}", {"name": "Mine"})
        assert answer.status_code == 404
    with console.database.writing() as session:
        directory.take_back(session, console.ids["cora"], "committee", actor=SYSTEM, now=console.clock.now())
    assert "Ours" not in words(console.get("eli", "/cases"))


def test_a_view_is_called_otherwise_and_removed(console: Console) -> None:
    keep(console, "cora", "One")
    keep(console, "cora", "Two", "state=draft")
    two = ids(console, "cora")["Two"]

    twice = console.post("cora", f"/cases/views/{two}", {"name": "One"})
    unnamed = console.post("cora", "/cases/views", {"query": QUERY, "name": " "})
    changed = console.post("cora", f"/cases/views/{two}", {"name": "Drafts", "role": "coordinator"})
    removed = console.post("cora", f"/cases/views/{ids(console, 'cora')['One']}/remove", {})

    assert twice.status_code == 422 and "you keep another view under this name" in words(twice)
    assert f'href="#name-{two}"' in twice.text and "Error: Your views" in words(twice)
    assert unnamed.status_code == 422 and "the name of a view must be 1 to 40" in words(unnamed)
    assert "The view is changed." in words(console.get("cora", changed.headers["location"]))
    assert "The view is removed." in words(console.get("cora", removed.headers["location"]))
    assert list(ids(console, "cora")) == ["Drafts"]


@pytest.mark.parametrize("query", ["sides=three", "due=2022-02-30", "weather=fine", "due=1860-01-01"])
def test_what_is_kept_is_a_list_and_no_address(console: Console, query: str) -> None:
    odd = console.post("cora", "/cases/views", {"query": query, "name": "Odd"})
    away = console.post("cora", "/cases/views", {"query": "text=https://elsewhere.example/", "name": "Away"})

    assert odd.status_code == 404
    assert away.headers["location"].startswith("/cases?text=https%3A%2F%2Felsewhere.example%2F&kept=view_")


def test_a_view_whose_words_mean_nothing_any_more_says_so(console: Console) -> None:
    now, cora = console.clock.now(), console.actor("cora")
    with console.database.writing() as session:
        for name, query in (("Gone", "call=gone-1999&direction=9.9&columns=weather"), ("Nonsense", "sides=three")):
            views.save_view(session, name, query, None, actor=cora, now=now)

    listed = words(console.get("cora", "/cases?call=gone-1999&direction=9.9&columns=weather"))
    kept = words(console.get("cora", "/cases/views"))

    assert "Call “gone-1999” is not there any more" in listed and "Direction “9.9” is not there any more" in listed
    assert "There is no column “weather” any more: it is left out." in listed and "No case matches." in listed
    assert "“9.9” is not there any more." in kept and "What it narrowed to makes no sense any more" in kept
    assert "Nonsense makes no sense any more" in words(console.get("cora", "/cases"))


def test_a_list_shows_the_columns_that_its_address_names_and_no_insider_is_made_by_it(console: Console) -> None:
    console.submitted()
    address = "/cases?columns=opened&columns=owner&columns=score"

    shown, plain = words(console.get("cora", address)), words(console.get("cora", "/cases"))

    assert "Reference Title Opened by Opened on Score IG23-2.4-001" in shown and "Ada 10 Nov 2022" in shown
    assert "Reference Title Direction Sides State Deadline Awarded IG23-2.4-001" in plain
    assert 'value="score"' not in console.get("ada", "/cases").text
    assert "columns=opened" in console.get("cora", f"{address}&state=submitted").text


def test_what_is_taken_away_has_the_columns_that_one_sees(console: Console) -> None:
    ref = console.submitted()

    chosen = console.get("cora", "/cases/list.csv?columns=owner&columns=sides")
    standard = console.get("cora", "/cases/list.csv")

    first, second = chosen.content.decode("utf-8-sig").splitlines()
    assert first == "ref,title,owner,partner,sides,counterpart_filed_at,counterpart_at"
    assert second == f"{ref},Gentle extraction of pea protein,Ada,AR,one,,"
    heads = standard.content.decode("utf-8-sig").splitlines()[0]
    assert heads == "ref,title,direction,partner,sides,counterpart_filed_at,counterpart_at,state,deadline,due_at,amount"


def test_nobody_keeps_more_views_than_anybody_needs(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    keep(console, "cora", "One")

    more = console.post("cora", "/cases/views", {"query": "state=draft", "name": "Two"})

    assert more.status_code == 403 and "nobody keeps more than 1 views: remove one" in words(more)


def test_part_of_the_list_is_drawn_with_what_may_be_done_with_it(console: Console) -> None:
    ref = console.submitted()

    part = console.get("cora", "/cases?state=submitted", **{"X-Fragment": "results"})

    assert ref in words(part) and "Choose a step" in words(part) and "<main" not in part.text
