"""docs/problems.md: every code with which the API says no, as `api.errors` declares them."""

import inspect

from api.errors import ERRORS, REFUSALS
from docs.pages.markdown import code, page, table

_REFUSED = {
    "unknown-move": "The lifecycle has no move of that name. `allowed` lists those that lead on from here.",
    "not-from-this-state": "The move exists, but not from the state the case is in.",
    "deadline-passed": "The deadline it had to be received before has passed. `deadline` and `until` say which and when.",
    "not-open-yet": "The call takes no cases yet. `until` says when it opens.",
    "not-yours-to-make": "Nobody in your roles may do this. `roles` says who may.",
    "not-fresh": "You signed in too long ago for this. Prove again who you are (`remedies`: `proof`), then ask again.",
    "needs-unmet": "The move needs something that is not there. `missing` lists all of it, each with its clause.",
    "stale": "The case has moved on since the version you saw. Read it again. With `If-Match` the status is 412.",
    "not-editable": "That side's filing cannot be changed in the state the case is in.",
    "not-waivable": "Only an in-principle clause of the case's own direction can be set aside. The sentence lists them.",
    "misfit": "What was sent does not have the form that is asked for. `missing` points at each place.",
    "no-such-case": "There is no such case, or it is not yours to see. The two are not told apart.",
    "no-such-definition": "There is no call, direction or deadline of that name. The sentence lists those there are.",
    "settling": "A deadline has just passed and is being settled. Ask again in a second.",
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
    "too-large": (413, "The body is larger than `ACCORD_BODY_LIMIT`."),
    "unsupported-media-type": (415, "The route does not take a body of this kind. The sentence says which it takes."),
    "invalid": (422, "The body or query does not have the documented shape. `errors` points at each place."),
    "undescribed": (422, "A bare file came, and the query does not say what it is: `side`, `kind` and `name`."),
    "version-required": (428, "A change must say on which version it was made: `If-Match`, or `version` in the body."),
    "unforeseen": (500, "Something went wrong here. The request's id stands in the log beside the reason."),
}


def text() -> str:
    """The page. Raises KeyError for a refusal that is not explained here."""
    refusals = [(code(name), status, _REFUSED[name]) for name, status in REFUSALS.items()]
    errors = [(code(name), status, inspect.getdoc(kind)) for kind, (status, name) in ERRORS.items()]
    others = [(code(name), status, said) for name, (status, said) in OTHERS.items()]
    columns = ["code", "status", "what it means"]
    return page(
        "# Problems",
        "Every answer that is not a success is a problem (RFC 9457, `application/problem+json`). It has `type`, `title`, "
        "`status`, `detail`, `instance` (the request's id) and `code`. Programs should look at `code`; `detail` is a "
        "sentence for people and may change. A 429 or 503 carries `Retry-After`, a 401 `WWW-Authenticate`.",
        "## Refusals",
        "A command was understood and judged, and the answer is no. Nothing was changed by it. The problem also says "
        "whatever is known of: `case`, `state`, `move`, `version`, `missing`, `roles`, `allowed`, `deadline`, `until`, "
        "`remedies`.",
        table(columns, refusals),
        "Each entry of `missing` has a `code`, a `problem` in words, and where there is one the `clause` of the "
        "guideline, a `pointer` into what was sent or filed, and the `remedy` that would help.",
        "## Errors",
        "The request could not be judged at all.",
        table(columns, errors),
        "## Requests that cannot be understood",
        table(columns, others),
    )
