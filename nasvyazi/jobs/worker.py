"""The worker: takes events, sends letters, keeps time."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from django.db import connection

from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.flows import (
    backfilling,
    fetching,
    importing,
    incoming,
    moderating,
    sending,
    territory,
    understanding,
    watching,
)
from nasvyazi.toolbox.clock import now

from .learn import Learn
from .loops import Loop, run, stop_on_signals

_BATCH = 50
_ASKED_BEFORE = 5
"""So many times a statement has been asked before it is worth keeping."""
_SENDERS = (0.2, 1.0, 1.0, 1.0)
_FETCHERS = (1.0, 3.0)
_READERS = (5.0, 15.0)
"""How long each loop of a kind rests when nothing is due, in seconds: the first is quick to notice, the others come in
when there is more than one can do. Four quick senders would keep an idle server busy with asking."""
_TROUBLED_REST = 60.0


def take_events() -> bool:
    """Take a batch of waiting events. Whether there was one to take."""
    waiting = inbox.due_event_ids(limit=_BATCH)
    # Several take from the same ones: each begins somewhere else, and looks anew where it meets another.
    start = secrets.randbelow(len(waiting)) if waiting else 0
    taken = 0
    for event_id in waiting[start:] + waiting[:start]:
        if incoming.take(event_id):
            taken += 1
        elif taken:
            break
    return taken > 0


def planned_once(step: Callable[[], bool]) -> Callable[[], bool]:
    """Plans of what a step asks for are kept: the same few things, by their keys, thousands of times a minute.

    For what asks for a part of many rows it would be a mistake: a plan that fits any part of the map reads all of it.
    """

    def take() -> bool:
        connection.ensure_connection()
        raw = connection.connection
        raw.prepare_threshold = _ASKED_BEFORE
        try:
            return step()
        finally:
            raw.prepare_threshold = None  # others have this connection next

    return take


def when_calm(read: Callable[[], bool]) -> Callable[[], bool]:
    """Reads while no event waits: words get their appeal first, and what they say is looked at then."""
    return lambda: not inbox.due_event_ids(limit=1) and read()


class AskNames:
    """Asks the networks for the names of residents, one channel after another; one in trouble once a minute."""

    def __init__(self) -> None:
        self._troubled: dict[int, float] = {}

    def __call__(self) -> bool:
        """Whether there was anybody to ask for."""
        waiting = channels.with_nameless(now=now())
        return sum(watching.ask_names(channel) for channel in waiting if self._may_ask(channel)) > 0

    def _may_ask(self, channel: Channel) -> bool:
        if not channel.trouble_code:
            return True
        moment = time.monotonic()
        if moment - self._troubled.get(channel.pk, -_TROUBLED_REST) < _TROUBLED_REST:
            return False
        self._troubled[channel.pk] = moment
        return True


class Pulse:
    """Writes down that the program is at work; the first beat finds out how long it was not."""

    def __init__(self) -> None:
        self._is_back = False

    def __call__(self) -> None:
        """One beat."""
        if not self._is_back:
            backfilling.come_back()
            self._is_back = True
        backfilling.beat()


def intake_loops() -> list[Loop]:
    """What takes events. One in a process: a second one would wait for the interpreter, not for the database."""
    return [Loop("take", planned_once(take_events), 0.1)]


def worker_loops() -> list[Loop]:
    """Everything the worker does and how long it rests when there is nothing to do, in seconds."""
    return [
        *intake_loops(),
        *(Loop(f"send-{number}", sending.deliver_next, rest) for number, rest in enumerate(_SENDERS)),
        Loop("sweep", sending.sweep, 1.0),
        Loop("names", AskNames(), 3.0),
        *(Loop(f"files-{number}", fetching.fetch_next, rest) for number, rest in enumerate(_FETCHERS)),
        Loop("pulse", Pulse(), 30.0),
        *(Loop(f"backfill-{number}", backfilling.read_next, rest) for number, rest in enumerate(_READERS)),
        Loop("pictures", fetching.draw_next, 1.0),
        Loop("secrets", watching.watch_secrets, 60.0),
        Loop("moderate", moderating.carry_out_next, 0.5),
        Loop("moderate-sweep", moderating.sweep, 5.0),
        Loop("suspect", when_calm(moderating.read_next), 1.0),
        Loop("understand", when_calm(understanding.read_next), 0.5),
        Loop("learn", Learn(), 10.0),
        Loop("tables", importing.Importer(), 2.0),
        Loop("registers", territory.work_on_next, 2.0),
        Loop("hooks", watching.watch_hooks, 300.0),
        Loop("bursts", watching.watch_bursts, 60.0),
        Loop("close", watching.close_resolved, 30.0),
        Loop("absent", watching.forget_absent, 60.0),
    ]


def main(*, only_intake: bool = False) -> None:
    """Work until told to stop."""
    run(intake_loops() if only_intake else worker_loops(), stop_on_signals())
