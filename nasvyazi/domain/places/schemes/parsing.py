"""A scheme as the council published it → districts with rules, and remarks on what was not understood."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from nasvyazi.domain.places.kinds import STREET_WORDS
from nasvyazi.domain.places.schemes.asides import asides
from nasvyazi.domain.places.schemes.describing import Found, describe
from nasvyazi.domain.places.schemes.numbered import divide_by_numbers
from nasvyazi.domain.places.schemes.passages import Passage, Span
from nasvyazi.domain.places.schemes.rules import ReadDistrict, Reading, Remark, Rule, Why
from nasvyazi.domain.places.schemes.sections import Section, Sections, divide

_ENDS_OPENLY = re.compile(r"(?:[,;:-]|(?<![а-яё])(?:с|по|от|до|и|N|№|ул|пер|д|[А-ЯЁ])\.?)\s*$")
_BEGINS_ANEW = re.compile(r"\s*[А-ЯЁ\d«\"]|\s*(?:ул|пер|пр|пр-т|пл|мкр|б-р|пр-д|кв-л|д|с|п|пос|дер)\b")
_FIRST_WORD = re.compile(r"\s*([а-яё-]+)", re.IGNORECASE)
_HOUSES = re.compile(
    r"""(?<=,)\n(?=\s*\d+\s*[а-я]?\s*(?:\n|\Z))|\n(?=\s*(?:(?P<open>(?:по|до|и)\b|\()|дома?\b|д\.\s*\d|№|N\b|с\s+(?:дома?\b|д\.|№|N|\d)
      |(?:не)?ч[её]тн|кроме\b|за\s+исключением
      |(?!\d+-?(?:й|я|е|го|ая|ый|ой|летия)\b)\d+\s*[а-я]?\s*[,;/–-]))""",
    re.VERBOSE | re.IGNORECASE,
)
"""The end of a line whose street has its houses in the next; a number alone may be that of the page."""


def read_scheme(source: str) -> Reading:
    """Read the text of a scheme. Never fails: a text without districts has none."""
    parts, lines = divide(source), _Lines.of(source)
    if not parts.districts and (numbered := divide_by_numbers(source)):
        reading = _read_parts(source, numbered, lines)
        if all(district.rules for district in reading.districts):
            return _with_doubt(source, reading, numbered.headings[0], lines)
    return _read_parts(source, parts, lines)


def _with_doubt(source: str, reading: Reading, number: Span, lines: _Lines) -> Reading:
    """A plain list says nowhere that its numbers are districts."""
    doubt = Remark(Why.NUMBERS_TAKEN, source[slice(*number)].strip(), (number,), lines.at(number[0]))
    return replace(reading, remarks=tuple(sorted((doubt, *reading.remarks), key=lambda one: one.spans)))


def _read_parts(source: str, parts: Sections, lines: _Lines) -> Reading:
    headings = list(parts.headings)
    remarks = [_outside(source, span, parts.headings, lines) for span in parts.outside]
    districts = []
    for section in parts.districts:
        read = _read_section(source, section, lines)
        headings += read.asides
        remarks += read.remarks
        districts.append(ReadDistrict(section.number, section.name, tuple(read.rules), tuple(section.spans)))
    remarks.sort(key=lambda remark: remark.spans)
    return Reading(tuple(districts), tuple(remarks), tuple(sorted(headings)))


def _outside(source: str, span: Span, headings: list[Span], lines: _Lines) -> Remark:
    """Words of no district: before the first, or below a heading whose number is not read."""
    is_before = not headings or span < min(headings)
    why = Why.BEFORE_DISTRICTS if is_before else Why.NOT_UNDERSTOOD
    return Remark(why, source[slice(*span)].strip(), (span,), lines.at(span[0]))


def are_lines_a_list(text: str) -> bool:
    """Whether each line is a thing of its own: all begin like one, and none ends in the midst of something."""
    lines = [line for line in text.splitlines() if line.strip()]
    if all(map(_names_kind, lines)):
        lines = [line.rstrip(" ,;") for line in lines]  # a comma tells nothing where each says its kind
    return all(_BEGINS_ANEW.match(line) for line in lines) and not any(
        _ENDS_OPENLY.search(line) for line in lines[:-1]
    )


def _names_kind(line: str) -> bool:
    word = _FIRST_WORD.match(line)
    return word is not None and word[1].lower() in STREET_WORDS


def _before_houses(end: re.Match[str]) -> str:
    """A semicolon, behind which houses go on, or a blank in the midst of what they are."""
    start = end.string.rfind("\n", 0, end.start()) + 1
    is_open = end["open"] is not None or _ENDS_OPENLY.search(end.string, start, end.start())
    return " " if is_open else ";"


@dataclass(slots=True)
class _ReadSection:
    rules: list[Rule] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    asides: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Which line a place of the source is in."""

    starts: list[int]

    @classmethod
    def of(cls, source: str) -> _Lines:
        return cls([0, *(match.end() for match in re.finditer("\n", source))])

    def at(self, place: int) -> int:
        return bisect_right(self.starts, place)


def _read_section(source: str, section: Section, lines: _Lines) -> _ReadSection:
    passage = Passage.of(source, section.spans)
    read = _ReadSection()
    letters = list(passage.text)
    for aside in asides(passage.text):
        spans, verbatim = passage.places(aside.start, aside.end), passage.text[aside.start : aside.end]
        if aside.is_doubtful:
            read.remarks.append(Remark(Why.NOT_UNDERSTOOD, verbatim, tuple(spans), lines.at(spans[0][0])))
        else:
            read.asides += spans
        # It separates what stands on its two sides; places stay as they are.
        letters[aside.start : aside.end] = ";" * len(verbatim)
    plain = _HOUSES.sub(_before_houses, "".join(letters))
    lines_end = not section.is_table and are_lines_a_list(plain.replace(";", " ").strip())
    for found in describe(Passage(plain, passage.at), lines_end=lines_end):
        _take(read, found, passage, lines)
    return read


def _take(read: _ReadSection, found: Found, passage: Passage, lines: _Lines) -> None:
    spans = tuple(passage.places(found.start, found.end))
    verbatim = passage.text[found.start : found.end]
    if found.rule is not None:
        rule = found.rule
        read.rules.append(
            Rule(rule.settlement, rule.kind, rule.name, rule.houses, verbatim=verbatim, spans=spans)
        )
    elif found.why is not None:
        read.remarks.append(Remark(found.why, verbatim, spans, lines.at(spans[0][0])))
