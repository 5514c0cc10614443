"""Signing in through the institution's identity provider, and the identities there that one has linked with oneself."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api import cookies, csrf, invitation_acceptance, parameters
from api.errors import statuses
from api.oidc import providers
from api.request_context import Caller, RequestContext
from api.schemas.invitations import AcceptanceIn
from api.schemas.sign_ins import IdentityOut, WayOut, WaysOut
from api.services import get_services
from api.strict import StrictRoute
from workflow import acceptance
from workflow.actors import Actor
from workflow.credentials import oidc_flows, reauthentication
from workflow.errors import NotAllowed, Unauthenticated
from workflow.identity import identities
from workflow.identity.identities import Proof

router = APIRouter(prefix="/v1", tags=["identity"], route_class=StrictRoute)
IdentityId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="An identity's id")]
_OWN = {"password": "Address and password", "link": "A link that was sent to you"}
_HOME = "/"
End = tuple[
    str | None, str
]  # the secret of the session that a good return begins, if it begins one; the page it leads to
_LONGEST = 4096  # of a part of what a browser brings back


@router.get("/sign-in")
async def ways(request: Request) -> WaysOut:
    """Which ways there are to sign in. Needs no token."""
    provider: providers.Provider | None = request.app.state.provider
    own = [WayOut(way=way, label=label, action="/v1/sessions") for way, label in _OWN.items()]
    more = [WayOut(way="oidc", label=provider.label, action="/v1/sign-in/oidc")] if provider is not None else []
    return WaysOut(ways=own + more)


@router.post("/sign-in/oidc", status_code=303, response_class=RedirectResponse, responses=statuses(403, 404, 429))
async def begin(request: Request) -> RedirectResponse:
    """Go to the identity provider to sign in, or if one is signed in to prove anew who one is. Needs no token."""
    csrf.require_patience(request)
    provider, now = providers.provider(request), request.state.received_at
    await provider.known(now=now)

    def begun(session: Session) -> oidc_flows.Flow:
        aim = oidc_flows.Aim("sign-in" if invitation_acceptance.find_visitor(session, request) is None else "again")
        return oidc_flows.begin(session, provider.issuer, aim, now=now)

    return await sent_away(request, await get_services(request).write(begun))


@router.post(
    "/acceptances/oidc",
    status_code=303,
    response_class=RedirectResponse,
    responses=statuses(403, 404, 422, 429),
)
async def begin_acceptance(body: AcceptanceIn, request: Request) -> RedirectResponse:
    """Go to the identity provider to accept an invitation as who one is there. Needs no token: the link is the credential.

    Whoever the identity is linked with accepts it, and only if it was for them. If it is linked with nobody, it is from then on
    with whom the invitation finds or makes by its address, and signs them in. Who is signed in already gets a 403: they accept
    it as who they are.
    """
    csrf.require_patience(request)
    return await sent_to_accept(request, body.secret, body.name)


@router.get("/sign-in/oidc/return", status_code=303, response_class=RedirectResponse, responses=statuses(403, 404, 422))
@parameters.take_any
async def finish(request: Request) -> RedirectResponse:
    """Come back from the identity provider. Needs no token, but the cookie with which one went there."""
    provider, now = providers.provider(request), request.state.received_at
    back, kept = _return(request), cookies.kept_flow(request)
    flow = await get_services(request).write(
        lambda session: oidc_flows.finish(session, provider.issuer, back.state, kept, now=now)
    )
    proof = await provider.proof(flow, back, now=now)
    end = _ENDS[flow.aim.what]
    secret, path = await get_services(request).write(lambda session: end(session, request, flow.aim, proof))
    response = RedirectResponse(path, 303)
    cookies.clear_flow(response)
    if secret is not None:
        cookies.set_session(response, secret)
    return response


@router.get("/me/identities", responses=statuses())
async def list_identities(caller: Caller) -> list[IdentityOut]:
    """The identities with which the bearer can sign in."""
    return await caller.read(
        lambda session, actor: [
            IdentityOut.model_validate(one) for one in identities.list_identities(session, actor.id)
        ]
    )


@router.post("/me/identities", status_code=303, response_class=RedirectResponse, responses=statuses(403, 404))
async def link_identity(request: Request, caller: Caller) -> RedirectResponse:
    """Go to the identity provider to link an identity there with oneself. Asks for a fresh session, not a token."""
    return await sent_to_link(request, caller)


@router.delete("/me/identities/{identity}", status_code=204, responses=statuses(403, 404, 422))
async def unlink_identity(identity: IdentityId, caller: Caller) -> None:
    """Let an identity sign nobody in any more. Asks for a fresh session, not a token."""
    await caller.change(
        lambda session, actor: identities.unlink(session, identity, actor=actor, now=caller.received_at)
    )


async def sent_to_link(request: Request, asked: RequestContext) -> RedirectResponse:
    """Send a browser to the provider to link an identity there with whoever is signed in. Raises NotAllowed,
    ReauthenticationRequired.
    """
    provider, now = providers.provider(request), asked.received_at
    await provider.known(now=now)

    def begun(session: Session, actor: Actor) -> oidc_flows.Flow:
        reauthentication.require_in_person(actor, now=now)
        return oidc_flows.begin(session, provider.issuer, oidc_flows.Aim("link", actor.session or ""), now=now)

    return await sent_away(request, await asked.change(begun))


async def sent_to_accept(request: Request, secret: str, name: str | None) -> RedirectResponse:
    """Send a browser to the provider to accept an invitation as who one is there. Raises NotFound, NotAllowed."""
    provider, now = providers.provider(request), request.state.received_at

    def asked(session: Session) -> None:
        if invitation_acceptance.find_visitor(session, request) is not None:
            raise NotAllowed("somebody is signed in here: accept the invitation as who you are, or sign out first")
        acceptance.require_in_force(session, secret, now=now)

    await get_services(request).read(asked)
    await provider.known(now=now)
    written = urlsafe_b64encode((name or "").encode()).decode().rstrip("=")
    aim = oidc_flows.Aim("accept", f"{secret}.{written}")
    flow = await get_services(request).write(lambda session: oidc_flows.begin(session, provider.issuer, aim, now=now))
    return await sent_away(request, flow)


async def sent_away(request: Request, flow: oidc_flows.Flow) -> RedirectResponse:
    """Send a browser to the provider with a flow just begun. What becomes of its return stands in `_ENDS` under its aim."""
    address = await providers.provider(request).address(flow, now=request.state.received_at)
    response = RedirectResponse(address, 303)
    cookies.set_flow(response, flow.kept)
    return response


def _signed_in(session: Session, request: Request, _: oidc_flows.Aim, proof: Proof) -> End:
    door, now = csrf.read_client(request), request.state.received_at
    return identities.enter(session, proof, agent=door.agent, now=now, replacing=door.replacing), _HOME


def _linked(session: Session, request: Request, aim: oidc_flows.Aim, proof: Proof) -> End:
    actor = invitation_acceptance.find_visitor(session, request)
    if actor is None or actor.session != aim.about:
        raise Unauthenticated(oidc_flows.FAILED)
    identities.link(session, proof.identity, actor=actor, now=request.state.received_at)
    return None, _HOME


def _accepted(session: Session, request: Request, aim: oidc_flows.Aim, proof: Proof) -> End:
    invitation, _, name = aim.about.partition(".")
    door, state = csrf.read_client(request), request.state
    accepted = acceptance.accept_as(
        session,
        invitation,
        proof,
        agent=door.agent,
        now=state.received_at,
        name=urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode() or None,
        replacing=door.replacing,
        request=state.request_id,
        settled=get_services(request).writer.settled(state.received_at),
    )
    state.actor = accepted.person
    return accepted.secret, invitation_acceptance.find_next_page(session, accepted)


# What a good return does, by what the flow was for.
_ENDS: Mapping[str, Callable[[Session, Request, oidc_flows.Aim, Proof], End]] = {
    "sign-in": _signed_in,
    "again": _signed_in,
    "link": _linked,
    "accept": _accepted,
}


def _return(request: Request) -> providers.Return:
    """What the browser brought back; whatever it was told to say in words is not listened to. Raises Unauthenticated."""
    given = request.query_params
    if any(len(given.getlist(name)) > 1 or len(given.get(name, "")) > _LONGEST for name in ("state", "code", "iss")):
        raise Unauthenticated(oidc_flows.FAILED)
    return providers.Return(given.get("state", ""), given.get("code") or None, given.get("iss"))
