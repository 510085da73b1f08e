import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.toolbox.text import split, storable, storable_json, utf16_length

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
any_text = st.text(alphabet=st.characters(codec=None, exclude_categories=()))


def test_nul_is_dropped_and_nothing_else() -> None:
    assert storable("яма\0 на дороге\u202e\t\n") == "яма на дороге\u202e\t\n"


def test_a_surrogate_pair_is_joined_and_a_lone_one_replaced() -> None:
    assert storable("\ud83d\ude00") == "😀"
    assert storable("а\ud800б") == "а\ufffdб"


def test_a_hundred_thousand_characters_are_kept() -> None:
    text = "снег не убран " * 8000
    assert storable(text) == text


@given(any_text)
def test_whatever_was_written_can_be_stored(text: str) -> None:
    kept = storable(text)
    assert "\0" not in kept
    kept.encode()
    assert storable(kept) == kept


def test_json_is_cleaned_to_its_leaves_and_its_keys() -> None:
    dirty = {"a\0": ["\ud800", float("nan"), 1, True, None, {"b": float("inf")}]}
    assert storable_json(dirty) == {"a": ["\ufffd", None, 1, True, None, {"b": None}]}


def test_a_depth_bomb_becomes_null() -> None:
    bomb: object = "x"
    for _ in range(900):
        bomb = [bomb]
    assert json.dumps(storable_json(bomb, depth=3)) == "[[[null]]]"


def test_a_short_text_is_one_part() -> None:
    assert split("  Добрый день  ", 100) == ["Добрый день"]


def test_a_blank_text_is_one_empty_part() -> None:
    assert split(" \n ", 100) == [""]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Первый абзац.\n\nВторой абзац", ["Первый абзац.", "Второй абзац"]),
        ("Первая строка\nвторая строка и", ["Первая строка", "вторая строка и"]),
        ("Это раз. Это два. Это три", ["Это раз. Это два.", "Это три"]),
        ("один два три четыре пять", ["один два три", "четыре пять"]),
    ],
)
def test_cuts_fall_on_the_largest_break(text: str, parts: list[str]) -> None:
    assert split(text, 18) == parts


def test_a_word_that_ends_at_the_limit_is_not_cut() -> None:
    assert split("abcde fghij", 5) == ["abcde", "fghij"]


@pytest.mark.parametrize("unit", [FAMILY, "👍🏽", "🇷🇺", "е\u0301", "❤\ufe0f"])
def test_what_is_one_for_the_eye_is_not_cut(unit: str) -> None:
    for limit in range(len(unit), 3 * len(unit) + 1):
        for part in split(unit * 12, limit):
            assert part == unit * (len(part) // len(unit))


def test_utf16_counts_an_emoji_twice() -> None:
    assert utf16_length("а😀") == 3
    assert split("😀" * 4, 4, utf16=True) == ["😀😀", "😀😀"]


@given(any_text, st.integers(2, 60), st.booleans())
def test_parts_keep_every_word_in_order_within_the_limit(text: str, limit: int, utf16: bool) -> None:
    parts = split(text, limit, utf16=utf16)
    words = storable(text).split()
    assert "".join("".join(parts).split()) == "".join(words)
    for part in parts:
        assert (utf16_length(part) if utf16 else len(part)) <= limit
    assert all(parts) or parts == [""]
    if all(utf16_length(word) <= limit for word in words):
        assert [word for part in parts for word in part.split()] == words


@given(st.text(alphabet="\u0301\u200d\U0001f1e6😀", min_size=1, max_size=300), st.integers(2, 20))
def test_nothing_but_marks_is_still_cut(text: str, limit: int) -> None:
    assert all(len(part) <= limit for part in split(text, limit))
