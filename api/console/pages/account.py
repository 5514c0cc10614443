"""One's own account: how one signs in, where one is signed in, what acts for one, and how pages look."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api.console import standalone_page
from api.console.form import Fault, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from api.routes import identities as provider
from workflow.actors import SCOPES, Actor
from workflow.credentials import factors, passwords, reauthentication, sessions
from workflow.errors import InvalidRequest
from workflow.identity import directory, feeds, identities, people

router = APIRouter(prefix="/account", route_class=PageRoute, include_in_schema=False)
_Id = Annotated[str, Path(max_length=70, pattern=r"^[a-z]{0,3}_?[0-9a-f]+$")]
_DAYS = 90


@router.get("")
async def account(visit: Visitor, done: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """One's account; `done` is what was just done with it."""
    return await _page(visit, done=done)


@router.post("/password")
async def password(visit: Visitor) -> Response:
    """Set one's password, and end one's other sessions."""
    form, now = await visit.form(), visit.asked.received_at
    given, again = (str(form.data.get(name) or "") for name in ("password", "again"))

    def context(session: Session, actor: Actor) -> tuple[str, ...]:
        reauthentication.require_in_person(actor, now=now)
        return passwords.context(session, actor.id)

    try:
        known = await visit.read(context)
        if given != again:
            raise refuse_parameter("the two passwords are not the same", "/again")
        fresh = await run_in_threadpool(passwords.hash_password, given, known)
    except (BadRequest, InvalidRequest) as error:
        return await _page(visit, error, "password")
    await visit.asked.witnessed(lambda session, actor: passwords.change(session, actor.id, fresh, actor=actor, now=now))
    return visit.onward("/account", done="password")


@router.post("/factor/remove")
async def without_factor(visit: Visitor) -> Response:
    """Remove one's second factor."""
    now = visit.asked.received_at
    await visit.asked.witnessed(lambda session, actor: factors.remove(session, actor.id, actor=actor, now=now))
    return visit.onward("/account", done="factor")


@router.post("/sessions/others")
async def others_ended(visit: Visitor) -> Response:
    """End every session of one's own but this one."""
    now = visit.asked.received_at
    await visit.asked.witnessed(
        lambda session, actor: sessions.end_all(session, actor.id, actor=actor, now=now, but=actor.session)
    )
    return visit.onward("/account", done="sessions")


@router.post("/sessions/{name}/end")
async def session_ended(visit: Visitor, name: _Id) -> Response:
    """End a session of one's own."""
    now = visit.asked.received_at

    def end(session: Session, actor: Actor) -> None:
        mine = {one.id for one in sessions.list_sessions(session, actor.id, now=now)}
        sessions.end(session, name if name in mine else "", actor=actor, now=now)

    await visit.asked.witnessed(end)
    return visit.onward("/account", done="sessions")


@router.post("/tokens")
async def token(visit: Visitor) -> Response:
    """Issue a token of one's own; its secret is shown once."""
    form, now = await visit.form(), visit.asked.received_at
    scopes = [scope for scope in SCOPES if scope in form.texts("scopes")]
    given = {"token_name": form.text("token_name"), "days": form.text("days"), "scopes": scopes}
    try:
        days = form.number("days")
        if not scopes:
            raise refuse_parameter("choose what the token may do", "/scopes")
        if days is None or not 1 <= days <= people.LONGEST.days:
            raise refuse_parameter(f"enter a number of days from 1 to {people.LONGEST.days}", "/days")
        _, secret = await visit.asked.change(
            lambda session, actor: people.issue(
                session,
                actor.id,
                name=form.text("token_name") or "",
                actor=actor,
                now=now,
                scopes=scopes,
                lasting=timedelta(days=days),
            )
        )
    except (BadRequest, InvalidRequest) as error:
        return await _page(visit, error, "token_name", given=given)
    return _once(visit, "token", secret)


@router.post("/tokens/{name}/revoke")
async def token_revoked(visit: Visitor, name: _Id) -> Response:
    """End a token of one's own."""
    now = visit.asked.received_at

    def revoke(session: Session, actor: Actor) -> None:
        mine = {one.id for one in people.list_tokens(session, actor.id)}
        people.revoke(session, name if name in mine else "", actor=actor, now=now)

    await visit.asked.change(revoke)
    return visit.onward("/account", done="token")


@router.post("/feeds")
async def feed(visit: Visitor) -> Response:
    """Open a calendar feed of one's own; its address is shown once."""
    form, now = await visit.form(), visit.asked.received_at
    name, site = form.text("feed_name") or "", visit.asked.services.database.settings.site.rstrip("/")
    try:
        _, secret, _ = await visit.asked.change(
            lambda session, actor: feeds.open_for(session, name, actor=actor, now=now)
        )
    except InvalidRequest as error:
        return await _page(visit, error, "feed_name", given={"feed_name": name})
    return _once(visit, "feed", f"{site}/v1/feeds/{secret}/deadlines.ics")


@router.post("/feeds/{name}/revoke")
async def feed_revoked(visit: Visitor, name: _Id) -> Response:
    """End a feed of one's own."""
    now = visit.asked.received_at
    await visit.asked.change(lambda session, actor: feeds.revoke(session, name, actor=actor, now=now))
    return visit.onward("/account", done="feed")


@router.post("/identities")
async def identity_linked(visit: Visitor) -> Response:
    """Go to the identity provider to link an identity there with oneself."""
    return await provider.sent_to_link(visit.request, visit.asked)


@router.post("/identities/{name}/unlink")
async def identity_unlinked(visit: Visitor, name: _Id) -> Response:
    """Let an identity sign nobody in any more."""
    now = visit.asked.received_at
    await visit.asked.change(lambda session, actor: identities.unlink(session, name, actor=actor, now=now))
    return visit.onward("/account", done="identity")


async def _page(
    visit: PageRequest,
    error: BadRequest | InvalidRequest | None = None,
    field: str = "",
    *,
    given: object = None,
    done: str = "",
) -> HTMLResponse:
    """The account's page; with an error, what is wrong: with a field of it, or with the one that is named."""
    found, status = mendable(error) if error is not None else ([], 200)
    faults: Sequence[Fault] = [
        replace(fault, field=field if field and fault.field in ("", "name") else fault.field) for fault in found
    ]

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        now = visit.asked.received_at
        return {
            "known": directory.load_entry(session, actor, actor.id),
            "factor": factors.load_factors(session, actor.id),
            "visits": sessions.list_sessions(session, actor.id, now=now),
            "tokens": [one for one in people.list_tokens(session, actor.id) if _counts(one, visit)],
            "feeds": [one for one in feeds.list_feeds(session, actor.id) if _counts(one, visit)],
            "identities": identities.list_identities(session, actor.id),
            "provider": getattr(visit.request.app.state.provider, "label", None),
            "is_fresh": actor.session is not None and reauthentication.is_fresh(actor, now=now),
            "scopes": [scope for scope in SCOPES if scope in actor.scopes],
            "faults": faults,
            "given": given or {"days": str(_DAYS), "scopes": ["read"]},
            "done": done,
        }

    return await visit.page("account.html", gather, status=status)


def _counts(one: people.HeldToken | feeds.Feed, visit: PageRequest) -> bool:
    return one.revoked_at is None and one.expires_at > visit.asked.received_at


def _once(visit: PageRequest, what: str, secret: str) -> HTMLResponse:
    """The page that shows what is shown once."""
    context = {"what": what, "secrets": [secret], "back": "/account"}
    return standalone_page.render_standalone(visit.request, "once.html", context, 201)
