"""In which language a text is written: Russian, or one of its neighbours, which then has to be read by a person.

A word speaks for a language by letters that others do not have, or by being one of its commonest words. Codes are ISO
639-1. Letters: the alphabets in force of Chuvash (1938), Tatar (1939), Bashkir (1940), Ukrainian (1933), with what
people type for letters their keyboard lacks (ă, ĕ, ç, ÿ for ӑ, ӗ, ҫ, ӳ).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nasvyazi.domain.understanding import lemmas
from nasvyazi.domain.understanding.words import Word

RUSSIAN, OTHER = "ru", "other"
_LETTERS = (
    ("ba", re.compile("[ҙҡғ]")),
    (OTHER, re.compile("[^\\W\\d_a-zа-яёăĕçÿà-žӑӗҫӳәөүҗңһіїєґ-]")),
    ("cv", re.compile("[ӑӗӳăĕÿç]|^[^әөүһ]*ҫ[^әөүһ]*$")),
    ("tt", re.compile("[әөүҗңһ]")),
    ("uk", re.compile("[іїєґ]")),
    ("en", re.compile("^[a-z-]+$")),
    (OTHER, re.compile("[a-zà-ž]")),
)
"""The first whose letters a word has. «ҫ» is Chuvash and Bashkir, «ә» Tatar and Bashkir."""
_COMMON = {
    word: code
    for code, words in {
        "cv": "тата пирки мана сана эпир эсир тавтапус сук урамра пирен халь анчах саваплах тархасшан хуларан пулать",
        "tt": "безнен сезнен рэхмэт рахмат ничек нигэ кирэк хэм исэнмесез урамда юк бездэ",
        "ba": "беззен хеззен нисек хаумыхыгыз кэрэк",
        "uk": "що як коли чому вже дуже ласка дякую вулиці немає потрібно цей щоб",
        "ru": "и в во не на что он она со как а то это по но к у за от из о же так бы для до мы вы нет уже когда или",
    }.items()
    for word in words.split()
}
_MIXED = 0.25
"""From this share of the words on a second language is named too."""
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a text ("" = no words): how sure it is, which one stands beside it, the words that told."""

    code: str
    confidence: float
    also: str
    reasons: tuple[str, ...]

    @property
    def is_foreign(self) -> bool:
        """Whether somebody has to read it who knows another language than Russian."""
        return self.code not in ("", RUSSIAN)


def of(words: Sequence[Word]) -> Language:
    """The language of a text's words; a Cyrillic text of which no word tells more is Russian."""
    said = [word for word in words if word.form[:1] not in ("<", "")]
    if not said:
        return Language("", 0.0, "", ())
    told = [_of_word(word.form) for word in said]
    codes = _agreed(said, told)
    (code, count), *rest = Counter(codes).most_common(2)
    also = rest[0][0] if rest and rest[0][1] / len(said) >= _MIXED else ""
    reasons = dict.fromkeys(
        word.text
        for word, mine, (_, is_sure) in zip(said, codes, told, strict=True)
        if is_sure and mine == code
    )
    return Language(code, round(count / len(said), 3), also, tuple(reasons)[:_REASONS])


@lru_cache(maxsize=50_000)
def _of_word(form: str) -> tuple[str, bool]:
    """The language of a word, and whether the word itself tells it."""
    if common := _COMMON.get(form):
        return common, True
    return next(((code, True) for code, letters in _LETTERS if letters.search(form)), (RUSSIAN, False))


def _agreed(words: Sequence[Word], told: Sequence[tuple[str, bool]]) -> list[str]:
    """The language of each word; one that may be of several is of that whose own words stand beside it."""
    found = {code for code, _is_sure in told}
    kin = {"tt": "ba"} if "ba" in found else {"tt": OTHER, "uk": OTHER} if OTHER in found else {}
    codes = [
        kin.get(code, code) for code, _is_sure in told
    ]  # Bashkir and Kazakh have the letters of Tatar too
    neighbours = Counter(code for code in codes if code not in (RUSSIAN, "en"))
    if not neighbours:
        return codes
    (neighbour, _count), *_ = neighbours.most_common(1)
    return [
        code if code != RUSSIAN or is_sure or lemmas.is_known(word.form) else neighbour
        for word, code, (_, is_sure) in zip(words, codes, told, strict=True)
    ]
