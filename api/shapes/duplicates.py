"""Cases that may be for the same, as answers tell of them."""

from api.shapes.out import Out


class DuplicateOut(Out):
    """Another case that may be for the same: `same` says in what (`title`, `leader`, `candidate`). Only staff are told."""

    ref: str
    direction: str
    title: str
    state: str
    same: list[str]
