"""To whom an answer to a problem goes: everybody who speaks of it, each where they wrote. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.problems.models import Problem

from .models import Appeal
from .selectors import for_card


@dataclass(frozen=True, slots=True)
class Recipient:
    """An appeal that speaks of a problem, the message that an answer goes to, and whether it is meant at first.

    Meant are open appeals, of one person the newest: nobody is told the same words twice unless somebody wishes so.
    """

    appeal: Appeal
    message: Message | None
    is_meant: bool
    is_again: bool
    """Whether the same person has a newer appeal before it."""


def recipients(problem: Problem, *, among: QuerySet[Appeal], limit: int) -> list[Recipient]:
    """Who speaks of a problem: people with the newest appeals first, one person's together. Two queries."""
    rows = for_card(among.filter(problem=problem)).order_by("-last_message_at", "-pk")[:limit]
    humans: dict[tuple[str, int], list[Appeal]] = {}
    for appeal in rows:
        humans.setdefault(_human(appeal), []).append(appeal)
    ordered = [(appeal, theirs) for theirs in humans.values() for appeal in theirs]
    messages = _addressed(appeal for appeal, _theirs in ordered)
    return [
        Recipient(
            appeal,
            messages.get(appeal.pk),
            is_meant=appeal == next((one for one in theirs if one.is_open), None),
            is_again=appeal != theirs[0],
        )
        for appeal, theirs in ordered
    ]


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
