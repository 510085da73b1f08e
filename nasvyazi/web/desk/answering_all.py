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
from nasvyazi.domain.files.models import File
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
    files: Sequence[File] = ()
    cautions: Mapping[int, Cautions] = field(default_factory=dict)
    outcomes: Sequence[answering_all.Outcome] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One appeal: where its answer goes, whether it is chosen, why it cannot go, how it went."""

    recipient: Recipient
    thread: Thread
    is_chosen: bool
    is_told_elsewhere: bool = False
    """Whether the same person hears it in another conversation."""
    refused: str = ""
    photos_refused: str = ""
    """Why the words go without photos there; "" = photos go, too."""
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
    errors = {one.appeal.pk: one.error for one in told.outcomes if one.error} if told is not None else {}
    threads = {one.appeal.pk: answering_all.thread_of(one) for one in rows}
    refused = {number: why for number, thread in threads.items() if (why := answering.refused(thread))}
    chosen = _chosen(rows, reachable=threads.keys() - refused.keys(), sent=sent, told=told) - errors.keys()
    hearing = {one.human for one in rows if one.appeal.pk in chosen or one.appeal.pk in sent}

    def line(one: Recipient) -> Line:
        number = one.appeal.pk
        return Line(
            one,
            threads[number],
            is_chosen=number in chosen,
            is_told_elsewhere=one.human in hearing and number not in chosen and number not in sent,
            refused=_(refused[number]) if number in refused else "",
            photos_refused=_(why) if (why := answering.photos_refused(threads[number])) else "",
            cautions=told.cautions.get(number) if told is not None else None,
            meanwhile=_meanwhile(one.appeal, errors.get(number)),
            parts=list(parts_in_words(sent[number], superseded=False, now=now)) if number in sent else (),
        )

    return [line(one) for one in rows]


def _chosen(
    rows: Sequence[Recipient], *, reachable: Collection[int], sent: Mapping[int, Letter], told: Told | None
) -> set[int]:
    """What is ticked: what was, of what can be reached; at first those who are meant, once some are told nobody.

    Whoever was answered meanwhile is chosen anew by whoever has read that answer.
    """
    if told is not None:
        return set(told.chosen) & set(reachable)
    return set() if sent else reads.meant(rows, reachable=reachable)


def _meanwhile(appeal: Appeal, error: Exception | None) -> Meanwhile | None:
    if not isinstance(error, answering_all.AnsweredMeanwhile):
        return None
    said = appeal_reads.answer_at(appeal, at=error.at)
    return Meanwhile(error.who or _("somebody, in the network itself"), error.at, said)
