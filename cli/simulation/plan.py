"""The whole season before it begins: every application as it is meant, and every act on it at its instant."""

from collections.abc import Sequence

from cli.simulation import applications, fates, stories
from cli.simulation.acts import Act
from cli.simulation.applications import Application
from cli.simulation.committee import Committee
from cli.simulation.fates import Line
from cli.simulation.scene import Scene
from cli.simulation.troupe import Applicant


def drawn_up(scene: Scene, cases: int) -> list[Act]:
    """Every act on so many applications, in the order of their instants."""
    acts: list[Act] = []
    numbers = iter(range(1, cases + 1))
    among = fates.lines(scene.call)
    for line, count in zip(among, fates.shared(cases, among), strict=True):
        meant = _applications(scene, line, [next(numbers) for _ in range(count)])
        for application in meant:
            acts += stories.told(scene, application)
        acts += Committee(scene, line).decides([one for one in meant if one.fate == "reviewed"])
    return sorted(acts, key=lambda act: act.at)


def _applications(scene: Scene, line: Line, numbers: Sequence[int]) -> list[Application]:
    rng, found = scene.rng, []
    able = _able(scene, line)
    for number, fate in zip(numbers, fates.drawn(rng, line, len(numbers)), strict=True):
        partner, applicant = rng.choice(line.direction.partners), rng.choice(able)
        home = applications.home_filing(scene, line, partner, applicant, number)
        counterpart = applications.counterpart_filing(scene, line, partner, home)
        score = round(rng.triangular(48, 99, 76))
        found.append(Application(number, line, partner, applicant, home, counterpart, fate, score))
    return found


def _able(scene: Scene, line: Line) -> list[Applicant]:
    """The applicants whose organisation may lead here."""
    kinds = applications.may_lead(line.direction, "home")
    return [one for one in scene.troupe.applicants if one.organisation.type in kinds]
