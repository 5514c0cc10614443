"""The pool of reviewers: people of home and of the partners, each with an organisation and what they know."""

from collections.abc import Iterator
from random import Random

from simulation.fake_names import HOME, FakeNames
from states.call import Call
from workflow.pool.reviewers import ReviewerProfile

_KINDS = ("university", "university", "research-institution", "hospital")


def draw_pool(rng: Random, cast: FakeNames, call: Call) -> Iterator[tuple[str, ReviewerProfile]]:
    """One reviewer after the other: a name, and what the pool says of them. No two of a name are of one organisation."""
    areas = list(dict.fromkeys(area for direction in call.directions for area in direction.areas))
    abroad = list(dict.fromkeys(partner for direction in call.directions for partner in direction.partners))
    seen = set()
    while True:
        country = rng.choice(abroad) if abroad and rng.random() < 0.2 else HOME
        organisation = cast.organisation(country, rng.choice(_KINDS))
        name = cast.person(organisation.country)
        known = tuple(rng.sample(areas, min(len(areas), rng.randint(2, 6))))
        if (name, organisation.name) not in seen:
            seen.add((name, organisation.name))
            most = rng.choice((12, 15, 20))
            yield name, ReviewerProfile(organisation.name, organisation.country, expertise=known, most=most)
