"""To whom an answer to a problem goes: everybody who speaks of it, each where they wrote. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.problems.models import Problem

from .models import Appeal
from .selectors import first_cards


@dataclass(frozen=True, slots=True)
class Recipient:
    """An appeal that speaks of a problem, the message that an answer goes to, and whose it is in whatever networks."""

    appeal: Appeal
    message: Message | None
    human: tuple[str, int]


def recipients(problem: Problem, *, among: QuerySet[Appeal], limit: int) -> list[Recipient]:
    """Who speaks of a problem: people with the newest appeals first, one person's together. Two queries."""
    rows = first_cards(among.filter(problem=problem), order=("-last_message_at", "-pk"), limit=limit)
    humans: dict[tuple[str, int], list[Appeal]] = {}
    for appeal in rows:
        humans.setdefault(_human(appeal), []).append(appeal)
    messages = _addressed(rows)
    return [
        Recipient(appeal, messages.get(appeal.pk), human)
        for human, theirs in humans.items()
        for appeal in theirs
    ]


def meant(rows: Iterable[Recipient], *, reachable: Collection[int]) -> set[int]:
    """Whom an answer is meant for at first: of each person the newest open appeal of the reachable ones, by number.

    Nobody is told the same words twice unless somebody wishes so.
    """
    found: dict[tuple[str, int], int] = {}
    for one in rows:
        if one.appeal.is_open and one.appeal.pk in reachable:
            found.setdefault(one.human, one.appeal.pk)
    return set(found.values())


def _human(appeal: Appeal) -> tuple[str, int]:
    person = appeal.resident.person_id
    return ("person", person) if person is not None else ("resident", appeal.resident_id)


def _addressed(appeals: Iterable[Appeal]) -> dict[int, Message]:
    """Of each appeal the message that an answer goes to: the latest, deleted ones apart (`selectors.addressed`)."""
    said = Message.objects.filter(decision__appeal__in=list(appeals)).annotate(number=F("decision__appeal"))
    latest = said.order_by("number", F("deleted_at").desc(nulls_first=True), "-sent_at", "-pk")
    found = latest.distinct("number").select_related(
        "thread__channel", "answer_thread__channel", "answer_thread__post"
    )
    return {message.number: message for message in found}
