"""People who can sign in, and what a test wants to know of it."""

from dataclasses import dataclass
from datetime import datetime

from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import insert

from tests.world import World
from workflow.actors import SYSTEM, Actor
from workflow.credentials import sessions
from workflow.identity import authentication, links, people
from workflow.identity.authentication import Client, Entered
from workflow.store.database import Database
from workflow.tables import CREDENTIALS

EMAIL, PASSWORD = "cora@accord.example", "quiet river stones"
DOOR = Client("203.0.113.7", "a browser")
# The weakest parameters there are: what is hashed with them is checked at once, and hashed anew when it has been.
WEAK = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class Cora:
    """A coordinator with an address, in a database."""

    database: Database
    id: str

    def signs_in(
        self, password: str = PASSWORD, code: str | None = None, *, now: datetime, door: Client = DOOR
    ) -> Entered:
        """Sign in by address and password."""
        return authentication.sign_in_by_password(self.database, EMAIL, password, code, door=door, now=now)

    def follows(self, secret: str, code: str | None = None, *, now: datetime, door: Client = DOOR) -> Entered:
        """Sign in by a link."""
        return authentication.sign_in_by_link(self.database, secret, code, door=door, now=now)

    def link(self, *, now: datetime) -> str:
        """A link of hers."""
        with self.database.writing() as session:
            return links.issue(session, self.id, actor=SYSTEM, now=now)

    def actor(self, secret: str, *, now: datetime) -> Actor | None:
        """Who shows this session, if it is worth anything."""
        digest = str(sessions.digest(secret))
        with self.database.reading() as session:
            return people.authenticate(session, [digest], now=now).get(digest)

    def present(self, secret: str, *, now: datetime) -> Actor:
        """The same, where it must be worth something."""
        actor = self.actor(secret, now=now)
        assert actor is not None
        return actor


def cora(world: World, *, now: datetime, role: str = "coordinator", password: str | None = PASSWORD) -> Cora:
    """Cora, with a password or without one."""
    with world.database.writing() as session:
        person = people.add(session, "Cora Lin", email=EMAIL, actor=SYSTEM, now=now)
        people.grant(session, person, role, actor=SYSTEM, now=now)
        if password is not None:
            row = {"person": person, "hash": WEAK.hash(password), "changed_at": now}
            session.connection().execute(insert(CREDENTIALS).values(row))
    return Cora(world.database, person)
