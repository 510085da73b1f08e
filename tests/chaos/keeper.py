"""Who kills, who starts again what is dead, and how long each took to do its work again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import httpx
from django.db import Error as DatabaseError
from django.db import connection

from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Event
from tests.chaos.plan import Kill
from tests.product import Product

T = TypeVar("T")
_PAUSE = 0.5
"""Before somebody who ended by themselves is started again, in seconds, as `nasvyazi run` does it."""


def asked(question: Callable[[], T]) -> T | None:
    """The database's answer; None while it is dead."""
    try:
        return question()
    except DatabaseError:
        connection.close()
        return None


@dataclass
class _Death:
    """A role that has not done its work since `at`; `mark` is how far it had come by then, None = not known yet."""

    at: float
    mark: object


class Keeper:
    """Stands in for whoever keeps an installation running (systemd, `nasvyazi run`)."""

    def __init__(self, product: Product) -> None:
        self.kills: Counter[str] = Counter()
        self.recoveries: list[tuple[float, str]] = []
        self.by_themselves: list[str] = []
        """Roles that ended although nobody had killed them."""
        self.last_kill = time.monotonic()
        self._product = product
        self._down: dict[str, float] = {}
        self._deaths: dict[str, _Death] = {}
        self._waiting: list[Kill] = []
        self._marks: dict[str, Callable[[], object]] = {
            "worker": _taken,
            "intake": _taken,
            "listen": _polled,
            "database": _taken,
        }

    @property
    def is_settled(self) -> bool:
        """Whether everybody lives, works, and nobody is to die any more."""
        return not (self._down or self._deaths or self._waiting)

    def kill(self, death: Kill) -> None:
        """SIGKILL; whoever is dead already dies again as soon as they live."""
        if death.role in self._down:
            self._waiting.append(death)
            return
        if death.role == "database":
            self._product.kill_database()
            connection.close()
        else:
            self._product.kill(death.role, whole=death.whole)
        self.last_kill = time.monotonic()
        self.kills[death.role] += 1
        self._down[death.role] = self.last_kill + death.seconds
        if death.role not in self._deaths:
            self._deaths[death.role] = _Death(self.last_kill, self._mark(death.role))

    def tick(self) -> None:
        """Start who is due, see who works again, kill who has come to life and was to die."""
        for role in self._product.ended():
            # Without a database nobody starts: whoever keeps the installation running tries again.
            if role not in self._deaths:
                self.by_themselves.append(f"{role} ended by itself: {self._product.log(role)[-300:]}")
                self._deaths[role] = _Death(time.monotonic(), self._mark(role))
            self._product.kill(role)
            self._down[role] = time.monotonic() + _PAUSE
        for role, due in list(self._down.items()):
            if time.monotonic() >= due:
                del self._down[role]
                self._start(role)
        for role in [role for role in self._deaths if role not in self._down and self._works(role)]:
            self.recoveries.append((time.monotonic() - self._deaths.pop(role).at, role))
        due_again, self._waiting = self._waiting, []
        for death in due_again:
            self.kill(death)

    def _start(self, role: str) -> None:
        if role == "database":
            self._product.revive_database()
        else:
            self._product.launch(role)

    def _works(self, role: str) -> bool:
        if role == "web":
            try:
                return self._product.http.get("/healthz", timeout=1).status_code == httpx.codes.OK
            except httpx.TransportError:
                return False
        death, reached = self._deaths[role], self._mark(role)
        if role == "database":
            return reached is not None
        if death.mark is None:
            death.mark = reached
        return reached is not None and reached != death.mark

    def _mark(self, role: str) -> object:
        """How far a role has come; None where the database is dead, or it is the web, which says so itself."""
        question = self._marks.get(role)
        return asked(question) if question is not None else None


def _taken() -> int:
    return Event.objects.exclude(state=Event.State.NEW).count()


def _polled() -> Sequence[object]:
    polled = Channel.objects.filter(mode=Channel.Mode.POLL).order_by("pk")
    return list(polled.values_list("polled_at", flat=True))
