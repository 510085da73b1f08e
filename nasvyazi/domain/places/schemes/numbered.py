"""A scheme as a plain numbered list, without the word «округ»: «1. ул. Ленина, дома 1, 3; 2. ул. Мира».

Nothing but its numbers says that it has districts, so all of it has to agree: they count from 1 without a gap.
"""

from __future__ import annotations

import re

from nasvyazi.domain.places.schemes.sections import Section, Sections

_NUMBER = re.compile(
    r"""(?P<line>^[^\S\n]*)? (?(line)|(?<=[;.])[^\S\n]*)
    (?:(?:№|N)[^\S\n]*+(?P<marked>\d{1,3})[^\S\n]*+[-–—:.)]?
      |(?P<number>\d{1,3})(?:[.)]|(?(line)[^\S\n]++[-–—](?=\s)|[.)])))
    [^\S\n]*+(?=[^\W\d]|[«"])""",
    re.VERBOSE | re.MULTILINE,
)
"""«1.», «1)», «№ 1 —» before a word: where a line begins, or inside of it behind a semicolon or a full stop."""
_FEWEST = 2


def divide_by_numbers(source: str) -> Sections | None:
    """The districts of such a list; None for any other text."""
    found = list(_NUMBER.finditer(source))
    for numbers in ([one for one in found if one["line"] is not None], found):
        told = [int(one["marked"] or one["number"]) for one in numbers]
        if len(told) >= _FEWEST and told == list(range(1, len(told) + 1)):
            return _sections(source, numbers)
    return None


def _sections(source: str, numbers: list[re.Match[str]]) -> Sections:
    ends = [*(one.start() for one in numbers[1:]), len(source)]
    return Sections(
        districts=[
            Section(str(number), spans=[(one.end(), end)])
            for number, (one, end) in enumerate(zip(numbers, ends, strict=True), start=1)
        ],
        outside=[(0, numbers[0].start())] if source[: numbers[0].start()].strip() else [],
        headings=[one.span() for one in numbers],
    )
