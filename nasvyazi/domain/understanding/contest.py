"""Whether a new version may guess: it beats what speaks without learning, and does no worse than the version in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nasvyazi.domain.understanding.models import ModelVersion, Switch
from nasvyazi.domain.understanding.selectors import FEWEST_COMPARED

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Example, Figures, Judged, Unlearnt

FEWEST_DECISIONS = 100
"""Fewer decisions of people say nothing about who guesses better: their figures move by tenths from night to night."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A new version beside the one in use: the weighted F1 of both (0 … 1)."""

    number: int
    """Of the version in use."""
    ours: float
    theirs: float
    rows: int
    """The decisions on which both were tried and that neither had seen; 0: too few, see `beside`."""
    missing: Sequence[str] = ()
    """What the version in use was taught and the new one was not, where they were not tried on the same decisions."""


def may_guess(figures: Mapping[str, Any]) -> bool:
    """What a version's stored figures say: better than without learning, and no worse than what was in use.

    By decisions enough to say so; and figures of other labels than those of the version in use are not compared.
    """
    ours, rival = (figures.get(name) or 0.0 for name in ("weighted_f1", "rival_weighted_f1"))
    beside = figures.get("in_use") or {"ours": ours, "theirs": 0.0}
    return bool(
        figures.get("rows", 0) >= FEWEST_DECISIONS
        and ours > rival
        and beside["ours"] >= beside["theirs"]
        and not beside.get("missing")
    )


def beside(
    in_use: ModelVersion,
    examples: Sequence[Example],
    judged: Sequence[Judged],
    figures: Figures,
    unlearnt: Unlearnt,
) -> Beside | None:
    """The version in use beside a new one; None where it is damaged: what cannot guess is no rival.

    `judged` are the held-out guesses of the new one, one for each example; `unlearnt` speaks beside both. Both are
    measured on the decisions made since the version in use was: it never saw these, and neither did those that guessed
    them for the new one. Where they are too few, or nobody knows when they were made (a file's), each is told by the
    figure of its own held-out decisions. These are not the same, and say nothing where they are of fewer labels.
    """
    from nasvyazi.domain.understanding import learning

    try:
        model = learning.loads(bytes(in_use.body), in_use.digest)
    except learning.Damaged:
        return None
    unseen = [
        (example, one.first)
        for example, one in zip(examples, judged, strict=True)
        if example.at is not None and example.at > in_use.made_at
    ]
    if len(unseen) < FEWEST_COMPARED:
        taught = {example.label for example in examples} - figures.left_out.keys()
        missing = sorted(set(model.labels) - taught)
        return Beside(in_use.pk, round(figures.weighted_f1, 4), in_use.figures["weighted_f1"], 0, missing)
    truth = [example.label for example, _guessed in unseen]
    ours, _macro = learning.f1(truth, [guessed for _example, guessed in unseen])
    said = [model.suggest(example.text, unlearnt=unlearnt(example.text)) for example, _guessed in unseen]
    theirs, _macro = learning.f1(truth, [learning.first(found) for found in said])
    return Beside(in_use.pk, round(ours, 4), round(theirs, 4), len(unseen))


def waiting(versions: Iterable[ModelVersion], last: Switch | None) -> ModelVersion | None:
    """The version that may guess and does not, because somebody has chosen who does; the newest of several.

    `versions` of one target, the newest first; `last` is the last change of who guesses it.
    """
    if last is None or not last.is_choice:
        return None
    since = (version for version in versions if version.made_at > last.at and not version.in_use)
    return next((version for version in since if may_guess(version.figures)), None)
