"""One answer to everybody who speaks of a problem: each gets it where they wrote, as a letter of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.cautions import Cautions, cautions
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.recipients import Recipient
from nasvyazi.domain.appeals.services import AnsweredMeanwhile
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.files.models import File
from nasvyazi.domain.outbox.models import Letter

from . import answering

__all__ = ["AnsweredMeanwhile", "NeedSecondLooks", "Outcome", "answer_all", "key_of", "thread_of"]


class NeedSecondLooks(Exception):
    """Some of it everybody will read: `cautions` say, by number of the appeal, what to look at first."""

    def __init__(self, cautions: Mapping[int, Cautions]) -> None:
        super().__init__("needs a second look")
        self.cautions = cautions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the answer to one appeal: a letter in the outbox, or why there is none."""

    appeal: Appeal
    letter: Letter | None = None
    error: answering.PlaceRefused | answering.PhotosRefused | AnsweredMeanwhile | None = None


def key_of(request_key: UUID, appeal: Appeal) -> UUID:
    """The key of the letter to one appeal: the same press of the button twice is the same letters."""
    return uuid5(request_key, str(appeal.pk))


def thread_of(recipient: Recipient) -> Thread:
    """Where the answer to them goes."""
    return answering.destination(recipient.appeal, recipient.message)


def answer_all(
    *,
    recipients: Sequence[Recipient],
    text: str,
    author: User,
    request_key: UUID,
    seen_at: datetime,
    is_looked_at: bool,
    files: Sequence[File] = (),
) -> list[Outcome]:
    """Answer each of them: what one network refuses does not keep the others waiting, so each is a commit of its own.

    Where photos cannot be sent, the words go without them.

    Raises NothingToSay, and NeedSecondLooks unless `is_looked_at`, before the first leaves.
    """
    if not text.strip():
        raise answering.NothingToSay
    if not is_looked_at:
        told = {one.appeal.pk: cautions(one.appeal, thread_of(one), text) for one in recipients}
        if any(told.values()):
            raise NeedSecondLooks({number: found for number, found in told.items() if found})
    return [
        _answered(
            one.appeal,
            partial(
                answering.answer,
                text=text,
                author=author,
                request_key=key_of(request_key, one.appeal),
                files=() if answering.photos_refused(thread_of(one)) else files,
                seen_at=seen_at,
                is_looked_at=True,
            ),
        )
        for one in recipients
    ]


def _answered(appeal: Appeal, answer: Callable[..., Letter]) -> Outcome:
    try:
        return Outcome(appeal, letter=answer(appeal=appeal))
    except (answering.PlaceRefused, answering.PhotosRefused, AnsweredMeanwhile) as error:
        return Outcome(appeal, error=error)
