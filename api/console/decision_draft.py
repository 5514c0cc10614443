"""What the committee writes on its page about one case: the outcome it means, and what goes with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.console.field_reader import FieldReader
from api.console.form import Form
from api.errors import BadRequest, refuse_parameter
from states.lifecycle import Lifecycle
from workflow.actors import Actor
from workflow.commands import DraftDecision
from workflow.deciding import decisions
from workflow.deciding.candidates import Candidate

OPERATORS = decisions.OPERATORS
_PARTS = ("name", "operator", "value", "unit")
_ROWS = 5
_OUTCOMES = ("award", "reserve", "decline")


def list_outcomes(lifecycle: Lifecycle, state: str) -> list[str]:
    """What may be drafted about a case that stands in a state."""
    return [name for name in _OUTCOMES if name in lifecycle.transitions and state in lifecycle.transitions[name].source]


def read_draft(form: Form, *, takes_back: bool) -> dict[str, Any]:
    """What a form says of a draft; of its fields only those that go with its outcome. Raises BadRequest."""
    about: dict[str, Any] = {"ref": form.text("case") or "", "version": form.version(), "outcome": "none"}
    if takes_back:
        return about
    outcome = form.text("outcome")
    if outcome not in _OUTCOMES:
        raise refuse_parameter("choose what is to become of it", "/outcome")
    about["outcome"] = outcome
    if outcome == "decline":
        return about | {"reason": form.text("reason")}
    fields = FieldReader()
    about |= {"amount": fields.read(lambda: form.number("amount")), "reason": form.text("reason")}
    if outcome == "reserve":
        about["rank"] = fields.read(lambda: form.number("rank"))
    about["indicators"] = tuple(_indicators(form, fields))
    fields.check()
    return about


def build_command(about: Mapping[str, Any], *, actor: Actor, received_at: datetime, request: str) -> DraftDecision:
    """The command that drafts it."""
    return DraftDecision(actor=actor, received_at=received_at, request=request, **about)


def fill_form(case: Candidate, sent: Mapping[str, str]) -> dict[str, str]:
    """What stands in the form's fields: what was sent and came back, else the draft about the case."""
    if sent:
        return dict(sent)
    draft = case.draft or case.promised
    if draft is None:
        return {}
    found = {"outcome": draft.outcome if case.draft is not None else ""}
    known = {"amount": draft.amount, "rank": draft.rank, "reason": draft.reason}
    found |= {name: str(value) for name, value in known.items() if value is not None}
    for row, one in enumerate(draft.indicators):
        found |= {f"{part}-{row}": str(one[part]) for part in _PARTS}
    return found


def _indicators(form: Form, fields: FieldReader) -> list[dict[str, object]]:
    """The rows that were filled in, of those the form has; what is wrong with one is noted."""
    found: list[dict[str, object]] = []
    for row in range(_ROWS):
        parts = {part: form.text(f"{part}-{row}") for part in _PARTS}
        if all(parts[part] is None for part in ("name", "value", "unit")):
            continue
        try:
            value = form.number(f"value-{row}")
        except BadRequest as error:
            fields.note(refuse_parameter(error.detail, f"/indicators-{row}"))
            continue
        if parts["name"] is None or value is None:
            fields.note(refuse_parameter("an indicator has a name and a whole number", f"/indicators-{row}"))
        found.append({**parts, "value": value, "unit": parts["unit"] or ""})
    return found
