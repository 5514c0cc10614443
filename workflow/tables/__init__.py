"""The tables. Shapes for storage only: they validate nothing, and nothing that is written often goes through them."""

import sqlalchemy as sa

from workflow.tables.base import Note, Table, check_column_type
from workflow.tables.cases import (
    Case,
    CaseKey,
    Count,
    Deadline,
    Edition,
    Extension,
    Line,
    OfficeSetting,
    PartnerDeadline,
    Reservation,
    Revision,
)
from workflow.tables.desk import KeptPage, Presence, SavedViewRow, SentForm, Snooze
from workflow.tables.identity import (
    Credential,
    Factor,
    Feed,
    Flow,
    Identity,
    Link,
    Recovery,
    ThrottleCounter,
    UserSession,
)
from workflow.tables.notes import (
    Assignment,
    Conflict,
    Decision,
    Document,
    Judgement,
    Milestone,
    Receipt,
    Relation,
    Review,
    SameMeaning,
    Waiver,
)
from workflow.tables.people import Grant, Person, Reviewer, Token
from workflow.tables.registry import Agreement, Authority, Correspondence, Laureate, Organisation
from workflow.tables.running import Heartbeat, IdempotencyKey, Message, ScheduledRelease, SetAside
from workflow.tables.trail import Event, Head

for _table in Table.metadata.tables.values():
    for _column in _table.columns:
        _column.type = check_column_type(_column.type)


def _core(table: type[Table]) -> sa.Table:
    found: sa.Table = Table.metadata.tables[str(table.__tablename__)]
    return found


AGREEMENTS = _core(Agreement)
ANSWERS = _core(IdempotencyKey)
ASSIGNMENTS = _core(Assignment)
ATTEMPTS = _core(ThrottleCounter)
AUTHORITIES = _core(Authority)
CASES = _core(Case)
CASE_KEYS = _core(CaseKey)
CONFLICTS = _core(Conflict)
CORRESPONDENCE = _core(Correspondence)
COUNTS = _core(Count)
CREDENTIALS = _core(Credential)
DEADLINES = _core(Deadline)
DECISIONS = _core(Decision)
DOCUMENTS = _core(Document)
EDITIONS = _core(Edition)
EVENTS = _core(Event)
EXTENSIONS = _core(Extension)
FACTORS = _core(Factor)
FEEDS = _core(Feed)
FLOWS = _core(Flow)
GRANTS = _core(Grant)
HEAD = _core(Head)
HEARTBEATS = _core(Heartbeat)
IDENTITIES = _core(Identity)
JUDGEMENTS = _core(Judgement)
KEPT_PAGES = _core(KeptPage)
LAUREATES = _core(Laureate)
LINES = _core(Line)
LINKS = _core(Link)
MILESTONES = _core(Milestone)
OFFICE_SETTINGS = _core(OfficeSetting)
ORGANISATIONS = _core(Organisation)
OUTBOX = _core(Message)
PARTNER_DEADLINES = _core(PartnerDeadline)
PEOPLE = _core(Person)
PRESENCES = _core(Presence)
RECEIPTS = _core(Receipt)
RECOVERIES = _core(Recovery)
RELATIONS = _core(Relation)
RELEASES = _core(ScheduledRelease)
RESERVATIONS = _core(Reservation)
REVIEWERS = _core(Reviewer)
REVIEWS = _core(Review)
REVISIONS = _core(Revision)
SAMENESSES = _core(SameMeaning)
SENT_FORMS = _core(SentForm)
SESSIONS = _core(UserSession)
SET_ASIDE = _core(SetAside)
SNOOZES = _core(Snooze)
TOKENS = _core(Token)
VIEWS = _core(SavedViewRow)
WAIVERS = _core(Waiver)
NOTES = tuple(_core(kind) for kind in Note.__subclasses__())
WORDED = tuple(table for table in NOTES if "salt" in table.c)
