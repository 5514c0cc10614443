"""Every page of the console, by who looks at it; what varies stands in braces and is a case of the demonstration."""

from cli.demonstration import CALL
from tests.browser.conftest import Stage
from workflow import history, queries
from workflow.actors import SYSTEM

PAST = ["/cases/{submitted}?as_of=2022-11-20T10:00", "/cases/{submitted}?as_of=9000-01-01T00:00"]
PAGES = {
    "coordinator": ["/", "/cases", "/cases?state=submitted", "/cases/{submitted}", "/cases/{submitted}/moves/return"],
    "committee": ["/", "/cases/{confirmed}"],
    "auditor": ["/", "/cases/{draft}", "/audit", "/audit?event={event}", "/cases/{submitted}/compare", *PAST],
    "admin": ["/"],
}
FOR_ANYBODY = ["/sign-in", "/sign-in?then=/cases", "/nowhere"]


def cases(stage: Stage) -> dict[str, str]:
    """A case in each of the states that a demonstration has, by a word for it; and the event by which one was confirmed."""
    found = {}
    with stage.database.reading() as session:
        for name, state in (("draft", "draft"), ("submitted", "submitted"), ("confirmed", "partner-confirmed")):
            [case], _ = queries.cases(session, SYSTEM, queries.Search(call=CALL, state=state), limit=1)
            found[name] = case.ref
        events, _ = history.of_case(session, SYSTEM, found["confirmed"], limit=queries.PAGE)
    return found | {"event": str(events[-1].seq)}
