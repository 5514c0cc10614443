"""Every page of the console, by who looks at it; what varies stands in braces and is a case of the demonstration."""

from cli.demonstration import CALL
from tests.browser.conftest import Stage
from workflow import queries
from workflow.actors import SYSTEM

PAGES = {
    "coordinator": ["/", "/cases", "/cases?state=submitted", "/cases/{submitted}", "/cases/{submitted}/moves/return"],
    "committee": ["/", "/cases/{confirmed}"],
    "auditor": ["/", "/cases/{draft}"],
    "admin": ["/"],
}
FOR_ANYBODY = ["/sign-in", "/sign-in?then=/cases", "/nowhere"]


def cases(stage: Stage) -> dict[str, str]:
    """A case in each of the states that a demonstration has, by a word for it."""
    found = {}
    with stage.database.reading() as session:
        for name, state in (("draft", "draft"), ("submitted", "submitted"), ("confirmed", "partner-confirmed")):
            [case], _ = queries.cases(session, SYSTEM, queries.Search(call=CALL, state=state), limit=1)
            found[name] = case.ref
    return found
