"""House numbers as people and registers write them: «49/1к2 стр 3 лит А», «95-а», «д. 13 корп. 2»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

LATIN_TWINS = str.maketrans("ABCEHKMOPTXYabcehkmoptxy", "АВСЕНКМОРТХУавсенкмортху")
_DASHES = re.compile(r"[‐‑‒–—−]")
_PART = r"(?P<{name}>\d{{1,3}}(?:[а-яё](?![а-яё]))?|(?!(?-i:[виоксу])\s+[а-яё])[а-яё](?![а-яё]))"
_SHORT = r"""
    (?:к|с)\s*\.?\s*\d | д\s*(?:\.\s*\d|\.?\s*(?:№|n)) | стр | корп | лит
  | (?<=\s)[гдпсх]\s*\.\s*(?-i:[А-ЯЁ])
"""
"""What looks like the letter of a house and is short for something: «1-д. 15», «9 к. 2», «5 г. Энск»."""
_NUMBER = re.compile(
    rf"""
    (?:(?:дом(?:овладение)?|д|владение|влд|вл|№|n)\s*\.?\s*){{0,2}}
    (?P<base>\d{{1,4}})
    (?:\s?[-]?\s?["«]?(?P<letter>(?!{_SHORT})[а-яё])(?!(?!к\d|с\d)[а-яё])["»]?)?
    (?:\s?/\s?(?P<fraction>\d{{1,4}})
       (?:\s?-?\s?(?P<second>(?!{_SHORT})[а-яё])(?![а-яё]))?
      |\s?/\s?(?P<slashed>[а-яё])(?![а-яё])
    )?
    (?:\s*,?\s*(?:корпус(?:ами|ах|ам|ов|ом|а|е|у|ы)?(?![а-яё])|корп|кор|к(?=\s*\.?\s*(?:\d|(?-i:[А-ЯЁ]))))
       \s*\.?\s*"""
    + _PART.format(name="building")
    + r""")?
    (?:\s*,?\s*(?:строени(?:ями|ях|ям|ем|е|я|ю|и|й)(?![а-яё])|стр|с(?=\s*\.?\s*\d))\s*\.?\s*"""
    + _PART.format(name="structure")
    + r""")?
    (?:\s*,?\s*(?:литера|литер|лит)\s*\.?\s*"?(?P<litera>[а-яё])"?(?![а-яё]))?
    """,
    re.VERBOSE | re.IGNORECASE,
)


class NotANumber(ValueError):
    """The text is no house number; `str()` is the text."""


@total_ordering
@dataclass(frozen=True, slots=True)
class HouseNumber:
    """49 → base; /1 → fraction; А → letter; к2 → building; стр3 → structure. Letters are Cyrillic capitals."""

    base: int
    fraction: int | None = None
    letter: str = ""
    building: str = ""
    structure: str = ""

    @classmethod
    def parse(cls, text: str) -> HouseNumber:
        """The number that the whole text is. Raises NotANumber."""
        if (match := _NUMBER.fullmatch(_tidy(text))) is None:
            raise NotANumber(text)
        return cls._from(match)

    @classmethod
    def at_start(cls, text: str) -> tuple[HouseNumber, int] | None:
        """The number with which the text begins, and how many characters it takes."""
        match = _NUMBER.match(_tidy(text, strip=False))
        return (cls._from(match), match.end()) if match else None

    @classmethod
    def _from(cls, match: re.Match[str]) -> HouseNumber:
        part = {name: (value or "").upper() for name, value in match.groupdict().items()}
        return cls(
            base=int(part["base"]),
            fraction=int(part["fraction"]) if part["fraction"] else None,
            letter=part["letter"] or part["second"] or part["slashed"] or part["litera"],
            building=part["building"],
            structure=part["structure"],
        )

    @property
    def is_even(self) -> bool:
        """The side of the street: a corner house stands on the side of its first number."""
        return self.base % 2 == 0

    @property
    def house(self) -> HouseNumber:
        """The same house without its building and structure: «13 корп. 2» is a part of 13."""
        return HouseNumber(self.base, self.fraction, self.letter)

    def __str__(self) -> str:
        fraction = "" if self.fraction is None else f"/{self.fraction}"
        building = f" к{self.building}" if self.building else ""
        structure = f" стр{self.structure}" if self.structure else ""
        return f"{self.base}{fraction}{self.letter}{building}{structure}"

    def __lt__(self, other: object) -> bool:
        """As they follow along a street: 95, 95/2, 95А, 97."""
        if not isinstance(other, HouseNumber):
            return NotImplemented
        return self._order < other._order

    @property
    def _order(self) -> tuple[object, ...]:
        return self.base, self.letter, self.fraction or 0, _natural(self.building), _natural(self.structure)


def _natural(part: str) -> tuple[int, str]:
    digits = re.match(r"\d*", part)
    number = digits.group() if digits else ""
    return int(number or 0), part[len(number) :]


def _tidy(text: str, *, strip: bool = True) -> str:
    """One dash, Cyrillic letters where Latin twins were typed. Lengths stay."""
    text = _DASHES.sub("-", text).translate(LATIN_TWINS).replace("\u00a0", " ")
    return text.strip().rstrip(".,;") if strip else text
