"""Reads: topics, versions of what was learnt, who guesses, and how guesses fare beside people's decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from nasvyazi.domain.understanding.guessing import Guesser
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.lexicon import Entry, Lexicon
from nasvyazi.domain.understanding.models import ModelVersion, Switch, Target, Topic

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Example, Model

log = structlog.get_logger(__name__)
Pair = tuple[str, str]
"""A guess and the decision of a person on the same message: codes of topics, values of kinds."""


_Kept = tuple[int, str]
"""The number of a version, and the digest of its body."""
DRIFT_LIMIT = 0.05
"""A version that has lost more of its promise is worth a look: it is more than nights differ by."""
FEWEST_COMPARED = 30
"""Of fewer decisions nobody says that guesses became worse: one more or less would."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How often people agreed with guesses lately, beside what was promised when it was learnt (shares, 0 … 1)."""

    decisions: int
    agreed: float
    promised: float | None
    """None of the lexicon, which promises nothing."""

    @property
    def lost(self) -> float | None:
        """How much of the promise is gone; less than 0: it is better than promised."""
        return None if self.promised is None else self.promised - self.agreed

    @property
    def is_worrying(self) -> bool:
        """Whether it has lost more than DRIFT_LIMIT, by decisions enough to say so."""
        return self.decisions >= FEWEST_COMPARED and self.lost is not None and self.lost > DRIFT_LIMIT


@dataclass(frozen=True, slots=True)
class Mistake:
    """A guess that people decide otherwise, and how often they did."""

    guessed: str
    decided: str
    count: int


def topics() -> QuerySet[Topic]:
    """Topics in use with their groups, by name within the group. One query."""
    return Topic.objects.filter(is_active=True).select_related("group").order_by("group__name", "name", "pk")


def by_group() -> list[tuple[Topic, list[Topic]]]:
    """The topics in use with their groups, by name. One query."""
    groups: dict[int, tuple[Topic, list[Topic]]] = {}
    for topic in topics().filter(group__isnull=False):
        if topic.group is not None:
            groups.setdefault(topic.group.pk, (topic.group, []))[1].append(topic)
    return list(groups.values())


def offered_for(topic_id: int | None) -> QuerySet[Topic]:
    """The topics that an appeal may be given: those in use, and the one that it has, whatever became of that."""
    in_use = Q(is_active=True, group__isnull=False)
    return Topic.objects.filter(in_use | Q(pk=topic_id) if topic_id is not None else in_use)


def groups_for(topic: Topic | None) -> QuerySet[Topic]:
    """The groups that a topic, or a new one, may be put into; none for a group that has topics."""
    groups = Topic.objects.filter(group=None).order_by("name")
    if topic is None:
        return groups.filter(is_active=True)
    if topic.topics.exists():
        return groups.none()
    return groups.filter(Q(is_active=True) | Q(pk=topic.group_id)).exclude(pk=topic.pk)


def switches(*, target: str, limit: int = 5) -> list[Switch]:
    """Who let what guess lately, the newest first. One query."""
    return list(Switch.objects.filter(target=target).select_related("by").order_by("-at", "-pk")[:limit])


def is_chosen(target: str) -> bool:
    """Whether somebody has chosen who guesses, and learning has not been asked since. One query."""
    last = switches(target=target, limit=1)
    return bool(last) and last[0].is_choice


def entries() -> list[Entry]:
    """What a lexicon is made of: topics in use. One query."""
    found = Topic.objects.filter(is_active=True).order_by("pk")
    return [
        Entry(code, group or "", words)
        for code, group, words in found.values_list("code", "group__code", "words")
    ]


def known(examples: Iterable[Example], *, target: str) -> tuple[list[Example], Counter[str]]:
    """Examples labelled by codes, and how many have which label that nothing of ours is called. One query.

    Topics may be called by their code or by a name that only one has, kinds by their value.
    """
    codes = _codes(target)
    found, unknown = [], Counter[str]()
    for example in examples:
        if code := codes.get(example.label.casefold()):
            found.append(replace(example, label=code))
        else:
            unknown[example.label] += 1
    return found, unknown


def version(number: int) -> ModelVersion | None:
    """A version with its body."""
    return ModelVersion.objects.filter(pk=number).first()


def versions(*, target: str | None = None) -> QuerySet[ModelVersion]:
    """Versions, the newest first, without their bodies."""
    found = ModelVersion.objects.defer("body").order_by("-made_at", "-pk")
    return found.filter(target=target) if target else found


def guesser() -> Guesser:
    """Who guesses topics and kinds now. Two queries; what was read and fitted is kept until any of it changes.

    A version that cannot be read is named (`Guesser.unreadable`), and guesses nothing.
    """
    said = tuple((entry.code, entry.group, tuple(entry.words)) for entry in entries())
    in_use = ModelVersion.objects.filter(in_use=True).values_list("target", "pk", "digest")
    speaking = {target: (number, digest) for target, number, digest in in_use}
    return _guesser(said, speaking.get(Target.TOPIC), speaking.get(Target.KIND))


def learnt_at(target: str) -> datetime | None:
    """When it was learnt last, whether that is in use or not; None where that has to be learnt anew."""
    anew = Exists(set_aside().filter(target=target))
    return versions(target=target).exclude(anew).values_list("made_at", flat=True).first()


def set_aside() -> QuerySet[Switch]:
    """When a version was taken out of use because it cannot be read, where nothing was learnt or chosen since."""
    later = Switch.objects.filter(target=OuterRef("target"), pk__gt=OuterRef("pk"))
    learnt = ModelVersion.objects.filter(target=OuterRef("target"), made_at__gt=OuterRef("at"))
    found = Switch.objects.filter(rule=Switch.UNREADABLE)
    return found.exclude(Exists(later)).exclude(Exists(learnt)).order_by("at", "pk")


def find_topics(words: str, *, active: bool = True) -> QuerySet[Topic]:
    """Topics and groups with these letters in their name, their group's name or their words; all for "". By group."""
    found = Topic.objects.filter(is_active=active).select_related("group")
    if words:
        said = Q(name__icontains=words) | Q(group__name__icontains=words) | Q(words__icontains=words)
        found = found.filter(said)
    return found.order_by(Coalesce("group__name", "name"), F("group").asc(nulls_first=True), "name", "pk")


def drift(pairs: Sequence[Pair], *, promised: float | None) -> Drift | None:
    """How recent decisions agree with guesses; None where there are none.

    `promised` is the share of held-out decisions that was guessed when it was learnt (`figures["accuracy"]`).
    """
    if not pairs:
        return None
    return Drift(len(pairs), sum(guessed == decided for guessed, decided in pairs) / len(pairs), promised)


def confusion(pairs: Iterable[Pair], *, limit: int = 20) -> list[Mistake]:
    """What is taken for what, the commonest mistake first."""
    counts = Counter(pair for pair in pairs if pair[0] != pair[1])
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [Mistake(guessed, decided, count) for (guessed, decided), count in ranked[:limit]]


def _codes(target: str) -> dict[str, str]:
    if target == Target.KIND:
        return {kind.value: kind.value for kind in Kind}
    told = list(Topic.objects.values_list("code", "name"))
    names = Counter(name.casefold() for _code, name in told)
    found = {name.casefold(): code for code, name in told if names[name.casefold()] == 1}
    return found | {code: code for code, _name in told}


@lru_cache(maxsize=1)
def _guesser(
    said: tuple[tuple[str, str, tuple[str, ...]], ...], topics: _Kept | None, kinds: _Kept | None
) -> Guesser:
    of_topics, of_kinds = _model(topics), _model(kinds)
    return Guesser(
        lexicon=Lexicon(Entry(*one) for one in said),
        offered=frozenset(code for code, _group, _words in said),
        model=of_topics,
        version_id=topics[0] if topics is not None and of_topics is not None else None,
        kinds=of_kinds,
        unreadable=tuple(
            kept[0] for kept, model in ((topics, of_topics), (kinds, of_kinds)) if kept and model is None
        ),
    )


@lru_cache(maxsize=2)
def _model(kept: _Kept | None) -> Model | None:
    """None where there is none, or where it cannot be read: nothing that was learnt may hold up the reading.

    Kept apart from the words: an administrator changes them without having a model read anew.
    """
    if kept is None:
        return None
    from nasvyazi.domain.understanding import learning

    number, digest = kept
    body = ModelVersion.objects.values_list("body", flat=True).get(pk=number)
    try:
        return learning.loads(bytes(body), digest)
    except learning.Damaged:
        log.exception("version_unreadable", version=number)
        return None
