"""Inviting partners and reviewers to a call or because of a case, and what became of those who were invited."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api import cursors
from api.console import standalone_page
from api.console.form import Fault, Form, mendable
from api.console.layout import HOME_ZONE
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from workflow import calls, editions, permissions
from workflow.actors import Actor
from workflow.email_templates import wording
from workflow.errors import InvalidRequest, NotFound
from workflow.identity import invitations, people
from workflow.identity.invitations import SentInvitation

router = APIRouter(prefix="/people/invitations", route_class=PageRoute, include_in_schema=False)
_Text = Annotated[str, Query(max_length=200)]
_Id = Annotated[str, Path(max_length=40, pattern=r"^inv_[0-9a-f]+$")]
_FIELDS = ("email", "role", "call", "partner", "case", "language")
_PAGE = 50


@router.get("")
async def invited(
    visit: Visitor, call: _Text = "", case: _Text = "", cursor: _Text = "", done: _Text = ""
) -> HTMLResponse:
    """Who was invited to a call, and a form to invite somebody; for the partner of a case if one is named."""
    given = {"call": call, "case": case, "role": "partner" if case else None}
    return await _page(visit, given, cursor=cursor, done=done)


@router.post("")
async def invite(visit: Visitor) -> Response:
    """Invite somebody: the link is shown once, or a letter brings it; or show again what was written, with what is wrong."""
    form, settings = await visit.form(), visit.asked.services.database.settings
    given = {name: form.text(name) for name in _FIELDS}
    try:
        sent = await _sent(visit, form, by_mail=bool(settings.smtp_host))
    except (BadRequest, InvalidRequest) as error:
        faults, status = mendable(error)
        return await _page(visit, given, [_placed(fault) for fault in faults], status)
    except NotFound as error:
        return await _page(visit, given, [Fault("case", str(error))], 422)
    if sent.secret is None:
        return visit.onward("/people/invitations", call=given["call"] or "", done="sent")
    context: dict[str, object] = {"what": "invitation", "secrets": [invitations.link(settings.site, sent.secret)]}
    context |= {"who": given["email"], "until": sent.expires_at, "zone": HOME_ZONE}
    back = f"/people/invitations?call={given['call'] or ''}"
    return standalone_page.render_standalone(visit.request, "once.html", context | {"back": back}, 201)


@router.post("/{name}/revoke")
async def revoked(visit: Visitor, name: _Id) -> Response:
    """Take an invitation back."""
    form, now, request = await visit.form(), visit.asked.received_at, visit.asked.id
    await visit.asked.change(
        lambda session, actor: invitations.revoke(session, name, actor=actor, now=now, request=request)
    )
    return visit.onward("/people/invitations", call=form.text("call") or "", done="revoked")


async def _sent(visit: PageRequest, form: Form, *, by_mail: bool) -> SentInvitation:
    """Have the invitation made that a form asks for. Raises BadRequest, InvalidRequest, NotFound and what keeps the
    actor from it.
    """
    email, role, call, case = (form.text(name) for name in ("email", "role", "call", "case"))
    if email is None:
        raise refuse_parameter("enter an e-mail address", "/email")
    if role is None:
        raise refuse_parameter("choose a role", "/role")
    if (call is None) == (case is None):
        raise refuse_parameter("say either a call or a case", "/call")
    language = form.text("language") or "en"

    def change(session: Session, actor: Actor) -> SentInvitation:
        about: Any = {"actor": actor, "now": visit.asked.received_at, "request": visit.asked.id}
        about |= {"language": language, "by_mail": by_mail}
        if case is not None:
            return invitations.invite_to_case(session, case.upper(), email or "", role or "", **about)
        partner = form.text("partner")
        return invitations.invite_to_call(session, call or "", email or "", role or "", partner=partner, **about)

    return await visit.asked.change(change)


def _placed(fault: Fault) -> Fault:
    """A fault at the field that its sentence is about, where it does not say so itself."""
    words = {"say which case": "case", "invite it to the call": "call", "partner": "partner", "address": "email"}
    words |= {"invited as": "role", "letters": "language"}
    found = next((field for word, field in words.items() if word in fault.problem), "email")
    return replace(fault, field=fault.field or found)


async def _page(
    visit: PageRequest,
    given: Mapping[str, str | None],
    faults: Sequence[Fault] = (),
    status: int = 200,
    *,
    cursor: str = "",
    done: str = "",
) -> HTMLResponse:
    after = cursors.texts(cursor or None, 2)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        permissions.require("read-invitations", actor.roles, "invitations are told to")
        mine = [code for code in editions.list_codes(session) if permissions.permits("invite", actor.roles_in(code))]
        chosen = given.get("call") or (mine[0] if mine else None)
        listed, last = (
            invitations.list_for_call(session, actor, chosen, limit=_PAGE, after=after)
            if chosen is not None and chosen in mine
            else ([], None)
        )
        partners = {
            one
            for code in mine
            for direction in calls.load_call(session, code).directions
            for one in direction.partners
        }
        return {
            "invitations": listed,
            "further": f"/people/invitations?call={chosen}&cursor={cursors.written(*last)}" if last else None,
            "names": people.load_names(session, {one.by for one in listed}),
            "mine": mine,
            "chosen": chosen,
            "partners": sorted(partners),
            "written_in": wording.LANGUAGES,
            "given": {**given, "call": given.get("call") or ""},
            "faults": faults,
            "done": done,
        }

    return await visit.page("invitations.html", gather, status=status)
