"""What only someone may do who proved just now who they are, not whoever found their browser open.

Asked of those who signed in: before an award, the release of decisions, the grant of a role, an export, the issue of a token,
and a change of how they sign in. A token is shown with every request and is not asked.
"""

from datetime import datetime

from states.refusal import Refusal
from workflow.actors import Actor
from workflow.credentials.sessions import FRESH
from workflow.errors import NotAllowed, ReauthenticationRequired

REMEDY = "proof"
_SAID = f"prove again who you are: this asks for a sign-in less than {FRESH.seconds // 60} minutes ago"


def find_lacking(actor: Actor, *, now: datetime) -> Refusal | None:
    """The refusal of someone who signed in too long ago by an instant."""
    return None if is_fresh(actor, now=now) else Refusal("not-fresh", _SAID, remedies=(REMEDY,))


def record_proof(actor: Actor, *, now: datetime) -> Actor:
    """The actor, who may go on. Raises ReauthenticationRequired."""
    require(actor, now=now)
    return actor


def require(actor: Actor, *, now: datetime) -> None:
    """The same for what is not asked of a case. Raises ReauthenticationRequired."""
    if not is_fresh(actor, now=now):
        raise ReauthenticationRequired(_SAID)


def require_in_person(actor: Actor, *, now: datetime) -> None:
    """That someone signed in a moment ago, which no token can stand for. Raises NotAllowed, ReauthenticationRequired."""
    if actor.session is None:
        raise NotAllowed("this can be done only by someone who signed in, not with a token")
    require(actor, now=now)


def is_fresh(actor: Actor, *, now: datetime) -> bool:
    """Whether nobody needs to ask the actor again who they are."""
    return actor.fresh_at is None or now < actor.fresh_at + FRESH
