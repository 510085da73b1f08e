"""Reading the books: what the networks show and what the product's rows say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.inbox.models import Attachment, Event, Message
from nasvyazi.domain.outbox import selectors as outbox
from nasvyazi.domain.outbox.models import Attempt, Letter, LetterPart
from nasvyazi.toolbox.clock import now
from tests.chaos.facts import Books, Heard, Part, Said, number_of, words_of
from tests.crash.places import Place

_WAITING = (Event.State.NEW, Event.State.BROKEN)
_MISSING = Q(attachments__fetch__in=[Attachment.Fetch.WANTED, Attachment.Fetch.FAILED])


def is_quiet() -> bool:
    """Whether the product has nothing left to do that it does by itself."""
    return not (
        Event.objects.filter(state=Event.State.NEW).exists()
        or _moving().exists()
        or Attachment.objects.filter(fetch=Attachment.Fetch.WANTED).exists()
        or Message.objects.filter(outgoing=False, decision=None).exists()
    )


def books(places: Sequence[Place], *, deleted: Iterable[int], given: Iterable[str]) -> Books:
    """Everything that is to be compared.

    `deleted`: words that their authors deleted, by number; `given`: answers that the desk has taken.
    """
    return Books(
        said=[*_said(places), *(Said(number, words_of(number), is_deleted=True) for number in deleted)],
        heard=_heard(),
        parts=_parts(places),
        appeals=_appeals(),
        letters=_letters(given),
        untold=[line for place in places for line in place.untold()],
        waiting=_waiting(),
    )


def _said(places: Sequence[Place]) -> list[Said]:
    found = []
    for place in places:
        for one in place.standing():
            number = number_of(one.text)
            assert number is not None, f"nobody wrote {one.text!r}"
            found.append(Said(number, one.text, one.photos))
    return found


def _heard() -> list[Heard]:
    shown = Q(attachments__kind="photo", attachments__removed=False) & ~_MISSING
    rows = Message.objects.filter(outgoing=False).select_related("decision")
    return [
        Heard(
            one.text,
            is_decided=hasattr(one, "decision"),
            photos=one.photos,
            is_deleted=one.deleted_at is not None,
        )
        for one in rows.annotate(photos=Count("attachments", filter=shown))
    ]


def _moving() -> QuerySet[LetterPart]:
    """Parts on their way that no person holds, whatever the clocks that wrote them said."""
    return outbox.delayed(before=now() + timedelta(days=1))


def _parts(places: Sequence[Place]) -> list[Part]:
    arrived = Counter(_plain(text) for place in places for text in place.arrived())
    moving = {part.pk for part in _moving()}
    left = Attempt.objects.filter(part=OuterRef("pk"), sending_at__isnull=False)
    return [
        Part(
            f"{part.letter.thread.channel.network} {_first_words(part.text)!r} ({part.pk})",
            part.state,
            arrived[_plain(part.text)],
            had_left=part.left,
            is_held=part.state in LetterPart.UNFINISHED and part.pk not in moving,
        )
        for part in LetterPart.objects.select_related("letter__thread__channel").annotate(left=Exists(left))
    ]


def _plain(text: str) -> str:
    """The words alone: networks trim what stands around them."""
    return " ".join(text.split())


def _appeals() -> dict[str, int]:
    """How many appeals everybody who was heard has in each thread."""
    opened = Counter(Appeal.objects.values_list("thread", "resident"))
    wrote = Message.objects.filter(outgoing=False).values_list("thread", "resident").distinct()
    return {f"resident {resident} in thread {thread}": opened[thread, resident] for thread, resident in wrote}


def _letters(given: Iterable[str]) -> dict[str, int]:
    """How many letters each answer that the desk took has become, whichever press of the button made them."""
    found = Counter(map(_first_words, Letter.objects.values_list("text", flat=True)))
    return {name: found[name] for name in map(_first_words, given)}


def _first_words(text: str) -> str:
    return " ".join(text.split()[:2])


def _waiting() -> list[str]:
    events = Event.objects.filter(state__in=_WAITING).select_related("channel")
    files = Attachment.objects.filter(fetch=Attachment.Fetch.WANTED)
    return [
        *(f"{one.channel.network} event {one.pk} ({one.type}) is {one.state}: {one.error}" for one in events),
        *(f"the file {one.pk} of {one.message_id} is wanted: {one.fetch_error}" for one in files),
    ]
