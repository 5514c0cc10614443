"""What happens to one application until the panel has its opinion or nothing more is to come: a story for each fate."""

from collections.abc import Callable

from cli.simulation import applications, dates, fates, grounds
from cli.simulation.acts import Act
from cli.simulation.applications import Application
from cli.simulation.fates import Fate, Turn
from cli.simulation.scene import Scene
from cli.simulation.thread import Thread
from workflow.commands import Content

_FIRST = ("title", "area", "leader", "organisation", "counterpart_organisation")


def told(scene: Scene, application: Application) -> list[Act]:
    """Every act of the story, in order."""
    thread = Thread(scene, application)
    _STORIES[application.fate](thread)
    return thread.acts


def _abandoned(thread: Thread) -> None:
    _begun(thread)
    if thread.rng.random() < 0.3:
        thread.amends({"months": thread.application.home["months"]}, thread.when.internal)


def _late(thread: Thread) -> None:
    _drawn_up(thread, thread.application.home)
    thread.waits(thread.when.internal)
    thread.moves("submit", thread.applicant, thread.when.agency, "soon", refused="deadline-passed")


def _withdrawn(thread: Thread) -> None:
    _submitted(thread)
    until = thread.when.agency
    if thread.rng.random() < 0.5:
        _confirmed(thread)
        until = dates.part(thread.when.agency, thread.when.review, 0.5)
    thread.moves("withdraw", thread.applicant, until, "soon", reason=thread.rng.choice(grounds.WITHDRAWING))


def _one_sided(thread: Thread) -> None:
    _submitted(thread)
    timeout = thread.application.direction.lifecycle.states["submitted"].deadline
    if timeout is None or "invalidate" not in timeout.then:
        _excluded_after_the_deadline(thread, grounds.one_sided(thread.application))


def _mismatched(thread: Thread) -> None:
    _submitted(thread)
    _contradicted(thread)
    _excluded_after_the_deadline(thread, grounds.mismatched(thread.application.direction))


def _ineligible(thread: Thread) -> None:
    _submitted(thread)
    until = thread.when.agency
    if thread.rng.random() < 0.6:
        _confirmed(thread)
        until = dates.part(thread.when.agency, thread.when.review, 0.6)
    reason = grounds.ineligible(thread.rng, thread.application)
    thread.moves("exclude", thread.coordinator, until, reason=reason)


def _unanswered(thread: Thread) -> None:
    _submitted(thread)
    reason = thread.rng.choice(grounds.RETURNING)
    thread.moves("return", thread.coordinator, thread.when.agency, "soon", reason=reason)


def _reviewed(thread: Thread) -> None:
    way = fates.turn(thread.rng, thread.application.line)
    _submitted(thread, way)
    if way == "returned":
        _returned(thread)
    if way == "corrected":
        _contradicted(thread)
    _confirmed(thread)
    when, overdue = thread.when, thread.rng.random() < 0.03
    thread.waits(when.review if overdue else dates.part(when.agency, when.review, 0.15))
    until = dates.part(when.review, when.decision, 0.25) if overdue else when.review
    thread.moves("review", thread.coordinator, until, score=thread.application.score)


def _begun(thread: Thread) -> None:
    thread.opens({name: thread.application.home[name] for name in _FIRST})


def _drawn_up(thread: Thread, content: Content) -> None:
    if thread.rng.random() < 0.4:
        thread.opens(content)
        return
    _begun(thread)
    rest = {name: value for name, value in content.items() if name not in _FIRST}
    thread.amends(rest, thread.when.internal)


def _submitted(thread: Thread, way: Turn = "straight") -> None:
    application, internal = thread.application, thread.when.internal
    if way == "extended":
        _drawn_up(thread, application.home)
        later = dates.part(internal, thread.when.agency, 0.3)
        thread.extends("internal", later, internal, thread.rng.choice(grounds.EXTENDING))
        thread.waits(internal)
        thread.moves("submit", thread.applicant, later)
        return
    if way == "stumbled":
        _drawn_up(thread, applications.faulty(thread.rng, application.direction, application.home))
        thread.moves("submit", thread.applicant, internal, refused="needs-unmet")
        thread.amends(application.home, internal, "soon")
    else:
        _drawn_up(thread, application.home)
    thread.moves("submit", thread.applicant, internal, thread.rng.choice(("any", "last")))


def _returned(thread: Thread) -> None:
    until = thread.when.agency
    reason = thread.rng.choice(grounds.RETURNING)
    thread.moves("return", thread.coordinator, dates.part(thread.now, until, 0.7), "soon", reason=reason)
    plan = f"{thread.application.home['work_plan']} The dates of the exchange visits are agreed with both hosts."
    thread.application = thread.application.revised(work_plan=plan)
    thread.amends({"work_plan": plan}, until, "soon")
    thread.moves("submit", thread.applicant, until, "soon")


def _contradicted(thread: Thread) -> None:
    until = thread.when.agency
    thread.files(applications.at_odds(thread.scene, thread.application), until)
    thread.moves("confirm", thread.official, until, "soon", refused="needs-unmet")


def _confirmed(thread: Thread) -> None:
    until = thread.when.agency
    thread.files(thread.application.counterpart, until, thread.rng.choice(("soon", "any", "any", "last")))
    thread.moves("confirm", thread.official, until, "soon")


def _excluded_after_the_deadline(thread: Thread, reason: str) -> None:
    thread.waits(thread.when.agency)
    thread.moves("exclude", thread.coordinator, thread.when.review, "soon", reason=reason)


_STORIES: dict[Fate, Callable[[Thread], None]] = {
    "abandoned": _abandoned,
    "late": _late,
    "withdrawn": _withdrawn,
    "one-sided": _one_sided,
    "mismatched": _mismatched,
    "ineligible": _ineligible,
    "unanswered": _unanswered,
    "reviewed": _reviewed,
}
