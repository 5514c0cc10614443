"""Everything filed on both sides, field by field, as it stands or as it stood; and the whole case on paper."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.console import case_context
from api.console.page_request import Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.schemas.inputs import Moment
from workflow.actors import Actor
from workflow.auditing import history
from workflow.auditing.history import Entry
from workflow.identity import people
from workflow.paperwork import comparisons, documents

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_EVENTS = 200


@router.get("/cases/{ref}/filings")
async def filings(visit: Visitor, ref: Ref, at: Annotated[Moment | None, Query()] = None) -> Response:
    """Both filings; `at` an instant, as they stood then."""

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found = case_context.load_context(session, actor, ref, now=visit.asked.received_at)
        home, counterpart = found.whole.home, found.whole.counterpart
        if at is not None:
            then = history.load_case_at(session, actor, ref, at)
            home, counterpart = then.home, then.counterpart
        events, _ = history.list_case_events(session, actor, ref, limit=_EVENTS)
        written = [one for one in events if "filing" in one.data]
        lines = comparisons.load_comparison(session, actor, ref) if found.direction.compared and at is None else []
        return found.context() | {
            "home": home,
            "counterpart": counterpart,
            "at": at,
            "statuses": {line.field: line.status for line in lines},
            "revisions": [(one, *_revision(one)) for one in reversed(written)],
            "names": people.load_names(session, {one.actor for one in written}),
        }

    return await visit.page("filings.html", gather)


@router.get("/cases/{ref}/dossier")
async def dossier(visit: Visitor, ref: Ref) -> Response:
    """The whole case as one page to print: how it stands, what was filed, what the rules say, its papers, what happened."""

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found = case_context.load_context(session, actor, ref, now=visit.asked.received_at)
        events, further = history.list_case_events(session, actor, ref, limit=_EVENTS)
        papers = documents.list_documents(session, actor, ref)
        who = {one.actor for one in events} | {one.by for one in papers} | {found.whole.case.owner}
        lines = comparisons.load_comparison(session, actor, ref) if found.direction.compared else []
        return found.context() | {
            "statuses": {line.field: line.status for line in lines},
            "events": events,
            "is_cut_short": further is not None,
            "documents": papers,
            "names": people.load_names(session, who),
            "who": actor.name,
        }

    return await visit.page("dossier.html", gather)


def _revision(entry: Entry) -> tuple[str, int]:
    """Which revision of which side an event sealed."""
    filing: Any = entry.data["filing"]
    return str(filing["side"]), int(filing["number"])
