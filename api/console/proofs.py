"""How a signed-in visitor can authenticate again: by password, second factor, or a new link."""

from dataclasses import dataclass

from fastapi import Request
from sqlmodel import Session

from api import csrf
from api.services import get_services
from workflow.credentials import factors, passwords
from workflow.identity import people

EXPORTS = (".csv", ".xlsx", ".jsonl")
"""How the path of an export ends."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """Whether the visitor has a password and a second factor; everybody can use a new link."""

    has_password: bool = False
    has_factor: bool = False


async def find_proofs(request: Request) -> Proofs:
    """Find out by what the visitor can authenticate again."""
    visitor, now = csrf.read_session_digest(request), request.state.received_at

    def look(session: Session) -> Proofs:
        actor = people.authenticate(session, [visitor or ""], now=now).get(visitor or "")
        if actor is None:
            return Proofs()
        has_factor = factors.load_factors(session, actor.id).since is not None
        return Proofs(passwords.load_kept_of(session, actor.id) is not None, has_factor)

    return await get_services(request).read(look)


def is_export(address: str) -> bool:
    """Whether an address is that of an export, which a browser saves and does not show."""
    return address.partition("?")[0].endswith(EXPORTS)
