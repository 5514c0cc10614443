"""Documents on a case, by the verbs: who may attach and take off, when, and what the trail seals of it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from states.refusal import Refusal
from tests.world import (
    ADA,
    AUDREY,
    CORA,
    DIEGO,
    ELI,
    INTERNAL,
    MICROSECOND,
    World,
    at,
    done,
    filing,
    refused,
)
from workflow.actors import SYSTEM, Actor
from workflow.auditing import verify
from workflow.commands import AttachDocument, RemoveDocument
from workflow.errors import NotFound
from workflow.outcomes import Result
from workflow.paperwork import documents
from workflow.paperwork.inspection import safe_filename
from workflow.paperwork.storage import Storage

NOVEMBER = at("2022-11-10 09:00")
HASH = "ab" * 32


def attach(world: World, ref: str, *, actor: Actor = ADA, now: datetime = NOVEMBER, **more: Any) -> Result | Refusal:
    """Attach a document whose file is taken to be kept already."""
    about: dict[str, Any] = {"id": documents.draw_id(), "side": "home", "kind": "agreement", "name": "agreement.pdf"}
    about |= {"media": "application/pdf", "size": 1_000, "sha256": HASH} | more
    return world.one(AttachDocument(actor=actor, received_at=now, ref=ref, **about))


def detach(world: World, ref: str, document: str, *, actor: Actor = ADA, reason: str = "wrong") -> Result | Refusal:
    """Take a document off."""
    return world.one(RemoveDocument(actor=actor, received_at=NOVEMBER, ref=ref, id=document, reason=reason))


def standing(world: World, ref: str, actor: Actor = SYSTEM) -> list[str]:
    with world.database.reading() as session:
        return [one.id for one in documents.list_documents(session, actor, ref)]


def submitted(world: World) -> str:
    ref = world.opened(now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    return ref


def test_the_hash_of_a_document_stands_in_the_event_that_attached_it(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    receipt = done(attach(world, ref, id="doc_1", signed_on=date(2022, 11, 9), signatories=("Lin Qing", "María Sosa")))

    entry = world.entries(ref)[-1]
    assert (receipt.action, receipt.version, entry.action, entry.number) == (
        "case.document-attached",
        2,
        "case.document-attached",
        2,
    )
    assert entry.data["note"] == {
        "of": "documents",
        "id": "doc_1",
        "side": "home",
        "kind": "agreement",
        "name": "agreement.pdf",
        "media": "application/pdf",
        "size": 1_000,
        "sha256": HASH,
        "signed_on": "2022-11-09",
        "signatories": json.dumps(["Lin Qing", "María Sosa"], ensure_ascii=False, separators=(",", ":")),
        "removed": False,
    }
    with world.database.reading() as session:
        [found] = documents.list_documents(session, ADA, ref)
        assert verify.verify_trail(session).is_sound
    assert found == documents.Document(
        case=ref,
        id="doc_1",
        side="home",
        kind="agreement",
        name="agreement.pdf",
        media="application/pdf",
        size=1_000,
        sha256=HASH,
        signed_on="2022-11-09",
        signatories=("Lin Qing", "María Sosa"),
        number=2,
        by="per_ada",
        at=NOVEMBER,
    )


def test_a_document_that_was_taken_off_stands_no_more_and_what_was_sealed_stays(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    for name in ("doc_1", "doc_2"):
        attach(world, ref, id=name)

    receipt = done(detach(world, ref, "doc_1", reason="unsigned"))
    again = refused(detach(world, ref, "doc_1"))

    entries = world.entries(ref)
    assert (receipt.action, standing(world, ref)) == ("case.document-detached", ["doc_2"])
    assert [lack.pointer for lack in again.missing] == ["/document"]
    assert entries[-1].data["reason"] == "unsigned"
    first, last = entries[1].data["note"], entries[-1].data["note"]
    assert isinstance(first, dict) and last == {**first, "removed": True}


def test_each_side_attaches_its_own_papers_and_a_coordinator_those_of_both(world: World) -> None:
    ref = submitted(world)

    tried = {
        (actor.id, side): attach(world, ref, actor=actor, side=side, reason="said" if actor is CORA else None)
        for actor in (ADA, DIEGO, CORA, ELI, AUDREY)
        for side in ("home", "counterpart")
    }

    assert {key for key, outcome in tried.items() if isinstance(outcome, Result)} == {
        ("per_diego", "counterpart"),
        ("per_cora", "home"),
        ("per_cora", "counterpart"),
    }
    assert refused(tried["per_ada", "home"]).code == "not-editable"  # it is fixed with the filing
    assert refused(tried["per_eli", "home"]).roles == ("applicant", "coordinator")
    assert refused(tried["per_ada", "counterpart"]).roles == ("partner", "authority", "coordinator")


def test_papers_are_attached_until_the_case_ends_and_not_an_instant_longer(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    in_time = attach(world, ref, now=INTERNAL - MICROSECOND)
    late = refused(attach(world, ref, now=INTERNAL))

    assert isinstance(in_time, Result)
    assert (late.code, late.state) == ("not-editable", "lapsed")
    assert len(standing(world, ref)) == 1


def test_what_was_handed_in_is_taken_off_by_a_coordinator_and_in_a_draft_by_its_owner(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    for name in ("doc_1", "doc_2"):
        attach(world, ref, id=name)
    own = detach(world, ref, "doc_1")
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    attach(world, ref, id="doc_3", actor=DIEGO, side="counterpart")

    refusals = [refused(detach(world, ref, "doc_2")), refused(detach(world, ref, "doc_2", actor=DIEGO))]
    partners = detach(world, ref, "doc_3", actor=DIEGO)
    coordinators = detach(world, ref, "doc_2", actor=CORA)

    assert [refusal.code for refusal in refusals] == ["not-yours-to-make"] * 2
    assert all(isinstance(outcome, Result) for outcome in (own, partners, coordinators))
    assert standing(world, ref) == []


def test_a_paper_in_hand_has_no_file_and_no_hash_and_is_recorded_by_a_coordinator(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    denied = refused(attach(world, ref, sha256="", size=0, media="application/pdf"))
    done(
        attach(
            world,
            ref,
            id="doc_1",
            actor=CORA,
            sha256="",
            size=7,
            media="application/pdf",
            name="Letter",
            reason="asked for",
        )
    )

    assert denied.roles == ("coordinator",)
    with world.database.writing() as session:
        found = documents.load_document(session, ADA, ref, "doc_1")
        with pytest.raises(NotFound, match="is a paper"):
            documents.download(session, ref, "doc_1", actor=ADA, now=NOVEMBER)
    assert (found.media, found.size, found.sha256) == ("paper", 0, "")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": "../"}, "/name"),
        ({"name": "\u202e\x00"}, "/name"),
        ({"kind": "An agreement"}, "/kind"),
        ({"kind": ""}, "/kind"),
        ({"signed_on": date(2022, 11, 11)}, "/signed_on"),
        ({"signatories": ("",)}, "/signatories"),
        ({"signatories": ("a\nb",)}, "/signatories"),
        ({"signatories": ("a" * 201,)}, "/signatories"),
        ({"signatories": ("a",) * 21}, "/signatories"),
        ({"size": 201 * 1024 * 1024}, "/file"),
    ],
)
def test_what_does_not_fit_is_pointed_at_and_nothing_is_recorded(
    world: World, wrong: dict[str, Any], pointer: str
) -> None:
    ref = world.opened(now=NOVEMBER)

    refusal = refused(attach(world, ref, **wrong))

    assert (refusal.code, [lack.pointer for lack in refusal.missing]) == ("misfit", [pointer])
    assert world.case(ref).version == 1


def test_a_paper_may_be_signed_on_a_day_that_has_begun_somewhere(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    night = datetime(2022, 11, 10, 10, 0, tzinfo=UTC)

    early = attach(world, ref, signed_on=date(2022, 11, 11), now=night - MICROSECOND)
    begun = attach(world, ref, signed_on=date(2022, 11, 11), now=night)

    assert (refused(early).code, done(begun).version) == ("misfit", 2)


def test_a_case_holds_fifty_documents_and_a_place_becomes_free_when_one_is_taken_off(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    for number in range(50):
        done(attach(world, ref, id=f"doc_{number}"))

    full = refused(attach(world, ref))
    done(detach(world, ref, "doc_7"))

    assert [lack.pointer for lack in full.missing] == ["/file"]
    assert done(attach(world, ref)).version == 53


def test_taking_off_asks_for_a_reason(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    attach(world, ref, id="doc_1")

    assert [lack.pointer for lack in refused(detach(world, ref, "doc_1", reason=" ")).missing] == ["/reason"]


def test_documents_change_nothing_else_of_a_case(world: World) -> None:
    ref = world.opened(filing(), now=NOVEMBER)
    before = world.case(ref)

    receipt = done(attach(world, ref))

    assert (receipt.state, receipt.due_at, receipt.version) == (before.state, before.due_at, before.version + 1)


def test_reading_is_sealed_outside_the_case(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    attach(world, ref, id="doc_1")
    before = world.events()

    with world.database.writing() as session:
        documents.download(session, ref, "doc_1", actor=CORA, now=NOVEMBER, request="req_1")

    assert (world.events(), world.case(ref).version) == (before + 1, 2)


def test_clearing_with_nothing_left_over_reads_no_database(world: World) -> None:
    with world.database.reading() as session:
        assert documents.purge_quarantine(session, Storage("memory:"), now=NOVEMBER + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("a.pdf", "a.pdf"),
        ("../../a.pdf", "a.pdf"),
        ("..\\..\\a.pdf", "a.pdf"),
        ("a\x00b\r\nc\x7f.pdf", "abc.pdf"),
        ("a\u202ecod.pdf", "acod.pdf"),
        (" . a.pdf . ", "a.pdf"),
        ("x" * 300 + ".jpeg", "x" * 250 + ".jpeg"),
        ("y" * 300, "y" * 255),
        ("y." + "z" * 300, "y." + "z" * 253),
        ("...", ""),
        ("\ud800a.pdf", "a.pdf"),
    ],
)
def test_a_name_keeps_what_can_be_seen_of_its_last_part(sent: str, name: str) -> None:
    assert (safe_filename(sent), len(safe_filename(sent)) <= 255) == (name, True)
