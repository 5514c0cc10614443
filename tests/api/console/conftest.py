"""The console in process, with people signed in, as a browser without scripts uses it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

import pytest
from httpx2 import Response

from api.middleware import Envelope
from tests.api.browser import Browser
from tests.api.conftest import NOVEMBER
from tests.api.serving import served
from tests.conftest import Filling, Templates
from tests.world import CALL, World, answering, done
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.clock import VirtualClock
from workflow.commands import DeclareConflict
from workflow.credentials import sessions
from workflow.identity import people
from workflow.store.database import Database

PEOPLE = {
    "ada": ("applicant", None),
    "cora": ("coordinator", None),
    "diego": ("authority", "AR"),
    "rex": ("reviewer", None),
    "eli": ("committee", None),
    "audrey": ("auditor", None),
    "adam": ("administrator", None),
}
_TAGS = re.compile(r"<(script|style|svg).*?</\1>|<[^>]+>", re.DOTALL)


@dataclass
class Console:
    """The console as several people use it, each in a browser of their own."""

    database: Database
    clock: VirtualClock
    app: Envelope
    world: World
    ids: dict[str, str]
    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, who: str | None) -> Browser:
        """The browser of somebody, in which they are signed in; a fresh one for nobody."""
        if who is None:
            return Browser(self.app)
        if who not in self.browsers:
            self.browsers[who] = Browser(self.app)
            now, actor = self.clock.now(), Actor(self.ids[who], who)
            with self.database.writing() as session:
                secret = sessions.begin(session, actor.id, method="link", agent="", actor=actor, now=now, fresh_at=now)
            self.browsers[who].keep(secret)
        return self.browsers[who]

    def get(self, who: str | None, path: str, **headers: str) -> Response:
        """Look at a page."""
        return self.browser(who).here.get(path, headers={"Sec-Fetch-Site": "same-origin"} | headers)

    def post(self, who: str | None, path: str, fields: Mapping[str, object]) -> Response:
        """Send a form of a page, and look at the page that answers it, if one does."""
        answer = self.browser(who).ask("POST", path, data={name: str(value) for name, value in fields.items()})
        assert list_untied_faults(answer.text) == [], "each message is tied to the field that it is about"
        return answer

    def send(self, who: str | None, path: str, fields: Mapping[str, object]) -> Response:
        """Send a form of a page, and go nowhere."""
        return self.browser(who).send("POST", path, data={name: str(value) for name, value in fields.items()})

    def actor(self, who: str) -> Actor:
        """Somebody, as the workflow knows them."""
        role, partner = PEOPLE[who]
        return Actor(self.ids[who], who, (RoleGrant(role, CALL if partner else None, partner),))

    def opened(self) -> str:
        """A case of Ada's in direction 2.4, well filled in; its reference."""
        return self.world.opened(now=self.clock.now(), actor=self.actor("ada"))

    def submitted(self) -> str:
        """The same, submitted."""
        ref = self.opened()
        done(self.world.transition(ref, "submit", actor=self.actor("ada"), now=self.clock.now()))
        return ref

    def filed(self, **differing: object) -> str:
        """The same, filed by the counterpart as well, but for what is told."""
        ref = self.submitted()
        done(self.world.file(ref, answering(**differing), now=self.clock.now(), actor=self.actor("diego")))
        return ref

    def declared(self, who: str, ref: str) -> None:
        """Have somebody declare a conflict of interest with a case."""
        now, actor = self.clock.now(), self.actor(who)
        done(self.world.one(DeclareConflict(actor=actor, received_at=now, ref=ref, ground="family", reason="a cousin")))


def list_untied_faults(text: str) -> list[str]:
    """The ids in a page of messages that no field refers to, and of fields in its summary that do not say they are wrong."""
    messages = re.findall(r'id="([^"]+-fault)"', text)
    described = {one for ids in re.findall(r'aria-describedby="([^"]*)"', text) for one in ids.split()}
    fields = {
        name: tag for tag, name in re.findall(r'(<(?:input|select|textarea|fieldset)\b[^>]*\bid="([^"]+)"[^>]*>)', text)
    }
    summary = re.findall(r'<div class="summary" .*?</div>', text, re.DOTALL)
    named = [name for one in summary for name in re.findall(r'href="#([^"]+)"', one)]
    silent = [name for name in named if 'aria-invalid="true"' not in fields.get(name, 'aria-invalid="true"')]
    gone = [name for name in named if f'id="{name}"' not in text]
    return [one for one in messages if one not in described] + silent + gone


def words(answer: Response) -> str:
    """What a page says, its marks left out."""
    inline = re.sub(r"</?bdi>", "", answer.text)  # a quotation mark stands right beside what it quotes
    return re.sub(r"\s+", " ", unescape(_TAGS.sub(" ", inline))).strip()


@pytest.fixture
def filling() -> Filling:
    """Everybody who uses the console."""
    return everybody


def everybody(database: Database) -> dict[str, str]:
    """Add people with every role: the id of each."""
    ids = {}
    with database.writing() as session:
        for name, (role, partner) in PEOPLE.items():
            ids[name] = people.add(session, name.title(), email=f"{name}@accord.example", actor=SYSTEM, now=NOVEMBER)
            call = CALL if partner else None
            people.grant(session, ids[name], role, call=call, partner=partner, actor=SYSTEM, now=NOVEMBER)
    return ids


@pytest.fixture
def console(database: Database, templates: Templates) -> Iterator[Console]:
    """The console over a fresh database, on a day in November."""
    ids: dict[str, str] = templates[database.url.get_backend_name(), everybody].told
    clock = VirtualClock(NOVEMBER)
    with served(database, clock) as app:
        found = Console(database, clock, app, World(database), dict(ids))
        with Browser(app).here:
            yield found
