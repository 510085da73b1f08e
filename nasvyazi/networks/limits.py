"""How often one token may call its network: an even pace, shared by all threads of the process."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from .base import Throttled


class Limiter:
    """At most `per_second` calls a second, evenly spaced, so that no second ever sees more.

    Each process keeps its own pace: several together may still be told "too many" and then wait as told.
    """

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self, within: float) -> None:
        """Take the next turn. Raises Throttled, taking none, when it comes later than `within` seconds."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            if turn - now > within:
                raise Throttled("limit", retry_after=timedelta(seconds=turn - now))
            self._next = turn + self._pause
        self._sleep(turn - now)


_limiters: dict[tuple[bytes, float], Limiter] = {}
_lock = threading.Lock()


def limiter(token: str, per_second: float) -> Limiter:
    """The limiter of this token in this process."""
    key = (hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest(), per_second)
    with _lock:
        return _limiters.setdefault(key, Limiter(per_second))
