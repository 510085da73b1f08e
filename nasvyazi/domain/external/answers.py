"""What was answered in the end: the words that go back into the other system."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch

from nasvyazi.domain.appeals.models import Note
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Letter, LetterPart


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """The last answer that arrived, whole, when it was given, and whether everybody could read it."""

    text: str
    at: datetime
    is_public: bool


def final(appeal_ids: Collection[int]) -> dict[int, FinalAnswer]:
    """Of appeals that were answered the last answer that arrived, by the appeals' numbers. Five queries at most.

    An answer that somebody of ours gave in the network itself counts; the program's own notices do not.
    """
    found = _by_letters(appeal_ids)
    for appeal_id, answer in _in_the_network(appeal_ids).items():
        if appeal_id not in found or found[appeal_id].at < answer.at:
            found[appeal_id] = answer
    return found


def _by_letters(appeal_ids: Collection[int]) -> dict[int, FinalAnswer]:
    parts = LetterPart.objects.filter(letter=OuterRef("pk"))
    undelivered = parts.exclude(state=LetterPart.State.SENT)
    in_order = LetterPart.objects.order_by("ordinal")
    letters = (
        Letter.objects.filter(
            Exists(parts), ~Exists(undelivered), reply__appeal__in=appeal_ids, reply__is_notice=False
        )
        .select_related("reply", "origin", "thread")
        .prefetch_related(Prefetch("parts", in_order), Prefetch("origin__parts", in_order))
        .order_by("reply__appeal", "-created_at", "-pk")
        .distinct("reply__appeal")
    )
    return {
        letter.reply.appeal_id: FinalAnswer(_whole(letter), letter.created_at, letter.thread.is_public)
        for letter in letters
    }


def _whole(letter: Letter) -> str:
    """All of it: of a letter that was sent again in part, what was written in the first place."""
    return "\n".join(part.text for part in (letter.origin or letter).parts.all() if part.text)


def _in_the_network(appeal_ids: Collection[int]) -> dict[int, FinalAnswer]:
    notes = Note.objects.filter(appeal__in=appeal_ids, rule=Note.ELSEWHERE).order_by("appeal", "-at", "-pk")
    latest = {note.appeal_id: note for note in notes.distinct("appeal") if note.detail.isdecimal()}
    numbers = [int(note.detail) for note in latest.values()]
    said = Message.objects.select_related("thread").in_bulk(numbers) if numbers else {}
    return {
        appeal_id: FinalAnswer(message.text, note.at, message.thread.is_public)
        for appeal_id, note in latest.items()
        if (message := said.get(int(note.detail))) is not None and message.text
    }
