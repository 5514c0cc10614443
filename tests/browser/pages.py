"""Every page of the console, by who looks at it; what stands in braces is a case, by what came of it."""

from dataclasses import dataclass, field

from cli.demonstration import CALL
from tests.browser.conftest import Stage, Visitor
from tests.browser.scenes import DECIDING, RELEASED, REVIEWING
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.overview import queries

_DIRECTIONS = f"/calls/{CALL}/directions"
_DIRECTION = f"{_DIRECTIONS}/{{code}}"
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
        "/cases/{submitted}/transitions/return",
        "/cases/{submitted}/filings",
        "/cases/{submitted}/filings/counterpart",
        "/cases/{submitted}/dossier",
        "/cases/{submitted}/documents",
        "/cases/{submitted}/receipts",
        "/cases/{submitted}/deadline",
        "/cases/{confirmed}/reviewers",
        "/cases/{reviewing}/reviewers",
        "/cases/{unequal}",
        "/cases/{unequal}/comparison",
        "/cases/{unequal}/comparison/results",
        "/cases/{confirmed}/examination",
        "/calls/zhongguancun-2024/directions/award/examination",
        "/cases/{waived}",
        "/cases/{waived}/waivers/2.3-a",
        "/cases/{awarded}",
        "/cases/{erased}",
        "/calls",
        f"/calls/{CALL}",
        _DIRECTION,
        f"/calls/{CALL}/directions/1.4",
        f"{_DIRECTIONS}/{REVIEWING}/assignments",
        f"/calls/{CALL}/defaults",
        f"/calls/{CALL}/deadlines/agency",
        f"/calls/{CALL}/pool",
        "/people",
        "/people/invitations",
        "/laureates",
        "/programmes/intergovernmental",
        "/programmes/zhongguancun",
        "/calls/zhongguancun-2024",
        "/calls/zhongguancun-2024/directions/award",
        "/calendar",
        "/audit",
        "/cases/nowhere",
    ],
    "committee": [
        "/",
        "/cases/{confirmed}",
        "/cases/{undecided}",
        f"{_DIRECTION}/decision",
        f"{_DIRECTIONS}/{DECIDING}",
        f"{_DIRECTIONS}/{DECIDING}/decision",
        f"{_DIRECTIONS}/{DECIDING}/decision?case={{drafted}}",
        f"{_DIRECTIONS}/{RELEASED}/decision",
    ],
    "{reviewer}": ["/", "/reviews", "/reviews/{reviewing}", "/cases/{reviewing}"],
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
    "admin": ["/", "/audit", "/prove", "/people/{reviewer}", "/cases/{declined}/erasure"],
    "applicant of {draft}": ["/", "/cases/{draft}", "/cases/{draft}/filings/home"],
    "applicant of {declined}": ["/", "/cases/{declined}", "/cases/{awarded}", "/cases/{erased}"],
    "partner of {submitted}": ["/", "/cases/{submitted}", "/confirm/{submitted}"],
    "partner of {named}": ["/confirm/{named}", "/cases/{named}/filings/counterpart?start=home"],
}
FOR_ANYBODY = ["/sign-in", "/sign-in?then=/cases", "/invite", "/nowhere"]


@dataclass(frozen=True)
class Behind:
    """A page behind a form: who sends it from where, what they fill in, and what they press. It changes nothing that counts."""

    who: str | None
    path: str
    presses: str
    fills: dict[str, str] = field(default_factory=dict)


BEHIND_FORMS = {
    "an invitation looked at": Behind(None, "/invite", 'form[action="/invite"] button', {"#link": "#{invitation}"}),
    "a second factor begun": Behind("coordinator", "/account", 'form[action="/account/factor"] button'),
    "a review with faults": Behind(
        "{reviewer}", "/reviews/{reviewing}", 'form:has([value="review"]) button', {"#scores-results": "101"}
    ),
    "reviewers proposed": Behind(
        "coordinator", f"{_DIRECTIONS}/{REVIEWING}/assignments", 'form:has([value="propose"]) button'
    ),
    "a release checked": Behind("committee", f"{_DIRECTIONS}/{DECIDING}/decision", 'form:has([value="check"]) button'),
}


def cases(stage: Stage) -> dict[str, str]:
    """A case of each kind, by a word for it, a direction with one in it, and an event."""
    found = dict(stage.scenes.played)
    with stage.database.reading() as session:
        for name, state in (("draft", "draft"), ("submitted", "submitted"), ("confirmed", "partner-confirmed")):
            [case], _ = queries.list_cases(session, SYSTEM, queries.Search(call=CALL, state=state), limit=1)
            found[name] = case.ref
        [opening], _ = history.list_case_events(session, SYSTEM, case.ref, limit=1)
    return found | {"code": case.direction, "event": str(opening.seq)}


def visitor_named(stage: Stage, who: str, known: dict[str, str]) -> str:
    """Whom a name of `PAGES` stands for: a role, or who stands to a case as said."""
    role, _, ref = who.format(**known).partition(" of ")
    if not ref:
        return role
    with stage.database.reading() as session:
        case = queries.load_visible_row(session, SYSTEM, ref)
    return case.owner if role == "applicant" else f"partner-{case.partner}"


def sent(visitor: Visitor, page: Behind, known: dict[str, str]) -> None:
    """Go to the page behind a form."""
    visitor.page.goto(f"{visitor.site}{page.path.format(**known)}")
    for place, written in page.fills.items():
        visitor.page.fill(place, written.format(**known))
    with visitor.page.expect_navigation():
        visitor.page.click(page.presses)
