"""What is wrong with a form that was sent: for its page to show again, with what was written and what changed meanwhile."""

from fastapi import Request

from api.console import unseen_changes
from api.console.form import Fault, mendable
from api.errors import BadRequest, Refused, told
from workflow.errors import InvalidRequest, TooLarge

_CHANGED = {
    "you": "You changed this case elsewhere while you wrote. Nothing of yours is lost: "
    "look at what changed, then send it again.",
    "colleague": "A colleague changed this case while you wrote. Nothing of yours is lost: "
    "look at what changed, then send it again.",
    "deadline": "A deadline passed while you wrote. Nothing of yours is lost: look at what changed, then send it again.",
}
_UNSEEN = "This case changed while you wrote. Nothing of yours is lost: look at the case, then send it again."


async def find_faults(
    request: Request, error: Refused | BadRequest | InvalidRequest | TooLarge
) -> tuple[list[Fault], int]:
    """What is wrong with the form that a request carries, and the status that says so.

    A form written on an earlier version of its case is shown again for the version that stands now, and says what
    changed. Raises what writing it again would not mend: that the sender made the very same transition before, too.
    """
    if not isinstance(error, Refused) or error.refusal.code != "stale" or error.refusal.case is None:
        return mendable(error)
    change = await unseen_changes.find_change(request, error.refusal.case)
    if change is None:
        return [Fault("", _UNSEEN)], told(error)[0]
    if change.by == "you" and change.is_asked:
        raise error
    return [Fault("", _CHANGED[change.by], change=change)], told(error)[0]
