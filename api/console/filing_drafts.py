"""Saving a filing form: first save every part that can be read, then check whether the filing may be submitted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.console.filing_form import Fields
from api.console.form import Fault, fault_of
from api.console.page_request import PageRequest
from api.errors import Refused
from states import fields as forms
from states.call import Direction
from states.refusal import Refusal
from workflow import filings
from workflow.actors import Actor
from workflow.commands import AmendFiling, Bulk, Command, MakeTransition, OnCase, PutFiling
from workflow.outcomes import Result

Content = Mapping[str, object]
SUBMIT = "submit-filing"
"""The value of the button that submits the counterpart's filing without making a transition."""


@dataclass(frozen=True, slots=True)
class FilingDraft:
    """A side's filing to save, and the version it was written on; `kept` are the parts that can be read."""

    ref: str
    side: Literal["home", "counterpart"]
    version: int
    kept: Content
    reason: str | None

    async def save(self, visit: PageRequest) -> Result:
        """Save it as the side's next revision. Raises Refused."""
        return await visit.done(self._command(visit))

    def _command(self, visit: PageRequest) -> Callable[[Actor], Command]:
        def ask(actor: Actor) -> Command:
            said: dict[str, Any] = {**visit.asked.said(actor), "ref": self.ref, "version": self.version}
            said |= {"content": self.kept, "reason": self.reason}
            return AmendFiling(**said) if self.side == "home" else PutFiling(**said, side=self.side)

        return ask

    async def hand_in(self, visit: PageRequest, doing: str, version: int) -> Result:
        """Submit the filing (a counterpart's) and make the chosen transition, both or neither. Raises Refused."""

        def ask(actor: Actor) -> Command:
            said: dict[str, Any] = {**visit.asked.said(actor), "ref": self.ref}
            commands: list[OnCase] = []
            if self.side == "counterpart":
                filed: dict[str, Any] = {"side": self.side, "content": self.kept, "reason": self.reason, "submit": True}
                commands.append(PutFiling(**said, **filed, version=version))
            if doing != SUBMIT or self.side == "home":
                commands.append(MakeTransition(**said, transition=doing, version=None if commands else version))
            return Bulk(**visit.asked.said(actor), commands=tuple(commands), mode="atomic")

        outcomes = await visit.asked.each(ask)
        refused = next((one for one in outcomes if isinstance(one, Refusal) and one.code != "abandoned"), None)
        if refused is not None:
            raise Refused(refused)
        receipt = outcomes[-1]
        assert isinstance(receipt, Result), "what is not refused is done"
        return receipt


def find_faults(direction: Direction, content: Content, *, is_draft: bool) -> list[Fault]:
    """The values of a content that do not have the form of their fields, each as a fault of its input."""
    return [fault_of(lack) for lack in filings.list_field_errors(direction, content, is_draft=is_draft)]


def keep_readable(fields: Fields, content: Content, faults: Sequence[Fault], stored: Content) -> dict[str, object]:
    """The parts of a content that can be saved although others are faulty.

    A faulty part of a party, a paper or figures is left out; a field that is faulty as a whole keeps its stored value.
    """
    kept = dict(content)
    for fault in faults:
        name, *parts = fault.field.removeprefix("content-").split("-")
        if name in kept:
            kept[name] = _without(kept[name], parts) if parts else stored.get(name)
    for misfit in forms.list_field_errors(fields, kept, is_draft=True):
        name = misfit.pointer.strip("/").partition("/")[0]
        kept[name] = stored.get(name)
    return kept


def is_changed(content: Content, stored: Content | None, side: str) -> bool:
    """Whether saving a content would change what is stored of a side."""
    if stored is None:
        return True
    before = dict(stored)
    after = ({**before, **content}) if side == "home" else dict(content)
    return {name: value for name, value in after.items() if value is not None} != before


def _without(value: object, parts: Sequence[str]) -> object:
    """A copy of a value without the part at a path of names and numbers."""
    first, *rest = parts
    if isinstance(value, Mapping):
        inner = {name: one for name, one in value.items() if name != first}
        if rest and first in value and (left := _without(value[first], rest)):
            inner[first] = left
        return inner or None
    if isinstance(value, list | tuple) and first.isdecimal() and (place := int(first)) < len(value):
        before, item, after = value[:place], value[place], value[place + 1 :]
        if not rest:
            return [one for one in (*before, *after) if one not in ({}, None)]
        left = _without(item, rest)
        return [*before, *([left] if left else [{}] if isinstance(item, Mapping) else []), *after]
    return None
