"""How often a bot may call and say something (dev.max.ru: 30 requests a second, 2 messages a second in a chat)."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable

CALLS, SAID = ("calls", 30), ("said", 2)
"""What is counted, and how many of it fit into a second."""
_SECOND = 1.0


class Limiter:
    """What was done within the last second, by what is counted and whose it is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._done: dict[tuple[object, ...], deque[float]] = defaultdict(deque)

    def allows(self, counted: tuple[str, int], *whose: int) -> bool:
        """Count one more, unless it is too many."""
        name, most = counted
        moment = self._clock()
        done = self._done[name, *whose]
        while done and done[0] <= moment - _SECOND:
            done.popleft()
        if len(done) >= most:
            return False
        done.append(moment)
        return True
