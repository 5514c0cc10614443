"""Lists of cases to take away: what is in them, what a spreadsheet makes of them, and who may have them."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from api import exports
from api.routes.cases import XLSX
from tests.api.conftest import Web
from tests.filings import good
from tests.world import CALL

CODES = ["1.1", "1.9", "2.0", "2.5"]


def test_the_code_of_a_direction_stays_a_text_through_json_csv_and_a_workbook(web: Web) -> None:
    _opened(web, reversed(CODES))

    listed = [case["direction"] for case in web("cora", "GET", "/v1/cases").json()["cases"]]
    rows = list(csv.DictReader(StringIO(_taken(web, "cora", "text/csv").decode())))
    sheet = list(_sheet(web).iter_rows(values_only=True))

    assert listed == CODES
    assert [row["direction"] for row in rows] == CODES
    assert [dict(zip(sheet[0], row, strict=True))["direction"] for row in sheet[1:]] == CODES


def test_a_case_is_listed_and_found_by_its_title_in_either_language(web: Web) -> None:
    content = good("2.4", title="温和提取豌豆蛋白", translated_title="Gentle extraction of pea protein")
    web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": content})
    _opened(web, ["2.5"])

    found = {
        text: [(case["title"], case["translated_title"]) for case in _listed(web, text)]
        for text in ("豌豆", "PEA", "oat")
    }
    [row] = [
        row for row in csv.DictReader(StringIO(_taken(web, "cora", "text/csv").decode())) if row["translated_title"]
    ]

    assert found == {
        "豌豆": [(content["title"], content["translated_title"])],
        "PEA": [(content["title"], content["translated_title"])],
        "oat": [],
    }
    assert (row["title"], row["translated_title"]) == (content["title"], content["translated_title"])
    case = f"/v1/cases/{row['ref']}"
    web("ada", "PATCH", case, json={"content": {"translated_title": None}, "version": 1})
    assert web("ada", "GET", case).json()["case"]["translated_title"] == ""


def test_directions_come_in_the_order_of_the_guideline(web: Web) -> None:
    codes = [one["code"] for one in web("cora", "GET", f"/v1/calls/{CALL}").json()["directions"]]

    assert codes == [f"1.{place}" for place in range(1, 10)] + [f"2.{place}" for place in range(6)]


def test_a_list_holds_only_what_its_reader_may_see(web: Web) -> None:
    _opened(web, CODES)

    assert len(list(csv.DictReader(StringIO(_taken(web, "ada", "text/csv").decode())))) == len(CODES)
    assert list(csv.DictReader(StringIO(_taken(web, "bo", "text/csv").decode()))) == []


def test_a_title_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(web: Web) -> None:
    content = good("2.4", title='=HYPERLINK("x")')
    web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": content})

    [row] = csv.DictReader(StringIO(_taken(web, "cora", "text/csv").decode()))
    [_, cells] = _sheet(web).iter_rows()

    assert row["title"] == '\'=HYPERLINK("x")'
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}


STARTS = (
    "=1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\n=1",
    "\r\n=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\u200b=1",
    "\ufeff＝1",
    "\xa0@x",
)


@pytest.mark.parametrize("start", STARTS)
def test_a_cell_of_a_table_never_begins_a_formula(start: str) -> None:
    [_, row] = csv.reader(StringIO("".join(exports.table(["a"], [[f"{start}+cmd"]])), newline=""))

    assert row == [f"'{start}+cmd"]


@pytest.mark.parametrize("plain", ["2.0", "a=1", "(＝1)", "", "项目＝1"])
def test_a_cell_that_is_no_formula_stays_as_it_is(plain: str) -> None:
    assert list(exports.table(["a"], [[plain]]))[1].strip('\r\n"') == plain


def test_amounts_are_numbers_in_a_workbook_and_codes_are_texts(web: Web) -> None:
    _opened(web, ["2.0"])
    [heads, cells] = _sheet(web).iter_rows()
    kinds = {head.value: cell.data_type for head, cell in zip(heads, cells, strict=True) if cell.value is not None}

    assert (kinds["version"], kinds["direction"], kinds["ref"]) == ("n", "s", "s")


def _opened(web: Web, codes: Iterable[str]) -> None:
    for code in codes:
        partner = "GB" if code == "1.1" else None
        body = {"call": CALL, "direction": code, "partner": partner, "content": good(code)}
        answer = web("ada", "POST", "/v1/cases", json=body)
        assert answer.status_code == 201, answer.text


def _listed(web: Web, text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = web("cora", "GET", "/v1/cases", params={"text": text}).json()["cases"]
    return found


def _sheet(web: Web) -> Worksheet:
    """The workbook's sheet, as a coordinator takes it."""
    sheet = load_workbook(BytesIO(_taken(web, "cora", XLSX))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def _taken(web: Web, who: str, kind: str) -> bytes:
    answer = web(who, "GET", "/v1/cases", headers={"Accept": kind})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, kind)
    return bytes(answer.content)
