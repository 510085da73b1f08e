"""Telephone numbers in a text, as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOBILE = re.compile(r"(?<!\d)(?:\+?7|8)?[\s\-(]{0,2}9\d{2}[\s\-)]{0,2}\d{3}[\s\-]?\d{2}[\s\-]?\d{2}(?!\d)")
ANY = re.compile(
    r"(?<!\d)(?:(?:\+?7|8)?[\s\-(]{0,2}\d{3,5}[\s\-)]{0,2}\d{1,3}[\s\-]?\d{2}[\s\-]?\d{2}|\d{2}-\d{2}-\d{2})(?!\d)"
)
"""Mobile, a landline with its town's code, free ones, and a town's own six digits."""
_CUE = re.compile(
    r"тел\b|телефон|звон|диспетчер|горяч\w{1,3} лини|вотсап|ватсап|whatsapp|факс|\bт\.", re.IGNORECASE
)
_BEFORE = 40
"""Characters before a number in which a word may tell that it is a telephone."""
_NATIONAL = 10
"""Digits of a number without the country's: code and number (the numbering plan, order 205 of 25.04.2017)."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone: `number` is +7 and ten digits; a town's own number without its code has its six digits only."""

    number: str
    words: str
    is_mobile: bool


def find(text: str) -> tuple[Phone, ...]:
    """The telephones of a text, each once, in its order."""
    found: dict[str, Phone] = {}
    for match in ANY.finditer(text):
        words = match.group().strip(" \t\n-(")
        if number := _canonical(words, text[max(match.start() - _BEFORE, 0) : match.start()]):
            found.setdefault(number, Phone(number, words, number.startswith("+79")))
    return tuple(found.values())


def _canonical(words: str, before: str) -> str:
    """+7 and ten digits, or a town's own number where a word says that it is one; "" where it is something else."""
    digits = re.sub(r"\D", "", words)
    has_cue = _CUE.search(before) is not None
    if len(digits) == _NATIONAL + 1 and digits[0] in "78" and digits[1] in "3489":
        return f"+7{digits[1:]}"
    if len(digits) == _NATIONAL and (digits[0] == "9" or (digits[0] in "348" and has_cue)):
        return f"+7{digits}"
    return digits if len(digits) < _NATIONAL and has_cue else ""
