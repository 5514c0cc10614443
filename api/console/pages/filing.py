"""Writing a side's filing: the form that a direction's fields make, saved at any time, and handed in when it is whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.console import sheet, subject
from api.console.form import Fault, mendable
from api.console.language import Language
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.console.sheet import Written
from api.console.subject import Subject
from api.console.visit import Visit, Visitor
from api.errors import Refused, Unfit, told
from states import divisions
from states.call import Direction
from states.fields import PARTY_TYPES, Field
from states.refusal import Refusal
from states.rules import EntitledNominator, Registered, Rule
from workflow import filings
from workflow.actors import Actor
from workflow.commands import Amend, Bulk, File, Move, OnCase
from workflow.outcomes import Receipt
from workflow.overview import queries
from workflow.overview.queries import Possible

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Side = Annotated[Literal["home", "counterpart"], Path()]
_HANDS_IN = {"home": "complete", "counterpart": "counterpart-filed"}
_POINTER = re.compile(r"^/\S*: ")
_WRITES = {"home": "applicant", "counterpart": "partner"}
_HOME_COUNTRY = "CN"
_SAVE, _SUBMIT, _ADD, _DROP = "save", "submit-filing", "add-", "drop-"
_FASTER = (
    "A colleague changed this case while you wrote. Nothing of yours is lost: compare with what stands now, then save."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it is to be shown: what is written into it, what is wrong, and for which version of the case."""

    written: Written | None = None
    faults: Sequence[Fault] = ()
    reason: str | None = None
    longer: str = ""
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be saved of a side, on which version; `do` is the move that hands it in then, or `save`.

    A counterpart's filing is submitted by anything but `save`: by `submit-filing`, or on the way to a move.
    """

    ref: str
    side: Literal["home", "counterpart"]
    version: int
    content: Mapping[str, object]
    reason: str | None
    do: str

    def bulk(self, visit: Visit, actor: Actor) -> Bulk:
        """All of it as one command."""
        at, request = visit.asked.received_at, visit.asked.id
        saving: OnCase
        if self.side == "home":
            saving = Amend(
                actor=actor,
                received_at=at,
                request=request,
                ref=self.ref,
                version=self.version,
                content=self.content,
                reason=self.reason,
            )
        else:
            saving = File(
                actor=actor,
                received_at=at,
                request=request,
                ref=self.ref,
                version=self.version,
                side=self.side,
                content=self.content,
                reason=self.reason,
                submit=self.do != _SAVE,
            )
        move = Move(actor=actor, received_at=at, request=request, ref=self.ref, move=self.do)
        commands = (saving,) if self.do in (_SAVE, _SUBMIT) else (saving, move)
        return Bulk(actor=actor, received_at=at, request=request, commands=commands, mode="atomic")


@router.get("/cases/{ref}/filings/{side}")
async def filing(
    visit: Visitor,
    ref: Ref,
    side: Side,
    event: Annotated[int | None, Query(ge=1)] = None,
    start: Literal["home", ""] = "",
) -> Response:
    """The form of a side's filing; `start` fills an empty counterpart's with what the home side filed."""
    return await _page(visit, ref, side, Sheet(), event=event, copied=start == "home")


@router.post("/cases/{ref}/filings/{side}")
async def written(visit: Visitor, ref: Ref, side: Side) -> Response:
    """Save what was written, and hand it in if that is asked for: all of it or nothing."""
    form = await visit.form()
    found = await visit.read(lambda session, actor: subject.of(session, actor, ref, now=visit.asked.received_at))
    found.require(f"write-{side}")
    fields, do = found.direction.fields, form.text("do") or _SAVE
    shown = Sheet(sheet.sent(fields, form), reason=form.text("reason"))
    if do.startswith((_ADD, _DROP)):
        return await _page(visit, ref, side, _reshaped(shown, do))
    content, faults = sheet.read(fields, shown.written or {})
    if faults:
        misfits = Refusal("misfit", "", missing=filings.misfits(found.direction, content))
        faults += mendable(Refused(misfits))[0] if misfits.missing else []
        return await _page(visit, ref, side, replace(shown, faults=faults), status=422)
    try:
        version = form.version()
        receipt = await _saved(visit, Saving(ref, side, version, content, shown.reason, do))
    except (Refused, Unfit) as error:
        return await _again(visit, ref, side, shown, error)
    return visit.onward(f"/cases/{ref}" if do != _SAVE else f"/cases/{ref}/filings/{side}", event=receipt.event)


async def _saved(visit: Visit, saving: Saving) -> Receipt:
    """Save, and hand in if asked to: both or neither. Raises Refused."""
    outcomes = await visit.asked.each(lambda actor: saving.bulk(visit, actor))
    refusals = (one for one in outcomes if isinstance(one, Refusal) and one.code != "abandoned")
    refusal = next(refusals, None)
    if refusal is not None:
        raise Refused(refusal)
    receipt = outcomes[-1]
    assert isinstance(receipt, Receipt), "what is not refused is done"
    return receipt


def _reshaped(shown: Sheet, do: str) -> Sheet:
    """The form with room for one more party, or with one taken out."""
    written = shown.written or {}
    if do.startswith(_ADD):
        return replace(shown, longer=do.removeprefix(_ADD))
    name, _, number = do.removeprefix(_DROP).rpartition("-")
    is_there = number.isascii() and number.isdecimal() and len(number) < 4
    return replace(shown, written=sheet.without(written, name, int(number)) if is_there else written)


async def _again(visit: Visit, ref: str, side: Side, shown: Sheet, error: Refused | Unfit) -> Response:
    """The form again, nothing saved and nothing lost; after somebody faster, for the version that stands now."""
    if isinstance(error, Refused) and error.refusal.code == "stale":
        stale = replace(shown, faults=[Fault("", _FASTER)], is_stale=True)
        return await _page(visit, ref, side, stale, status=told(error)[0])
    faults, status = mendable(error)
    faults = [replace(one, field=one.field.replace("home-", "content-", 1)) for one in faults]
    return await _page(visit, ref, side, replace(shown, faults=faults), status=status)


async def _page(
    visit: Visit,
    ref: str,
    side: Side,
    shown: Sheet,
    *,
    status: int = 200,
    event: int | None = None,
    copied: bool = False,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found = subject.of(session, actor, ref, now=visit.asked.received_at)
        found.require(f"write-{side}")
        home, counterpart = found.whole.home, found.whole.counterpart
        mine, theirs = (home, counterpart) if side == "home" else (counterpart, home)
        fields, stands = found.direction.fields, sheet.filled(found.direction.fields, mine or {})
        written = shown.written if shown.written is not None else stands
        if copied and side == "counterpart" and counterpart is None:
            written = sheet.filled(fields, _mirrored(home))
        return found.context() | {
            "side": side,
            "groups": _grouped(found.direction, side),
            "written": written,
            "stands": stands if shown.is_stale else written,
            "theirs": theirs,
            "is_new": mine is None,
            "is_copied": copied,
            "mends": side in found.offers.mends,
            "given": {"reason": shown.reason},
            "faults": [replace(one, problem=_POINTER.sub("", one.problem)) for one in shown.faults],
            "label": lambda at: _label(found.direction, visit.language, at),
            "hints": _hints(found.direction),
            "rows": lambda name: sheet.rows(written, name) + (not sheet.rows(written, name) or name == shown.longer),
            "place": sheet.place,
            "party_types": PARTY_TYPES,
            "divisions": divisions.list_divisions(_HOME_COUNTRY),
            "placed": _placed(found.direction),
            "submits": side == "counterpart" and side not in found.offers.mends,
            "hands_in": _handing_in(session, actor, found, side, visit),
            "event": event,
        }

    return await visit.page("filing.html", gather, status=status)


def _mirrored(home: Mapping[str, object]) -> dict[str, object]:
    """What the home side filed, as the other side would say it: the two organisations change places."""
    here, there = home.get("organisation"), home.get("counterpart_organisation")
    return {**home, "organisation": there, "counterpart_organisation": here}


def _grouped(direction: Direction, side: Side) -> list[tuple[bool, Mapping[str, Field]]]:
    """The fields, for a counterpart first those in which the two filings must agree: whether these are they."""
    if side == "home" or not direction.compared:
        return [(False, direction.fields)]
    agreeing = {name: field for name, field in direction.fields.items() if name in direction.compared}
    others = {name: field for name, field in direction.fields.items() if name not in agreeing}
    return [(True, agreeing), (False, others)]


def _placed(direction: Direction) -> frozenset[str]:
    """The fields whose party must be registered in a subdivision, so that it is asked for at once."""
    return frozenset(rule.field for rule in direction.rules if isinstance(rule, Registered | EntitledNominator))


def _hints(direction: Direction) -> dict[str, list[Rule]]:
    """By field, the rules that look at it."""
    return {name: [rule for rule in direction.rules if name in rule.reads()] for name in direction.fields}


def _label(direction: Direction, language: Language, at: str) -> tuple[Field | None, str]:
    """What a place in the form is called: its field, and its part and number in it."""
    _, _, inner = at.partition("content-")
    name, *parts = inner.split("-")
    numbered = [str(int(part) + 1) if part.isdecimal() else language.part(part) for part in parts]
    return direction.fields.get(name), ", ".join(numbered)


def _handing_in(session: Session, actor: Actor, found: Subject, side: Side, visit: Visit) -> Possible | None:
    """The move that hands this side's filing in, by its name, if the visitor makes it once nothing is missing."""
    if side in found.offers.mends:
        return None
    for possible in queries.moves(session, actor, found.whole.case.ref, now=visit.asked.received_at):
        declared = found.direction.lifecycle.moves[possible.move]
        is_theirs = possible.refusal is None or possible.refusal.code == "needs-unmet"
        if _HANDS_IN[side] in declared.needs and declared.by[0] == _WRITES[side] and is_theirs and not declared.asks:
            return possible
    return None
