"""What was counted lately and still holds: counts are as of a length of the trail, and while nothing happens they stay true."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

_T = TypeVar("_T")
_MOST = 2_000


class CountCache:
    """The latest counts, each under what it depends on; those asked for least lately are forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Hashable, count: Callable[[], _T]) -> _T:
        """What is kept under a key, which says everything that it depends on; counted if it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(_T, self._kept[key])
        found = count()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return found
