"""The registry: agreements between governments, organisations, competent authorities and the log of contacts with them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlmodel import Session

from api import cursors
from api.errors import statuses
from api.openapi import PLACED
from api.request_context import Caller
from api.routes.cases import Limit, Text
from api.schemas.inputs import Word
from api.schemas.registry import (
    AgreementIn,
    AgreementOut,
    AgreementsOut,
    AuthoritiesOut,
    AuthorityIn,
    AuthorityOut,
    CorrespondenceOut,
    LetterIn,
    LetterOut,
    NewAgreementIn,
    OrganisationIn,
    OrganisationOut,
    OrganisationsOut,
    UnderOut,
    WholeAgreementOut,
)
from api.strict import StrictRoute
from states.frozen_model import AgreementCode
from workflow.actors import Actor
from workflow.registry import agreements, authorities, organisations

router = APIRouter(prefix="/v1", tags=["registry"], route_class=StrictRoute)
Code = Annotated[AgreementCode, Path(description="An agreement's code")]
Id = Annotated[Word, Path(description="The id of an entry")]
Narrow = Annotated[Word | None, Query()]


@router.get("/agreements", responses=statuses(422))
async def list_agreements(
    caller: Caller, text: Text = None, partner: Narrow = None, limit: Limit = 50, cursor: Text = None
) -> AgreementsOut:
    """List agreements by code: those whose code or title holds a text, those that a partner is party to."""
    after = cursors.texts(cursor, 1)
    page, last = await caller.read(
        lambda session, _: agreements.list_agreements(session, limit=limit, after=after, text=text, partner=partner)
    )
    found = [AgreementOut.model_validate(one) for one in page]
    return AgreementsOut(agreements=found, next=None if last is None else cursors.written(*last))


@router.post("/agreements", status_code=201, responses=statuses(403, 422) | PLACED)
async def record_agreement(body: NewAgreementIn, caller: Caller, response: Response) -> AgreementOut:
    """Record an agreement."""

    def change(session: Session, actor: Actor) -> AgreementOut:
        agreement = body.of(body.code)
        now, request = caller.received_at, caller.id
        return AgreementOut.model_validate(
            agreements.add_agreement(session, agreement, actor=actor, now=now, request=request)
        )

    response.headers["Location"] = f"/v1/agreements/{body.code}"
    return await caller.change_once(change, AgreementOut)


@router.get("/agreements/{code}", responses=statuses(404, 422))
async def read_agreement(code: Code, caller: Caller) -> WholeAgreementOut:
    """Read an agreement, and which directions stand under it."""

    def query(session: Session, _actor: Actor) -> WholeAgreementOut:
        found = AgreementOut.model_validate(agreements.load_agreement(session, code))
        under = [UnderOut(call=call, direction=name) for call, name in agreements.list_directions(session, code)]
        return WholeAgreementOut(**found.model_dump(), directions=under)

    return await caller.read(query)


@router.put("/agreements/{code}", responses=statuses(403, 404, 422))
async def change_agreement(code: Code, body: AgreementIn, caller: Caller) -> AgreementOut:
    """Let an agreement say this instead, whole. The event names what it said before."""
    now, request = caller.received_at, caller.id
    return AgreementOut.model_validate(
        await caller.change(
            lambda session, actor: agreements.update_agreement(
                session, body.of(code), actor=actor, now=now, request=request
            )
        )
    )


@router.get("/organisations", responses=statuses(422))
async def list_organisations(
    caller: Caller,
    text: Text = None,
    country: Narrow = None,
    kind: Annotated[Word | None, Query(alias="type")] = None,
    limit: Limit = 50,
    cursor: Text = None,
) -> OrganisationsOut:
    """List organisations by name: those whose name or ROR holds a text, those of a country, those of a type."""
    after = cursors.texts(cursor, 2)
    page, last = await caller.read(
        lambda session, _: organisations.list_organisations(
            session, limit=limit, after=after, text=text, country=country, kind=kind
        )
    )
    found = [OrganisationOut.model_validate(one) for one in page]
    return OrganisationsOut(organisations=found, next=None if last is None else cursors.written(*last))


@router.post("/organisations", status_code=201, responses=statuses(403, 422) | PLACED)
async def record_organisation(body: OrganisationIn, caller: Caller, response: Response) -> OrganisationOut:
    """Record an organisation; a second one with the same ROR is refused."""

    def change(session: Session, actor: Actor) -> OrganisationOut:
        now, request = caller.received_at, caller.id
        return OrganisationOut.model_validate(
            organisations.add_organisation(session, body.about(), actor=actor, now=now, request=request)
        )

    recorded = await caller.change_once(change, OrganisationOut)
    response.headers["Location"] = f"/v1/organisations/{recorded.id}"
    return recorded


@router.get("/organisations/{organisation}", responses=statuses(404, 422))
async def read_organisation(organisation: Id, caller: Caller) -> OrganisationOut:
    """Read an organisation."""
    return OrganisationOut.model_validate(
        await caller.read(lambda session, _: organisations.load_organisation(session, organisation))
    )


@router.put("/organisations/{organisation}", responses=statuses(403, 404, 422))
async def change_organisation(organisation: Id, body: OrganisationIn, caller: Caller) -> OrganisationOut:
    """Let an organisation's entry say this instead, whole. The event names what it said before."""
    now, request = caller.received_at, caller.id
    return OrganisationOut.model_validate(
        await caller.change(
            lambda session, actor: organisations.update_organisation(
                session, organisation, body.about(), actor=actor, now=now, request=request
            )
        )
    )


@router.get("/authorities", responses=statuses(422))
async def list_authorities(
    caller: Caller, text: Text = None, partner: Narrow = None, limit: Limit = 50, cursor: Text = None
) -> AuthoritiesOut:
    """List authorities by partner and name: those whose name holds a text, those of a partner."""
    after = cursors.texts(cursor, 3)
    page, last = await caller.read(
        lambda session, actor: authorities.list_authorities(
            session, actor, limit=limit, after=after, text=text, partner=partner
        )
    )
    found = [AuthorityOut.model_validate(one) for one in page]
    return AuthoritiesOut(authorities=found, next=None if last is None else cursors.written(*last))


@router.post("/authorities", status_code=201, responses=statuses(403, 422) | PLACED)
async def record_authority(body: AuthorityIn, caller: Caller, response: Response) -> AuthorityOut:
    """Record a competent authority."""

    def change(session: Session, actor: Actor) -> AuthorityOut:
        now, request = caller.received_at, caller.id
        return AuthorityOut.model_validate(
            authorities.add_authority(session, body.about(), actor=actor, now=now, request=request)
        )

    recorded = await caller.change_once(change, AuthorityOut)
    response.headers["Location"] = f"/v1/authorities/{recorded.id}"
    return recorded


@router.get("/authorities/{authority}", responses=statuses(404, 422))
async def read_authority(authority: Id, caller: Caller) -> AuthorityOut:
    """Read an authority."""
    return AuthorityOut.model_validate(
        await caller.read(lambda session, actor: authorities.load_authority(session, actor, authority))
    )


@router.put("/authorities/{authority}", responses=statuses(403, 404, 422))
async def change_authority(authority: Id, body: AuthorityIn, caller: Caller) -> AuthorityOut:
    """Let an authority's entry say this instead, whole. The event names what it said before, its contact by hash."""
    now, request = caller.received_at, caller.id
    return AuthorityOut.model_validate(
        await caller.change(
            lambda session, actor: authorities.update_authority(
                session, authority, body.about(), actor=actor, now=now, request=request
            )
        )
    )


@router.get("/authorities/{authority}/correspondence", responses=statuses(403, 404, 422))
async def list_correspondence(
    authority: Id, caller: Caller, limit: Limit = 50, cursor: Text = None
) -> CorrespondenceOut:
    """List the contacts with an authority, newest first."""
    after = cursors.number(cursor)
    page, last = await caller.read(
        lambda session, actor: authorities.list_correspondence(session, actor, authority, limit=limit, after=after)
    )
    found = [LetterOut.model_validate(one) for one in page]
    return CorrespondenceOut(correspondence=found, next=None if last is None else cursors.written(last))


@router.post("/authorities/{authority}/correspondence", status_code=201, responses=statuses(403, 404, 422))
async def log_correspondence(authority: Id, body: LetterIn, caller: Caller) -> LetterOut:
    """Log a contact with an authority. What is logged stays as it is."""

    def change(session: Session, actor: Actor) -> LetterOut:
        now, request = caller.received_at, caller.id
        return LetterOut.model_validate(
            authorities.record_contact(
                session, authority, body.about, at=body.at, actor=actor, now=now, request=request
            )
        )

    return await caller.change_once(change, LetterOut)
