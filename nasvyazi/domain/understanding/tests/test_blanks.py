"""What is left in a text to fill."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.understanding import blanks


@given(st.text())
def test_a_text_cut_at_its_blanks_is_the_text(text: str) -> None:
    pieces = blanks.pieces(text)
    assert "".join(words for words, _is_blank in pieces) == text
    assert [words[1:-1] for words, is_blank in pieces if is_blank] == blanks.unfilled(text)


def test_only_words_in_small_letters_are_blanks() -> None:
    text = "[дата] [ФОТО] [id1|Марина] [1] [] [дата и время] [а"
    assert blanks.unfilled(text) == ["дата", "дата и время"]
