"""Writing a filing on a page: saved at any time, handed in when it is whole, and nothing that was written is lost."""

import re
from html import unescape

import pytest
from httpx2 import Response

from tests.api.console.conftest import Console, words
from tests.world import filing
from workflow.commands import AmendFiling

_INPUT = re.compile(r'<input [^>]*?name="([^"]+)"[^>]*?>')
_AREA = re.compile(r'<textarea [^>]*?name="([^"]+)"[^>]*>([^<]*)</textarea>')
_SELECT = re.compile(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


def _form(page: Response) -> dict[str, str]:
    """What a browser would send of the form on a page, as it stands."""
    found: dict[str, str] = {}
    for name, value in _AREA.findall(page.text):
        found[name] = unescape(value)
    for match in _INPUT.finditer(page.text):
        value = re.search(r' value="([^"]*)"', match[0])
        if not ('type="radio"' in match[0] or 'type="checkbox"' in match[0]) or " checked" in match[0]:
            found[match[1]] = unescape(value[1]) if value else ""
    for name, inner in _SELECT.findall(page.text):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = unescape(chosen[1]) if chosen else ""
    return {name: value for name, value in found.items() if name != "text"}


def test_a_draft_is_saved_incomplete_and_goes_on_where_it_was(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"
    fields = _form(console.get("ada", path)) | {"content-title": "Peas", "content-budget": "", "do": "save"}

    saved = console.post("ada", path, fields)

    assert saved.status_code == 303 and saved.headers["location"].startswith(f"{path}?event=")
    page = console.get("ada", saved.headers["location"])
    assert "Saved." in words(page) and 'value="Peas"' in page.text
    expected = filing(title="Peas")
    del expected["budget"]
    assert console.world.whole(ref).home == expected


def test_every_fault_stands_beside_its_field_and_what_was_written_stays(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"
    wrong = {
        "content-months": "two years",
        "content-participants-3-name": "Feria",
        "content-participants-3-type": "enterprise",
        "content-participants-3-country": "ZZ",
        "content-cooperation_agreement-signed_on": "2022-02-30",
    }

    back = console.post("ada", path, _form(console.get("ada", path)) | wrong | {"do": "save"})

    assert back.status_code == 422 and "Error: " in back.text
    for field in ("months", "participants-0-country", "cooperation_agreement-signed_on"):
        assert f'<a href="#content-{field}">' in back.text, field
        assert f'id="content-{field}-fault"' in back.text and f'id="content-{field}"' in back.text
    assert 'value="two years"' in back.text and 'value="Feria"' in back.text and 'value="2022-02-30"' in back.text
    assert "there is no country ZZ" in words(back) and "/participants" not in words(back)
    assert "Your words are saved" in words(back)
    saved = console.world.whole(ref).home
    assert saved["participants"] == [{"name": "Feria", "type": "enterprise"}] and saved["months"] == 24


def test_parties_are_added_and_taken_out_without_scripts_and_nothing_is_saved_by_that(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"
    first = _form(console.get("ada", path)) | {
        "content-participants-0-name": "One",
        "content-participants-0-type": "enterprise",
        "content-participants-0-country": "argentina",
    }

    longer = console.post("ada", path, first | {"do": "add-participants"})

    assert longer.status_code == 200 and 'id="content-participants-1-name"' in longer.text
    second = _form(longer) | {
        "content-participants-1-name": "Two",
        "content-participants-1-type": "university",
        "content-participants-1-country": "中国",
    }
    fewer = console.post("ada", path, second | {"do": "drop-participants-0"})
    assert 'value="Two"' in fewer.text and 'value="One"' not in fewer.text
    assert console.world.whole(ref).home == filing()
    console.post("ada", path, second | {"do": "save"})
    assert console.world.whole(ref).home["participants"] == [
        {"name": "One", "type": "enterprise", "country": "AR"},
        {"name": "Two", "type": "university", "country": "CN"},
    ]


def test_save_and_submit_saves_first_and_judges_then(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"
    fields = _form(console.get("ada", path)) | {"do": "submit"}

    back = console.post("ada", path, fields | {"content-months": "30", "content-leader": ""})

    assert back.status_code == 409 and "Your words are saved" in words(back)
    assert '<a href="#content-leader">' in back.text and "2.4-a" in words(back)
    assert console.world.case(ref).version == 2 and console.world.case(ref).state == "draft"
    assert console.world.whole(ref).home["months"] == 30 and "leader" not in console.world.whole(ref).home
    assert "Must be 24 months; you entered 30" in words(back) and "Enter the project leader" in words(back)
    fields = _form(back) | {"content-months": "24", "content-leader": "Lin Qing", "do": "submit"}
    done = console.post("ada", path, fields | {"content-results": "Two lines."})
    assert done.status_code == 303 and done.headers["location"].startswith(f"/cases/{ref}?event=")
    assert console.world.case(ref).state == "submitted" and console.world.whole(ref).home["results"] == "Two lines."


def test_a_counterpart_starts_from_what_the_home_side_filed_and_confirms(console: Console) -> None:
    ref = console.submitted()
    path = f"/cases/{ref}/filings/counterpart"
    assert 'value="Gentle' not in console.get("diego", path).text

    started = console.get("diego", f"{path}?start=home")

    assert "It is not saved yet" in words(started) and console.world.whole(ref).counterpart is None
    done = console.post("diego", path, _form(started) | {"do": "confirm"})
    assert done.status_code == 303 and console.world.case(ref).state == "partner-confirmed"
    theirs = console.world.whole(ref).counterpart
    assert theirs is not None and theirs["organisation"] == filing()["counterpart_organisation"]


def test_mending_asks_for_a_reason(console: Console) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())
    path = f"/cases/{ref}/filings/home"
    fields = _form(console.get("cora", path)) | {"content-results": "Two lines.", "do": "save"}

    back = console.post("cora", path, fields | {"reason": " "})

    assert back.status_code == 422 and '<a href="#reason">' in back.text and "Two lines." in back.text
    assert console.post("cora", path, fields | {"reason": "a slip"}).status_code == 303
    assert console.world.case(ref).stale


def test_who_was_slower_keeps_what_they_wrote_and_sees_what_stands(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"
    fields = _form(console.get("ada", path)) | {"content-leader": "Hers", "do": "save"}
    now, cora = console.clock.now(), console.actor("cora")
    console.world.one(
        AmendFiling(actor=cora, received_at=now, ref=ref, content={"results": "A colleague's."}, reason="asked")
    )

    late = console.post("ada", path, fields)

    assert late.status_code == 409 and "Nothing of yours is lost" in words(late)
    assert 'value="Hers"' in late.text and "Now it says: A colleague's." in words(late)
    again = _form(late) | {"do": "save"}
    assert console.post("ada", path, again).status_code == 303 and console.world.whole(ref).home["leader"] == "Hers"


def test_a_form_is_there_for_who_may_write_it_alone(console: Console) -> None:
    ref = console.submitted()

    assert console.get("diego", f"/cases/{ref}/filings/home").status_code == 403
    assert console.get("ada", f"/cases/{ref}/filings/home").status_code == 409
    assert console.get("eli", f"/cases/{ref}/filings/counterpart").status_code == 403
    assert console.post("diego", f"/cases/{ref}/filings/home", {"version": 2, "do": "save"}).status_code == 403
    assert console.get("diego", f"/cases/{console.opened()}/filings/counterpart").status_code == 404
    assert console.get("ada", f"/cases/{ref}/filings/sideways").status_code == 404


PARTIAL: list[tuple[dict[str, str], str, object, int]] = [
    ({"content-organisation-country": ""}, "organisation", {"name": "Jiangbei Institute", "type": "university"}, 303),
    (
        {"content-organisation-country": "Atlantis"},
        "organisation",
        {"name": "Jiangbei Institute", "type": "university"},
        422,
    ),
    (
        {"content-organisation-type": "", "content-organisation-country": ""},
        "organisation",
        {"name": "Jiangbei Institute"},
        303,
    ),
    ({"content-months": "8,5"}, "months", 24, 422),
    ({"content-months": "24 months"}, "months", 24, 422),
    ({"content-budget": "500,000.50"}, "budget", filing()["budget"], 422),
    ({"content-budget": "5,000"}, "budget", 5_000, 303),
    ({"content-cooperation_agreement-signed_on": ""}, "cooperation_agreement", {"signatories": ["A", "B"]}, 303),
    (
        {"content-cooperation_agreement-signed_on": "2022-02-30"},
        "cooperation_agreement",
        {"signatories": ["A", "B"]},
        422,
    ),
]


@pytest.mark.parametrize(("wrong", "name", "stored", "status"), PARTIAL)
@pytest.mark.parametrize("do", ["save", "submit"])
def test_a_draft_holds_whatever_can_be_read_and_the_rest_comes_back(
    console: Console, wrong: dict[str, str], name: str, stored: object, status: int, do: str
) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"
    whole = {
        "content-organisation-name": "Jiangbei Institute",
        "content-organisation-type": "university",
        "content-cooperation_agreement-signatories": "A\nB",
        "content-work_plan": "A plan that must not be lost.",
    }

    back = console.post("ada", path, _form(console.get("ada", path)) | whole | wrong | {"do": do})

    found = console.world.whole(ref).home
    assert found[name] == stored and found["work_plan"] == "A plan that must not be lost."
    assert back.status_code == (409 if do == "submit" and status == 303 else status)
    assert console.world.case(ref).state == "draft"
    for place, text in wrong.items():
        if back.status_code == 422:
            assert not text or f'value="{text}"' in back.text, place


def test_a_half_written_organisation_keeps_a_draft_from_being_submitted_and_is_asked_for_by_its_part(
    console: Console,
) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"
    fields = _form(console.get("ada", path)) | {"content-organisation-country": "", "do": "submit"}

    back = console.post("ada", path, fields)

    assert back.status_code == 409 and '<a href="#content-organisation-country">' in back.text
    assert "Enter the country" in words(back) and 'id="content-organisation-country-fault"' in back.text


def test_a_draft_saves_itself_and_says_on_which_version(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"
    fields = _form(console.get("ada", path)) | {"content-results": "Two", "content-months": "2 years", "do": "autosave"}

    first = console.post("ada", path, fields)
    again = console.post("ada", path, fields | {"version": "2"})
    late = console.post("ada", path, fields | {"content-results": "Three"})

    assert (first.status_code, first.json()) == (200, {"version": 2, "faults": 1})
    assert (again.status_code, again.json()) == (200, {"version": 2, "faults": 1})
    assert late.status_code == 409 and console.world.whole(ref).home["results"] == "Two"
    assert console.world.whole(ref).home["months"] == 24


def test_what_was_saved_already_is_not_saved_again(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/filings/home"

    same = console.post("ada", path, _form(console.get("ada", path)) | {"do": "save"})

    assert same.status_code == 303 and console.world.case(ref).version == 1
    assert "Nothing was changed since it was saved before." in words(console.get("ada", same.headers["location"]))
