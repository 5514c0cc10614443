"""What each problem means that this service answers with: for its address, `/problems/{code}`, and for docs/problems.md."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from api.errors import ERRORS, REFUSALS

REFUSED = {
    "unknown-transition": "The lifecycle has no transition of that name. `allowed` lists those that lead on from here.",
    "not-from-this-state": "The transition exists, but not from the state the case is in.",
    "deadline-passed": "The deadline it had to be received before has passed. `deadline` and `until` say which and when.",
    "not-open-yet": "The call takes no cases yet. `until` says when it opens.",
    "not-yours-to-make": "Nobody in your roles may do this. `roles` says who may.",
    "not-fresh": "You signed in too long ago for this. Prove again who you are (`remedies`: `proof`), then ask again.",
    "needs-unmet": "The transition needs something that is not there. `missing` lists all of it, each with its clause.",
    "stale": "The case has moved on since the version you saw. Read it again. With `If-Match` the status is 412.",
    "not-editable": "That side's filing cannot be changed in the state the case is in.",
    "already-submitted": "The counterpart has submitted this very filing already. There is nothing more to do.",
    "not-waivable": "Only an in-principle clause of the case's own direction can be set aside. The sentence lists them.",
    "misfit": "What was sent does not have the form that is asked for. `missing` points at each place.",
    "no-such-case": "There is no such case, or it is not yours to see. The two are not told apart.",
    "no-such-definition": "There is no call, direction or deadline of that name. The sentence lists those there are.",
    "settling": "A deadline has just passed and is being settled. Ask again in a second.",
    "set-aside": (
        "The case cannot be read or judged as it is stored. It waits for an administrator: `accord doctor --repair`."
    ),
    "abandoned": "Nothing is wrong with this one, but another command of the same atomic bulk was refused.",
}
OTHERS = {
    "not-json": (400, "The body is not JSON that every reader reads the same way. The sentence says what is wrong."),
    "unreadable": (400, "A header cannot be read, or a form."),
    "unknown-cursor": (400, "The cursor is none that a list gave. Begin the list again."),
    "not-found": (404, "There is no such address."),
    "method-not-allowed": (405, "The address is there, but not for this method."),
    "not-acceptable": (406, "None of the forms named in `Accept` can be given."),
    "too-slow": (408, "The body stopped coming half way."),
    "too-large": (
        413,
        "The body is larger than is taken there, in bytes: `ACCORD_BODY_LIMIT`, "
        "or for a filing what its fields may hold.",
    ),
    "unsupported-media-type": (415, "The route does not take a body of this kind. The sentence says which it takes."),
    "invalid": (422, "The body or query does not have the documented shape. `errors` points at each place."),
    "undescribed": (422, "A bare file came, and the query does not say what it is: `side`, `kind` and `name`."),
    "version-required": (428, "A change must say on which version it was made: `If-Match`, or `version` in the body."),
    "unforeseen": (500, "Something went wrong here. The request's id stands in the log beside the reason."),
}


@dataclass(frozen=True, slots=True)
class ProblemMeaning:
    """What a code means when it comes with a status."""

    status: int
    means: str


def list_meanings(code: str) -> list[ProblemMeaning]:
    """What a code means; one that comes from two places may mean two things. Empty for a code that is none."""
    return list(_meanings(code))


def _meanings(code: str) -> Iterator[ProblemMeaning]:
    if code in REFUSALS:
        yield ProblemMeaning(REFUSALS[code], REFUSED[code])
    for kind, (status, name) in ERRORS.items():
        if name == code:
            yield ProblemMeaning(status, inspect.getdoc(kind) or "")
    if code in OTHERS:
        yield ProblemMeaning(*OTHERS[code])
