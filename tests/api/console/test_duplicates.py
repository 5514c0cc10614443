"""Duplicates as the page of a case shows them: to the staff, and to nobody else."""

from tests.api.console.conftest import Console, words


def test_the_page_of_a_case_shows_the_staff_its_duplicates(console: Console) -> None:
    one, other = console.opened(), console.opened()

    staff, own = console.get("cora", f"/cases/{one}"), console.get("ada", f"/cases/{one}")

    assert "May be a duplicate" in words(staff) and "Same leader and organisation" in words(staff)
    assert f'href="/cases/{other}"' in staff.text
    assert "May be a duplicate" not in own.text and other not in own.text
    console.browser("cora").here.cookies.set("accord-language", "zh")
    assert "可能重复申报" in words(console.get("cora", f"/cases/{one}"))
