"""Whether the service is there, and whether it can do its work. The only routes without a token."""

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.schemas.answers import HealthOut
from api.services import get_services
from api.strict import StrictRoute
from workflow.errors import AccordError
from workflow.upkeep import health

router = APIRouter(tags=["operations"], route_class=StrictRoute)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"model": HealthOut}})
async def readyz(request: Request, response: Response) -> HealthOut:
    """The database can be written, the trail is guarded, the writer runs, and a scheduler looked lately."""
    here = get_services(request)

    def look(session: Session) -> dict[str, str]:
        return health.run_checks(session, now=here.clock.now())

    checks: dict[str, str] = {}
    try:
        checks = await here.read(look)
    except AccordError as error:
        checks["database"] = str(error)
    if not here.writer.is_alive:
        checks["writer"] = "is not running"
    ready = health.is_ready(checks)
    if not ready:
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return HealthOut(ready=ready, checks=checks)
