"""What the clients of all practice networks' control APIs have in common: deliveries, faults, forgetting."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, Protocol, TypeVar

from tests.running import BUSY
from tests.sandbox_values import Delivery, Json, delivery_of

T = TypeVar("T")
Photos = int | Sequence[str]
"""How many photos to draw, or which scenes (see nasvyazi/sandbox/pictures.py)."""
FaultKind = Literal[
    "timeout_before", "timeout_after", "http_500_before", "http_500_after", "error", "captcha", "delay",
    "duplicate_delivery", "drop_deliveries", "delay_deliveries", "longpoll_failed", "conflict",
    "attachment_not_ready",
    "file_gone", "file_elsewhere", "file_huge", "file_lies", "file_drips",
]  # fmt: skip


class SandboxError(AssertionError):
    """The control API refused; the message is its sentence."""


class Owner(Protocol):
    """Whom events are told to: a community of VK, a bot of Telegram."""

    @property
    def id(self) -> int:
        """Its id."""


class NetworkSide:
    """One network of a practice server. A subclass names it and brings `control`."""

    network: str

    def control(self, method: str, path: str, body: Json | None = None) -> Any:
        """A request to the control API (`path` below /control); the JSON answered, None for 204."""
        raise NotImplementedError

    def deliveries(self, community: Owner, *, limit: int = 500) -> list[Delivery]:
        """The delivery log, newest first."""
        lines = self.control("GET", f"/{self.network}/deliveries?community={community.id}&limit={limit}")
        return [delivery_of(line) for line in lines]

    def wait_delivered(self, community: Owner, *, seconds: float = 20.0) -> None:
        """Wait until nothing is on its way any more (delivered, dropped or given up)."""

        def settled() -> bool:
            return all(one.state != "pending" for one in self.deliveries(community))

        wait_until(settled, seconds=seconds, what="all deliveries to end")

    def fault(self, kind: FaultKind, *, community: Owner | None = None, method: str = "", code: int | None = None,
              times: int | None = None, seconds: float = 0.0) -> int:  # fmt: skip
        """Switch a fault on, for one community or method (event type for deliveries) or all; its number.

        `times` None = until `no_faults`. `seconds`: how long a timeout hangs (0 = 90) or a delay lasts.
        """
        given = {"kind": kind, "method": method, "code": code, "times": times, "seconds": seconds,
                 "community": community.id if community else None}  # fmt: skip
        known = self.control("POST", f"/{self.network}/faults", {k: v for k, v in given.items() if v})
        return int(known["id"])

    def faults_left(self) -> int:
        """How many faults are still switched on: 0 = all were met."""
        return len(self.control("GET", f"/{self.network}/faults"))

    def no_faults(self) -> None:
        """Switch every fault off."""
        self.control("DELETE", f"/{self.network}/faults")

    @contextlib.contextmanager
    def faulty(self, kind: FaultKind, **options: Any) -> Iterator[None]:
        """A fault for the length of a block; options as in `fault`."""
        number = self.fault(kind, **options)
        try:
            yield
        finally:
            left = [one["id"] for one in self.control("GET", f"/{self.network}/faults")]
            if number in left:
                self.control("DELETE", f"/{self.network}/faults/{number}")

    def reset(self, community: Owner | None = None) -> None:
        """Forget what was said; communities, bots, residents and the counters of ids stay."""
        self.control("POST", f"/{self.network}/reset", {"community": community.id} if community else {})


def wait_until(found: Callable[[], T | None], *, seconds: float, what: str) -> T:
    """Ask again and again until the answer is something true; fails in words when it never is.

    `seconds` are those of a machine that has nothing else to do; one that runs other tests beside this gets more.
    """
    seconds *= BUSY
    end = time.monotonic() + seconds
    while True:
        answer = found()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.02)
