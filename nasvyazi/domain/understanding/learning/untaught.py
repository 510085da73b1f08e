"""What was never learnt: there speaks who speaks without learning, as far as people have agreed with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nasvyazi.domain.understanding.learning.examples import FEWEST_OF_A_LABEL, Example
from nasvyazi.domain.understanding.suggestion import Suggestion

Unlearnt = Callable[[str], Sequence[Suggestion]]
"""What is said of a text without learning (by the lexicon, by patterns), the likeliest first; none: nothing."""


@dataclass(frozen=True, slots=True)
class Untaught:
    """How often people were asked about a label that was not learnt, and how often they agreed.

    Asked: a text that they decided was first guessed, without learning, to have this label.
    """

    asked: Mapping[str, int] = field(default_factory=dict)
    agreed: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, named: Sequence[str], truth: Sequence[str]) -> Untaught:
        """Counted over all decisions: what was `named` of each, and what it was."""
        agreed = Counter(label for label, true in zip(named, truth, strict=True) if label == true)
        return cls(dict(Counter(label for label in named if label)), dict(agreed))

    def believed(self, first: Suggestion) -> float:
        """How likely it is right (0 … 1): what it says of itself, until people have been asked often enough.

        So often as makes a label learnt weighs as much as its own word.
        """
        asked, agreed = (counts.get(first.label, 0) for counts in (self.asked, self.agreed))
        return (agreed + FEWEST_OF_A_LABEL * first.confidence) / (asked + FEWEST_OF_A_LABEL)


def named(examples: Iterable[Example], unlearnt: Unlearnt | None, *, learnt: Collection[str]) -> list[str]:
    """For each example the label that is said first without learning, if that was not learnt; else ""."""
    if unlearnt is None:
        return ["" for _example in examples]
    said = [next(iter(unlearnt(example.text)), None) for example in examples]
    return [first.label if first is not None and first.label not in learnt else "" for first in said]
