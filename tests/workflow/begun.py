"""What many stories begin with: commands of one November morning, and cases taken as far as a story needs."""

from datetime import timedelta

from tests.world import ADA, CALL, DIEGO, World, answering, at, done
from workflow.commands import MakeTransition, OpenCase

NOVEMBER = at("2022-11-10 09:00")
HOUR = timedelta(hours=1)


def opening(**differing: object) -> OpenCase:
    """Ada asks for a case in direction 2.4, but for what is given."""
    known: dict[str, object] = {"actor": ADA, "received_at": NOVEMBER, "call": CALL, "direction": "2.4"}
    return OpenCase(**(known | differing))  # type: ignore[arg-type]  # the fields of Open


def submit(ref: str, version: int | None = None) -> MakeTransition:
    """Ada submits a case."""
    return MakeTransition(actor=ADA, received_at=NOVEMBER, ref=ref, transition="submit", version=version)


def submitted(world: World) -> str:
    """A case of Ada's that stands submitted; its reference."""
    ref = world.opened(now=NOVEMBER)
    done(world.one(submit(ref)))
    return ref


def confirmed(world: World) -> str:
    """A case whose partner filed the same and confirmed it."""
    ref = submitted(world)
    world.file(ref, answering(), now=NOVEMBER)
    done(world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER))
    return ref


def reviewed(world: World) -> str:
    """A case that the committee may decide on."""
    [ref] = world.ready(1, now=NOVEMBER)
    return ref
