"""Topics as the administrator sees them: a tree, what would be guessed of a text, and how guesses fare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localtime

from nasvyazi.domain.appeals import lessons
from nasvyazi.domain.appeals.models_guess import Aspect
from nasvyazi.domain.understanding import contest, nightly, reading, selectors
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import ModelVersion, Switch, Target, Topic
from nasvyazi.domain.understanding.selectors import Drift, Mistake
from nasvyazi.domain.understanding.services import FEWEST_DECISIONS

_LEXICON = "lexicon"


@dataclass(frozen=True, slots=True)
class Branch:
    """A group and those of its topics that are shown."""

    group: Topic
    topics: list[Topic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Share:
    """A share as a bar and a number: 0 … 100."""

    label: str
    percent: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What would be guessed of a text, the likeliest first, and by which words."""

    topics: list[Share]
    kinds: list[Share]
    is_learnt: bool
    """Whether what was learnt says the topics; else the lexicon."""


@dataclass(frozen=True, slots=True)
class Made:
    """A version with its figures beside those of what speaks without learning, as bars of 0 … 100."""

    version: ModelVersion
    ours: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Learning:
    """Everything about one target: who speaks, what was learnt, how its guesses fare beside people's decisions."""

    target: Target
    speaking: ModelVersion | None
    made: list[Made]
    drift: Drift | None
    mistakes: list[tuple[Mistake, str, str, int]]
    """Each with the names of what was guessed and decided, and its share of the commonest one's count (0 … 100)."""
    fresh: int
    """Appeals decided since it was learnt last."""
    switches: list[Switch]
    """Who let what guess lately."""
    waiting: ModelVersion | None
    """It does better than who guesses, and waits for a person: a person chose that one."""
    is_set_aside: bool
    """What guessed could not be read, and nothing was learnt or chosen since."""

    @property
    def needed(self) -> int:
        """So many decided appeals begin the next learning."""
        return nightly.FEWEST_FRESH if self.made and not self.is_set_aside else FEWEST_DECISIONS

    @property
    def agreed(self) -> int:
        """The share of decisions that were guessed, as a bar."""
        return percent(self.drift.agreed) if self.drift is not None else 0

    @property
    def promised(self) -> int | None:
        """The share that was promised, as a bar; None of the lexicon."""
        if self.drift is None or self.drift.promised is None:
            return None
        return percent(self.drift.promised)


def percent(share: float) -> int:
    """A share (0 … 1) as a whole number of hundredths."""
    return round(share * 100)


def tree(rows: Iterable[Topic]) -> list[Branch]:
    """Topics under their groups. A group that is not among them stands over its topics all the same."""
    branches: dict[int, Branch] = {}
    for topic in rows:
        group = topic.group or topic
        branch = branches.setdefault(group.pk, Branch(group))
        if topic.group is not None:
            branch.topics.append(topic)
    return list(branches.values())


def tried(text: str, *, now: datetime) -> Tried:
    """What would be guessed of a text if a resident wrote it now. Three queries."""
    guesser = selectors.guesser()
    said = reading.read(text, now=localtime(now), topics=guesser.suggest, learnt_kinds=guesser.learnt_kinds)
    names = _names()[Target.TOPIC]
    return Tried(
        [Share(names.get(one.label, one.label), percent(one.confidence), one.words) for one in said.topics],
        [Share(str(one.kind.label), percent(one.confidence), one.reasons) for one in said.kind.candidates],
        guesser.version_id is not None,
    )


def learnings(*, now: datetime) -> list[Learning]:
    """Topics and kinds, each with everything about it. Nine queries, however many versions there are."""
    versions, names = list(selectors.versions()), _names()
    set_aside = set(selectors.set_aside().values_list("target", flat=True))
    return [
        _learning(
            target,
            [one for one in versions if one.target == target],
            names[target],
            now,
            is_set_aside=target in set_aside,
        )
        for target in Target
    ]


def _learning(
    target: Target,
    versions: list[ModelVersion],
    names: Mapping[str, str],
    now: datetime,
    *,
    is_set_aside: bool,
) -> Learning:
    aspect, since = Aspect(target.value), now - lessons.LATELY
    speaking = next((version for version in versions if version.in_use), None)
    if speaking is not None:
        since = max(since, speaking.made_at)
    speaker = str(speaking.pk) if speaking is not None else _LEXICON
    # Who guessed a kind is not written down: of kinds everything counts that was guessed since.
    pairs = lessons.pairs(aspect, since=since, model=speaker if target == Target.TOPIC else "")
    mistakes, switches = selectors.confusion(pairs), selectors.switches(target=target)
    return Learning(
        target=target,
        speaking=speaking,
        made=[_made(version) for version in versions],
        drift=selectors.drift(pairs, promised=speaking.figures.get("accuracy") if speaking else None),
        mistakes=[
            (
                one,
                names.get(one.guessed, one.guessed),
                names.get(one.decided, one.decided),
                _part(one, mistakes[0]),
            )
            for one in mistakes
        ],
        fresh=lessons.fresh(aspect, since=versions[0].made_at if versions and not is_set_aside else None),
        switches=switches,
        waiting=contest.waiting(versions, next(iter(switches), None)),
        is_set_aside=is_set_aside,
    )


def _made(version: ModelVersion) -> Made:
    ours, theirs = (version.figures.get(name) or 0.0 for name in ("weighted_f1", "rival_weighted_f1"))
    return Made(version, percent(ours), percent(theirs))


def _part(mistake: Mistake, commonest: Mistake) -> int:
    return percent(mistake.count / commonest.count)


def _names() -> dict[Target, dict[str, str]]:
    return {
        Target.TOPIC: dict(Topic.objects.values_list("code", "name")),
        Target.KIND: {kind.value: str(kind.label) for kind in Kind},
    }
