"""What kind of message it is, and when that is left to a person."""

from __future__ import annotations

import pytest

from nasvyazi.domain.understanding import kinds, words
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.tests import invented


def guess(text: str) -> kinds.Guess:
    return kinds.guess(words.read(words.clean(text)))


@pytest.mark.parametrize(("half", "name"), [(0, "development"), (1, "held out")])
def test_invented_messages_are_told_apart(half: int, name: str) -> None:
    labelled = [
        (kind, text) for kind, texts in invented.by_label("kinds.txt").items() for text in texts[half::2]
    ]
    guessed = [(kind, guess(text)) for kind, text in labelled]
    right = sum(one.kind == kind for kind, one in guessed) / len(labelled)
    wrong = sum(one.kind not in (None, kind) for kind, one in guessed) / len(labelled)
    offered = sum(kind in [each.kind for each in one.candidates] for kind, one in guessed) / len(labelled)
    assert (right >= 0.88, wrong <= 0.05, offered >= 0.97) == (True, True, True), name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Спасибо, что ничего не делаете", Kind.COMPLAINT),
        ("Почему до сих пор не убрали снег?", Kind.COMPLAINT),
        ("Когда откроют каток?", Kind.QUESTION),
        ("Построить детскую площадку", Kind.SUGGESTION),
        ("Спасибо большое за новый двор!", Kind.GRATITUDE),
        ("+1", Kind.CHATTER),
        ("👍👍", Kind.CHATTER),
        ("@masha смотри", Kind.CHATTER),
        ("Займ на карту за 5 минут https://zaim.example", Kind.SPAM),
    ],
)
def test_what_is_plain_is_told(text: str, kind: Kind) -> None:
    assert guess(text).kind is kind


def test_thanks_in_advance_are_no_gratitude() -> None:
    found = guess("Прошу починить свет в подъезде, не горит месяц. Заранее благодарна")
    assert found.kind is Kind.COMPLAINT


@pytest.mark.parametrize("text", ["", "   ", "Дорога", "На Садовой, 5"])
def test_where_words_tell_nothing_a_person_is_asked(text: str) -> None:
    assert guess(text).kind is None


def test_three_are_offered_the_likeliest_first_with_their_words() -> None:
    candidates = guess("Когда включат отопление?").candidates
    shares = [one.confidence for one in candidates]
    assert len(candidates) == 3
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1
    assert candidates[0].reasons == ("Когда", "?")


def test_a_long_message_is_no_stronger_complaint_than_a_short_one() -> None:
    once, often = guess("Яма на дороге у дома"), guess("Яма на дороге у дома. " * 50)
    assert often.candidates[0].confidence == pytest.approx(once.candidates[0].confidence, abs=0.05)
