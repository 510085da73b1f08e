"""How a text is taken apart, whatever somebody has hidden in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.understanding import lemmas, words


def forms(text: str) -> list[str]:
    return [word.form for word in words.read(words.clean(text)) if word.text]


@pytest.mark.parametrize("text", ["га\u200bзом", "га\u00adзом", "г\ufeffазом", "газoм", "гaзом"])
def test_invisible_and_look_alike_letters_are_undone(text: str) -> None:
    assert [word.lemma for word in words.read(words.clean(text)) if word.text] == ["газ"]


def test_a_word_of_another_alphabet_stays_what_it_is() -> None:
    assert forms("Wildberries и TOP") == ["wildberries", "и", "top"]


def test_links_mentions_numbers_and_emoji_are_marks() -> None:
    assert forms("@ivan https://vk.com/a 12 👍 ?! [id1|Оля]") == [
        "<mention>", "<link>", "<number>", "<emoji>", "<?>", "<!>", "<mention>",
    ]  # fmt: skip


def test_words_of_two_sentences_lie_farther_apart_than_those_of_one() -> None:
    near, far = words.read("люк открыт"), words.read("люк. Открыт")
    assert near[1].place - near[0].place == 1
    assert far[1].place - far[0].place > 1
    assert far[1].is_first


def test_what_lies_behind_the_limit_is_not_read() -> None:
    assert len(words.clean("а" * (words.LIMIT + 5))) == words.LIMIT


def test_lemmas_are_without_yo_and_in_the_order_of_the_text() -> None:
    assert lemmas.of("Тёплые батареи, льёт!") == ("теплый", "батарея", "лить")


def test_a_letter_without_a_name_is_no_obstacle() -> None:
    assert lemmas.of("а\U00017000 яму") == ("а\U00017000", "яма")


@given(st.text())
def test_any_text_is_taken_apart_and_its_words_stand_in_it(text: str) -> None:
    cleaned = words.clean(text)
    found = words.read(cleaned)
    assert [word.number for word in found] == list(range(len(found)))
    assert all(word.text in cleaned for word in found)
