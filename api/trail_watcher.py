"""What lets those who watch the trail know that it has grown: one look at its length a second, however many they are."""

import asyncio
from collections.abc import Awaitable, Callable

_EVERY = 1.0  # seconds


class TrailWatcher:
    """Watches the length of the trail while anybody waits for it to grow."""

    def __init__(self, length: Callable[[], Awaitable[int]]) -> None:
        self._length = length
        self._grown = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self._waiting = 0
        self._is_over = False

    async def beyond(self, known: int, *, patience: float) -> bool:
        """Wait until the trail is longer than what is known; False when that took too long, or the service is ending."""
        if self._is_over:
            return False
        if await self._length() > known:
            return True
        self._waiting += 1
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch(known))
        try:
            await asyncio.wait_for(self._grown.wait(), patience)
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return not self._is_over

    def end(self) -> None:
        """Let everybody who waits go, and nobody wait again: the service is ending."""
        self._is_over = True
        self._grown.set()

    @property
    def is_over(self) -> bool:
        """Whether the service is ending."""
        return self._is_over

    async def _watch(self, known: int) -> None:
        try:
            while self._waiting and not self._is_over:
                await asyncio.sleep(_EVERY)
                if (length := await self._length()) > known:
                    known = length
                    self._grown.set()
                    self._grown = asyncio.Event()
        finally:
            self._watching = None
