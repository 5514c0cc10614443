"""The one family of errors of this package. A refusal of a transition is not an error: it is an answer (states.refusal)."""


class AccordError(Exception):
    """Something the caller can be told in one sentence."""


class NotFound(AccordError):
    """What was named does not exist, or is not visible to who asked."""


class NotAllowed(AccordError):
    """Who asked is known, and may not do this."""


class Unauthenticated(AccordError):
    """No credential, or one that is malformed, expired or revoked."""


class InvalidRequest(AccordError):
    """The request contradicts itself, such as one idempotency key for two different requests; `pointer` says in which part.

    `others` are what is wrong with other parts of the same request.
    """

    def __init__(self, problem: str, pointer: str | None = None) -> None:
        super().__init__(problem)
        self.pointer = pointer
        self.others: tuple[InvalidRequest, ...] = ()


class Unavailable(AccordError):
    """The service cannot do this now: the database is down, locked or read-only, or too much is waiting. Try again."""

    def __init__(self, problem: str, retry_after: int = 1) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class SetAside(AccordError):
    """A row of the database cannot be read or judged, and what depends on it has to wait for `accord doctor --repair`."""


class DamagedEdition(AccordError):
    """The text of a published edition is not the one that was sealed. What depends on it waits until it is restored."""


class InProgress(AccordError):
    """A request with the same idempotency key is being answered elsewhere at this moment. Send it again for its answer."""

    retry_after = 1


class Throttled(AccordError):
    """Too much was tried or asked of late; says how many seconds to wait."""

    def __init__(self, problem: str, retry_after: int) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class ReauthenticationRequired(AccordError):
    """Who asks signed in too long ago for this; they have to prove again who they are."""


class TooLarge(AccordError):
    """A file is larger than this service takes."""


class ConfigurationError(AccordError):
    """A setting does not fit; says which and why."""


class SchemaMismatch(AccordError):
    """The database was made by another version of this service; says which and what to do."""


class EditionConflict(AccordError):
    """A released edition of a call was changed in its file; a change needs a new edition number."""
