"""What became of a part after all: the network shows it, or a person has looked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.outbox.models import Letter, LetterPart

from . import parts as steps

State = LetterPart.State


class ResendRefused(Exception):
    """The letter cannot be sent again now; the text says why: under_way, resent_already, delivered_already."""


@transaction.atomic
def confirm(
    *, thread: Thread, external_id: str, key: str, text: str, now: datetime, reply_to: str = ""
) -> LetterPart | None:
    """The network shows a message of ours. Gives the part that it is, or None when it is not one of our letters.

    Known by its id, else by its key, else (comments return no key) by its exact text while its outcome is open, as an
    answer to the same message: the same words to somebody else are another answer.
    """
    parts = LetterPart.objects.select_for_update(of=("self",)).filter(letter__thread=thread).order_by("pk")
    is_open = Q(state__in=[State.SENDING, State.UNCONFIRMED]) | Q(
        state=State.QUEUED, unclear_since__isnull=False
    )
    # Our sender may be recording this very part at this moment: behind this lock its id can be read.
    waiting = [one.pk for one in parts.filter(is_open)]
    part = parts.filter(external_id=external_id).first() if external_id else None
    if part is None and key:
        part = parts.filter(key=key).first()
    if part is None and not key:
        same = parts.filter(is_open, pk__in=waiting, text=text, external_id="")
        part = same.filter(letter__reply_to=reply_to).first()
    if part is not None and part.state != State.SENT:
        steps.deliver(part, external_id, now)
    elif part is not None and part.external_id != external_id:
        # What the network called it when it took it may be provisional; what it calls it in its events stays.
        part.external_id = external_id
        part.save(update_fields=["external_id"])
    return part


@transaction.atomic
def accept_as_delivered(*, part: LetterPart, now: datetime) -> bool:
    """A person saw the part in the network: the letter goes on from here. False when the network had told so before.

    Raises ResendRefused while it is sending, and when its letter was sent again already.
    """
    part = LetterPart.objects.select_for_update().get(pk=part.pk)
    if part.state == State.SENT:
        return False
    if Letter.objects.filter(resend_of=part.letter_id).exists():
        raise ResendRefused("resent_already")
    if part.state != State.UNCONFIRMED or steps.is_locked(part, now):
        raise ResendRefused("under_way")
    steps.deliver(part, part.external_id, now)
    return True


@transaction.atomic
def begin_resend(*, letter: Letter, now: datetime) -> list[LetterPart]:
    """Stop an old letter and give the parts that have not been delivered, for a new letter.

    Raises ResendRefused while a part is under way, and when everything was delivered or resent already.
    """
    parts = list(LetterPart.objects.select_for_update().filter(letter=letter).order_by("ordinal"))
    if Letter.objects.filter(resend_of=letter).exists():
        raise ResendRefused("resent_already")
    stopped = [part for part in parts if part.state != State.SENT]
    if not stopped:
        raise ResendRefused("delivered_already")
    first = stopped[0]
    if first.state in LetterPart.UNFINISHED or steps.is_locked(first, now):
        raise ResendRefused("under_way")
    for part in stopped:
        if part.state == State.QUEUED:
            steps.end(part, State.FAILED, steps.SUPERSEDED, "")
    return stopped


@transaction.atomic
def hold_back(letters: QuerySet[Letter]) -> list[Letter]:
    """Keep those letters from leaving of which nothing has left yet; gives them. A person may send them again.

    A part in the hands of a sender is locked, and whoever sends may want the appeal that our caller holds: such a
    letter goes its way.
    """
    begun = LetterPart.objects.filter(letter=OuterRef("pk")).exclude(state=State.QUEUED, unclear_since=None)
    held = []
    for letter in letters.filter(~Exists(begun), parts__state=State.QUEUED).distinct():
        parts = list(LetterPart.objects.select_for_update(skip_locked=True).filter(letter=letter))
        is_whole = len(parts) == LetterPart.objects.filter(letter=letter).count()
        if is_whole and all(part.state == State.QUEUED and part.unclear_since is None for part in parts):
            for part in parts:
                steps.end(part, State.FAILED, steps.OVERTAKEN, "")
            held.append(letter)
    return held
