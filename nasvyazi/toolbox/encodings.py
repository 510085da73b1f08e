"""In which encoding a text was saved, whose file does not say it."""

from __future__ import annotations

import codecs
import re

from .text import REPLACEMENT

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL = "cp1251"
_OF_ONE_BYTE = (_USUAL, "cp866", "koi8_r", "mac_cyrillic")
"""What Russian systems have written: Windows, DOS, Unix, the Macintosh."""
_LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
"""By how frequent they are in Russian. A letter costs its place here: read in a wrong encoding, the frequent ones
become others."""
_SIGNS = frozenset("№«»„“”‘’–—…•·°±§©®™€\N{NO-BREAK SPACE}")
_LINE, _SIGN, _FOREIGN, _OTHER = 16, 32, 32, 64
"""What lines of drawn tables cost; signs that texts have; letters of the other languages of Russia, whose own encodings
differ from cp1251 in those alone; and characters that no text has."""
_BREAK = re.compile("[а-яё][А-ЯЁ]")
"""A capital within a word: koi8_r has small letters where cp1251 has capitals. It costs as much as no text has."""
_UTF_8_LETTER = re.compile(rb"[\xd0\xd1][\x80-\xbf]")
"""Of a file that was put together from two, what is read already tells nothing of the rest."""
_FEWEST = 12
"""Different letters: fewer tell nothing, those of houses («5Б») perhaps being all that are not Latin."""
_CHEAPER = 0.75
"""What another encoding may cost of the usual one at most, to be taken for it."""
_DEAREST = 16
"""Letters drawn at random cost so much each: what costs more is no text."""


class UnknownEncoding(ValueError):
    """In none of the encodings is it a Russian text."""


def encoding_of(body: bytes) -> str:
    """The encoding by its mark, else UTF-8 where most is that, else the one whose letters are clearly most Russian.

    Where nothing tells, it is cp1251. Not all of it has to be readable: of a file that was cut or patched some letters
    are lost. Raises UnknownEncoding.
    """
    marked = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    return marked or ("utf-8" if _is_utf_8(body) else _by_letters(body))


def _is_utf_8(body: bytes) -> bool:
    """Whether of what is not ASCII more is UTF-8 than is not: of letters in another encoding hardly any is."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        others = len(text) - len(text.encode("ascii", "ignore"))
        return 2 * text.count(REPLACEMENT) < others
    return True


def _by_letters(body: bytes) -> str:
    """The usual encoding, unless the letters are clearly another's."""
    rest = _UTF_8_LETTER.sub(b"", body)
    counts = {byte: count for byte in range(0x80, 0x100) if (count := rest.count(byte))}
    letters = sum(counts.values())
    if len(counts) < _FEWEST:
        if 2 * rest.decode(_USUAL, "replace").count(REPLACEMENT) > letters:
            raise UnknownEncoding
        return _USUAL
    costs = {
        encoding: sum(count * _cost(byte, encoding) for byte, count in counts.items())
        + _OTHER * len(_BREAK.findall(rest.decode(encoding, "replace")))
        for encoding in _OF_ONE_BYTE
    }
    best = min(_OF_ONE_BYTE, key=lambda encoding: costs[encoding])
    if costs[best] > _DEAREST * letters:
        raise UnknownEncoding
    return best if costs[best] < _CHEAPER * costs[_USUAL] else _USUAL


def _cost(byte: int, encoding: str) -> int:
    character = bytes((byte,)).decode(encoding, "replace").lower()
    if character in _LETTERS:
        return _LETTERS.index(character)
    if "─" <= character <= "▟":
        return _LINE
    if character in _SIGNS:
        return _SIGN
    return _FOREIGN if character.isalpha() else _OTHER
