"""What every route on a case answers to everybody, said once more: by hand, from the design and not from the code.

A route on a case says who may use it, role by role, and in which states; and with which status it then answers. From that
follows everything else, always in this order: 401 without a credential, 404 for whom the case is not there, 403 for whom the
route is never, 409 for whom it is not now.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from states import loader
from tests.api.cast import SPARE, Case, Persona
from tests.panel import CRITERIA
from tests.spine import LATER
from tests.world import CALL, filing

STATES = tuple(next(one for one in loader.calls()[CALL].directions if one.code == "2.4").lifecycle.states)
ENDED = frozenset({"awarded", "declined", "ineligible", "withdrawn", "lapsed", "unilateral", "revoked"})
READ_IN = ("draft", "submitted", "reviewed", "awarded", "lapsed")
GOING_ON = frozenset(STATES) - ENDED
ALL = frozenset(STATES)
STAFF = ("coordinator", "reviewer", "committee", "auditor", "administrator")
INSIDE = ("coordinator", "committee", "auditor", "administrator")
READERS = ("coordinator", "auditor", "administrator")
KEEPERS = ("coordinator", "administrator")
HOME = frozenset({"draft", "returned"})
COUNTERPART = frozenset({"submitted", "returned"})
MENDED = frozenset({"partner-confirmed", "reviewed"})
ASKED = frozenset({"submitted", "partner-confirmed"})
WAITING = frozenset({"reviewed", "reserved"})
WITHDRAWN_FROM = GOING_ON | {"awarded"}
RECEIVED = GOING_ON | {"unilateral"}

May = Mapping[str, Collection[str]]
Body = Callable[[Case, Persona], Any]
NOT_SUBMITTED_THERE = {"draft", "returned", "ineligible", "lapsed", "unilateral"}
"""The states of those cases whose counterpart has submitted nothing."""


@dataclass(frozen=True)
class OnCase:
    """A route on a case: what is sent, who may, in which states, and what is answered then."""

    route: str
    may: May | None = None
    then: int = 200
    body: Body | None = None
    query: str = ""
    side: ClassVar[str] = "home"

    @property
    def is_reading(self) -> bool:
        """Whether it changes nothing."""
        return self.route.startswith("GET ")

    def states(self, persona: Persona) -> tuple[str, ...]:
        """The states in which somebody asks it: of those in which nothing depends on the state, one of each kind."""
        return READ_IN if self.is_reading or not persona.to_case else STATES

    def path(self, case: Case, persona: Persona) -> str:
        """Where it is asked."""
        person = persona.actor.id if persona.is_assigned and persona.actor is not None else SPARE
        named = {
            "ref": case.ref,
            "side": self.side,
            "document": case.documents[self.side],
            "reviewer": person,
            "person": SPARE,
        }
        named["version"] = str(case.version)
        return f"{self.route.partition(' ')[2]}{self.query}".format(**named)

    def expected(self, persona: Persona, state: str) -> int:
        """What is answered."""
        if persona.actor is None:
            return 401
        roles = persona.to(state)
        if not roles:
            return 404
        if not self.is_reading and not persona.may_write:
            return 403
        if self.may is None:
            return self.then
        mine = [self.may[role] for role in roles if role in self.may]
        if not mine:
            return 403
        return self.then if any(state in states for states in mine) else 409


class Counterpart(OnCase):
    """The same of the other side."""

    side = "counterpart"


class Detach(OnCase):
    """What was handed in with a side's filing only a coordinator takes off later, as long as the case goes on."""

    open_in: ClassVar[frozenset[str]] = HOME

    def expected(self, persona: Persona, state: str) -> int:
        """What is answered."""
        usual = super().expected(persona, state)
        is_late = usual == self.then and state not in self.open_in
        return 403 if is_late and "coordinator" not in persona.to_case else usual


class DetachCounterpart(Detach):
    """The same of the other side, which neither an applicant nor a reviewer sees until that side has submitted."""

    side = "counterpart"
    open_in = COUNTERPART

    def expected(self, persona: Persona, state: str) -> int:
        """What is answered."""
        is_hidden = state in NOT_SUBMITTED_THERE and set() < persona.to(state) <= {"applicant", "reviewer"}
        return 404 if is_hidden else super().expected(persona, state)


class Waiving(OnCase):
    """Only where a clause can be waived is it said who may: for a draft and a withdrawn case, of another partner."""

    def expected(self, persona: Persona, state: str) -> int:
        """What is answered."""
        if state not in ("draft", "withdrawn"):
            return OnCase(self.route, None, 422).expected(persona, state)
        other = Persona("", persona.actor, persona.to_case - {"partner", "authority"}, may_write=persona.may_write)
        return super().expected(other, state)


def _transition(name: str, **given: Any) -> Body:
    return lambda case, _: {"transition": name, "version": case.version, **given}


def _said(**said: Any) -> Body:
    return lambda case, _: {"version": case.version, **said}


def _everybody(*roles: str, states: Collection[str] = ALL) -> May:
    return dict.fromkeys(roles, states)


UNTIL = (LATER + timedelta(days=400)).isoformat()
_RECEIPT = {"authority": "Ministry", "reference": "AR-1", "at": LATER.isoformat(), "zone": "UTC"}
_SCORES = {"scores": dict.fromkeys(CRITERIA, 80), "comment": "Sound.", "recommendation": "support"}
_HOME_WRITERS = {"applicant": HOME, "coordinator": HOME | MENDED}
_COUNTERPART_WRITERS = {"partner": COUNTERPART, "authority": COUNTERPART, "coordinator": COUNTERPART | MENDED}
_SUBMITTERS = dict.fromkeys(_COUNTERPART_WRITERS, COUNTERPART)
_REASON = "?reason=said"

ON_CASES: tuple[OnCase, ...] = (
    OnCase("GET /v1/cases/{ref}"),
    OnCase("GET /v1/cases/{ref}", query="?as_of=2023-01-01T00:00:00Z"),
    OnCase("GET /v1/cases/{ref}/transitions"),
    OnCase("GET /v1/cases/{ref}/events"),
    OnCase("GET /v1/cases/{ref}/documents"),
    OnCase("GET /v1/cases/{ref}/documents/{document}", then=503),  # the file itself is not in this storage
    OnCase("GET /v1/cases/{ref}/consistency"),
    OnCase("GET /v1/cases/{ref}/assignments", _everybody(*STAFF)),
    OnCase("GET /v1/cases/{ref}/reviews", _everybody(*STAFF)),
    OnCase("GET /v1/cases/{ref}/conflicts", _everybody(*READERS)),
    OnCase("GET /v1/cases/{ref}/invitations", _everybody(*READERS)),
    OnCase("GET /v1/cases/{ref}/partners", _everybody("applicant", "partner", "authority", *INSIDE)),
    OnCase("PATCH /v1/cases/{ref}", _HOME_WRITERS, 200, _said(content={"title": "Peas"}, reason="said")),
    OnCase("PUT /v1/cases/{ref}/filings/{side}", _HOME_WRITERS, 200, _said(content=filing(), reason="said")),
    Counterpart(
        "PUT /v1/cases/{ref}/filings/{side}", _COUNTERPART_WRITERS, 200, _said(content=filing(), reason="said")
    ),
    *(
        Counterpart(f"POST /v1/cases/{{ref}}/filings/counterpart/{what}", _SUBMITTERS, 409, _said())
        for what in ("submission", "recall")  # nothing is written yet, or submitted
    ),
    OnCase(
        "POST /v1/cases/{ref}/extensions",
        _everybody("coordinator"),
        201,
        _said(deadline="agency", until=UNTIL, reason="said", confirmed=True),
    ),
    OnCase("POST /v1/cases/{ref}/transitions", {"applicant": HOME, "coordinator": HOME}, 201, _transition("submit")),
    OnCase(
        "POST /v1/cases/{ref}/transitions",
        _everybody("partner", "authority", "coordinator", states={"submitted"}),
        201,
        _transition("confirm"),
    ),
    OnCase(
        "POST /v1/cases/{ref}/transitions", _everybody("committee", states=WAITING), 201, _transition("award", amount=1)
    ),
    OnCase(
        "POST /v1/cases/{ref}/transitions",
        _everybody("applicant", "coordinator", states=WITHDRAWN_FROM),
        201,
        _transition("withdraw", reason="said"),
    ),
    OnCase(
        "PUT /v1/cases/{ref}/decision",
        _everybody("committee", states=WAITING),
        200,
        _said(outcome="decline", reason="said"),
    ),
    OnCase("DELETE /v1/cases/{ref}/decision", _everybody("committee", states=WAITING), 422, _said()),  # no draft
    OnCase(
        "POST /v1/cases/{ref}/documents",
        _everybody("coordinator", states=GOING_ON),
        422,  # the name says nothing
        lambda _case, _who: {"side": "home", "kind": "letter", "name": " "},
    ),
    Detach(
        "DELETE /v1/cases/{ref}/documents/{document}",
        _everybody("applicant", "coordinator", states=GOING_ON),
        query=_REASON,
    ),
    DetachCounterpart(
        "DELETE /v1/cases/{ref}/documents/{document}",
        _everybody("partner", "authority", "coordinator", states=GOING_ON),
        query=_REASON,
    ),
    Waiving(
        "POST /v1/cases/{ref}/waivers",
        _everybody("coordinator", states=GOING_ON),
        201,
        _said(clause="1.3-P-08", reason="said"),
    ),
    OnCase("GET /v1/cases/{ref}/examination"),
    OnCase(
        "POST /v1/cases/{ref}/judgements",
        _everybody("coordinator", states=GOING_ON - {"draft"}),
        422,  # direction 2.4 has no clause that people judge
        _said(clause="2.4-a", verdict="met", evidence="seen"),
    ),
    OnCase(
        "POST /v1/cases/{ref}/receipts",
        _everybody("applicant", "coordinator", states=RECEIVED),
        201,
        _said(side="home", **_RECEIPT),
    ),
    OnCase(
        "POST /v1/cases/{ref}/receipts",
        _everybody("partner", "authority", "coordinator", states=RECEIVED),
        201,
        _said(side="counterpart", **_RECEIPT),
    ),
    OnCase(
        "POST /v1/cases/{ref}/receipts",
        _everybody("coordinator", states=RECEIVED),
        201,
        _said(side="home", paper=True, reason="said", **_RECEIPT),
    ),
    OnCase(
        "POST /v1/cases/{ref}/consistency",
        _everybody("coordinator", states=GOING_ON),
        422,  # the filings do not differ, or there is only one
        _said(field="title"),
    ),
    OnCase("POST /v1/cases/{ref}/erasure", _everybody("administrator", states=ENDED), 201, _said(reason="said")),
    OnCase("POST /v1/cases/{ref}/assignments", _everybody("coordinator", states=ASKED), 201, _said(reviewer=SPARE)),
    OnCase(
        "POST /v1/cases/{ref}/assignments/{reviewer}/response",
        _everybody("reviewer", states=ASKED),
        201,
        _said(accepts=False, reason="said"),
    ),
    OnCase(
        "DELETE /v1/cases/{ref}/assignments/{reviewer}",
        _everybody("coordinator", states=ASKED),
        422,  # whom they name is not assigned
        query="?reason=said&version={version}",
    ),
    OnCase("POST /v1/cases/{ref}/conflicts", _everybody(*STAFF), 201, _said(ground="family", reason="said")),
    OnCase("POST /v1/cases/{ref}/conflicts/search", _everybody("coordinator"), 200, query="?dry_run=true"),
    OnCase(
        "POST /v1/cases/{ref}/conflicts/{person}/settlement",
        _everybody("coordinator"),
        201,
        _said(ground="family", confirmed=True, reason="said"),
    ),
    OnCase(
        "POST /v1/cases/{ref}/partners",
        _everybody("coordinator", states=GOING_ON),
        201,
        _said(person=SPARE, reason="said"),
    ),
    OnCase(
        "DELETE /v1/cases/{ref}/partners/{person}",
        _everybody("coordinator"),
        422,  # whom they name is no partner of it
        query="?reason=said&version={version}",
    ),
    OnCase("POST /v1/cases/{ref}/reviews", _everybody("reviewer", states={"partner-confirmed"}), 201, _said(**_SCORES)),
    OnCase(
        "POST /v1/cases/{ref}/invitations",
        _everybody(*KEEPERS),
        201,
        lambda _case, _who: {"email": "someone@example.org", "role": "reviewer"},
    ),
)
