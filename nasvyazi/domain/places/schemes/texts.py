"""A scheme's file as text, in whatever encoding it was saved."""

from __future__ import annotations

import re
import unicodedata

from nasvyazi.domain.places.numbers import LATIN_TWINS
from nasvyazi.toolbox.encodings import UnknownEncoding, encoding_of
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

LONGEST = 5_000_000
"""Bytes. All districts of a large city with every house by its number take a tenth of it."""

_MIXED = re.compile(
    r"(?<![^\W_])(?=[A-Za-z-]*[А-ЯЁа-яё])(?=[А-ЯЁа-яё-]*[A-Za-z])[А-ЯЁа-яёABCEHKMOPTXYabcehkmoptxy-]+(?![^\W_])"
)
"""A word of both alphabets all of whose Latin letters look like Cyrillic ones."""


class NotText(Refusal):
    """The file is no text that can be read."""


def decode(body: bytes) -> str:
    """The text of a file in any encoding that Russian systems write. Raises NotText, also where letters are lost.

    Of a heading with lost letters nothing is known, and what stands below it would go to the district before.
    """
    if len(body) > LONGEST:
        raise NotText(
            gettext_noop("The scheme is longer than {count} MB: give each body's scheme by itself."), count=5
        )
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise NotText(
            gettext_noop(
                "This is a document of Word or a PDF, and only text is read: open it, copy all of it and save it as a"
                " text file."
            )
        )
    try:
        return tidy(body.decode(encoding_of(body)))
    except UnicodeDecodeError as error:
        raise NotText(
            gettext_noop(
                "There are letters in line {line} that cannot be read: the file is damaged there. Mend it and save it"
                " as a text file in UTF-8."
            ),
            line=body[: error.start].count(b"\n") + 1,
        ) from error
    except UnknownEncoding as error:
        raise NotText(
            gettext_noop(
                "The file is no Russian text in any usual encoding: save it as a text file in UTF-8."
            )
        ) from error


def tidy(text: str) -> str:
    """The text with one kind of line end and one form of each letter, without what cannot be seen.

    What a PDF leaves behind: «й» in two parts, soft hyphens; PostgreSQL keeps no NUL. What recognition leaves: Latin
    letters within Russian words.
    """
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .translate({0: None, 0xAD: None, 0xFEFF: None, 0x200B: None})
    )
    text = unicodedata.normalize("NFC", text)
    return _MIXED.sub(lambda word: word.group().translate(LATIN_TWINS), text)
