"""What is suspected by its words, and what only looks so: the reader rather overlooks than accuses."""

import csv
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.moderation.reading import REPEATED, obscene_words, spam_signs
from tests.shared import SHARED, WHY_SKIPPED

OBSCENE = [
    "хуй", "х у й", "х*й", "xyй", "хууууй", "нахуй", "охуели", "хyйня", "пиздец", "п***ц", "распиздяи", "п.и.з.д.а",
    "блять", "бл*ть", "б л я д ь", "бля", "ёбаный", "еб@ть", "заебали", "съебитесь", "долбоеб", "уебки", "мудак",
    "пидорасы", "сука", "suka", "blyad", "ХУЙ", "х\N{SOFT HYPHEN}уй",
]  # fmt: skip
INNOCENT = [
    "страхуй", "застрахуйте", "страхует", "употреблять", "потребление", "хлеб", "рубля", "корабля", "ансамбля", "дубля",
    "оскорблять", "психую", "психует", "плохую дорогу", "сухую", "глухую", "хуже", "схуже", "художник", "хутор",
    "ухудшить", "вебинар", "вебку", "Себастьян", "Ебург", "мебель", "небо", "учёба", "команда", "мандарин",
    "мандат", "педагог", "гондола", "колебания", "дебил", "тебя", "себе", "требую", "погреб", "бляшка", "мудрый",
    "сукно", "лебедь", "перебили", "Хуанхэ", "уходу", "по ходу", "не бы л", "и я и он", "в т ч",
    "сухие суки деревьев спилите",
    "сука тополя упала на провода", "Позор! Дороги — дерьмо, чиновники воруют, глава врёт", "",
]  # fmt: skip


@pytest.mark.parametrize("word", OBSCENE)
def test_an_obscene_word_is_found_however_it_is_hidden(word: str) -> None:
    assert obscene_words(f"Ну и {word}, когда починят двор?")


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_so_and_rude_criticism_are_left_alone(text: str) -> None:
    assert obscene_words(text) == []


def test_each_word_is_named_once_as_it_stands() -> None:
    assert obscene_words("Блять, опять, блять, х*й") == ["блять", "х*й"]


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Казино Вулкан, бонус http://x.top/1", ["gambling", "link"]),
        ("Заработок в интернете от 5000 в день, пиши в лс", ["earning", "call"]),
        ("Крипта и казино каждому", ["gambling", "coins"]),
        ("Займ на карту без отказа 8 900 111 22 33", ["loans", "phone"]),
        ("http://a.com http://b.com http://c.com", ["links"]),
        ("Какой у вас заработок, чиновники?", []),
        ("Во дворе открыли казино, закройте!", []),
        ("Звоните +7 900 111-22-33, у дома яма", []),
        ("https://vk.com/wall1_1 https://vk.com/wall1_2 https://vk.com/wall1_3 так же было", []),
        ("", []),
    ],
)
def test_to_name_a_thing_is_no_advertisement_it_takes_a_way_to_follow(text: str, signs: list[str]) -> None:
    assert spam_signs(text) == signs


def test_the_same_words_under_many_posts_are_a_sign_of_their_own() -> None:
    assert spam_signs("Во дворе дома 5 не горит фонарь", repeated=True) == [REPEATED]


@pytest.mark.parametrize("piece", ["х", "a-", "a*", "а ", "http", "8 ", "\x00"])
def test_words_at_the_end_of_an_endless_text_are_not_reached(piece: str) -> None:
    assert obscene_words(piece * 50_000 + " хуй") == []
    assert spam_signs(piece * 50_000 + " казино http://x.top") == []


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_mistake(text: str) -> None:
    assert all(isinstance(word, str) for word in obscene_words(text))
    assert all(isinstance(sign, str) for sign in spam_signs(text))


@given(
    st.text(alphabet=string.ascii_letters + " .,!?", max_size=100).filter(
        lambda text: "hu" not in text.lower()
    )
)
def test_other_languages_are_not_read_as_russian(text: str) -> None:
    low = text.lower()
    if not any(root in low for root in ("xuy", "suka", "blya", "pizd", "yeb", "ebat", "mudak", "pidor")):
        assert obscene_words(text) == []


@pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)
def test_real_appeals_of_a_town_are_under_no_suspicion() -> None:
    assert SHARED is not None
    with (SHARED / "data" / "cheboksary" / "appeals.csv").open(encoding="utf-8") as handle:
        texts = [" ".join(row) for row in csv.reader(handle)][::10]
    assert len(texts) > 300
    accused = [text for text in texts if obscene_words(text) or spam_signs(text)]
    assert accused == []
