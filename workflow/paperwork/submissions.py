"""Submitting the counterpart's filing: an act of its own. What that side has only saved does not count as filed."""

from datetime import datetime

from states.refusal import Refusal
from workflow import access, filings, guards, transitions
from workflow.case_facts import CaseSource
from workflow.case_record import CaseRecord
from workflow.commands import OnCase, RecallFiling, SubmitFiling
from workflow.outcomes import Result
from workflow.paperwork import papers
from workflow.unit_of_work import UnitOfWork


def submit_filing(uow: UnitOfWork, case: CaseRecord, command: SubmitFiling) -> Result | Refusal:
    """Submit the counterpart's newest revision, or say everything that it still lacks. It counts from when it was received."""
    roles = access.roles(command.actor, case)
    if refusal := check_submission(uow, case, roles, at=command.received_at):
        return refusal
    case.counterpart_filed, case.counterpart_filed_at = case.counterpart, command.received_at
    return _record(uow, case, "case.filing-submitted", case.counterpart, command)


def recall_filing(uow: UnitOfWork, case: CaseRecord, command: RecallFiling) -> Result | Refusal:
    """Take the submission back, so that the filing counts no more until it is submitted again."""
    roles = access.roles(command.actor, case)
    if refusal := check_recall(uow, case, roles, at=command.received_at):
        return refusal
    number = case.counterpart_filed
    case.counterpart_filed, case.counterpart_filed_at = 0, None
    return _record(uow, case, "case.filing-recalled", number, command, command.reason)


def check_submission(source: CaseSource, case: CaseRecord, roles: frozenset[str], *, at: datetime) -> Refusal | None:
    """Why someone in these roles may not submit the counterpart's filing at an instant, if they may not."""
    if refusal := papers.check_writing(source, case, "counterpart", roles, at=at):
        return refusal
    if case.counterpart_filed:
        return Refusal("already-submitted", "the counterpart's filing is submitted already, as it stands")
    return filings.check_completeness(case.definition.direction, source.content(case, "counterpart"))


def check_recall(source: CaseSource, case: CaseRecord, roles: frozenset[str], *, at: datetime) -> Refusal | None:
    """Why someone in these roles may not take the submission back at an instant, if they may not.

    Once its deadline has passed nobody may: the case would be left without a filing that can still count.
    """
    if refusal := papers.check_writing(source, case, "counterpart", roles, at=at):
        return refusal
    if not case.counterpart_filed:
        return Refusal("not-editable", "the counterpart's filing is not submitted, so it cannot be taken back")
    return guards.check_time_to_file(source, case, "counterpart", at)


def _record(
    uow: UnitOfWork, case: CaseRecord, action: str, number: int, command: OnCase, reason: str | None = None
) -> Result:
    uow.pending.dirty.append(case)
    data: dict[str, object] = {"filing": {"side": "counterpart", "number": number}}
    if reason is not None:
        data["reason"] = reason
    actor, at = command.actor, command.received_at
    draft = transitions.record_event(uow.pending, case, action, data, actor=actor, at=at, request=command.request)
    return transitions.build_result(uow.pending, case, draft)
