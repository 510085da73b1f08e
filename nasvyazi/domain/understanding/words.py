"""A text as the readers of this app see it: cleaned of what the eye does not see, in words with their dictionary forms.

People, and those who want to be missed by filters, write Latin letters that look like Cyrillic ones inside words, and
characters without width between letters. Both are undone here, once for everybody.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nasvyazi.domain.understanding import lemmas
from nasvyazi.toolbox.text import storable

LIMIT = 100_000
"""Characters; what stands behind them is not read. The longest message of a network has 16,384 (VK)."""
_BREAK = 3
"""So many places lie between two sentences: words of one speak together sooner than words of two."""
_LONGEST_WORD = 40
"""Letters; longer ones are no words and are not looked up."""
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+"
)
_LOOK_ALIKE = str.maketrans("aceopxykmtbhuirëABCEHKMOPTXY", "асеорхукмтвнигеёАВСЕНКМОРТХУ")
_LATIN, _CYRILLIC = re.compile(r"[A-Za-zë]"), re.compile(r"[А-Яа-яЁё]")

LINK, MENTION, PLUS, QUESTION, CRY, EMOJI, NUMBER = (
    "<link>", "<mention>", "<plus>", "<?>", "<!>", "<emoji>", "<number>",
)  # fmt: skip
"""What stands in the place of a word where there is none: patterns may speak of it."""
SHORT, WORDLESS = "<short>", "<wordless>"
"""Stand at the end of a text of at most three words, of none."""
_FEW = 3
_END = "end"
_TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.|t\.me/|vk\.com/)\S+)"
    r"|(?P<mention>@\w+|\[(?:id|club|public)\d{1,20}\|[^\]\n]{0,100}\])"
    r"|(?P<plus>(?<!\w)\++\d?(?!\w))"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)"
    r"|(?P<number>\d+)"
    r"|(?P<question>[?❓]+)"
    r"|(?P<cry>!+)"
    r"|(?P<end>[.…\n;]+)"
    "|(?P<emoji>[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u2763\u2764]+)"
)
_MARKS = {
    "link": LINK, "mention": MENTION, "plus": PLUS, "number": NUMBER, "question": QUESTION, "cry": CRY, "emoji": EMOJI,
}  # fmt: skip


class Word(NamedTuple):
    """A word, or a mark in the place of one."""

    text: str
    """As written, without what is invisible."""
    form: str
    """Lower case, «е» for «ё», one alphabet; a mark is itself."""
    lemma: str
    place: int
    """Grows by one a word, and by more where a sentence ends."""
    is_first: bool
    """Whether a sentence begins with it."""
    number: int
    """Which of the text's words it is, from 0."""


def clean(text: str) -> str:
    """The text without invisible characters and lone surrogates, at most LIMIT characters of it."""
    return _INVISIBLE.sub("", storable(text[:LIMIT]))


def read(text: str) -> tuple[Word, ...]:
    """The words and marks of a text that was cleaned, in order."""
    found: list[Word] = []
    place, is_first, count = 0, True, 0
    for token in _TOKEN.finditer(text):
        kind, said = token.lastgroup or "", token.group()
        if kind == _END:
            place, is_first = place + _BREAK, True
            continue
        form = _MARKS.get(kind) or _form(said)
        lemma = (
            lemmas.of_word(form)
            if kind == "word" and len(form) <= _LONGEST_WORD
            else _plain(kind, said, form)
        )
        found.append(Word(said, form, lemma, place, is_first, len(found)))
        ends = kind in ("question", "cry")
        place, is_first, count = place + (_BREAK if ends else 1), ends, count + (kind == "word")
    marks = [mark for mark, is_true in ((SHORT, count <= _FEW), (WORDLESS, count == 0)) if found and is_true]
    return (
        *found,
        *(Word("", mark, mark, place, False, len(found) + index) for index, mark in enumerate(marks)),
    )


def _plain(kind: str, said: str, form: str) -> str:
    """What stands for the dictionary form where there is none: a number is its digits."""
    return said if kind == "number" else form


@lru_cache(maxsize=100_000)
def _form(word: str) -> str:
    if _CYRILLIC.search(word) and _LATIN.search(word):
        word = word.translate(_LOOK_ALIKE)
    return word.lower().replace("ё", "е")
