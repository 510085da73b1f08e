"""The page on which everybody who speaks of a problem is answered at once: to whom, where, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import recipients as reads
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.cautions import Cautions
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.recipients import Recipient
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.outbox import selectors as outbox
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.domain.problems.models import Problem
from nasvyazi.flows import answering, answering_all

from .conversation import PartSeen, parts_in_words
from .screen import Meanwhile

MOST = 200
"""So many are answered at once: as many as the page of a problem shows."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a form said and what came of it, so that nothing of it is lost."""

    chosen: Collection[int] = ()
    cautions: Mapping[int, Cautions] = field(default_factory=dict)
    outcomes: Sequence[answering_all.Outcome] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One appeal: where its answer goes, whether it is chosen, why it cannot go, how it went."""

    recipient: Recipient
    thread: Thread
    is_chosen: bool
    refused: str = ""
    cautions: Cautions | None = None
    meanwhile: Meanwhile | None = None
    parts: Sequence[PartSeen] = ()

    @property
    def is_sent(self) -> bool:
        """Whether a letter stands in the outbox, whatever becomes of it there."""
        return bool(self.parts)


def recipients(problem: Problem, *, user: User) -> list[Recipient]:
    """Everybody of the problem whose appeals the user works on."""
    # Whoever sees an appeal works on it: the queryset of SEE_APPEAL is that of WORK_ON_APPEAL, too.
    return reads.recipients(problem, among=access.appeals(user), limit=MOST)


def letters(rows: Sequence[Recipient], *, key: UUID) -> dict[int, Letter]:
    """What was sent by presses of the button with this key, by appeal. Four queries."""
    keys = {answering_all.key_of(key, one.appeal): one.appeal.pk for one in rows}
    return {keys[letter.request_key]: letter for letter in outbox.letters().filter(request_key__in=keys)}


def lines(
    rows: Sequence[Recipient], *, sent: Mapping[int, Letter], told: Told | None, now: datetime
) -> list[Line]:
    """A line for each of them. `told` is None as long as nobody has pressed the button."""
    failed = {one.appeal.pk: one.error for one in told.outcomes} if told is not None else {}
    found = []
    for recipient in rows:
        number, thread = recipient.appeal.pk, answering_all.thread_of(recipient)
        letter, error = sent.get(number), failed.get(number)
        why = error.why if isinstance(error, answering.PlaceRefused) else answering.refused(thread)
        is_meant = recipient.is_meant and not sent if told is None else number in told.chosen
        found.append(
            Line(
                recipient,
                thread,
                # Whoever was answered meanwhile is chosen anew by whoever has read that answer.
                is_chosen=is_meant and not why and error is None,
                refused=_(why) if why else "",
                cautions=told.cautions.get(number) if told is not None else None,
                meanwhile=_meanwhile(recipient.appeal, error),
                parts=list(parts_in_words(letter, superseded=False, now=now)) if letter is not None else (),
            )
        )
    return found


def _meanwhile(appeal: Appeal, error: Exception | None) -> Meanwhile | None:
    if not isinstance(error, answering_all.AnsweredMeanwhile):
        return None
    said = appeal_reads.answer_at(appeal, at=error.at)
    return Meanwhile(error.who or _("somebody, in the network itself"), error.at, said)
