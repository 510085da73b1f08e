"""Learning from decisions, without a database."""

from __future__ import annotations

import hashlib
import io
import pickle
import subprocess
import sys

import numpy as np
import pytest

from nasvyazi.domain.understanding import learning, shipped
from nasvyazi.domain.understanding.learning import Damaged, Example, Model, TooFewExamples
from nasvyazi.domain.understanding.learning.judging import f1
from nasvyazi.domain.understanding.lexicon import Entry
from nasvyazi.domain.understanding.tests.town import decisions

ENTRIES = [
    Entry(topic.code, topic.group, topic.words)
    for topic in shipped.topics()
    if topic.code.startswith("roads")
]


@pytest.fixture(scope="module")
def model() -> Model:
    return learning.fit(decisions(), ENTRIES)


def test_what_was_learnt_is_suggested_with_its_words(model: Model) -> None:
    best, *others = model.suggest("Опять фонарь не горит у подъезда")
    assert best.label == "lighting-broken"
    assert any("горит" in word or "фонарь" in word for word in best.words)
    assert best.confidence > 0.5 > others[0].confidence
    assert len(others) == 2


def test_a_retired_topic_is_not_offered_and_its_confidence_goes_to_nobody(model: Model) -> None:
    text = "Опять фонарь не горит у подъезда"
    found = model.suggest(text, offered={"roads-pits", "water-none"})
    assert {one.label for one in found} == {"roads-pits", "water-none"}
    assert sum(one.confidence for one in found) < 0.5


@pytest.mark.parametrize("text", ["", "🙂", "\ud800", "слово" * 20_000, "а " * 50_000])
def test_any_text_is_answered(model: Model, text: str) -> None:
    assert 0 < model.suggest(text)[0].confidence <= 1


def test_what_is_stored_guesses_the_same(model: Model) -> None:
    again = learning.loads(*learning.dumps(model))
    for text in ("яма", "нет воды во дворе", "просто слова", ""):
        assert again.suggest(text) == model.suggest(text)


def test_other_bytes_than_those_that_were_stored_are_refused(model: Model) -> None:
    body, digest = learning.dumps(model)
    with pytest.raises(Damaged):
        learning.loads(body + b"\0", digest)


@pytest.mark.parametrize("kind", ["nothing", "text", "pickle", "pickled array", "half"])
def test_bytes_that_are_no_model_are_refused_and_never_run(model: Model, kind: str, tmp_path: object) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (pytest.fail, ("the stored bytes were run",))

    pickled = io.BytesIO()
    np.savez(pickled, words=np.array([Bomb()], dtype=object))
    body = {
        "nothing": b"", "text": "модель".encode(), "pickle": pickle.dumps(Bomb()),
        "pickled array": pickled.getvalue(), "half": learning.dumps(model)[0][:5000],
    }[kind]  # fmt: skip
    with pytest.raises(Damaged):
        learning.loads(body, hashlib.sha256(body).hexdigest())


def test_two_labels_are_learnt_too() -> None:
    two = [example for example in decisions() if example.label != "water-none"]
    assert learning.fit(two, ()).suggest("асфальт разбит, яма")[0].label == "roads-pits"


def test_one_label_cannot_be_learnt_and_a_sentence_says_what_there_is() -> None:
    with pytest.raises(TooFewExamples, match=r"roads-pits \(20\)"):
        learning.cross_validate([one for one in decisions() if one.label == "roads-pits"], ())


def test_a_label_with_too_few_texts_is_named_and_left_out() -> None:
    figures, judged = learning.cross_validate([*decisions(), Example("кот на дереве", "animals")], ENTRIES)
    assert figures.left_out == {"animals": 1}
    assert (figures.rows, figures.classes, len(judged)) == (60, 3, 60)
    assert figures.weighted_f1 > 0.9
    assert figures.top3 == 1


def test_the_rival_is_judged_on_the_same_texts() -> None:
    figures, _judged = learning.cross_validate(decisions(), ENTRIES, rival=lambda text: "roads-pits")
    assert figures.rival_weighted_f1 == pytest.approx(1 / 3 * 0.5)


def test_the_more_is_learnt_from_the_better_it_is_known() -> None:
    curve = dict(learning.learning_curve(decisions(40, seed=3), (), sizes=(20, 90)))
    assert curve[90] >= curve[20] > 0.4


def test_f1_counts_what_was_taken_for_something_else() -> None:
    weighted, macro = f1(["a", "a", "a", "b"], ["a", "a", "b", "b"])
    assert weighted == pytest.approx(0.8 * 3 / 4 + 2 / 3 / 4)
    assert macro == pytest.approx((0.8 + 2 / 3) / 2)


def test_to_guess_needs_no_scikit_learn(model: Model, tmp_path: object) -> None:
    body, digest = learning.dumps(model)
    told = (
        "import sys; from nasvyazi.domain.understanding import learning;"
        f"model = learning.loads(sys.stdin.buffer.read(), {digest!r});"
        "print(model.suggest('нет воды')[0].label, 'sklearn' in sys.modules, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", told], input=body, capture_output=True, check=True)
    assert done.stdout.split() == [b"water-none", b"False", b"False"]
