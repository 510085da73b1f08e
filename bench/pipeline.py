"""The whole pipeline: webhook → event → message → appeal in the desk's list.

Web and workers are processes as `nasvyazi run` starts them on two cores.

Webhooks of both networks, from dialogues and from under posts. What the desk's list shows is committed: the observer
asks for it fifty times a second, so the latency holds its step too.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench import hooks
from bench.figures import Figure, Figures, percentile
from bench.installation import database, process, web
from bench.load import Post, post_for

CONNECTIONS = 8
BURST_SECONDS, BURST_RATE = 3.0, 500.0
STEADY_SECONDS, STEADY_RATE = 20.0, 30.0
_DRAIN_SECONDS = 180.0
_LOOK_EVERY = 0.02
_OVERLAP = 50
"""Decisions become visible in the order of their commits, not of their numbers: so many are looked at again."""
_LISTED = """SELECT decision.id, message.text FROM appeals_decision decision
    JOIN inbox_message message ON message.id = decision.message_id
    JOIN appeals_appeal appeal ON appeal.id = decision.appeal_id
    WHERE decision.id > %s AND appeal.state NOT IN ('closed', 'dismissed')"""


def run() -> Figures:
    """A burst, until all of it is listed; then a steady stream."""
    with database() as (_home, url):
        both = [hooks.vk(), hooks.telegram()]
        with web() as base, process("worker"), process("worker", "--only-intake"), observer(url) as desk:

            def make(number: int) -> Post:
                hook = both[number % 2]
                return hook.dialog(number) if number % 4 < 2 else hook.comment(number)

            post_for(base, make, seconds=1.0, connections=CONNECTIONS, first=10**8)
            desk.wait_quiet()
            began = time.perf_counter()
            burst = post_for(base, make, seconds=BURST_SECONDS, connections=CONNECTIONS, rate=BURST_RATE)
            drained = desk.wait_for(burst.began)
            burst_rate = len(drained) / (max(drained.values(), default=began) - began)
            steady = post_for(
                base,
                make,
                seconds=STEADY_SECONDS,
                connections=CONNECTIONS,
                first=10**7,
                rate=STEADY_RATE,
            )
            listed = desk.wait_for(steady.began)
    waits = [listed[number] - sent for number, sent in steady.began.items() if number in listed]
    missing = len(burst.began) - len(drained) + len(steady.began) - len(waits)
    yield Figure("pipeline.throughput", burst_rate, "1/s", "limit ≥ 100; post → listed, all of a burst")
    yield Figure("pipeline.webhooks_meanwhile", burst.rate, "1/s", f"{len(burst.began)} in the burst")
    yield Figure("pipeline.p50_at_30", percentile(waits, 0.5) * 1000, "ms", "-")
    yield Figure("pipeline.p95_at_30", percentile(waits, 0.95) * 1000, "ms", "limit ≤ 1000; post → listed")
    rate = len(steady.began) / STEADY_SECONDS
    yield Figure("pipeline.rate_at_30", rate, "1/s", f"asked {STEADY_RATE:.0f}")
    yield Figure("pipeline.refused", burst.refused + steady.refused, "deliveries", "limit 0")
    yield Figure("pipeline.not_listed", missing, "messages", "limit 0")


class Observer(threading.Thread):
    """Notes when each resident's words are seen in the list for the first time, by their numbers."""

    def __init__(self, url: str) -> None:
        super().__init__(name="observer", daemon=True)
        self._url = url
        self._seen: dict[int, float] = {}
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        newest = 0
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._stop_asked.wait(_LOOK_EVERY):
                for number, text in connection.execute(_LISTED, [newest - _OVERLAP], prepare=True):
                    newest = max(newest, number)
                    self._seen.setdefault(hooks.number_of(text), time.perf_counter())

    def stop(self) -> None:
        """Look no more."""
        self._stop_asked.set()
        self.join()

    def wait_for(self, sent: dict[int, float]) -> dict[int, float]:
        """When those were listed; without those that were not in time."""
        end = time.monotonic() + _DRAIN_SECONDS
        while not sent.keys() <= self._seen.keys() and time.monotonic() < end:
            time.sleep(0.02)
        return {number: self._seen[number] for number in sent if number in self._seen}

    def wait_quiet(self) -> None:
        """Until nothing new has been listed for a second."""
        before = -1
        while before != len(self._seen):
            before = len(self._seen)
            time.sleep(1.0)


@contextmanager
def observer(url: str) -> Iterator[Observer]:
    """An observer at work."""
    one = Observer(url)
    one.start()
    try:
        yield one
    finally:
        one.stop()
