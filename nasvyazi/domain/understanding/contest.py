"""Whether a new version may guess: it beats what speaks without learning, and does no worse than the version in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nasvyazi.domain.understanding.models import ModelVersion, Switch
from nasvyazi.domain.understanding.selectors import FEWEST_COMPARED

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Example, Figures, Judged


@dataclass(frozen=True, slots=True)
class Beside:
    """A new version beside the one in use: the weighted F1 of both (0 … 1)."""

    number: int
    """Of the version in use."""
    ours: float
    theirs: float
    rows: int
    """The decisions on which both were tried and that neither had seen; 0: too few, see `beside`."""


def may_guess(figures: Mapping[str, Any]) -> bool:
    """What a version's stored figures say: better than without learning, and no worse than what was in use."""
    ours, rival = (figures.get(name) or 0.0 for name in ("weighted_f1", "rival_weighted_f1"))
    beside = figures.get("in_use") or {"ours": ours, "theirs": 0.0}
    return bool(ours > rival and beside["ours"] >= beside["theirs"])


def beside(
    in_use: ModelVersion, examples: Sequence[Example], judged: Sequence[Judged], figures: Figures
) -> Beside | None:
    """The version in use beside a new one; None where it is damaged: what cannot guess is no rival.

    `judged` are the held-out guesses of the new one, one for each example. Both are measured on the decisions made
    since the version in use was: it never saw these, and neither did those that guessed them for the new one. Where
    they are too few, or nobody knows when they were made (a file's), each is told by the figure of its own held-out
    decisions, which are not the same and so say less.
    """
    from nasvyazi.domain.understanding import learning

    try:
        model = learning.loads(bytes(in_use.body), in_use.digest)
    except learning.Damaged:
        return None
    unseen = [
        (example, one.guessed[0])
        for example, one in zip(examples, judged, strict=True)
        if example.at is not None and example.at > in_use.made_at
    ]
    if len(unseen) < FEWEST_COMPARED:
        return Beside(in_use.pk, round(figures.weighted_f1, 4), in_use.figures["weighted_f1"], 0)
    truth = [example.label for example, _guessed in unseen]
    ours, _macro = learning.f1(truth, [guessed for _example, guessed in unseen])
    theirs, _macro = learning.f1(
        truth, [model.suggest(example.text, count=1)[0].label for example, _guessed in unseen]
    )
    return Beside(in_use.pk, round(ours, 4), round(theirs, 4), len(unseen))


def waiting(versions: Iterable[ModelVersion], last: Switch | None) -> ModelVersion | None:
    """The version that may guess and does not, because somebody has chosen who does; the newest of several.

    `versions` of one target, the newest first; `last` is the last change of who guesses it.
    """
    if last is None or not last.is_choice:
        return None
    since = (version for version in versions if version.made_at > last.at and not version.in_use)
    return next((version for version in since if may_guess(version.figures)), None)
