"""How well guesses are on decisions that were not learnt from, and the same for whoever is compared."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from nasvyazi.domain.understanding import calibration
from nasvyazi.domain.understanding.learning.examples import FOLDS, Example, learnable
from nasvyazi.domain.understanding.learning.fitting import INNER_FOLDS, SEED, fit
from nasvyazi.domain.understanding.learning.untaught import Unlearnt
from nasvyazi.domain.understanding.lexicon import Entry
from nasvyazi.domain.understanding.suggestion import Suggestion


@dataclass(frozen=True, slots=True)
class Judged:
    """A held-out text's true label, the labels guessed for it (best first), and how sure the first was."""

    truth: str
    guessed: tuple[str, ...]
    confidence: float

    @classmethod
    def of(cls, example: Example, found: Sequence[Suggestion]) -> Judged:
        """What was guessed of a held-out example, best first; nothing is a guess that is sure of nothing."""
        return cls(example.label, tuple(one.label for one in found), found[0].confidence if found else 0.0)

    @property
    def first(self) -> str:
        """The label that was guessed; "" where none was."""
        return next(iter(self.guessed), "")

    @property
    def is_right(self) -> bool:
        """Whether the first guess is the truth."""
        return self.first == self.truth


@dataclass(frozen=True, slots=True)
class Figures:
    """How well guesses are: F1 and shares are 0 … 1, `ms_per_text` is the processor's
    time for one text, read and guessed alone.
    """

    weighted_f1: float
    macro_f1: float
    accuracy: float
    """The share of texts whose first guess is the truth: what drift is measured against."""
    top3: float
    calibration_error: float
    ms_per_text: float
    rows: int
    classes: int
    left_out: dict[str, int]
    """Labels with too few texts to be held out in every fold, and how many texts they have."""
    rival_weighted_f1: float | None = None
    """Of the one that is compared, on the same texts."""
    rival_macro_f1: float | None = None

    def row(self) -> dict[str, object]:
        """The figures as one JSON object."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
            if value is not None
        }


def cross_validate(
    examples: Sequence[Example],
    entries: Sequence[Entry],
    *,
    folds: int = FOLDS,
    seed: int = SEED,
    unlearnt: Unlearnt | None = None,
) -> tuple[Figures, list[Judged]]:
    """Guess every text by a model that had not seen it (stratified folds). Raises TooFewExamples.

    `unlearnt` is who speaks without learning: beside the model, as it does where the model is in use, and alone, as its
    rival. Then all decisions count. Without it nobody could guess a label that is too rare to be learnt: such texts are
    left out of the figures, but for that of the calibration.
    """
    _kept, left_out = learnable(examples, fewest=_fewest(folds))
    judged: dict[int, Judged] = {}
    milliseconds: list[float] = []
    for seen, unseen in _parts(examples, left_out, folds, seed):
        told, rare = divided([examples[place] for place in seen], left_out)
        model = fit(told, entries, rare=rare, unlearnt=unlearnt, seed=seed)
        for place in unseen:
            text = examples[place].text
            began = time.thread_time()
            found = model.suggest(text, unlearnt=unlearnt(text) if unlearnt is not None else ())
            milliseconds.append((time.thread_time() - began) * 1000)
            judged[place] = Judged.of(examples[place], found)
    ordered = [judged[place] for place in range(len(examples))]
    return _figures(ordered, examples, left_out, milliseconds, unlearnt), ordered


def learning_curve(
    examples: Sequence[Example], entries: Sequence[Entry], *, sizes: Sequence[int], seed: int = SEED
) -> Iterator[tuple[int, float]]:
    """For each size: the weighted F1 on one fifth, learnt from so many of the other texts, drawn at random."""
    kept, _left_out = learnable(examples)
    seen, unseen = next(_folds(kept, FOLDS, seed))
    pool = list(seen)
    random.Random(seed).shuffle(pool)  # noqa: S311  a draw that can be repeated, no secret
    for size in sizes:
        drawn, _rare = learnable([kept[place] for place in pool[:size]])
        model = fit(drawn, entries, seed=seed)
        judged = [Judged.of(kept[place], model.suggest(kept[place].text, count=1)) for place in unseen]
        yield size, f1([one.truth for one in judged], [one.first for one in judged])[0]


def reliability(judged: Sequence[Judged], *, bins: int = calibration.BINS) -> list[calibration.Bin]:
    """Held-out guesses by how sure they were."""
    return calibration.reliability(
        [one.confidence for one in judged], [one.is_right for one in judged], bins=bins
    )


def f1(truth: Sequence[str], guessed: Sequence[str]) -> tuple[float, float]:
    """F1 weighted by how frequent each true label is, and the plain mean over the true labels (0 … 1).

    A guess of a label that is nobody's truth counts as a miss of the true one alone, as with the figures of others.
    """
    true, said = Counter(truth), Counter(guessed)
    hits = Counter(one for one, other in zip(truth, guessed, strict=True) if one == other)
    of_label = {label: 2 * hits[label] / (count + said[label]) for label, count in true.items()}
    weighted = sum(of_label[label] * count for label, count in true.items()) / len(truth)
    return weighted, sum(of_label.values()) / len(of_label)


def _figures(
    judged: Sequence[Judged],
    examples: Sequence[Example],
    left_out: dict[str, int],
    milliseconds: Sequence[float],
    unlearnt: Unlearnt | None,
) -> Figures:
    told = [one for one in judged if unlearnt is not None or one.truth not in left_out]
    truth = [one.truth for one in told]
    weighted, macro = f1(truth, [one.first for one in told])
    others = (
        f1(truth, [first(unlearnt(one.text)) for one in examples]) if unlearnt is not None else (None, None)
    )
    return Figures(
        weighted_f1=weighted,
        macro_f1=macro,
        accuracy=sum(one.is_right for one in told) / len(told),
        top3=sum(one.truth in one.guessed for one in told) / len(told),
        calibration_error=calibration.error(
            [one.confidence for one in judged], [one.is_right for one in judged]
        ),
        ms_per_text=float(np.mean(milliseconds)),
        rows=len(told),
        classes=len(set(truth)),
        left_out=left_out,
        rival_weighted_f1=others[0],
        rival_macro_f1=others[1],
    )


def _fewest(folds: int) -> int:
    """Texts of a label that each part holds one of them out, and the others are enough to learn from: five of five."""
    return max(folds, -(-INNER_FOLDS * folds // (folds - 1)))


def first(found: Sequence[Suggestion]) -> str:
    """The label that is guessed; "" where none is."""
    return found[0].label if found else ""


def divided(examples: Sequence[Example], left_out: Collection[str]) -> tuple[list[Example], list[Example]]:
    """Those whose labels can be learnt, and the others."""
    told: tuple[list[Example], list[Example]] = ([], [])
    for example in examples:
        told[example.label in left_out].append(example)
    return told


def _parts(
    examples: Sequence[Example], left_out: Collection[str], folds: int, seed: int
) -> Iterator[tuple[list[int], list[int]]]:
    """For each part that is held out: the places of the others, and its own. What is rare is dealt out in turn."""
    kept = [place for place, one in enumerate(examples) if one.label not in left_out]
    rare = [place for place, one in enumerate(examples) if one.label in left_out]
    for number, (seen, unseen) in enumerate(_folds([examples[place] for place in kept], folds, seed)):
        held_out = rare[number::folds]
        yield (
            [kept[place] for place in seen] + [place for place in rare if place not in held_out],
            [kept[place] for place in unseen] + held_out,
        )


def _folds(examples: Sequence[Example], folds: int, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    from sklearn.model_selection import StratifiedKFold

    labels = [example.label for example in examples]
    for seen, unseen in StratifiedKFold(folds, shuffle=True, random_state=seed).split(labels, labels):
        yield seen.tolist(), unseen.tolist()
