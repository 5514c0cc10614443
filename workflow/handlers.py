"""The handler of each command on a case: what judges it, and says what becomes of the case."""

from collections.abc import Callable
from typing import Any

from workflow import transitions
from workflow.case_record import CaseRecord
from workflow.commands import (
    AmendFiling,
    AnswerInvitation,
    AssignReviewer,
    AttachDocument,
    ConfirmComparison,
    ConfirmSameMeaning,
    DeclareConflict,
    DraftDecision,
    EraseCase,
    ExtendDeadline,
    MakeTransition,
    OnCase,
    PutFiling,
    RecallFiling,
    RecordJudgement,
    RecordReceipt,
    RemoveDocument,
    SettleConflict,
    SubmitFiling,
    SubmitReview,
    SuspectConflict,
    UnassignReviewer,
    WaiveClause,
)
from workflow.deciding import decisions
from workflow.outcomes import Outcome
from workflow.paperwork import (
    comparisons,
    documents,
    erasures,
    examinations,
    papers,
    partners,
    receipts,
    submissions,
    waivers,
)
from workflow.partner_commands import AddPartner, JoinAsPartner, RemovePartner
from workflow.reviewing import assignments, conflicts, reviews
from workflow.unit_of_work import UnitOfWork

Handler = Callable[[UnitOfWork, CaseRecord, Any], Outcome]

HANDLERS: dict[type[OnCase], Handler] = {
    MakeTransition: transitions.make_transition,
    AmendFiling: papers.put_filing,
    PutFiling: papers.put_filing,
    SubmitFiling: submissions.submit_filing,
    RecallFiling: submissions.recall_filing,
    ExtendDeadline: papers.extend_deadline,
    DraftDecision: decisions.draft_decision,
    WaiveClause: waivers.waive_clause,
    RecordJudgement: examinations.record_judgement,
    RecordReceipt: receipts.record_receipt,
    JoinAsPartner: partners.join_as_partner,
    AddPartner: partners.add_partner,
    RemovePartner: partners.remove_partner,
    ConfirmSameMeaning: comparisons.confirm_same_meaning,
    ConfirmComparison: comparisons.confirm_comparison,
    EraseCase: erasures.erase_case,
    AttachDocument: documents.attach_document,
    RemoveDocument: documents.remove_document,
    AssignReviewer: assignments.assign_reviewer,
    AnswerInvitation: assignments.answer_invitation,
    UnassignReviewer: assignments.unassign_reviewer,
    DeclareConflict: conflicts.declare_conflict,
    SuspectConflict: conflicts.suspect_conflict,
    SettleConflict: conflicts.settle_conflict,
    SubmitReview: reviews.submit_review,
}
