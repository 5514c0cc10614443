"""Places and money in short: what an award asks for, what its refusal says, and eight decisions of which one is too many."""

from states import loader
from states.refusal import Unmet
from tests.workflow.begun import NOVEMBER
from tests.world import ELI, World, filing
from workflow.commands import MakeTransition

HYDROGEN = filing(area="Hydrogen energy")
FOOD = filing(area="Food, agriculture and biotechnology")
CLIMATE = filing(area="Climate change and biodiversity")
MILLION = 1_000_000


def full(line: str, clause: str) -> Unmet:
    """What a line says that has no place left."""
    return Unmet("quota-full", f"{tell_line(line, clause)} has no place left", clause)


def short(line: str, left: int, asked: int, clause: str) -> Unmet:
    """What a line says that has less money left than was asked for."""
    return Unmet(
        "funds-short",
        f"{tell_line(line, clause)} has {left:,} yuan left, {asked:,} were asked",
        clause,
        pointer="/amount",
    )


def tell_line(line: str, clause: str) -> str:
    """A line in the words of its direction; which call's `award` it is, its clause says."""
    code = line.partition("/")[0]
    found = (call.direction(code) for call in loader.calls().values())
    return next(one.tell_line(line) for one in found if one is not None and one.quota_clause(line) == clause)


def award(ref: str, amount: int) -> MakeTransition:
    """The committee awards a case so much."""
    return MakeTransition(actor=ELI, received_at=NOVEMBER, ref=ref, transition="award", given={"amount": amount})


def transition(ref: str, transition: str, who: object, now: object = NOVEMBER) -> MakeTransition:
    """Someone moves a case, with a reason and a rank in case they are asked for."""
    given = {"reason": "said", "rank": 1}
    return MakeTransition(actor=who, received_at=now, ref=ref, transition=transition, given=given)  # type: ignore[arg-type]


def decisions(world: World) -> tuple[list[str], tuple[MakeTransition, ...]]:
    """Eight decisions in direction 2.4, of which the seventh asks for a fifth place."""
    refs = world.ready(8, now=NOVEMBER)
    transitions = [award(ref, 400_000) for ref in refs[:4]]
    transitions += [transition(refs[4], "decline", ELI), transition(refs[5], "reserve", ELI), award(refs[6], 400_000)]
    return refs, (*transitions, transition(refs[7], "decline", ELI))
