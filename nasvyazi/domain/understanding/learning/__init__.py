"""Learning from people's decisions: which topic, or kind, a text was given by a person.

Word, lemma and character TF-IDF beside what the lexicon says, a linear SVM with balanced classes, and a confidence that
was calibrated on texts the machine had not seen. scikit-learn is imported where one learns (`fitting`); to guess takes
numpy alone: 0.6 ms a text and 130 MB less in the worker (measured; the same arrays applied by scikit-learn: 2.3 ms).
"""

from nasvyazi.domain.understanding.learning.examples import Example, Guesses, TooFewExamples
from nasvyazi.domain.understanding.learning.fitting import fit
from nasvyazi.domain.understanding.learning.judging import Figures, Judged, cross_validate, learning_curve, reliability
from nasvyazi.domain.understanding.learning.model import Model, Suggestion
from nasvyazi.domain.understanding.learning.storing import Damaged, dumps, loads

__all__ = [
    "Damaged", "Example", "Figures", "Guesses", "Judged", "Model", "Suggestion", "TooFewExamples",
    "cross_validate", "dumps", "fit", "learning_curve", "loads", "reliability",
]  # fmt: skip
