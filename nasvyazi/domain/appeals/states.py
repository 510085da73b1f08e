"""States of an appeal and the one table of what may follow what, with the reason beside each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class State(models.TextChoices):
    NEW = "new", _("new")
    IN_WORK = "in_work", _("in work")
    PLANNED = "planned", _("planned")
    RESOLVED = "resolved", _("resolved")
    CLOSED = "closed", _("closed")
    DISMISSED = "dismissed", _("needs no answer")
    REOPENED = "reopened", _("reopened")


FINAL = (State.CLOSED, State.DISMISSED)
"""Everything else is open, resolved too: its due time is the day it closes by itself."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """One allowed step. `why` says when it happens; `needs_reason` asks a person for theirs."""

    source: State
    target: State
    why: str
    needs_reason: bool = False


TRANSITIONS = (
    Allowed(State.NEW, State.IN_WORK, gettext_noop("somebody took it or answered it")),
    Allowed(State.NEW, State.PLANNED, gettext_noop("the work has a date already")),
    Allowed(State.NEW, State.RESOLVED, gettext_noop("the answer itself was the solution")),
    Allowed(
        State.NEW,
        State.DISMISSED,
        gettext_noop("nothing to attend to: a greeting, spam, a repeat"),
        needs_reason=True,
    ),
    Allowed(State.IN_WORK, State.PLANNED, gettext_noop("the work got a date")),
    Allowed(State.IN_WORK, State.RESOLVED, gettext_noop("done")),
    Allowed(State.IN_WORK, State.DISMISSED, gettext_noop("turned out to need nothing"), needs_reason=True),
    Allowed(State.PLANNED, State.IN_WORK, gettext_noop("the plan fell through or its day came")),
    Allowed(State.PLANNED, State.RESOLVED, gettext_noop("done as planned")),
    Allowed(State.PLANNED, State.DISMISSED, gettext_noop("the plan made it needless"), needs_reason=True),
    Allowed(State.RESOLVED, State.CLOSED, gettext_noop("nobody objected in time, or the resident agreed")),
    Allowed(
        State.RESOLVED, State.REOPENED, gettext_noop("the resident wrote again, or the solution did not hold")
    ),
    Allowed(State.CLOSED, State.REOPENED, gettext_noop("a person looked again"), needs_reason=True),
    Allowed(State.DISMISSED, State.REOPENED, gettext_noop("a person looked again"), needs_reason=True),
    Allowed(State.REOPENED, State.IN_WORK, gettext_noop("somebody took it or answered it")),
    Allowed(State.REOPENED, State.PLANNED, gettext_noop("the work got a date")),
    Allowed(State.REOPENED, State.RESOLVED, gettext_noop("done")),
    Allowed(State.REOPENED, State.DISMISSED, gettext_noop("turned out to need nothing"), needs_reason=True),
)

_TABLE = {(allowed.source, allowed.target): allowed for allowed in TRANSITIONS}


class NotAllowed(Exception):
    """The table knows no such step."""

    def __init__(self, source: State, target: State) -> None:
        super().__init__(f"{source} → {target}")
        self.source = source
        self.target = target


def step(source: State, target: State) -> Allowed:
    """The row of the table for this step. Raises NotAllowed."""
    try:
        return _TABLE[source, target]
    except KeyError:
        raise NotAllowed(source, target) from None


def following(source: State) -> list[State]:
    """The states that may come next."""
    return [allowed.target for allowed in TRANSITIONS if allowed.source == source]
