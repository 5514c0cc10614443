"""What the conductor answers: a receipt for what was done, or a refusal that says why not."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache

from states.refusal import Refusal, Unmet


@dataclass(slots=True)
class Result:
    """What a command did to a case: where it now stands, and the event (0 in a dry run) that sealed it."""

    case: str
    action: str
    transition: str | None
    source: str | None
    state: str
    version: int
    effective_at: datetime
    due_at: datetime | None
    event: int = 0


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many cases a sweep overtook, and the key it came to (None when nothing more was due)."""

    count: int
    reached: tuple[datetime, int] | None


Outcome = Result | Refusal
Answer = Result | Refusal | SweepResult | list[Outcome]


def to_json(outcome: Outcome) -> dict[str, object]:
    """A receipt or refusal as JSON values, told apart by `done`."""
    return {"done": isinstance(outcome, Result)} | {
        key: format_instant(value) if isinstance(value, datetime) else value for key, value in asdict(outcome).items()
    }


def from_json(stored: dict[str, object]) -> Outcome:
    """The inverse of `plain`."""
    known = {key: value for key, value in stored.items() if key != "done"}
    if stored["done"]:
        for key in ("effective_at", "due_at"):
            known[key] = parse_instant(known[key])
        return Result(**known)  # type: ignore[arg-type]  # the keys are those that plain wrote
    known["missing"] = tuple(Unmet(**lack) for lack in known["missing"])  # type: ignore[attr-defined]  # as plain wrote it
    for key in ("roles", "allowed", "remedies"):
        known[key] = tuple(known[key])  # type: ignore[arg-type]  # as plain wrote it
    known["until"] = parse_instant(known["until"])
    return Refusal(**known)  # type: ignore[arg-type]  # as plain wrote it


@lru_cache(maxsize=4096)
def format_instant(when: datetime) -> str:
    """An instant as the service writes it: UTC, always six digits, `Z`."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def parse_instant(written: object) -> datetime | None:
    """The inverse of `instant`; None stays None."""
    return datetime.fromisoformat(written) if isinstance(written, str) else None
