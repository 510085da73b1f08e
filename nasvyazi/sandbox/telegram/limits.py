"""How often a bot may say something (core.telegram.org/bots/faq: "My bot is hitting limits")."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable

_OF_BOT = (30, 1.0)
_OF_GROUP = (20, 60.0)
_IN_PRIVATE = (3, 1.0)
"""The FAQ names one a second for a chat and tolerates short bursts; three is an assumption."""


class Limiter:
    """What was said within the last seconds, by bot and by bot and chat."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[tuple[int, ...], deque[float]] = defaultdict(deque)

    def wait(self, *, bot: int, chat: int, count: int) -> int:
        """Count messages that are about to be sent; 0, or the seconds to wait first (nothing is counted then)."""
        moment = self._clock()
        rules = {(bot,): _OF_BOT, (bot, chat): _IN_PRIVATE if chat > 0 else _OF_GROUP}
        for key, (most, seconds) in rules.items():
            said = self._said[key]
            while said and said[0] <= moment - seconds:
                said.popleft()
            if said and len(said) + count > most:
                return max(1, math.ceil(said[0] + seconds - moment))
        for key in rules:
            self._said[key].extend([moment] * count)
        return 0
