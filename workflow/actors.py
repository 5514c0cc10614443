"""Who acts: a person with roles, a token of that person, or the system itself."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

SCOPES = ("read", "write", "manage")


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role: everywhere (no call), in one call, or for one partner of a call."""

    role: str
    call: str | None = None
    partner: str | None = None


@dataclass(frozen=True)
class Actor:
    """Someone who acts, with the roles held at this moment; what a token is limited to, how fresh a session is.

    `behalf` is the person for whom they act now, if they do.
    """

    id: str
    name: str
    grants: tuple[RoleGrant, ...] = ()
    scopes: frozenset[str] = field(default_factory=lambda: frozenset(SCOPES))
    token: str | None = None
    session: str | None = None
    fresh_at: datetime | None = None
    behalf: str | None = None

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role held anywhere."""
        return frozenset(granted.role for granted in self.grants)

    @cached_property
    def sealed(self) -> dict[str, str]:
        """How the actor is named in the trail."""
        by = {"token": self.token, "session": self.session, "behalf": self.behalf}
        return {"id": self.id} | {name: value for name, value in by.items() if value is not None}

    def roles_in(self, call: str) -> frozenset[str]:
        """Every role held in a call."""
        return frozenset(granted.role for granted in self.grants if granted.call in (None, call))

    def has(self, role: str, call: str | None = None) -> bool:
        """Whether the role is held in that call, or (no call named) everywhere."""
        return any(granted.role == role and granted.call in (None, call) for granted in self.grants)


SYSTEM = Actor("system", "Accord", (RoleGrant("system"),))
