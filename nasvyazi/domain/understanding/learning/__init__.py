"""Learning from people's decisions: which topic, or kind, a text was given by a person.

Word, lemma and character TF-IDF beside what the lexicon says, a linear SVM with balanced classes, and a confidence that
was calibrated on texts the machine had not seen. scikit-learn is imported where one learns (`fitting`); to guess takes
numpy alone: 2 ms of processor a text, and neither scikit-learn nor scipy in the process that guesses.
"""

from nasvyazi.domain.understanding.learning.examples import Example, TooFewExamples, learnable
from nasvyazi.domain.understanding.learning.fitting import fit
from nasvyazi.domain.understanding.learning.judging import (
    Figures,
    Judged,
    cross_validate,
    divided,
    f1,
    first,
    learning_curve,
    reliability,
)
from nasvyazi.domain.understanding.learning.model import Model
from nasvyazi.domain.understanding.learning.storing import Damaged, dumps, loads
from nasvyazi.domain.understanding.learning.untaught import Unlearnt

__all__ = [
    "Damaged", "Example", "Figures", "Judged", "Model", "TooFewExamples", "Unlearnt",
    "cross_validate", "divided", "dumps", "f1", "first", "fit", "learnable", "learning_curve", "loads", "reliability",
]  # fmt: skip
