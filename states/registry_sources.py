"""What the sources name for the registry: agreements between governments, competent authorities. Read from `registry.toml`."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from states import loader
from states.countries import Partner
from states.errors import Fault
from states.frozen_model import AgreementCode, Code, FrozenModel, Slug, Text


class Cited(FrozenModel):
    """Where it stands in the source: the clause and the line, and the direction of a call it is named for, if it is for one."""

    call: Slug | None = None
    direction: Code | None = None
    clause: Text
    line: Text


class Agreement(Cited):
    """An agreement between governments, and the days on which it was signed, took effect, and ends."""

    code: AgreementCode
    title: Annotated[Text, Field(max_length=500)]
    parties: tuple[Partner, ...]
    signed_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None

    @model_validator(mode="after")
    def _holds(self) -> "Agreement":
        if len(set(self.parties)) < 2 or len(set(self.parties)) < len(self.parties):
            raise ValueError("an agreement has at least two parties, each named once")
        days = [day for day in (self.signed_on, self.effective_on, self.expires_on) if day is not None]
        if days != sorted(days):
            raise ValueError("an agreement is signed, takes effect and ends in this order")
        return self


class Authority(Cited):
    """A competent authority of a partner, and how the source says it can be reached: free text, often broken."""

    id: Slug
    partner: Partner
    name: Annotated[Text, Field(max_length=500)]
    contact: Annotated[Text, Field(max_length=1000)] | None = None


class Register(FrozenModel):
    """All that the sources name."""

    agreements: tuple[Agreement, ...] = ()
    authorities: tuple[Authority, ...] = ()


def load_cited(root: Path = loader.BUNDLED) -> Register:
    """What a folder of programmes names for the registry: nothing if it has no such file. Raises FaultyProgramme."""
    path = root / loader.REGISTER
    if not path.is_file():
        return Register()
    faults: list[Fault] = []
    found = loader.validate(Register, loader.table_in(path, root, faults), loader.REGISTER, faults) or Register()
    faults += [Fault(loader.REGISTER, place, problem) for place, problem in _repeated(found)]
    return loader.require_sound(found, faults)


def _repeated(found: Register) -> Iterator[tuple[str, str]]:
    names = Counter(f"agreements.{agreement.code}" for agreement in found.agreements)
    names += Counter(f"authorities.{authority.id}" for authority in found.authorities)
    yield from ((name, f"stands {times} times") for name, times in names.items() if times > 1)
