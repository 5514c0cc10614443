"""What happens to one application until it is before the panel or nothing more is to come: a story for each fate."""

from collections.abc import Callable

from cli.simulation import dates, fates, grounds, ways
from cli.simulation.acts import Act
from cli.simulation.applications import Application
from cli.simulation.fates import Fate
from cli.simulation.scene import Scene
from cli.simulation.thread import Thread


def told(scene: Scene, application: Application) -> list[Act]:
    """Every act of the story, in order."""
    thread = Thread(scene, application)
    _STORIES[application.fate](thread)
    return thread.acts


def _abandoned(thread: Thread) -> None:
    ways.begun(thread)
    if thread.rng.random() < 0.3:
        thread.amends({"months": thread.application.home["months"]}, thread.when.internal)


def _late(thread: Thread) -> None:
    ways.drawn_up(thread, thread.application.home)
    thread.waits(thread.when.internal)
    thread.moves("submit", thread.applicant, thread.when.agency, "soon", refused="deadline-passed")


def _withdrawn(thread: Thread) -> None:
    ways.submitted(thread)
    until = thread.when.agency
    if thread.rng.random() < 0.5:
        ways.confirmed(thread)
        until = dates.part(thread.when.agency, thread.when.review, 0.5)
    thread.moves("withdraw", thread.applicant, until, "soon", reason=thread.rng.choice(grounds.WITHDRAWING))
    if thread.rng.random() < 0.3:
        thread.waits(thread.when.decision)
        thread.erases(thread.when.closed, thread.rng.choice(grounds.ERASING))


def _one_sided(thread: Thread) -> None:
    ways.submitted(thread)
    if not thread.application.line.invalidates:
        _excluded_after_the_deadline(thread, grounds.one_sided(thread.application))
    elif thread.rng.random() < 0.15:
        ways.received_too_late(thread)


def _mismatched(thread: Thread) -> None:
    ways.submitted(thread)
    ways.contradicted(thread)
    _excluded_after_the_deadline(thread, grounds.mismatched(thread.application.direction))


def _ineligible(thread: Thread) -> None:
    ways.submitted(thread)
    until = thread.when.agency
    if thread.rng.random() < 0.6:
        ways.confirmed(thread)
        until = dates.part(thread.when.agency, thread.when.review, 0.6)
    reason = grounds.ineligible(thread.rng, thread.application)
    thread.moves("exclude", thread.coordinator, until, reason=reason)


def _unanswered(thread: Thread) -> None:
    ways.submitted(thread)
    reason = thread.rng.choice(grounds.RETURNING)
    thread.moves("return", thread.coordinator, thread.when.agency, "soon", reason=reason)


def _reviewed(thread: Thread) -> None:
    ways.confirmed_by(thread, fates.turn(thread.rng, thread.application.line))
    if thread.application.direction.review is None:
        thread.waits(dates.part(thread.when.agency, thread.when.review, 0.15))
        thread.examines(thread.when.review)
        thread.moves("review", thread.coordinator, thread.when.review, score=thread.application.score)


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
