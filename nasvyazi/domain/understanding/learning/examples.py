"""What is learnt from: texts with the labels that people gave them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nasvyazi.toolbox.refusal import Refusal, gettext_noop

FOLDS = 5
FEWEST_OF_A_LABEL = FOLDS
"""A label with fewer texts cannot stand in every part that is held out: it is named, and not learnt."""
FEWEST_LABELS = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the label that a person gave it."""

    text: str
    label: str
    at: datetime | None = field(default=None, compare=False)
    """When a person first said so, or anything else, of it; None where nobody knows, as of a file's rows."""


class TooFewExamples(Refusal):
    """There is nothing to learn from: `labels` tells how many texts of each label there are."""

    def __init__(self, labels: Counter[str], *, fewest: int) -> None:
        told = ", ".join(f"{label} ({count})" for label, count in labels.most_common(10)) or "-"
        super().__init__(
            gettext_noop(
                "There is too little to learn from: at least {fewest} texts are needed of each of at least {labels} "
                "labels; there are: {told}."
            ),
            fewest=fewest,
            labels=FEWEST_LABELS,
            told=told,
        )


def learnable(
    examples: Sequence[Example], *, fewest: int = FEWEST_OF_A_LABEL
) -> tuple[list[Example], dict[str, int]]:
    """The examples whose labels have texts enough, and how many texts the other labels have.

    Raises TooFewExamples where fewer than two labels are left.
    """
    counts = Counter(example.label for example in examples)
    rare = {label: count for label, count in sorted(counts.items()) if count < fewest}
    if len(counts) - len(rare) < FEWEST_LABELS:
        raise TooFewExamples(counts, fewest=fewest)
    return [example for example in examples if example.label not in rare], rare
