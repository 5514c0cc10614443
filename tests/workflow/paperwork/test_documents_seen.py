"""Who sees the documents of which side."""

from tests.workflow.paperwork.test_documents import NOVEMBER, attach, detach, standing
from tests.world import ADA, CORA, DIEGO, ELI, World, answering, done, refused


def test_the_other_sides_papers_are_seen_once_that_side_has_submitted(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    attach(world, ref, id="doc_1")
    attach(world, ref, id="doc_2", actor=CORA, side="counterpart", reason="asked for")
    everybody = (ADA, DIEGO, CORA, ELI)

    before = [standing(world, ref, actor) for actor in (ADA, CORA, ELI)]
    hidden = refused(detach(world, ref, "doc_2"))
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.save(ref, answering(), now=NOVEMBER))
    between = [standing(world, ref, actor) for actor in everybody]
    done(world.submit_filing(ref, now=NOVEMBER))

    both = ["doc_1", "doc_2"]
    assert before == [["doc_1"], both, both] and hidden.missing[0].pointer == "/document"
    assert between == [["doc_1"], both, both, both]
    assert [standing(world, ref, actor) for actor in everybody] == [both] * 4
