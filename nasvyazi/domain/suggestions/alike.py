"""Answers that were given to appeals much like the opened one, made fit for its resident.

The database is asked for a bounded number of messages, the newest with any of the words that tell most, by the index of
messages' words: it costs the same in a large town.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Func, IntegerField, Max, QuerySet

from nasvyazi.domain.appeals.cautions import our_names
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.external import answers as external
from nasvyazi.domain.external.answers import FinalAnswer
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Letter

from .adapting import Adapted, Ours, adapt, telephones
from .telling import OF_NUMBERS, Weights, any_of, shared

_DEPTH = 1000
"""So many of the newest messages with any of the words are compared."""
_IN_COMMON = 2
_SAME_CHANNEL = 1.0
_RECENT = 2.0
_HALF_AS_RECENT = timedelta(days=365)
_CANDIDATES = 3
"""So many times as many appeals are looked into as are wanted: some have no answer to show, or the same one."""
_LEAST_LETTERS = 15
_LETTERS = 500
_RESIDENTS = 3
"""A telephone that stood in the latest letters to so many residents is a service's."""


@dataclass(frozen=True, slots=True)
class Alike:
    """An answer to an appeal much like the opened one."""

    appeal: Appeal
    at: datetime
    adapted: Adapted
    came_back: bool
    """Whether the resident wrote again in the same matter after it."""


def answers(
    appeal: Appeal,
    *,
    weights: Weights,
    among: QuerySet[Appeal],
    desks: Collection[int],
    limit: int,
    now: datetime,
) -> list[Alike]:
    """Up to `limit` answers to other appeals of these, the most alike first. Twelve queries at most.

    What only the resident could read is given where the appeal is of one of the `desks`.
    """
    numbers = _most_alike(appeal, weights, among=among, now=now)[: limit * _CANDIDATES]
    found: dict[str, Alike] = {}
    for one in _adapted(numbers, appeal=appeal, desks=desks):
        found.setdefault(one.adapted.text, one)
        if len(found) == limit:
            break
    return list(found.values())


def answer(appeal: Appeal, *, of: Appeal, desks: Collection[int]) -> Adapted | None:
    """The answer to one other appeal, for the opened one; None = there is none that may be shown."""
    return next((one.adapted for one in _adapted([of.pk], appeal=appeal, desks=desks)), None)


def newest_with(words: Iterable[str]) -> QuerySet[Message]:
    """The newest messages of residents that have any of the words (lexemes), a bounded number."""
    return Message.objects.filter(words=any_of(words), outgoing=False).order_by("-pk")[:_DEPTH]


def _most_alike(appeal: Appeal, weights: Weights, *, among: QuerySet[Appeal], now: datetime) -> list[int]:
    """Numbers of answered appeals, the most alike first. One query."""
    telling = [word for word, weight in weights.items() if weight > OF_NUMBERS]
    if not telling:
        return []
    answered = among.filter(first_answered_at__isnull=False).exclude(pk=appeal.pk)
    rows = Message.objects.filter(
        pk__in=newest_with(telling).values("pk"), decision__appeal__in=answered.values("pk")
    ).annotate(
        weight=shared(weights),
        in_common=shared(dict.fromkeys(telling, 1.0)),
        length=Func(F("words"), function="length", output_field=IntegerField()),
    )
    rows = rows.filter(in_common__gte=min(_IN_COMMON, len(telling)))
    scores: dict[int, float] = {}
    for number, channel, said_at, weight, length in rows.values_list(
        "decision__appeal", "thread__channel", "sent_at", "weight", "length"
    ):
        # A long message has a bit of everything.
        score = weight / math.log(math.e + length) + _SAME_CHANNEL * (channel == appeal.channel_id)
        score += _RECENT * 0.5 ** ((now - said_at) / _HALF_AS_RECENT)
        scores[number] = max(score, scores.get(number, 0))
    return sorted(scores, key=lambda number: (-scores[number], -number))


def _adapted(numbers: list[int], *, appeal: Appeal, desks: Collection[int]) -> Iterator[Alike]:
    """The last answers to these appeals, as far as they may be shown and say anything, in this order."""
    given = external.final(numbers) if numbers else {}
    known = Appeal.objects.select_related("resident", "thread__channel").in_bulk(list(given))
    shown = {
        number: given[number]
        for number in numbers
        if number in known and (given[number].is_public or known[number].desk_id in desks)
    }
    if not shown:
        return
    spoken = _last_words(shown)
    ours = Ours(names=our_names(), phones=_service_phones(shown.values()))
    for number, told in shown.items():
        old = known[number]
        adapted = adapt(
            told.text, old_resident=old.resident.name, new_resident=appeal.resident.name, ours=ours
        )
        if _says_anything(adapted):
            yield Alike(old, told.at, adapted, came_back=spoken.get(number, told.at) > told.at)


def _last_words(numbers: Iterable[int]) -> dict[int, datetime]:
    said = Message.objects.filter(decision__appeal__in=numbers).order_by().values_list("decision__appeal")
    return dict(said.annotate(at=Max("sent_at")))


def _service_phones(given: Iterable[FinalAnswer]) -> frozenset[str]:
    """Which telephones of these answers our latest letters told several residents. One query, or none."""
    asked = {phone for one in given for phone in telephones(one.text)}
    if not asked:
        return frozenset()
    letters = Letter.objects.filter(reply__is_notice=False).order_by("-pk")
    told = letters.values_list("text", "reply__appeal__resident")[:_LETTERS]
    pairs = {(phone, resident) for text, resident in told for phone in telephones(text) & asked}
    counted = Counter(phone for phone, _resident in pairs)
    return frozenset(phone for phone, count in counted.items() if count >= _RESIDENTS)


def _says_anything(adapted: Adapted) -> bool:
    own = len(adapted.text) - sum(len(name) + 2 for name in adapted.blanks)
    return own >= _LEAST_LETTERS
