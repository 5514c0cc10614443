"""Inviting partners, reviewers and authorities, and accepting an invitation."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import Session

from api import cookies, cursors, invitation_acceptance
from api.errors import BadRequest, statuses
from api.request_context import Caller, RequestContext
from api.routes.cases import Limit, Ref, Text
from api.routes.programmes import Code
from api.schemas.invitations import (
    AcceptanceIn,
    AcceptedOut,
    CallInvitationIn,
    InvitationIn,
    InvitationOut,
    InvitationsOut,
    SentOut,
)
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.identity import invitations
from workflow.identity.invitations import Invitation, SentInvitation

router = APIRouter(prefix="/v1", tags=["invitations"], route_class=StrictRoute)
Id = Annotated[str, Path(max_length=40, pattern=r"^inv_[0-9a-f]+$", description="An invitation's id")]
_Page = tuple[list[Invitation], Sequence[object] | None]


@router.post("/cases/{ref}/invitations", status_code=201, responses=statuses(403, 404, 422))
async def invite_to_case(ref: Ref, body: InvitationIn, caller: Caller) -> SentOut:
    """Invite the partner of a case, or a reviewer because of it. Asking again ends the former link: no key is taken."""
    by_mail = bool(caller.services.database.settings.smtp_host)

    def change(session: Session, actor: Actor) -> SentInvitation:
        now, request, language = caller.received_at, caller.id, body.language
        return invitations.invite_to_case(
            session,
            ref,
            body.email,
            body.role,
            actor=actor,
            now=now,
            by_mail=by_mail,
            language=language,
            request=request,
        )

    return await _sent(caller, change)


@router.post("/calls/{call}/invitations", status_code=201, responses=statuses(403, 404, 422))
async def invite_to_call(call: Code, body: CallInvitationIn, caller: Caller) -> SentOut:
    """Invite a reviewer to a call, or the authority of a partner country of it. Asking again ends the former link."""
    by_mail = bool(caller.services.database.settings.smtp_host)

    def change(session: Session, actor: Actor) -> SentInvitation:
        now, request, partner, language = caller.received_at, caller.id, body.partner, body.language
        return invitations.invite_to_call(
            session, call, body.email, body.role, actor=actor, now=now, by_mail=by_mail, partner=partner,
            language=language, request=request,
        )  # fmt: skip

    return await _sent(caller, change)


@router.get("/cases/{ref}/invitations", responses=statuses(403, 404, 422))
async def list_invitations_to_case(ref: Ref, caller: Caller, limit: Limit = 50, cursor: Text = None) -> InvitationsOut:
    """List by address who was invited because of a case, and what became of it."""
    after = cursors.texts(cursor, 2)
    return await _listed(
        caller, lambda session, actor: invitations.list_for_case(session, actor, ref, limit=limit, after=after)
    )


@router.get("/calls/{call}/invitations", responses=statuses(403, 404, 422))
async def list_invitations_to_call(
    call: Code, caller: Caller, limit: Limit = 50, cursor: Text = None
) -> InvitationsOut:
    """List by address who was invited to a call or because of one of its cases, and what became of it."""
    after = cursors.texts(cursor, 2)
    return await _listed(
        caller, lambda session, actor: invitations.list_for_call(session, actor, call, limit=limit, after=after)
    )


@router.delete("/invitations/{invitation}", status_code=204, responses=statuses(403, 404, 422))
async def revoke_invitation(invitation: Id, caller: Caller) -> None:
    """End an invitation that was not accepted yet, from this moment on."""
    now, request = caller.received_at, caller.id
    await caller.change(
        lambda session, actor: invitations.revoke(session, invitation, actor=actor, now=now, request=request)
    )


@router.post("/acceptances", responses=statuses(403, 404, 422))
async def accept_invitation(body: AcceptanceIn, request: Request, response: Response) -> AcceptedOut:
    """Accept an invitation by its link; the link is the credential. Sets the cookie of a session.

    One that was used, has expired, was revoked or never was one gets the same 404. Who is signed in as somebody else gets a
    403, and who has an account that a link does not open a 401: they sign in, then accept; the link stays good.
    """
    accepted = await invitation_acceptance.accept_invitation(request, body.secret, body.name)
    if accepted.secret is not None:
        cookies.set_session(response, accepted.secret)
    return AcceptedOut.model_validate(accepted)


async def _sent(caller: RequestContext, change: Callable[[Session, Actor], SentInvitation]) -> SentOut:
    if caller.key is not None:
        raise BadRequest(422, "misused", "an invitation's link is shown once: this route takes no Idempotency-Key")
    sent = await caller.change(change)
    site = caller.services.database.settings.site
    link = None if sent.secret is None else invitations.link(site, sent.secret)
    return SentOut(id=sent.id, expires_at=sent.expires_at, link=link)


async def _listed(caller: RequestContext, query: Callable[[Session, Actor], _Page]) -> InvitationsOut:
    page, last = await caller.read(query)
    following = None if last is None else cursors.written(*last)
    return InvitationsOut(invitations=[InvitationOut.model_validate(one) for one in page], next=following)
