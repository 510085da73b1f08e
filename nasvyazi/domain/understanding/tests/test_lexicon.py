"""What words alone say of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.understanding import lemmas
from nasvyazi.domain.understanding.lexicon import NEAR, Entry, Lexicon, WordUnreadable, read_word

LEXICON = Lexicon(
    [
        Entry("roads", "", ("дорога",)),
        Entry("roads-pits", "roads", ("яма", "провал+дорога")),
        Entry("manholes", "", ("люк+открытый", "-авто")),
        Entry("snow", "", ("снег*", "яма")),
    ]
)


def codes(text: str) -> list[str]:
    return [guess.code for guess in LEXICON.guess(lemmas.of(text))]


@pytest.mark.parametrize("text", ["Яма на дороге", "в яму попала машина", "ЯМА!!!"])
def test_a_word_speaks_in_every_form(text: str) -> None:
    assert "roads-pits" in codes(text)


def test_two_words_speak_only_near_each_other() -> None:
    assert "manholes" in codes("открытый люк")
    assert "manholes" in codes("открытый во дворе люк")
    assert "manholes" not in codes("открытый " + "слово " * NEAR + "люк")
    assert "manholes" not in codes("люк закрыт")


def test_a_word_against_takes_a_topic_away() -> None:
    assert "manholes" not in codes("открытый люк в авто")


def test_a_beginning_speaks_in_all_words_that_begin_so() -> None:
    assert codes("снегоуборочная техника") == codes("снегопад") == ["snow"]


def test_a_word_that_two_topics_share_says_less_of_each() -> None:
    found = {guess.code: guess.weight for guess in LEXICON.guess(("яма", "снег"))}
    assert found["snow"] > found["roads-pits"]


def test_what_spoke_is_told_weightiest_first() -> None:
    best = LEXICON.guess(lemmas.of("провал на дороге, и яма"))[0]
    assert (best.code, best.words[0]) == ("roads-pits", "провал+дорога")
    assert set(best.words) == {"провал+дорога", "яма", "дорога"}


def test_a_groups_word_alone_speaks_for_the_group() -> None:
    assert codes("дорога") == ["roads"]


@pytest.mark.parametrize("text", ["", "🙂🙂", "qwerty", "\ud800"])
def test_where_no_word_is_known_nothing_is_guessed(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("word", ["", "+", "люк+", "две слова", "*", "люк++крышка", "a+b+c+d", "5"])
def test_a_word_in_no_known_form_is_refused_and_named(word: str) -> None:
    with pytest.raises(WordUnreadable) as refused:
        read_word(word)
    assert f"“{word}”" in str(refused.value)


@given(
    st.lists(
        st.sampled_from(["яма", "дорога", "провал", "люк", "открытый", "авто", "снег", "кот"]), max_size=30
    )
)
def test_guesses_are_ranked_and_each_has_its_words(said: list[str]) -> None:
    found = LEXICON.guess(said)
    assert [guess.weight for guess in found] == sorted((guess.weight for guess in found), reverse=True)
    assert all(guess.weight > 0 and guess.words for guess in found)
