"""The one clock of the product: everything asks here what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_away: ContextVar[timedelta] = ContextVar("away", default=timedelta(0))


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC) + _away.get()


@contextmanager
def travelling(to: datetime) -> Iterator[None]:
    """Inside the block it is another moment (aware), and time goes on from there. For the demo's past and for tests.

    Only for this thread or task: what runs beside it keeps the real time.
    """
    token = _away.set(to - datetime.now(UTC))
    try:
        yield
    finally:
        _away.reset(token)
