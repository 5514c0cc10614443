"""The whole season before it begins: every application as it is meant, the acts on it, and when panel and committee sit."""

from collections.abc import Sequence

from simulation import applications, scenario_mix, scenarios
from simulation.applications import Application
from simulation.committee import Committee
from simulation.context import SimulationContext
from simulation.panel import Panel
from simulation.participants import FakeApplicant
from simulation.scenario_mix import CompetitionLine
from simulation.scheduled_commands import DecisionPoint, ScheduledCommand


def plan_run(scene: SimulationContext, cases: int) -> list[ScheduledCommand | DecisionPoint]:
    """Every act on so many applications that does not depend on how others fare, and the occasions for what does."""
    items: list[ScheduledCommand | DecisionPoint] = []
    numbers = iter(range(1, cases + 1))
    among = scenario_mix.list_competitions(scene.call)
    for line, count in zip(among, scenario_mix.share_cases(cases, among), strict=True):
        meant = _applications(scene, line, [next(numbers) for _ in range(count)])
        for application in meant:
            items += scenarios.play_scenario(scene, application)
    for direction in scene.call.directions:
        if direction.review is not None:
            items += Panel(scene, direction, direction.review).occasions()
        items += Committee(scene, direction).occasions()
    return items


def _applications(scene: SimulationContext, line: CompetitionLine, numbers: Sequence[int]) -> list[Application]:
    rng, found = scene.rng, []
    able = _able(scene, line)
    for number, fate in zip(numbers, scenario_mix.draw_fates(rng, line, len(numbers)), strict=True):
        partner, applicant = rng.choice(line.direction.partners), rng.choice(able)
        home = applications.home_filing(scene, line, partner, applicant, number)
        counterpart = applications.counterpart_filing(scene, line, partner, home)
        score = round(rng.triangular(48, 99, 76))
        found.append(Application(number, line, partner, applicant, home, counterpart, fate, score))
    return found


def _able(scene: SimulationContext, line: CompetitionLine) -> list[FakeApplicant]:
    """The applicants whose organisation may lead here."""
    kinds = applications.may_lead(line.direction, "home")
    return [one for one in scene.troupe.applicants if one.organisation.type in kinds]
