"""The two filings side by side on a case's page: what is said in two languages is shown in both."""

from tests.api.console.conftest import Console, words
from tests.world import CORA, answering, done, filing


def test_two_titles_that_agree_in_translation_say_so_and_need_nobody_to_confirm_it(console: Console) -> None:
    ref, now = console.submitted(), console.clock.now()
    theirs = answering(title="Extracción suave", translated_title=filing()["title"])
    done(console.world.file(ref, theirs, now=now, actor=CORA))

    page = words(console.get("cora", f"/cases/{ref}"))

    assert "Same in translation" in page and "They mean the same" not in page
    assert "all 7 agree" in page
