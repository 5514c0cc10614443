"""Every page of the console, by who looks at it; what stands in braces is a case of the demonstration, by its state."""

from cli.demonstration import CALL
from tests.browser.conftest import Stage
from workflow import history, queries
from workflow.actors import SYSTEM

_DIRECTION = f"/calls/{CALL}/directions/{{code}}"
PAGES = {
    "coordinator": [
        "/",
        "/cases",
        "/cases?state=submitted",
        "/cases?columns=call&columns=owner&columns=entered&columns=sides&columns=due",
        "/cases/views",
        "/cases/new",
        f"/cases/new?call={CALL}&direction=2.4",
        f"/cases?call={CALL}&state=draft&sides=one",
        "/cases/{submitted}",
        "/cases/{confirmed}",
        "/cases/{submitted}/moves/return",
        "/cases/{submitted}/filings",
        "/cases/{submitted}/filings/counterpart",
        "/cases/{submitted}/dossier",
        "/cases/{submitted}/documents",
        "/cases/{submitted}/receipts",
        "/cases/{submitted}/deadline",
        "/cases/{confirmed}/reviewers",
        "/calls",
        f"/calls/{CALL}",
        _DIRECTION,
        f"/calls/{CALL}/directions/1.4",
        f"{_DIRECTION}/assignments",
        f"/calls/{CALL}/deadlines/agency",
        f"/calls/{CALL}/pool",
        "/people",
        "/people/invitations",
        "/programmes/intergovernmental",
        "/programmes/zhongguancun",
        "/calls/zhongguancun-2024",
        "/calendar",
        "/audit",
        "/cases/nowhere",
    ],
    "committee": ["/", "/cases/{confirmed}", f"{_DIRECTION}/decision"],
    "auditor": [
        "/",
        "/cases/{draft}",
        "/cases/{submitted}/compare",
        "/cases/{submitted}?as_of=2022-11-20T10:00",
        "/cases/{submitted}?as_of=9000-01-01T00:00",
        "/audit",
        "/audit?event={event}",
        "/account",
    ],
    "admin": ["/", "/audit", "/prove"],
    "applicant of {draft}": ["/", "/cases/{draft}", "/cases/{draft}/filings/home"],
    "partner of {submitted}": ["/", "/cases/{submitted}", "/confirm/{submitted}"],
}
FOR_ANYBODY = ["/sign-in", "/sign-in?then=/cases", "/invite", "/nowhere"]


def cases(stage: Stage) -> dict[str, str]:
    """A case in each of the states that a demonstration has, by a word for it, a direction with one in it, and an event."""
    found = {}
    with stage.database.reading() as session:
        for name, state in (("draft", "draft"), ("submitted", "submitted"), ("confirmed", "partner-confirmed")):
            [case], _ = queries.cases(session, SYSTEM, queries.Search(call=CALL, state=state), limit=1)
            found[name] = case.ref
        [opening], _ = history.of_case(session, SYSTEM, case.ref, limit=1)
    return found | {"code": case.direction, "event": str(opening.seq)}


def visitor_named(stage: Stage, who: str, known: dict[str, str]) -> str:
    """Whom a name of `PAGES` stands for: a role, or who stands to a case as said."""
    role, _, ref = who.format(**known).partition(" of ")
    if not ref:
        return role
    with stage.database.reading() as session:
        case = queries.found(session, SYSTEM, ref)
    return case.owner if role == "applicant" else f"partner-{case.partner}"
