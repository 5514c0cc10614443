"""What the stories of the registry have in common: one of each entry, and what is told of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from tests.world import at
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.errors import InvalidRequest
from workflow.registry import authorities, organisations
from workflow.registry.agreements import Agreement

NOON = at("2022-11-10 12:00")
HOUR = timedelta(hours=1)
TREATY = Agreement("CN-AR.1980", "Agreement on cooperation", ("CN", "AR"), "1980-06-07", "1980-07-01", "2030-06-30")
SCHOOL = organisations.OrganisationDetails(
    "Universidad Pampeana", "university", "AR", "Santa Rosa", "https://ror.org/05dxps055"
)
OFFICE = authorities.AuthorityDetails("AR", "Ministry of Science", "Señora Paz, 2nd floor, paz @")


def told(session: Session, action: str) -> list[tuple[str, Any]]:
    """Who did what since noon, in the words of the trail."""
    found, _ = history.list_events(session, SYSTEM, history.Filter(action=action, since=NOON), limit=100)
    return [(entry.actor, entry.data) for entry in found]


def problem(do: Callable[[], object]) -> str:
    """What somebody is told who cannot do it."""
    with pytest.raises(InvalidRequest) as raised:
        do()
    return str(raised.value)
