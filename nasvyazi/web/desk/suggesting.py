"""What is suggested beside the reply box, and what goes into it. Reads only; nothing is ever sent from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.suggestions import alike, selectors, telling, wording
from nasvyazi.domain.suggestions.adapting import Adapted
from nasvyazi.domain.suggestions.alike import Alike
from nasvyazi.domain.suggestions.models import Template

_TEMPLATES = 5
_ANSWERS = 5
_OF_TEMPLATE, _OF_APPEAL = "template", "appeal"


@dataclass(frozen=True, slots=True)
class Ready:
    """A template as it would stand in the box."""

    template: Template
    adapted: Adapted


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be put into the box: templates that fit, then answers to appeals much like this one."""

    templates: Sequence[Ready]
    answers: Sequence[Alike]

    def __bool__(self) -> bool:
        return bool(self.templates or self.answers)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Words for the box, and the template they are of, if they are of one."""

    text: str
    template: Template | None = None


def suggestions(appeal: Appeal, *, user: User, now: datetime) -> Suggestions:
    """What is suggested to a user for an appeal. The same number of queries whatever is found."""
    weights = telling.weights(appeal)
    topics = [appeal.topic_id] if appeal.topic_id is not None else []
    fitting = selectors.fitting(
        access.templates(user), appeal=appeal, weights=weights, topics=topics, limit=_TEMPLATES
    )
    answers = alike.answers(
        appeal,
        weights=weights,
        among=access.appeals(user),
        desks=_desks(user),
        limit=_ANSWERS,
        now=now,
    )
    return Suggestions(
        [Ready(one, wording.filled(one.text, resident=appeal.resident.name)) for one in fitting], answers
    )


def chosen(told: str, *, appeal: Appeal, user: User) -> Chosen | None:
    """What a button of the list means («template:5», «appeal:7»); None = it is not the user's to see, or gone."""
    kind, _colon, number = told.partition(":")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    if kind == _OF_TEMPLATE:
        template = access.templates(user).filter(pk=int(number), is_active=True).first()
        filled = wording.filled(template.text, resident=appeal.resident.name) if template else None
        return Chosen(filled.text, template) if filled is not None else None
    other = access.appeals(user).filter(pk=int(number)).first() if kind == _OF_APPEAL else None
    adapted = alike.answer(appeal, of=other, desks=_desks(user)) if other is not None else None
    return Chosen(adapted.text) if adapted is not None else None


def put(text: str, into: str) -> str:
    """The words behind what stands in the box already."""
    return f"{into.rstrip()}\n\n{text}" if into.strip() else text


def _desks(user: User) -> list[int]:
    return list(access.desks(user).values_list("pk", flat=True))
