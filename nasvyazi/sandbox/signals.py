"""Waking those who wait for something to change: deliveries, long polls, the page."""

from __future__ import annotations

import asyncio
import time


class Signal:
    """A version that only grows, and a way to wait until it has grown."""

    def __init__(self) -> None:
        self.version = 0
        self.closed = False
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Something changed: wake everybody."""
        self.version += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    def close(self) -> None:
        """The server stops: nobody waits any more."""
        self.closed = True
        self.tell()

    async def rest(self, seconds: float) -> None:
        """Sleep, but not beyond the server's end."""
        end = time.monotonic() + seconds
        while not self.closed and (left := end - time.monotonic()) > 0:
            await self.wait(self.version, left)

    async def wait(self, seen: int, seconds: float) -> int:
        """Return the version as soon as it is newer than `seen`, or after `seconds` whatever it is."""
        if self.version == seen and seconds > 0 and not self.closed:
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
