"""docs/problems.md: every code with which the API says no, as `api.errors` declares them."""

import inspect

from api.errors import ERRORS, REFUSALS
from api.problem_catalogue import OTHERS, REFUSED
from docs.pages.markdown import code, page, table


def text() -> str:
    """The page. Raises KeyError for a refusal that is not explained here."""
    refusals = [(code(name), status, REFUSED[name]) for name, status in REFUSALS.items()]
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
        "whatever is known of: `case`, `state`, `transition`, `version`, `missing`, `roles`, `allowed`, `deadline`, `until`, "
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
