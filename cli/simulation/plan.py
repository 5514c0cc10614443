"""The whole season before it begins: every application as it is meant, the acts on it, and when panel and committee sit."""

from collections.abc import Sequence

from cli.simulation import applications, fates, stories
from cli.simulation.acts import Act, Occasion
from cli.simulation.applications import Application
from cli.simulation.committee import Committee
from cli.simulation.fates import Line
from cli.simulation.panel import Panel
from cli.simulation.scene import Scene
from cli.simulation.troupe import Applicant


def drawn_up(scene: Scene, cases: int) -> list[Act | Occasion]:
    """Every act on so many applications that does not depend on how others fare, and the occasions for what does."""
    items: list[Act | Occasion] = []
    numbers = iter(range(1, cases + 1))
    among = fates.lines(scene.call)
    for line, count in zip(among, fates.shared(cases, among), strict=True):
        meant = _applications(scene, line, [next(numbers) for _ in range(count)])
        for application in meant:
            items += stories.told(scene, application)
    for direction in scene.call.directions:
        if direction.review is not None:
            items += Panel(scene, direction, direction.review).occasions()
        items += Committee(scene, direction).occasions()
    return items


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
