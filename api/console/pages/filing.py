"""Writing a side's filing: the form that a direction's fields make, saved at any time, and handed in when it is whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response
from sqlmodel import Session

from api.console import case_context, filing_drafts, filing_form, unseen_changes
from api.console.case_context import CaseContext
from api.console.filing_drafts import FilingDraft
from api.console.filing_form import Written
from api.console.form import Fault, mendable
from api.console.language import Language
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, told
from states import divisions
from states.call import Direction
from states.fields import PARTY_TYPES, Field
from states.rules import EntitledNominator, Matching, Registered, Rule
from workflow import filings
from workflow.actors import Actor
from workflow.overview import queries
from workflow.overview.queries import TransitionOption

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Side = Annotated[Literal["home", "counterpart"], Path()]
_HANDS_IN = {"home": "complete", "counterpart": "counterpart-filed"}
_OF_SIDE = re.compile(r"^(home|counterpart)-")
_POINTER = re.compile(r"^/\S*: ")
_WRITES = {"home": "applicant", "counterpart": "partner"}
_HOME_COUNTRY = "CN"
_SAVE, _AUTOSAVE, _ADD, _DROP = "save", "autosave", "add-", "drop-"
_OWN = "You saved this case elsewhere while you wrote. Nothing is lost: compare with what stands now, then save."
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
    is_saved: bool = False


@router.get("/cases/{ref}/filings/{side}")
async def filing(
    visit: Visitor,
    ref: Ref,
    side: Side,
    event: Annotated[int | None, Query(ge=1)] = None,
    start: Literal["home", ""] = "",
    saved: Literal["already", ""] = "",
) -> Response:
    """The form of a side's filing; `start` fills an empty counterpart's with what the home side filed."""
    return await _page(visit, ref, side, Sheet(), event=event, copied=start == "home", was_saved=bool(saved))


@router.post("/cases/{ref}/filings/{side}")
async def written(visit: Visitor, ref: Ref, side: Side) -> Response:
    """Save what was written, then hand it in if that is asked for: what cannot be read or handed in comes back."""
    form = await visit.form()
    found = await visit.read(
        lambda session, actor: case_context.load_context(session, actor, ref, now=visit.asked.received_at)
    )
    found.require(f"write-{side}")
    fields, do = found.direction.fields, form.text("do") or _SAVE
    shown = Sheet(filing_form.read_sent(fields, form), reason=form.text("reason"))
    if do.startswith((_ADD, _DROP)):
        return await _page(visit, ref, side, _reshaped(shown, do))
    stored = found.whole.home if side == "home" else found.whole.counterpart
    is_draft = filings.is_draft(found.direction, side, found.whole.case.state) and side not in found.offers.mends
    content, faults = filing_form.read_content(fields, shown.written or {})
    faults += filing_drafts.find_faults(found.direction, content, is_draft=is_draft)
    if faults and not is_draft:
        return await _page(visit, ref, side, replace(shown, faults=faults), status=422)
    kept = filing_drafts.keep_readable(fields, content, faults, stored or {}) if faults else content
    try:
        version, event = form.version(), None
        draft = FilingDraft(ref, side, version, kept, shown.reason)
        if not is_draft or filing_drafts.is_changed(kept, stored, side):
            receipt = await draft.save(visit)
            version, event = receipt.version, receipt.event
            shown = replace(shown, is_saved=True)
        if do == _AUTOSAVE:
            return JSONResponse({"version": version, "faults": len(faults)})
        if faults:
            return await _page(visit, ref, side, replace(shown, faults=faults), status=422)
        if do != _SAVE:
            receipt = await draft.hand_in(visit, do, version)
            return visit.onward(f"/cases/{ref}", event=receipt.event)
    except (Refused, BadRequest) as error:
        if do == _AUTOSAVE:
            return JSONResponse({"refused": told(error)[1]}, told(error)[0])
        return await _again(visit, ref, side, shown, error)
    here = f"/cases/{ref}/filings/{side}"
    return visit.onward(here, event=event) if event is not None else visit.onward(here, saved="already")


def _reshaped(shown: Sheet, do: str) -> Sheet:
    """The form with room for one more party, or with one taken out."""
    written = shown.written or {}
    if do.startswith(_ADD):
        return replace(shown, longer=do.removeprefix(_ADD))
    name, _, number = do.removeprefix(_DROP).rpartition("-")
    is_there = number.isascii() and number.isdecimal() and len(number) < 4
    return replace(shown, written=filing_form.remove_row(written, name, int(number)) if is_there else written)


async def _again(visit: PageRequest, ref: str, side: Side, shown: Sheet, error: Refused | BadRequest) -> Response:
    """The form again, nothing lost; after somebody faster, for the version that stands now."""
    if isinstance(error, Refused) and error.refusal.code == "stale":
        change = await unseen_changes.find_change(visit.request, ref)
        is_own = change is not None and change.by == "you"
        stale = replace(shown, faults=[Fault("", _OWN if is_own else _FASTER)], is_stale=True)
        return await _page(visit, ref, side, stale, status=told(error)[0])
    faults, status = mendable(error)
    faults = [replace(one, field=_OF_SIDE.sub("content-", one.field)) for one in faults]
    return await _page(visit, ref, side, replace(shown, faults=faults), status=status)


async def _page(
    visit: PageRequest,
    ref: str,
    side: Side,
    shown: Sheet,
    *,
    status: int = 200,
    event: int | None = None,
    copied: bool = False,
    was_saved: bool = False,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found = case_context.load_context(session, actor, ref, now=visit.asked.received_at)
        found.require(f"write-{side}")
        home, counterpart = found.whole.home, found.whole.counterpart
        mine, theirs = (home, counterpart) if side == "home" else (counterpart, home)
        fields, stands = found.direction.fields, filing_form.fill_form(found.direction.fields, mine or {})
        written = shown.written if shown.written is not None else stands
        if copied and side == "counterpart" and counterpart is None:
            written = filing_form.fill_form(fields, _mirrored(found.direction, home))
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
            "rows": lambda name: (
                filing_form.count_rows(written, name)
                + (not filing_form.count_rows(written, name) or name == shown.longer)
            ),
            "place": filing_form.join_place,
            "party_types": PARTY_TYPES,
            "divisions": divisions.list_divisions(_HOME_COUNTRY),
            "placed": _placed(found.direction),
            "shared": _shared(found.direction) if side == "home" else frozenset(),
            "submits": side == "counterpart" and side not in found.offers.mends,
            "hands_in": _handing_in(session, actor, found, side, visit),
            "event": event,
            "is_submitted": side == "counterpart" and found.whole.case.counterpart_filed > 0,
            "is_saved": shown.is_saved,
            "was_saved": was_saved,
        }

    return await visit.page("filing.html", gather, status=status)


def _mirrored(direction: Direction, home: Mapping[str, object]) -> dict[str, object]:
    """The home filing from the other side's view: the fields for oneself and for the other side change places."""
    told = direction.named.items()
    named = {theirs: ours for ours, theirs in told if home.get(ours) or direction.fields[ours].kind == "party"}
    swapped = named | {ours: theirs for theirs, ours in named.items()}
    return {**home, **{name: home.get(other) for name, other in swapped.items()}}


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


def _shared(direction: Direction) -> frozenset[str]:
    """The fields whose parties state their subsidy and own funds, because a rule matches each of them."""
    is_matched = any(isinstance(rule, Matching) and rule.per_unit for rule in direction.rules)
    return frozenset(("organisation", "participants")) if is_matched else frozenset()


def _hints(direction: Direction) -> dict[str, list[Rule]]:
    """By field, the rules that look at it."""
    return {name: [rule for rule in direction.rules if name in rule.reads()] for name in direction.fields}


def _label(direction: Direction, language: Language, at: str) -> tuple[Field | None, str]:
    """What a place in the form is called: its field, and its part and number in it."""
    _, _, inner = at.partition("content-")
    name, *parts = inner.split("-")
    numbered = [str(int(part) + 1) if part.isdecimal() else language.part(part) for part in parts]
    return direction.fields.get(name), ", ".join(numbered)


def _handing_in(
    session: Session, actor: Actor, found: CaseContext, side: Side, visit: PageRequest
) -> TransitionOption | None:
    """The transition that hands this side's filing in, by its name, if the visitor makes it once nothing is missing."""
    if side in found.offers.mends:
        return None
    for possible in queries.list_transitions(session, actor, found.whole.case.ref, now=visit.asked.received_at):
        declared = found.direction.lifecycle.transitions[possible.transition]
        is_theirs = possible.refusal is None or possible.refusal.code == "needs-unmet"
        if _HANDS_IN[side] in declared.needs and declared.by[0] == _WRITES[side] and is_theirs and not declared.asks:
            return possible
    return None
