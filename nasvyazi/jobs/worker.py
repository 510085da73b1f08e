"""The worker: takes events, sends letters, keeps time."""

from __future__ import annotations

from collections.abc import Callable

from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.flows import incoming, sending, watching

from .loops import Loop, run, stop_on_signals

_BATCH = 50
_SENDERS = 4
_TAKERS = 2


def take_events() -> bool:
    """Take a batch of waiting events."""
    return sum(incoming.take(event_id) for event_id in inbox.due_event_ids(limit=_BATCH)) > 0


def ask_names() -> bool:
    """Ask the networks for the names of residents, one channel after another."""
    return sum(watching.ask_names(channel) for channel in channels.active()) > 0


def worker_loops() -> list[Loop]:
    """Everything the worker does and how long it rests when there is nothing to do, in seconds."""
    senders: list[Callable[[], object]] = [sending.deliver_next] * _SENDERS
    takers: list[Callable[[], object]] = [take_events] * _TAKERS
    return [
        *(Loop(f"take-{number}", step, 0.1) for number, step in enumerate(takers)),
        *(Loop(f"send-{number}", step, 0.2) for number, step in enumerate(senders)),
        Loop("sweep", sending.sweep, 1.0),
        Loop("names", ask_names, 3.0),
        Loop("close", watching.close_resolved, 30.0),
    ]


def main() -> None:
    """Work until told to stop."""
    run(worker_loops(), stop_on_signals())
