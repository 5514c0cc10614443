"""What every route that is not about one case answers to everybody, likewise said by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tests.api.cast import SPARE, Persona
from tests.api.expectations import INSIDE, KEEPERS, READERS, UNTIL
from tests.world import CALL


@dataclass(frozen=True)
class Beside:
    """A route that is not about one case: who may (None: everybody signed in), and what is answered then."""

    route: str
    may: Collection[str] | None = None
    then: int = 200
    body: Any = None
    where: str = "call"
    query: str = ""
    is_open: bool = False
    also_reading: bool = False

    def path(self) -> str:
        """Where it is asked."""
        return self.route.partition(" ")[2].format(**_NAMED) + self.query

    def expected(self, persona: Persona) -> int:
        """What is answered."""
        if self.is_open:
            return self.then
        if persona.actor is None:
            return 401
        is_reading = self.route.startswith("GET ") or self.also_reading
        if not is_reading and not persona.may_write:
            return 403
        held = {"call": persona.in_call, "anywhere": persona.anywhere, "everywhere": persona.everywhere}[self.where]
        return self.then if self.may is None or not held.isdisjoint(self.may) else 403


class Promoting(Beside):
    """Whom a conflict of interest keeps from somebody on the reserve list moves nobody up."""

    def expected(self, persona: Persona) -> int:
        """What is answered."""
        usual = super().expected(persona)
        return 403 if usual == self.then and persona.is_conflicted else usual


class Oneself(Beside):
    """Everybody may read what is known of themselves."""

    def expected(self, persona: Persona) -> int:
        """What is answered."""
        is_asked = persona.actor is not None and persona.actor.id == SPARE
        return self.then if is_asked else super().expected(persona)


_ADMINISTRATOR = ("administrator",)
_NAMED = {
    "person": SPARE,
    "role": "reviewer",
    "call": CALL,
    "code": "2.4",
    "name": "agency",
    "partner": "AR",
    "laureate": "lau_none",
    "authority": "none",
    "organisation": "org_none",
    "token": "tok_0",
    "problem": "stale",
    "session": "ses_0",
    "secret": "feed_0",
    "feed": "fed_0",
    "invitation": "inv_0",
    "identity": "0" * 64,
}
_AGREEMENT = {"title": "An agreement", "parties": ["CN", "AR"]}
_ORGANISATION = {"name": "Academy", "type": "university", "country": "CN"}
_AUTHORITY = {"partner": "AR", "name": "Ministry"}
_LAUREATE = {
    "kind": "person",
    "name": "Ana Paz",
    "country": "AR",
    "programme": "international-cooperation",
    "award_year": 1995,
    "ceremony": "1996",
}
_OPEN = {"call": CALL, "direction": "2.4", "content": {}}
_INVITED = {"email": "someone@example.org", "role": "reviewer"}
_MOVES = {"transitions": [{"case": "IG23-9.9-999", "transition": "submit", "version": 1}]}
_JUDGEMENTS = {"judgements": [{"case": "x", "clause": "2.4-a", "verdict": "met", "version": 1}], "dry_run": True}

BESIDE: tuple[Beside, ...] = (
    Beside("GET /openapi.json", is_open=True),
    Beside("GET /docs", is_open=True),
    Beside("GET /problems/{problem}", is_open=True),
    Beside("GET /healthz", is_open=True),
    Beside("GET /readyz", then=503, is_open=True),  # no scheduler looked lately
    Beside("GET /v1/sign-in", is_open=True),
    Beside("POST /v1/sign-in/oidc", then=403, is_open=True),  # a browser says where it comes from
    Beside("GET /v1/sign-in/oidc/return", then=404, is_open=True),  # there is no identity provider
    Beside("POST /v1/sessions", then=403, is_open=True, body={"email": "a@example.org", "password": "no such word"}),
    Beside("POST /v1/acceptances/oidc", then=403, is_open=True, body={"secret": "x"}),
    Beside("POST /v1/acceptances", then=404, is_open=True, body={"secret": "x"}),
    Beside("POST /v1/cases", ("applicant", "coordinator"), 409, _OPEN),  # the call is closed
    Beside("GET /v1/cases"),
    Beside("POST /v1/transitions", body=_MOVES),
    Beside("POST /v1/judgements", body=_JUDGEMENTS),
    Beside("GET /v1/calls/{call}/directions/{code}/examination", INSIDE),
    Beside("GET /v1/deadlines"),
    Beside("GET /v1/deadlines.ics"),
    Beside("GET /v1/feeds/{secret}/deadlines.ics", then=404, is_open=True),
    Beside("GET /v1/me/feeds"),
    Beside("POST /v1/me/feeds", then=201, body={"name": "x"}),
    Beside("DELETE /v1/me/feeds/{feed}", then=404),
    Beside("GET /v1/programmes"),
    Beside("GET /v1/calls"),
    Beside("GET /v1/calls/{call}"),
    Beside("GET /v1/calls/{call}/directions/{code}"),
    Beside("GET /v1/calls/{call}/provenance"),
    Beside("GET /v1/calls/{call}/partner-deadlines"),
    Beside(
        "POST /v1/calls/{call}/directions/{code}/partners/{partner}/deadline",
        ("coordinator",),
        200,
        {"until": UNTIL, "zone": "UTC", "reason": "said"},
        query="?dry_run=true",
    ),
    Beside("POST /v1/calls/{call}/defaults", KEEPERS, 422, {"item": "nowhere", "reason": "said"}),
    Beside("GET /v1/calls/{call}/directions/{code}/decisions", INSIDE),
    Beside("POST /v1/calls/{call}/directions/{code}/release", ("committee",), 409, {"dry_run": True}),  # no drafts
    Beside("DELETE /v1/calls/{call}/directions/{code}/release", ("committee",), 404),  # none is scheduled
    Promoting("POST /v1/calls/{call}/directions/{code}/promotion", ("committee",), 409),  # no amount is said
    Beside(
        "POST /v1/calls/{call}/deadlines/{name}/extensions",
        ("coordinator",),
        200,
        {"until": UNTIL, "reason": "said"},
        query="?dry_run=true",
    ),
    Beside("POST /v1/calls/{call}/directions/{code}/assignments", ("coordinator",), 200, {}, query="?dry_run=true"),
    Beside("GET /v1/calls/{call}/directions/{code}/ranking", INSIDE),
    Beside("POST /v1/calls/{call}/invitations", KEEPERS, 201, _INVITED),
    Beside("GET /v1/calls/{call}/invitations", READERS),
    Beside("DELETE /v1/invitations/{invitation}", then=404),
    Beside("GET /v1/agreements"),
    Beside("POST /v1/agreements", KEEPERS, 201, _AGREEMENT | {"code": "CN-AR"}, "anywhere"),
    Beside("GET /v1/agreements/{code}", then=404),
    Beside("PUT /v1/agreements/{code}", KEEPERS, 404, _AGREEMENT, "anywhere"),
    Beside("GET /v1/organisations"),
    Beside("POST /v1/organisations", KEEPERS, 201, _ORGANISATION, "anywhere"),
    Beside("GET /v1/organisations/{organisation}", then=404),
    Beside("PUT /v1/organisations/{organisation}", KEEPERS, 404, _ORGANISATION, "anywhere"),
    Beside("GET /v1/authorities"),
    Beside("POST /v1/authorities", KEEPERS, 201, _AUTHORITY, "anywhere"),
    Beside("GET /v1/authorities/{authority}", then=404),
    Beside("PUT /v1/authorities/{authority}", KEEPERS, 404, _AUTHORITY, "anywhere"),
    Beside("GET /v1/authorities/{authority}/correspondence", READERS, 404, where="anywhere"),
    Beside("POST /v1/authorities/{authority}/correspondence", KEEPERS, 404, {"about": "a call"}, "anywhere"),
    Beside("GET /v1/laureates"),
    Beside("POST /v1/laureates", KEEPERS, 201, _LAUREATE, "anywhere"),
    Beside("GET /v1/laureates/{laureate}", then=404),
    Beside("PUT /v1/laureates/{laureate}", KEEPERS, 404, _LAUREATE, "anywhere"),
    Beside("DELETE /v1/laureates/{laureate}", KEEPERS, 404, where="anywhere", query="?reason=said"),
    Beside("GET /v1/reviewers", READERS, where="anywhere"),
    Beside(
        "POST /v1/reviewers",
        KEEPERS,
        201,
        {"person": SPARE, "organisation": "Academy", "country": "CN"},
        "anywhere",
    ),
    Beside("GET /v1/people", KEEPERS, where="anywhere"),
    Beside("POST /v1/people", _ADMINISTRATOR, 201, {"name": "Nour"}, "everywhere"),
    Oneself("GET /v1/people/{person}", KEEPERS, where="anywhere"),
    Beside("POST /v1/people/{person}/roles", _ADMINISTRATOR, 201, {"role": "auditor", "call": CALL}),
    Beside("DELETE /v1/people/{person}/roles/{role}", _ADMINISTRATOR, 204, where="everywhere"),
    Beside("PUT /v1/people/{person}/closure", _ADMINISTRATOR, 204, where="everywhere"),
    Beside("DELETE /v1/people/{person}/closure", _ADMINISTRATOR, 404, where="everywhere"),  # it is open
    Beside("DELETE /v1/people/{person}/sessions", _ADMINISTRATOR, 204, where="anywhere"),
    Beside("GET /v1/events", READERS, where="anywhere"),
    Beside("GET /v1/me"),
    Beside("GET /v1/me/assignments"),
    Beside("GET /v1/tokens"),
    Beside("POST /v1/tokens", then=201, body={"name": "x", "scopes": ["read"]}),
    Beside("DELETE /v1/tokens/{token}", then=404),
    Beside("GET /v1/sessions"),
    Beside("DELETE /v1/sessions", then=204),
    Beside("DELETE /v1/sessions/{session}", then=404),
    Beside("DELETE /v1/sessions/current", then=404, also_reading=True),  # a token has none
    Beside("POST /v1/sessions/current/proof", then=403, body={"password": "no such word"}),
    Beside("PUT /v1/me/password", then=403, body={"password": "no such word"}),
    Beside("GET /v1/me/factor"),
    Beside("POST /v1/me/factor", then=403),
    Beside("POST /v1/me/factor/confirmation", then=403, body={"code": "000000"}),
    Beside("DELETE /v1/me/factor", then=403),
    Beside("GET /v1/me/identities"),
    Beside("POST /v1/me/identities", then=404, also_reading=True),  # there is no identity provider
    Beside("DELETE /v1/me/identities/{identity}", then=403),
)
