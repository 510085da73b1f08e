"""Waking those who wait for something to change: deliveries, long polls, the page."""

from __future__ import annotations

import asyncio


class Signal:
    """A version that only grows, and a way to wait until it has grown."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Something changed: wake everybody."""
        self.version += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait(self, seen: int, seconds: float) -> int:
        """Return the version as soon as it is newer than `seen`, or after `seconds` whatever it is."""
        if self.version == seen and seconds > 0:
            future = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                async with asyncio.timeout(seconds):
                    await future
            except TimeoutError:
                return self.version
            finally:
                self._waiting.discard(future)
        return self.version
