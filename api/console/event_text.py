"""Events of the trail as sentences: who did what, in the words people use."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from api.console.formatting import Formatter
from api.console.language import Language
from states.call import Direction
from workflow.auditing.activity import ActivityKind
from workflow.auditing.history import Entry
from workflow.outcomes import parse_instant

_SAID = {
    "case.opened": "opened the case",
    "case.amended": "changed the filing",
    "case.filing-submitted": "submitted the counterpart's filing",
    "case.filing-recalled": "took back the submission of the counterpart's filing",
    "case.compared": "compared the two filings",
    "case.waived": "set clause {clause} aside",
    "case.waiver-withdrawn": "let clause {clause} count again",
    "case.clause-judged": "judged clause {clause}: {verdict}",
    "case.filing-received": "recorded the receipt {reference} of {authority}",
    "case.document-attached": "attached “{name}”",
    "case.document-detached": "took a document off",
    "case.partner-joined": "became the partner of the case by invitation",
    "case.partner-added": "added a partner of the case",
    "case.partner-removed": "took the case from its partner",
    "case.decision-drafted": "drafted a decision",
    "case.reviewer-assigned": "asked a reviewer",
    "case.reviewer-responded": "answered the invitation to review",
    "case.reviewer-unassigned": "took the case from a reviewer",
    "case.review-submitted": "gave a review",
    "case.conflict-declared": "declared a conflict of interest",
    "case.conflict-suspected": "suspected a conflict of interest",
    "case.conflict-settled": "settled a conflict of interest",
    "case.erased": "erased the words of the case",
    "case.extended": "moved the deadline of the case",
    "default.confirmed": "confirmed a default as the office's own",
    "deadline.extended": "moved a deadline of the call",
    "deadline.partner-set": "recorded by when a partner files",
    "call.published": "published the call",
    "call.released": "released the decisions",
    "call.release-scheduled": "scheduled the release of the decisions",
    "call.release-cancelled": "called the release off",
    "call.release-failed": "could not release the decisions",
    "person.added": "added a person",
    "person.password-set": "set a password",
    "person.factor-set": "set up a second factor",
    "person.factor-removed": "removed a second factor",
    "factors.resealed": "sealed second factors by a new key",
    "person.recovery-used": "used a code from paper",
    "person.identified": "noted somebody's ORCID iD",
    "person.disabled": "closed an account",
    "person.enabled": "opened an account again",
    "identity.linked": "linked an identity",
    "identity.unlinked": "unlinked an identity",
    "feed.opened": "opened a calendar feed",
    "feed.revoked": "ended a calendar feed",
    "role.granted": "granted a role",
    "role.revoked": "took a role back",
    "token.issued": "issued a token",
    "token.revoked": "revoked a token",
    "session.begun": "signed in",
    "session.ended": "signed out",
    "link.issued": "issued a sign-in link",
    "link.used": "used a sign-in link",
    "invitation.sent": "sent an invitation",
    "invitation.accepted": "accepted an invitation",
    "invitation.revoked": "took an invitation back",
    "document.read": "read a document",
    "access.denied": "was denied something",
    "reviewer.listed": "put a reviewer into the pool",
    "organisation.recorded": "recorded an organisation",
    "organisation.changed": "changed the entry of an organisation",
    "laureate.recorded": "recorded a laureate",
    "laureate.corrected": "corrected the entry of a laureate",
    "laureate.removed": "removed a laureate from the register",
    "authority.recorded": "recorded an authority",
    "authority.changed": "changed the entry of an authority",
    "authority.contacted": "noted a contact with an authority",
    "agreement.recorded": "recorded an agreement",
    "agreement.changed": "changed the entry of an agreement",
    "row.repaired": "repaired a row of the database",
}
_COLUMNS = {
    "state": "State",
    "version": "Version",
    "topic": "Topic",
    "partner": "Partner",
    "counterpart_filed": "Revision submitted by the counterpart",
    "counterpart_filed_at": "Counterpart submitted its filing",
    "counterpart_at": "Counterpart filed with its authority",
    "stale": "To be compared again",
    "amount": "Amount",
    "score": "Score",
    "rank": "Rank",
}
# What an action is called without what only one event of it says.
_BESIDE = {
    "case.transitioned": "made a transition",
    "case.filed": "filed a side",
    "case.waived": "set a clause aside",
    "case.waiver-withdrawn": "let a clause count again",
    "case.clause-judged": "judged a clause",
    "case.filing-received": "recorded a receipt",
    "case.document-attached": "attached a document",
}


def list_actions(language: Language) -> dict[str, str]:
    """Every action an event may have, by what people call it, in the order of the alphabet of its name."""
    said = {action: language(text) for action, text in {**_SAID, **_BESIDE}.items()}
    return dict(sorted(said.items()))


def column(name: str, language: Language) -> str:
    """What something that an event tells of a case is called."""
    return language(_COLUMNS[name]) if name in _COLUMNS else name


def sentence(entry: Entry, language: Language, direction: Direction | None = None) -> str:
    """What an event says, without who did it, as HTML: what people wrote is set apart, so that it turns nothing around it."""
    data: Mapping[str, Any] = entry.data
    if entry.action == "case.transitioned":
        return _moved(data, language, direction)
    if entry.action == "case.filed":
        filing = data.get("filing", data)
        if filing.get("side") != "counterpart":
            return language("filed the home side")
        if filing.get("submitted"):
            return language("filed and submitted the counterpart's side")
        return language("filed the counterpart's side")
    said = _SAID.get(entry.action)
    if said is None:
        return entry.action
    note = data.get("note")
    given = {**(note if isinstance(note, Mapping) else {}), **data}
    names = ("clause", "reference", "authority", "name")
    verdict = language.status(str(given.get("verdict", "")))
    return _isolate(language(said), verdict=verdict, **{name: str(given.get(name, "")) for name in names})


def _isolate(said: str, **given: str) -> Markup:
    """A text as HTML, with what is put into it each in an isolate of its own."""
    return escape(said).format(**{name: Markup("<bdi>{}</bdi>").format(value) for name, value in given.items()})


def kind(one: ActivityKind, language: Language, direction: Direction | None) -> str:
    """What events of a kind have in common: the state their transitions led to, the transition itself, or what was done."""
    if direction is not None and one.to is not None:
        return language.label(direction.lifecycle.states[one.to])
    if direction is not None and one.transition is not None:
        return language.label(direction.lifecycle.transitions[one.transition])
    return list_actions(language).get(one.action, one.action)


def _moved(data: Mapping[str, Any], language: Language, direction: Direction | None) -> str:
    source, target = str(data["from"]), str(data["to"])
    transition, states = str(data["transition"]), {}
    if direction is not None:
        states = {name: language.label(state) for name, state in direction.lifecycle.states.items()}
        transition = language.label(direction.lifecycle.transitions[transition])
    if source == target:
        return transition
    return language(
        "{transition}: {before} → {after}",
        transition=transition,
        before=states.get(source, source),
        after=states.get(target, target),
    )


def _suggested(suggestion: object, language: Language) -> str | None:
    """What the panel suggests, in words."""
    if suggestion is None:
        return None
    return language("suggested for the award") if suggestion == "suggested" else language("not suggested")


def describe_event(entry: Entry, figures: Formatter, zone: str) -> list[tuple[str, str]]:
    """What an event says beside its sentence, each with its name: a reason, an amount, a new instant."""
    data: Mapping[str, Any] = entry.data
    given, note = data.get("given", {}), data.get("note", {})
    found = [
        (figures.language("Reason"), data.get("reason") or given.get("reason") or note.get("reason")),
        (figures.language("Amount"), figures.money(given["amount"]) if "amount" in given else None),
        (figures.language("Score"), given.get("score")),
        (figures.language("Rank"), given.get("rank")),
        (figures.language("The panel's suggestion"), _suggested(given.get("suggestion"), figures.language)),
        (figures.language("The panel's minutes"), given.get("minutes")),
        (figures.language("Day of the approval"), given.get("approved_on")),
        (figures.language("Day of the conferral"), given.get("conferred_on")),
        (figures.language("Place of the conferral"), given.get("place")),
    ]
    until = parse_instant(data.get("until"))
    if until is not None:
        found.append((figures.language("Until"), figures.until(until, zone)))
    return [(name, str(value)) for name, value in found if value is not None]
