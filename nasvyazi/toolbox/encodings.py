"""In which encoding a text was saved, whose file does not say it."""

from __future__ import annotations

import codecs

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
_SIGN, _OTHER = 16, 64
"""What signs that texts have cost, lines of drawn tables among them, and what characters cost that no text has."""
_HEAD_START = 40
"""What the usual encoding may cost more than another: a few letters tell nothing."""
_DEAREST = 16
"""Letters drawn at random cost so much each: what costs more is no text."""


class UnknownEncoding(ValueError):
    """In none of the encodings is it a Russian text."""


def encoding_of(body: bytes) -> str:
    """The encoding by its mark, else UTF-8 where most is that, else the one in which the letters are most Russian.

    Not all of it has to be readable: of a file that was cut or patched some letters are lost. Raises UnknownEncoding.
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
    counts = {byte: body.count(byte) for byte in range(0x80, 0x100)}
    costs = {
        encoding: sum(count * _cost(byte, encoding) for byte, count in counts.items())
        for encoding in _OF_ONE_BYTE
    }
    best = min(_OF_ONE_BYTE, key=lambda encoding: costs[encoding])
    if costs[best] > _DEAREST * sum(counts.values()):
        raise UnknownEncoding
    return _USUAL if costs[_USUAL] - costs[best] < _HEAD_START else best


def _cost(byte: int, encoding: str) -> int:
    character = bytes((byte,)).decode(encoding, "replace").lower()
    if character in _LETTERS:
        return _LETTERS.index(character)
    return _SIGN if character in _SIGNS or "─" <= character <= "▟" else _OTHER
