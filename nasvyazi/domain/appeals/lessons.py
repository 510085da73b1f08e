"""What people have said of appeals, for the program to learn from, and beside it what the program had guessed.

The text of an appeal is its own first message that names something, or else the first with words: what follows
(«спасибо», «когда?») tells whether people are content and not what they write about. What a merge brought is another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from nasvyazi.domain.understanding import sources
from nasvyazi.domain.understanding.models import Target

from .models import Appeal, Decision, Transition
from .models_guess import Aspect

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Example
    from nasvyazi.domain.understanding.selectors import Pair

LATELY = timedelta(days=30)
"""So far back guesses are compared with decisions: long enough for a few hundred, short enough to see a change."""
_DECIDED = {Aspect.TOPIC: "appeal__topic__code", Aspect.KIND: "appeal__kind"}
_GUESSED = {Aspect.TOPIC: "message__guess__topic__code", Aspect.KIND: "message__guess__kind"}
_AT_ONCE = 2000


def register() -> None:
    """Tell `understanding` where decisions come from; called in `AppConfig.ready`."""
    for target, aspect in ((Target.TOPIC, Aspect.TOPIC), (Target.KIND, Aspect.KIND)):
        sources.register(target, partial(examples, aspect))


def examples(aspect: Aspect) -> Iterator[Example]:
    """The text and the decision of every appeal of which a person said this, and since when. One query, streamed.

    Without those that have no words, and those of which was said that they are about none of the topics.
    """
    from nasvyazi.domain.understanding.learning import Example

    # The first time: what was corrected later had been learnt from before.
    said = Transition.objects.filter(appeal=OuterRef("appeal"), field=aspect.value).order_by("at")
    rows = _decided(aspect).exclude(message__text="").annotate(first=Subquery(said.values("at")[:1]))
    told = rows.values_list("message__text", _DECIDED[aspect], "first")
    return (Example(text, label, at) for text, label, at in told.iterator(chunk_size=_AT_ONCE))


def fresh(aspect: Aspect, *, since: datetime | None) -> int:
    """Of how many appeals a person has said this after a moment; ever, for None. One query."""
    said = Transition.objects.filter(field=aspect.value)
    if since is not None:
        said = said.filter(at__gt=since)
    return said.values("appeal").distinct().count()


def pairs(aspect: Aspect, *, since: datetime, model: str = "") -> list[Pair]:
    """What was guessed of appeals after a moment, beside what a person has said of them since. One query.

    Guesses count whatever their confidence, as in the figures of a version; "" = nothing was guessed. `model`: only
    those of one who guesses topics («lexicon», or the number of a version).
    """
    rows = _decided(aspect).filter(message__guess__read_at__gte=since)
    if model:
        rows = rows.filter(message__guess__model=model)
    told = rows.values_list(_GUESSED[aspect], _DECIDED[aspect])
    return [(guessed or "", decided) for guessed, decided in told]


def _decided(aspect: Aspect) -> QuerySet[Decision]:
    """Of every appeal of which a person said this, its own message that tells it, of those that are not filtered out.

    A greeting tells it only where nothing that was said names anything. Without those that took in another of which it
    was said, too: nobody knows any more of which words it is true.
    """
    rows = Decision.objects.filter(appeal__decided__contains=[aspect], origin=None)
    taken_over = Appeal.objects.filter(merged_into=OuterRef("appeal"), decided__contains=[aspect])
    rows = rows.exclude(Exists(taken_over))
    rows = rows.exclude(**{_DECIDED[aspect]: None}).exclude(**{_DECIDED[aspect]: ""})
    names_nothing = ExpressionWrapper(Q(message__guess__topic=None), output_field=BooleanField())
    return rows.order_by("appeal", names_nothing, "message").distinct("appeal")
