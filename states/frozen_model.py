"""The base of every definition read from a programme file."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$", max_length=20)]
AgreementCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$", max_length=100)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]

Basis = Literal["source", "default"]
"""Whether the source lays something down, or we chose it because the source is silent or unclear: a default of ours."""
Role = Literal[
    "applicant", "partner", "authority", "coordinator", "reviewer", "committee", "auditor", "administrator", "system"
]


class FrozenModel(BaseModel):
    """Frozen, and an unknown key is a fault rather than a silent nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
