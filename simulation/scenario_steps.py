"""The way of one application to the panel: drawn up, submitted and confirmed, straight or by one of the usual turns."""

from collections.abc import Callable
from datetime import datetime

from simulation import applications, attachments, dates, reasons
from simulation.scenario_builder import ScenarioBuilder
from simulation.scenario_mix import Turn
from workflow.actors import Actor
from workflow.commands import Content

_FIRST = ("title", "area", "leader", "organisation", "counterpart_organisation")
_LATEST = 0.1  # of the time between the agency deadline and the review: by then everything is before the panel


def begin(thread: ScenarioBuilder) -> None:
    """A first draft, with what comes to mind first."""
    thread.opens({name: thread.application.home[name] for name in _FIRST})


def draw_up(thread: ScenarioBuilder, content: Content) -> None:
    """The home filing written, at once or in two goes; every twentieth has the agreement of both sides with it."""
    if thread.rng.random() < 0.4:
        thread.opens(content)
    else:
        begin(thread)
        rest = {name: value for name, value in content.items() if name not in _FIRST}
        thread.amends(rest, thread.when.internal)
    if thread.application.number % 20 == 1:
        _documented(thread)


def _documented(thread: ScenarioBuilder) -> None:
    """The agreement attached: as a paper that the coordinator holds in hand, as a file, or first the wrong one."""
    until, place = thread.when.internal, thread.application.number // 20 % 4
    if place == 0:
        thread.attaches(thread.coordinator, until, None)
        return
    if place == 1:
        wrong = thread.attaches(
            thread.applicant, until, attachments.sign_papers(thread.application.home, "Unsigned draft")
        )
        thread.detaches(wrong, until, thread.rng.choice(reasons.DETACHING))
    thread.attaches(thread.applicant, until, attachments.sign_papers(thread.application.home, "Agreement"))


def submit(thread: ScenarioBuilder) -> None:
    """Written and handed in."""
    draw_up(thread, thread.application.home)
    thread.transitions("submit", thread.applicant, thread.when.internal, thread.rng.choice(("any", "last")))
    if thread.rng.random() < 0.1:
        thread.receives("home", thread.applicant, thread.when.agency, dated=thread.now)


def contradict(thread: ScenarioBuilder) -> None:
    """The other side says something else, and cannot confirm that."""
    until = thread.when.agency
    thread.files(applications.make_contradictory(thread.scene, thread.application), until)
    thread.transitions("confirm", thread.official, until, "soon", refused="needs-unmet")


def confirm(thread: ScenarioBuilder) -> None:
    """The other side files and confirms; where it writes in another language, only once that was found to mean the same."""
    until = thread.when.agency
    thread.files(thread.application.counterpart, until, thread.rng.choice(("soon", "any", "any", "last")))
    dated = thread.now
    if thread.application.worded:
        thread.transitions("confirm", thread.official, until, "soon", refused="needs-unmet")
        _equated(thread, until)
    thread.transitions("confirm", thread.official, until, "soon")
    told = thread.rng.random()
    if told < 0.08:
        thread.receives("counterpart", thread.official, until, dated=dated)
    elif told < 0.16:
        thread.receives("counterpart", thread.coordinator, until, dated=dated, reason=_on_paper(thread))


def receive_too_late(thread: ScenarioBuilder) -> None:
    """The receipt of a one-sided case arrives, and shows that it was one-sided indeed."""
    agency, review = thread.when.agency, thread.when.review
    dated = dates.draw_between(thread.rng, agency, dates.find_part(agency, review, 0.1), zone="UTC")
    thread.waits(dated)
    _received(thread, 0.3, dated)
    _readmitted(thread, 0.5, refused="needs-unmet")


def confirm_by(thread: ScenarioBuilder, turn: Turn) -> None:
    """Everything until the case is confirmed, with one turn on the way."""
    _TURNS[turn](thread)


def _straight(thread: ScenarioBuilder) -> None:
    submit(thread)
    confirm(thread)


def _stumbled(thread: ScenarioBuilder) -> None:
    application, internal = thread.application, thread.when.internal
    draw_up(thread, applications.make_faulty(thread.rng, application.direction, application.home))
    thread.transitions("submit", thread.applicant, internal, refused="needs-unmet")
    thread.amends(application.home, internal, "soon")
    thread.transitions("submit", thread.applicant, internal, thread.rng.choice(("any", "last")))
    confirm(thread)


def _returned(thread: ScenarioBuilder) -> None:
    submit(thread)
    until = thread.when.agency
    reason = thread.rng.choice(reasons.RETURNING)
    thread.transitions("return", thread.coordinator, dates.find_part(thread.now, until, 0.7), "soon", reason=reason)
    plan = f"{thread.application.home['work_plan']} The dates of the exchange visits are agreed with both hosts."
    thread.application = thread.application.revised(work_plan=plan)
    thread.amends({"work_plan": plan}, until, "soon")
    thread.transitions("submit", thread.applicant, until, "soon")
    confirm(thread)


def _corrected(thread: ScenarioBuilder) -> None:
    submit(thread)
    contradict(thread)
    confirm(thread)


def _extended(thread: ScenarioBuilder) -> None:
    internal = thread.when.internal
    draw_up(thread, thread.application.home)
    later = dates.find_part(internal, thread.when.agency, 0.3)
    thread.extends("internal", later, internal, thread.rng.choice(reasons.EXTENDING))
    thread.waits(internal)
    thread.transitions("submit", thread.applicant, later)
    confirm(thread)


def _waived(thread: ScenarioBuilder) -> None:
    """A project that runs longer than is usual, and may."""
    rule, internal = thread.application.line.longest, thread.when.internal
    assert rule is not None, "this turn is taken only where such a clause can be waived"
    plan = f"{thread.application.home['work_plan']} Four more months are needed for the last season of measurements."
    thread.application = thread.application.revised(months=rule.most + 4, work_plan=plan)
    draw_up(thread, thread.application.home)
    thread.transitions("submit", thread.applicant, internal, refused="needs-unmet")
    thread.waives(rule.id, internal, thread.rng.choice(reasons.WAIVING))
    thread.transitions("submit", thread.applicant, internal, "soon")
    confirm(thread)


def _retracted(thread: ScenarioBuilder) -> None:
    """Confirmed too early: the other side takes it back, files anew and confirms again."""
    submit(thread)
    confirm(thread)
    until = thread.when.agency
    thread.transitions("retract", thread.official, until, "soon", reason=thread.rng.choice(reasons.RETRACTING))
    thread.files(thread.application.counterpart, until, "soon")
    _equated(thread, until)
    thread.transitions("confirm", thread.official, until, "soon")


def _mended(thread: ScenarioBuilder) -> None:
    """A figure put right after the confirmation; where the sides must agree they are compared again before the review."""
    submit(thread)
    confirm(thread)
    thread.waits(thread.when.agency)
    until = dates.find_part(thread.when.agency, thread.when.review, _LATEST)
    budget = thread.application.home["budget"]
    assert isinstance(budget, int), "a home filing asks for an amount"
    less = {**thread.application.home, "budget": budget - applications.CORRECTION}
    thread.mends(less, until, thread.rng.choice(reasons.MENDING))
    if applications.list_agreed_fields(thread.application.direction):
        thread.transitions("review", thread.coordinator, until, "soon", score=50, refused="needs-unmet")
        thread.compares(until, thread.rng.choice(reasons.COMPARING))
    _equated(thread, until)


def _silent(thread: ScenarioBuilder) -> None:
    """Nobody of the other side acts here, but its authority has told by letter that it filed there in time."""
    submit(thread)
    dated = dates.find_part(thread.when.opens, thread.now, 0.9)
    thread.receives("counterpart", thread.coordinator, thread.when.agency, dated=dated, reason=_on_paper(thread))
    thread.waits(thread.when.agency)
    _filed_for_them(thread)


def _late_receipt(thread: ScenarioBuilder) -> None:
    """One-sided when the deadline passed, until the receipt arrived that shows that it was not."""
    submit(thread)
    dated = dates.draw_between(thread.rng, thread.now, thread.when.agency, zone="UTC")
    thread.waits(thread.when.agency)
    if thread.rng.random() < 0.4:
        _readmitted(thread, 0.03, refused="needs-unmet")
    _received(thread, 0.06, dated)
    _readmitted(thread, 0.08)
    _filed_for_them(thread)


def _received(thread: ScenarioBuilder, share: float, dated: datetime) -> None:
    """The coordinator puts down what a paper of the counterpart's authority says that came after the deadline."""
    until = dates.find_part(thread.when.agency, thread.when.review, share)
    thread.receives("counterpart", thread.coordinator, until, dated=dated, reason=_on_paper(thread))


def _readmitted(thread: ScenarioBuilder, share: float, refused: str | None = None) -> None:
    until = dates.find_part(thread.when.agency, thread.when.review, share)
    reason = thread.rng.choice(reasons.READMITTING)
    thread.transitions("readmit", thread.coordinator, until, "soon", reason=reason, refused=refused)


def _on_paper(thread: ScenarioBuilder) -> str:
    return thread.rng.choice(reasons.ON_PAPER)


def _filed_for_them(thread: ScenarioBuilder) -> None:
    """After the deadline the coordinator puts in what the other side filed with its authority, and confirms it."""
    by: Actor = thread.coordinator
    until = dates.find_part(thread.when.agency, thread.when.review, _LATEST)
    thread.files(thread.application.counterpart, until, "soon", by=by)
    _equated(thread, until)
    thread.transitions("confirm", by, until, "soon")


def _equated(thread: ScenarioBuilder, until: datetime) -> None:
    for field in thread.application.worded:
        thread.equates(field, until, thread.rng.choice(reasons.EQUATING))


_TURNS: dict[Turn, Callable[[ScenarioBuilder], None]] = {
    "straight": _straight,
    "stumbled": _stumbled,
    "returned": _returned,
    "corrected": _corrected,
    "extended": _extended,
    "waived": _waived,
    "retracted": _retracted,
    "mended": _mended,
    "silent": _silent,
    "readmitted": _late_receipt,
}
