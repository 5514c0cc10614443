"""Addresses with parameters that cannot be taken: what is wrong is named, with what there is, in the reader's language."""

import re

import pytest

from tests.api.console.conftest import Console, words

pytestmark = pytest.mark.thorough

ENGLISH = re.compile(r"[A-Za-z][a-z]+[ ,]+[A-Za-z][a-z]+")
SAID = re.compile(
    r'role="alert".*?</div>|class="summary".*?</div>|<p class="lead">.*?</p>|<ul class="why">.*?</ul>', re.DOTALL
)
"""Where a page says what is wrong."""
BAD = [
    ("cora", "/cases?state=nonsense", "nonsense", "draft, "),
    ("cora", "/cases?call=nonsense", "nonsense", "intergovernmental"),
    ("cora", "/cases?direction=9.9", "9.9", "2.4"),
    ("cora", "/cases?partner=ZZ", "ZZ", "AR"),
    ("cora", "/cases?columns=zz", "zz", "state"),
    ("cora", "/cases/list.csv?state=nonsense", "nonsense", "draft, "),
    ("cora", "/cases/list.csv?columns=zz", "zz", "state"),
    ("cora", "/cases/list.xlsx?call=nonsense", "nonsense", "intergovernmental"),
    ("cora", "/cases?due=2026-02-30", "due=2026-02-30", "2022-12-25"),
    ("cora", "/cases?due=20261203", "due=20261203", "2022-12-25"),
    ("cora", "/cases?due=1899-12-31", "due=1899-12-31", "1900-01-01"),
    ("cora", "/cases?due=2200-01-01", "due=2200-01-01", "2199-12-31"),
    ("cora", "/cases?sides=zzz", "sides=zzz", "“one”, “both”"),
    ("cora", "/cases?needs=you", "needs=you", "“me”"),
    ("cora", f"/cases?text={'x' * 201}", "text=", "200"),
    ("cora", "/cases/list.csv?due=2026-02-30", "due=2026-02-30", "2022-12-25"),
    ("cora", "/cases?foo=1", "foo", "text"),
    ("cora", "/cases?text=%00", "text", ""),
    ("cora", "/cases?due=2026-12-03&due=2026-12-04", "due", ""),
    ("adam", f"/people?text={'x' * 201}", "text=", "200"),
    ("adam", "/people?role=zz", "zz", "coordinator"),
    ("audrey", "/audit?before=x", "before=x", ""),
    ("audrey", "/audit?after=-1", "after=-1", "0"),
    ("audrey", "/audit?action=zz", "zz", "case.opened"),
    ("audrey", "/audit?who=zzz", "zzz", ""),
    ("audrey", "/audit?call=zz", "zz", "intergovernmental"),
    ("audrey", "/audit?case=zz", "ZZ", ""),
    ("audrey", "/audit?order=zz", "zz", "oldest"),
    ("audrey", "/audit?from=2022-11-10T10:00&to=2022-11-10T09:00", "", ""),
    ("audrey", "/audit/trail.csv?action=zz", "zz", "case.opened"),
    ("cora", "/calendar?month=2026-13", "month=2026-13", "2199-12"),
    ("cora", "/calendar?month=zz", "month=zz", "2199-12"),
    ("cora", "/calendar?month=1899-01", "month=1899-01", "1900-01"),
    ("cora", "/laureates?programme=zz", "zz", ""),
    ("cora", "/laureates?country=zz", "zz", ""),
    ("cora", "/laureates?year=2%C2%B2", "2\u00b2", ""),
]


@pytest.mark.parametrize(("who", "path", "named", "accepted"), BAD)
def test_a_parameter_that_cannot_be_taken_is_named_with_what_could_be_in_either_language(
    console: Console, who: str, path: str, named: str, accepted: str
) -> None:
    for language in ("en", "zh"):
        page = console.get(who, path, **{"Accept-Language": language})
        said = words(page)

        assert page.status_code == 422, said
        assert named in said and accepted in said
        assert "There is nothing here" not in said

    plain = " ".join(re.sub(r"<[^>]+>", " ", one) for one in SAID.findall(page.text))
    values = re.sub(r"[\w.-]+(?:, [\w.-]+)+", "", plain, flags=re.ASCII)  # what there is, as addresses name it
    assert plain and not ENGLISH.search(values), values


@pytest.mark.parametrize(
    "path", ["/cases/IG23-9.9-999", "/people/per_0000000000000000", "/cases/list.pdf", "/audit/trail.pdf"]
)
def test_what_an_address_names_and_is_not_there_is_not_found(console: Console, path: str) -> None:
    assert console.get("adam", path).status_code == 404
