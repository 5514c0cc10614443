"""An award is given once a year: a second call of one programme for one year is refused, with both named."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from states import loader
from states.call import Call
from states.errors import FaultyProgramme
from tests.states.definitions import bundled
from tests.world import BAST, CALL, SPRING, STATE_AWARD, ZHONGGUANCUN, World, done, refused
from tests.world import ELI as COMMITTEE
from workflow import editions
from workflow.actors import SYSTEM
from workflow.errors import InvalidRequest
from workflow.store.database import Database


def _changed(code: str, /, **told: Any) -> Call:
    known = bundled()[code].model_dump(by_alias=True)
    if "code" in told:
        known["directions"] = [one | {"reference": f"X{number}"} for number, one in enumerate(known["directions"])]
    return Call.model_validate(known | told)


@pytest.mark.clause("IST-03", "ZGC-07")
@pytest.mark.parametrize(
    ("code", "told", "clashes"),
    [
        (STATE_AWARD, {"code": "second"}, True),
        (ZHONGGUANCUN, {"code": "second"}, True),
        (STATE_AWARD, {"code": "second", "award_year": 2024, "title": "Another"}, True),
        (STATE_AWARD, {"code": "second", "award_year": 2025}, False),
        (STATE_AWARD, {"code": "second", "award_year": 2023}, False),
        (ZHONGGUANCUN, {"code": "second", "award_year": 2025}, False),
        (STATE_AWARD, {"edition": 2}, False),  # its own next edition
        (CALL, {"code": "second"}, False),  # research has no award year
        (BAST, {"code": "second"}, False),
    ],
)
def test_a_second_call_for_one_year_is_not_published(
    database: Database, code: str, told: dict[str, Any], clashes: bool
) -> None:
    call = _changed(code, **told)

    with database.writing() as session:
        if not clashes:
            assert editions.publish(session, call, actor=SYSTEM, now=SPRING)
            return
        with pytest.raises(InvalidRequest) as error:
            editions.publish(session, call, actor=SYSTEM, now=SPRING)

    said = f"second cannot be the award of 2024: {code} is, and an award is given once a year"
    assert (str(error.value), error.value.pointer) == (said, "/award_year")


@pytest.mark.clause("IST-03", "ZGC-07")
@pytest.mark.parametrize("code", [STATE_AWARD, ZHONGGUANCUN])
@pytest.mark.parametrize(("year", "clashes"), [("2024", True), ("2025", False)])
def test_a_second_call_for_one_year_is_not_sound(tmp_path: Path, code: str, year: str, clashes: bool) -> None:
    root = shutil.copytree(Path(loader.__file__).parent / "programmes", tmp_path / "programmes")
    second = shutil.copytree(root / code, root / "a-second")
    text = (second / "call.toml").read_text("utf-8")
    assert f'code = "{code}"' in text
    text = text.replace(f'code = "{code}"', 'code = "a-second"').replace("award_year = 2024", f"award_year = {year}")
    (second / "call.toml").write_text(text, "utf-8")

    try:
        loader.calls(root)
        found = []
    except FaultyProgramme as error:
        found = [str(fault) for fault in error.faults if "award_year" in str(fault)]

    said = f"{code} cannot be the award of 2024: a-second is, and an award is given once a year"
    assert [said in one for one in found] == ([True] if clashes else [])


@pytest.mark.clause("IST-03", "IST-04", "ZGC-07")
@pytest.mark.parametrize("code", [STATE_AWARD, ZHONGGUANCUN])
def test_ten_are_ten_in_a_year_whatever_edition_they_are_judged_by(world: World, code: str) -> None:
    first = world.ready(9, now=SPRING, call=code, direction="award")
    with world.database.writing() as session:
        editions.publish(session, _changed(code, edition=2), actor=SYSTEM, now=SPRING)
    last, beyond = world.ready(2, now=SPRING, call=code, direction="award")

    for ref in (*first, last):
        done(world.transition(ref, "award", actor=COMMITTEE, now=SPRING))
    refusal = refused(world.transition(beyond, "award", actor=COMMITTEE, now=SPRING))

    assert [lack.code for lack in refusal.missing] == ["quota-full"]
