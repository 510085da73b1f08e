"""Learning from decisions, without a database."""

from __future__ import annotations

import hashlib
import io
import pickle
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from nasvyazi.domain.understanding import learning, lexicon, shipped
from nasvyazi.domain.understanding.learning import Damaged, Example, Model, TooFewExamples
from nasvyazi.domain.understanding.learning.judging import f1
from nasvyazi.domain.understanding.lexicon import Entry
from nasvyazi.domain.understanding.suggestion import Suggestion
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


@pytest.mark.parametrize(
    "text", ["", "🙂", "\ud800", "49", "+7 900 000-00-00", "на", "слово" * 20_000, "а " * 50_000]
)
def test_a_text_of_which_no_telling_word_was_learnt_gets_nothing(model: Model, text: str) -> None:
    assert model.suggest(text) == []


def test_where_no_word_was_learnt_speaks_what_speaks_without_learning(model: Model) -> None:
    said = [Suggestion("housing-lifts", 0.6, ("лифт",)), Suggestion("roads-pits", 0.2, ())]
    assert model.suggest("Лифт!", unlearnt=said) == said


LIFT = [Suggestion("housing-lifts", 0.7, ("лифт",))]


def test_a_topic_that_was_not_learnt_is_guessed_without_learning_and_leaves_the_rest(model: Model) -> None:
    best, *others = model.suggest("Лифт не работает", unlearnt=LIFT)
    assert best == LIFT[0], "nobody has been asked: it is as sure as it says"
    assert {one.label for one in others} <= set(model.labels)
    assert sum(one.confidence for one in others) <= 0.3 + 1e-9


def test_what_was_learnt_does_not_ask_anybody_else(model: Model) -> None:
    said = [Suggestion("roads-pits", 0.9, ()), *LIFT]
    assert model.suggest("фонарь не горит", unlearnt=said) == model.suggest("фонарь не горит")


def test_the_oftener_people_decide_otherwise_the_less_a_guess_without_learning_is_believed() -> None:
    wrong = learning.fit(decisions(), ENTRIES, unlearnt=lambda text: LIFT)
    assert wrong.suggest("фонарь не горит", unlearnt=LIFT)[0].label == "lighting-broken"
    assert wrong.untaught.believed(LIFT[0]) == pytest.approx(5 * 0.7 / (102 + 5))
    rare = [Example(f"лифт стоит {number}", "housing-lifts") for number in range(4)]
    right = learning.fit(
        decisions(), ENTRIES, rare=rare, unlearnt=lambda text: LIFT if "лифт" in text else []
    )
    assert right.untaught.believed(LIFT[0]) == pytest.approx((4 + 5 * 0.7) / (4 + 5))


def test_it_is_less_sure_where_people_also_decide_what_is_too_rare_to_be_learnt() -> None:
    rare = [
        Example(f"{text} на Садовой", f"rare-{number % 10}")
        for number, text in enumerate(["кот на дереве", "лифт стоит", "шумят соседи", "крыша течёт"] * 10)
    ]
    text = "кот на дереве на Садовой"
    alone, beside = (learning.fit(decisions(), (), rare=told).suggest(text)[0] for told in ((), rare))
    assert beside.confidence < min(0.5, alone.confidence)


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


def test_a_model_whose_lexicon_has_a_word_that_is_none_any_more_is_damaged(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, digest = learning.dumps(model)
    monkeypatch.setattr(lexicon, "_WRITTEN", re.compile("нет"))
    with pytest.raises(Damaged):
        learning.loads(body, digest)


def test_a_model_with_too_few_weights_is_damaged(model: Model) -> None:
    with pytest.raises(Damaged):
        learning.loads(*learning.dumps(replace(model, weights=model.weights[:-1])))


def test_two_labels_are_learnt_too() -> None:
    two = [example for example in decisions() if example.label != "water-none"]
    assert learning.fit(two, ()).suggest("асфальт разбит, яма")[0].label == "roads-pits"


def test_one_label_cannot_be_learnt_and_a_sentence_says_what_there_is() -> None:
    with pytest.raises(TooFewExamples, match=r"roads-pits \(34\)"):
        learning.cross_validate([one for one in decisions() if one.label == "roads-pits"], ())


CAT = Example("кот на дереве", "animals")


def test_a_label_with_too_few_texts_is_named_and_left_out_of_all_but_the_calibration() -> None:
    figures, judged = learning.cross_validate([CAT, *decisions()], ENTRIES)
    assert figures.left_out == {"animals": 1}
    assert (figures.rows, figures.classes, len(judged)) == (102, 3, 103)
    assert (judged[0].truth, judged[0].is_right) == ("animals", False)
    assert figures.weighted_f1 > 0.9
    assert figures.top3 == 1


def test_beside_what_speaks_without_learning_every_decision_counts_and_both_are_judged_on_the_same() -> None:
    def pits(text: str) -> list[Suggestion]:
        return [Suggestion("roads-pits", 0.5, ())]

    figures, judged = learning.cross_validate([CAT, *decisions()], ENTRIES, unlearnt=pits)
    assert (figures.rows, figures.classes) == (103, 4)
    assert figures.rival_weighted_f1 == pytest.approx(34 / 103 * 2 * 34 / (34 + 103))
    assert figures.accuracy < 1

    def knows_cats(text: str) -> list[Suggestion]:
        return [Suggestion("animals", 0.9, ("кот",))] if "кот" in text else []

    figures, judged = learning.cross_validate([CAT, *decisions()], ENTRIES, unlearnt=knows_cats)
    assert judged[0].is_right
    assert figures.rival_weighted_f1 == pytest.approx(1 / 103)


def test_the_same_text_twice_is_judged_twice() -> None:
    twice = [one for one in decisions(10) for _again in range(2)]
    _figures, judged = learning.cross_validate(twice, ENTRIES)
    assert [one.truth for one in judged] == [one.label for one in twice]


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
