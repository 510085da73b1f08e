"""How often a network may be called, by a token or into one place: a pace shared by all threads of the process."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from .base import OWN_PACE, Throttled


class Limiter:
    """At most `per_second` calls a second, evenly spaced, so that no second ever sees more.

    After a rest `burst` calls may come at once. Each process keeps its own pace: several together may still be told
    "too many" and then wait as told.
    """

    def __init__(
        self,
        per_second: float,
        *,
        burst: int = 1,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause = 1 / per_second
        self._credit = (burst - 1) / per_second
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0
        self._held = 0.0

    def wait(self, within: float) -> None:
        """Take the next turn. Raises Throttled, taking none, when it comes later than `within` seconds."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next - self._credit, self._held)
            if turn - now > within:
                raise Throttled(OWN_PACE, retry_after=timedelta(seconds=turn - now))
            self._next = max(turn, self._next) + self._pause
        self._sleep(turn - now)

    def hold(self, seconds: float) -> None:
        """The network asked to wait: no turn comes sooner."""
        with self._lock:
            self._held = max(self._held, self._clock() + seconds)

    @property
    def is_idle(self) -> bool:
        """Whether it holds nobody back: a new one would do the same."""
        now = self._clock()
        return self._next <= now and self._held <= now

    @property
    def is_held(self) -> bool:
        """Whether the network has asked to wait and the time is not over."""
        return self._held > self._clock()


_MANY = 1000
"""So many are kept: every resident who is answered has one."""
_limiters: dict[tuple[bytes, float], Limiter] = {}
_lock = threading.Lock()


def limiter(token: str, per_second: float, *, burst: int = 1) -> Limiter:
    """The limiter of this token (or of a token and a place in one text) in this process."""
    key = (hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest(), per_second)
    with _lock:
        if len(_limiters) >= _MANY:
            for idle in [one for one, kept in _limiters.items() if kept.is_idle]:
                del _limiters[idle]
        return _limiters.setdefault(key, Limiter(per_second, burst=burst))
