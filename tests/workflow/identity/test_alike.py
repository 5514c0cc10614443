"""One address is one person's, however it is written; a name is what a reader sees."""

import pytest

from tests.workflow.identity.test_people import added
from workflow.actors import SYSTEM
from workflow.errors import InvalidRequest
from workflow.identity import directory, invitations, people
from workflow.store.database import Database

ALIKE = [
    ("Ada.Lin@Example.org", "ADA.LIN@EXAMPLE.ORG"),
    ("ÉMILIE@x.test", "émilie@x.test"),
    ("émilie@x.test", "e\u0301milie@X.test"),
    ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
    ("ada@example.org", "ａｄａ@example.org"),
    ("ada@example.org", " ada@ｅｘａｍｐｌｅ.org "),
    ("straße@x.test", "STRASSE@x.test"),
]


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_an_address_is_one_persons_however_it_is_written_and_they_are_found_by_it(
    database: Database, first: str, second: str
) -> None:
    with database.writing() as session:
        person = added(session, "Ada", email=first)
        with pytest.raises(InvalidRequest, match="belongs to someone already") as caught:
            added(session, "Eve", email=second)
        found = {people.load_person(session, who).id for who in (first, second, person)}
        listed = directory.list_named(session, SYSTEM, second)
        holder = invitations.holder(session, second)

    assert found == {person}
    assert (listed.id, listed.email) == (person, first.strip())
    assert holder is not None
    assert holder.id == person
    assert caught.value.pointer == "/email"


@pytest.mark.parametrize(
    "name",
    ["Ada\u202egro.live", "\u2066Ada\u2069", "\u200fAda", "Ada\nLin", "\u200b", "\u3164", "\u2060\u00a0", "A\x9bda"],
)
def test_a_name_that_shows_nothing_or_turns_the_text_around_it_is_refused(database: Database, name: str) -> None:
    with database.writing() as session, pytest.raises(InvalidRequest) as caught:
        added(session, name)

    assert caught.value.pointer == "/name"
