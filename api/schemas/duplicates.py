"""Cases that may be for the same, as answers tell of them."""

from api.schemas.out import Out


class DuplicateOut(Out):
    """Another case that may be for the same: `same` names what (`title`, `leader`, `candidate`). For staff only."""

    ref: str
    direction: str
    title: str
    state: str
    same: list[str]
