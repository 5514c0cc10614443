"""What an event of the trail may be: every action there is, so that a filter that is misspelled is refused."""

# fmt: off
ACTIONS = frozenset({
    "access.denied", "agreement.changed", "agreement.recorded", "authority.changed", "authority.contacted",
    "authority.recorded", "call.published", "call.release-cancelled", "call.release-failed",
    "call.release-scheduled", "call.released", "case.amended", "case.clause-judged", "case.compared",
    "case.conflict-declared", "case.conflict-settled", "case.conflict-suspected", "case.decision-drafted",
    "case.document-attached", "case.document-detached", "case.erased", "case.extended", "case.filed",
    "case.filing-recalled", "case.filing-received", "case.filing-submitted", "case.transitioned", "case.opened",
    "case.partner-added", "case.partner-joined", "case.partner-removed", "case.review-submitted",
    "case.reviewer-assigned", "case.reviewer-responded", "case.reviewer-unassigned", "case.waived",
    "case.waiver-withdrawn", "deadline.extended", "deadline.partner-set", "default.confirmed", "document.read",
    "factors.resealed", "feed.opened", "feed.revoked", "identity.linked", "identity.unlinked",
    "invitation.accepted", "invitation.revoked", "invitation.sent", "laureate.corrected", "laureate.recorded",
    "laureate.removed", "link.issued", "link.used", "organisation.changed", "organisation.recorded",
    "person.added", "person.disabled", "person.enabled", "person.factor-removed",
    "person.factor-set", "person.identified", "person.password-set", "person.recovery-used", "reviewer.listed",
    "role.granted", "role.revoked", "row.repaired", "session.begun", "session.ended", "token.issued", "token.revoked",
})
# fmt: on
