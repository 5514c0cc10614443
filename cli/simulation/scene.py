"""What everything in a season has in common."""

from dataclasses import dataclass
from random import Random

from cli.simulation.cast import Cast
from cli.simulation.dates import Dates
from cli.simulation.troupe import Troupe
from states.call import Call


@dataclass(frozen=True, slots=True)
class Scene:
    """The call and its dates, the people, where more of them come from, and the one source of chance."""

    call: Call
    when: Dates
    troupe: Troupe
    cast: Cast
    rng: Random
