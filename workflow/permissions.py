"""Who may do what, in one table that can be read aloud: a permission, the roles that hold it, and the states it holds in.

A role is what someone is to the case (`workflow.access.roles`), so a row says the relation as well:

- applicant: whoever owns the case, while they hold that role in its call
- partner: whoever was invited to be the partner of this very case, or was made so by a coordinator, once it is past its draft
- authority: whoever answers for the partner country of the case, for the whole country and call, once it is past its draft
- reviewer: whoever is assigned to it, and is in no conflict of interest with it
- coordinator, committee, auditor, administrator: the staff of its call or of all calls, likewise
- anybody else, the staff of another call too, is nothing to it: to them it is not there

What is not about a case asks for the role in the call it is about, or where it is one for all calls in any of them. Who makes
which transition, who opens a case and who waives a clause is programme data: transitions say `by`, lifecycles
`opens`, clauses `waived_by`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from states.lifecycle import Lifecycle
from states.refusal import Refusal
from workflow.actors import Actor
from workflow.errors import NotAllowed

STAFF = ("coordinator", "reviewer", "committee", "auditor", "administrator")


@dataclass(frozen=True, slots=True)
class Permission:
    """Who holds a permission, and in which group of states; `system` may act as well where it is named."""

    roles: tuple[str, ...]
    states: str = "any"


TABLE: dict[str, Permission] = {
    # filings, their papers and their formal check
    "write-home": Permission(("applicant", "coordinator"), "open to home"),
    "write-counterpart": Permission(("partner", "authority", "coordinator"), "open to counterpart"),
    "mend-filing": Permission(("coordinator",), "correctable"),
    "file-late": Permission(("coordinator",)),
    "answer-for-counterpart": Permission(("partner", "authority")),
    "read-saved-filing": Permission(
        ("partner", "authority", "coordinator", "committee", "auditor", "administrator", "system")
    ),
    "attach-home": Permission(("applicant", "coordinator"), "going on"),
    "attach-counterpart": Permission(("partner", "authority", "coordinator"), "going on"),
    "attach-paper": Permission(("coordinator",)),
    "detach-filed": Permission(("coordinator",)),
    "tell-home-receipt": Permission(("applicant", "coordinator"), "going on, or waiting for a receipt"),
    "tell-counterpart-receipt": Permission(
        ("partner", "authority", "coordinator"), "going on, or waiting for a receipt"
    ),
    "tell-paper-receipt": Permission(("coordinator",), "going on, or waiting for a receipt"),
    "compare-filings": Permission(("coordinator",), "going on"),
    "waive-clause": Permission((), "going on"),
    "examine-case": Permission(("coordinator",), "filed and going on"),
    "extend-case": Permission(("coordinator",)),
    "erase-case": Permission(("administrator",), "ended"),
    "set-partner": Permission(("coordinator",), "going on"),
    "remove-partner": Permission(("coordinator",)),
    "read-partners": Permission(
        ("applicant", "partner", "authority", "coordinator", "committee", "auditor", "administrator", "system")
    ),
    # reviewing and deciding
    "assign-reviewer": Permission(("coordinator",), "with reviewers or before them"),
    "answer-invitation": Permission(("reviewer",), "with reviewers or before them"),
    "give-review": Permission(("reviewer",), "with reviewers"),
    "declare-conflict": Permission(STAFF),
    "settle-conflict": Permission(("coordinator",)),
    "look-for-conflicts": Permission(("coordinator", "system")),
    "draft-decision": Permission(("committee",), "before the committee"),
    "decide-direction": Permission(("committee",)),
    # reading
    "know-inside": Permission(("coordinator", "committee", "auditor", "administrator", "system")),
    "know-state": Permission((*STAFF, "system")),
    "read-reviewing": Permission((*STAFF, "system")),
    "read-conflicts": Permission(("coordinator", "auditor", "administrator", "system")),
    "read-invitations": Permission(("coordinator", "administrator", "auditor", "system")),
    "read-trail": Permission(("auditor", "administrator", "coordinator", "system")),
    "read-pool": Permission(("coordinator", "administrator", "auditor", "system")),
    "read-correspondence": Permission(("coordinator", "administrator", "auditor", "system")),
    # beside cases
    "act-for": Permission(("coordinator",)),
    "invite": Permission(("coordinator", "administrator", "system")),
    "propose-reviewers": Permission(("coordinator", "system")),
    "extend-call": Permission(("coordinator",)),
    "confirm-default": Permission(("coordinator", "administrator")),
    "keep-pool": Permission(("coordinator", "administrator", "system")),
    "keep-registry": Permission(("coordinator", "administrator", "system")),
    "read-people": Permission(("coordinator", "administrator", "system")),
    "identify-people": Permission(("coordinator", "administrator", "system")),
    "administer": Permission(("administrator", "system")),
    "end-sessions": Permission(("administrator",)),
}


def _goes_on(lifecycle: Lifecycle, state: str) -> bool:
    return not lifecycle.states[state].final


def _waits_for_receipt(lifecycle: Lifecycle, state: str) -> bool:
    return any("counterpart-in-time" in transition.needs for transition in lifecycle.transitions_from(state).values())


STATES: Mapping[str, Callable[[Lifecycle, str], bool]] = {
    "any": lambda _lifecycle, _state: True,
    "going on": _goes_on,
    "going on, or waiting for a receipt": lambda lifecycle, state: (
        _goes_on(lifecycle, state) or _waits_for_receipt(lifecycle, state)
    ),
    "filed and going on": lambda lifecycle, state: state != lifecycle.initial and _goes_on(lifecycle, state),
    "ended": lambda lifecycle, state: lifecycle.states[state].final,
    "open to home": lambda lifecycle, state: "home" in lifecycle.states[state].open_to,
    "open to counterpart": lambda lifecycle, state: "counterpart" in lifecycle.states[state].open_to,
    "correctable": lambda lifecycle, state: lifecycle.states[state].correctable,
    "with reviewers": lambda lifecycle, state: state in lifecycle.reviewed_in,
    "with reviewers or before them": lambda lifecycle, state: state == "submitted" or state in lifecycle.reviewed_in,
    "before the committee": lambda lifecycle, state: lifecycle.award in lifecycle.transitions_from(state),
}


def list_holders(permission: str) -> tuple[str, ...]:
    """The roles that hold a permission, as people are told of them."""
    return tuple(role for role in TABLE[permission].roles if role != "system")


def permits(permission: str, roles: Collection[str]) -> bool:
    """Whether someone in these roles holds it."""
    return not frozenset(TABLE[permission].roles).isdisjoint(roles)


def is_allowed_in(permission: str, lifecycle: Lifecycle, state: str) -> bool:
    """Whether it holds while a case is in a state."""
    return STATES[TABLE[permission].states](lifecycle, state)


def list_states(permission: str, lifecycle: Lifecycle) -> tuple[str, ...]:
    """The states of a lifecycle in which it holds, in its order."""
    return tuple(state for state in lifecycle.states if is_allowed_in(permission, lifecycle, state))


def check_permission(permission: str, roles: Collection[str], said: str) -> Refusal | None:
    """The refusal of someone whose roles to a case do not hold it: what is said, and who could."""
    if permits(permission, roles):
        return None
    able = list_holders(permission)
    return Refusal("not-yours-to-make", f"{said}: {', '.join(able)}", roles=able)


def check_token(actor: Actor) -> Refusal | None:
    """The refusal of someone whose token may change nothing."""
    return None if "write" in actor.scopes else Refusal("not-yours-to-make", "this token may only read")


def require(permission: str, roles: Collection[str], said: str) -> None:
    """That these roles hold it. Raises NotAllowed."""
    if not permits(permission, roles):
        raise NotAllowed(f"{said}: {', '.join(list_holders(permission))}")
