"""What happens to one application until it is before the panel or nothing more is to come: a story for each fate."""

from collections.abc import Callable

from simulation import dates, reasons, scenario_mix, scenario_steps
from simulation.applications import Application
from simulation.context import SimulationContext
from simulation.scenario_builder import ScenarioBuilder
from simulation.scenario_mix import Fate
from simulation.scheduled_commands import ScheduledCommand


def play_scenario(scene: SimulationContext, application: Application) -> list[ScheduledCommand]:
    """Every act of the story, in order."""
    thread = ScenarioBuilder(scene, application)
    _STORIES[application.fate](thread)
    return thread.acts


def _abandoned(thread: ScenarioBuilder) -> None:
    scenario_steps.begin(thread)
    if thread.rng.random() < 0.3:
        thread.amends({"months": thread.application.home["months"]}, thread.when.internal)


def _late(thread: ScenarioBuilder) -> None:
    scenario_steps.draw_up(thread, thread.application.home)
    thread.waits(thread.when.internal)
    thread.transitions("submit", thread.applicant, thread.when.agency, "soon", refused="deadline-passed")


def _withdrawn(thread: ScenarioBuilder) -> None:
    scenario_steps.submit(thread)
    until = thread.when.agency
    if thread.rng.random() < 0.5:
        scenario_steps.confirm(thread)
        until = dates.find_part(thread.when.agency, thread.when.review, 0.5)
    thread.transitions("withdraw", thread.applicant, until, "soon", reason=thread.rng.choice(reasons.WITHDRAWING))
    if thread.rng.random() < 0.3:
        thread.waits(thread.when.decision)
        thread.erases(thread.when.closed, thread.rng.choice(reasons.ERASING))


def _one_sided(thread: ScenarioBuilder) -> None:
    scenario_steps.submit(thread)
    if not thread.application.line.invalidates:
        _excluded_after_the_deadline(thread, reasons.one_sided(thread.application))
    elif thread.rng.random() < 0.15:
        scenario_steps.receive_too_late(thread)


def _mismatched(thread: ScenarioBuilder) -> None:
    scenario_steps.submit(thread)
    scenario_steps.contradict(thread)
    _excluded_after_the_deadline(thread, reasons.mismatched(thread.application.direction))


def _ineligible(thread: ScenarioBuilder) -> None:
    scenario_steps.submit(thread)
    until = thread.when.agency
    if thread.rng.random() < 0.6:
        scenario_steps.confirm(thread)
        until = dates.find_part(thread.when.agency, thread.when.review, 0.6)
    reason = reasons.ineligible(thread.rng, thread.application)
    thread.transitions("exclude", thread.coordinator, until, reason=reason)


def _unanswered(thread: ScenarioBuilder) -> None:
    scenario_steps.submit(thread)
    reason = thread.rng.choice(reasons.RETURNING)
    thread.transitions("return", thread.coordinator, thread.when.agency, "soon", reason=reason)


def _reviewed(thread: ScenarioBuilder) -> None:
    scenario_steps.confirm_by(thread, scenario_mix.draw_variation(thread.rng, thread.application.line))
    if thread.application.direction.review is None:
        thread.waits(dates.find_part(thread.when.agency, thread.when.review, 0.15))
        thread.examines(thread.when.review)
        thread.transitions("review", thread.coordinator, thread.when.review, score=thread.application.score)


def _excluded_after_the_deadline(thread: ScenarioBuilder, reason: str) -> None:
    thread.waits(thread.when.agency)
    thread.transitions("exclude", thread.coordinator, thread.when.review, "soon", reason=reason)


_STORIES: dict[Fate, Callable[[ScenarioBuilder], None]] = {
    "abandoned": _abandoned,
    "late": _late,
    "withdrawn": _withdrawn,
    "one-sided": _one_sided,
    "mismatched": _mismatched,
    "ineligible": _ineligible,
    "unanswered": _unanswered,
    "reviewed": _reviewed,
}
