"""What every shape of an answer stands on."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from workflow.outcomes import format_instant

Instant = Annotated[datetime, PlainSerializer(format_instant, return_type=str, when_used="json")]


class Out(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(from_attributes=True)
