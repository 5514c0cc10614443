"""The reasons that invented people give; where a clause of the guideline decides, the reason cites it."""

from random import Random

from simulation.applications import Application
from states.call import Direction
from states.rules import BothFile, Consistent, Given, Lead, Listed, Paper, Rule, Stated

WITHDRAWING = (
    "The project leader has moved to another institution.",
    "The partner has lost the laboratory it was to work in.",
    "The work is now paid for by another programme.",
    "The two sides could not agree on the intellectual property.",
)
DETACHING = (
    "This is the draft: the signatures are missing.",
    "The second page was left out by the scanner.",
)
ERASING = (
    "The applicant asks for it; nothing of it was ever decided.",
    "It names people who have nothing to do with it, and may not be kept.",
)
RETURNING = (
    "The work plan does not say who does what on which side; please add it.",
    "The signed page of the cooperation agreement cannot be read; please replace it.",
    "The period and the dates in the work plan do not go together; please correct one of them.",
)
EXTENDING = (
    "The organisation's network was down on the last two days; the outage is documented.",
    "The leader was in quarantine without access to the seal of the organisation.",
)
GIVING_UP = (
    "The organisation cannot provide the staff it promised.",
    "The partner's own funding was refused after the decision.",
    "The leader has accepted a post abroad and nobody can take over.",
)
RETRACTING = (
    "Our filing was an earlier version; the final one follows.",
    "The leader on our side has changed; the new filing names the new one.",
)
MENDING = (
    "The budget counted the travel of the second year twice; both sides have agreed to the correction.",
    "A figure in the budget was copied wrongly from the signed form.",
)
COMPARING = (
    "Compared again after the correction: nothing that must agree was touched.",
    "Read side by side again; the two filings say the same.",
)
EQUATING = (
    "The one is the translation of the other; both name the same project.",
    "Checked with the interpreter of the department: the same title in two languages.",
)
EXAMINED = "Read in the work plan and the research content."
WAIVING = (
    "The long-term measurements need four seasons; both sides support the longer period.",
    "The doctoral training it includes cannot be shorter; the partner's authority has agreed to it.",
)
ON_PAPER = (
    "The authority sent its list of filings by letter; the page is kept with the file.",
    "Taken from the stamped receipt that the partner's embassy handed over.",
)
READMITTING = (
    "The receipt shows that the counterpart's authority had the filing before the deadline.",
    "The authority's list came late, but it is dated in time: the application was never one-sided.",
)
_FOUND_INSTEAD = ("association", "government")


def one_sided(application: Application) -> str:
    """Why a case is excluded whose counterpart never filed, where the deadline does not settle that by itself."""
    direction = application.direction
    clause = next((rule.id for rule in direction.rules if isinstance(rule, BothFile)), direction.clause)
    return f"No filing had come from {application.partner} by the agency deadline; clause {clause} takes two sides."


def mismatched(direction: Direction) -> str:
    """Why a case is excluded whose two filings still contradict each other."""
    rule = next(rule for rule in direction.rules if isinstance(rule, Consistent))
    return f"The two filings still differ in what clause {rule.id} asks to be the same: {', '.join(rule.fields)}."


def ineligible(rng: Random, application: Application) -> str:
    """Why an application is ineligible: its lead is not what it was declared to be, or it breaks another clause."""
    leads = [rule for rule in application.direction.rules if isinstance(rule, Lead) and rule.types]
    if leads:
        return _another_lead(rng, application, leads[0])
    return _broken(rng.choice(_looked_at_by_people(application.direction)))


def weak(score: int, least: int) -> str:
    """Why an application is declined although a place may be free."""
    return f"{score} points; nothing below {least} is supported, whatever places are left."


def ranked(score: int, place: int, of: int, line: str) -> str:
    """Why an application is declined that others were better than."""
    return f"Place {place} of {of} in {line} with {score} points; the places and the money went to better ones."


def _another_lead(rng: Random, application: Application, rule: Lead) -> str:
    filed = application.home["counterpart_organisation" if rule.side == "counterpart" else "organisation"]
    name = filed["name"] if isinstance(filed, dict) else "the lead"
    found = rng.choice([kind for kind in _FOUND_INSTEAD if kind not in rule.types] or ["person"])
    wanted = " or ".join(rule.types)
    return f"{name} is declared as {wanted}, the register has it as {found}. Clause {rule.id}: {rule.text}"


def _looked_at_by_people(direction: Direction) -> list[Rule]:
    """What a filing declares and somebody has to look at: papers, tasks and promises; where there are none, the area."""
    asked = [rule for rule in direction.rules if rule.strength == "must"]
    shown: list[Rule] = [rule for rule in asked if isinstance(rule, Paper | Given)]
    shown += [rule for rule in asked if isinstance(rule, Stated) and rule.upheld == "people"]
    return shown or [rule for rule in asked if isinstance(rule, Listed)]


def _broken(rule: Rule) -> str:
    if isinstance(rule, Listed):
        return f"On reading it, the project is not in the area it names. Clause {rule.id}: {rule.text}"
    return f"The papers do not show what clause {rule.id} asks for: {rule.text}"
