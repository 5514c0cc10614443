"""What everything in a season has in common."""

from dataclasses import dataclass
from random import Random

from simulation.dates import Dates
from simulation.fake_names import FakeNames
from simulation.participants import Participants
from states.call import Call


@dataclass(frozen=True, slots=True)
class SimulationContext:
    """The call and its dates, the people, where more of them come from, and the one source of chance."""

    call: Call
    when: Dates
    troupe: Participants
    cast: FakeNames
    rng: Random
