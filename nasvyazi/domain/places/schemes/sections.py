"""A scheme's text divided into districts: by headings, or by the rows of a table drawn with characters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nasvyazi.domain.places.schemes.passages import Span

_ROMAN = r"(?=[IІVXХL])(?:[XХ]L|L?[XХ]{0,3})(?:[IІ][XХV]|V?[IІ]{0,3})"
"""As it is typed: with the Cyrillic twins of its letters, too."""
_LATIN = str.maketrans("ІХ", "IX")
_SIGNS = {"I": 1, "V": 5, "X": 10, "L": 50}
# Blanks are taken possessively: a PDF leaves rows of thousands, and trying every part of such a row takes minutes.
_HEADING = re.compile(
    rf"""^[^\S\n]*+(?:\d+[.)][^\S\n]*+)?(?P<prefix>[^\n,;:|\d№]{{0,80}}?)
    \b(?<!по\s)округ(?:а|е|у|ом)?\b[^\S\n]*+(?P<mark>№|\bN[oº]?(?=[\s.\d])|номер)?[.]?[^\S\n]*+
    (?P<number>\d{{1,4}}(?:[^\S\n]?-?(?-i:[А-ЯЁ])(?![а-яё]))?(?!\d)|(?-i:{_ROMAN})\b|(?(mark)|(?!)))[.]?""",
    re.VERBOSE | re.IGNORECASE,
)
"""A heading; «округ № …» is one also where its number cannot be read. «Итого по округу 845» is none."""
_SEATS = re.compile(
    r"""[^\S\n]*+[-–—,(]?[^\S\n]*+(?=(?:\d{1,2}[^\S\n]++)?[а-яё]*(?:мандат|депутат))
    (?:(?:[а-яё]*мандат[а-яё]*|депутат[а-яё]*|\d{1,2}(?=\s+(?:мандат|депутат))|избирательный|округ)(?:[^\S\n]|,)*+)++
    \)?""",
    re.VERBOSE | re.IGNORECASE,
)
"""«(трёхмандатный)», «– 2 мандата» behind the number."""
_TITLE = re.compile(
    r"""[^\S\n]*+[-–—:.(«"]*+(?<![:.])\s*+(?P<name>[А-ЯЁ][а-яё-]+(?:\s+[А-ЯЁа-яё-]+){0,3}?)[»")]*+[^\S\n]*+[.:]?[^\S\n]*+$"""
)
_QUOTED = re.compile(r"""[^\S\n]*+[-–—(]*+\s*+[«"](?P<name>[^»"\n]{1,100})[»"]\)?""")
_CELLS = re.compile(r"[|│┃║¦\t]")
_BORDER = re.compile(r"[\s\-+=_|─-╿¦]*")
_ROW = re.compile(
    rf"(?:(?P<first>\d{{1,4}}(?:-?[А-ЯЁ])?|{_ROMAN}(?=[.)]?$))[.)]?\s*)?(?P<name>[^\d№]*?)\s*"
    rf"(?:(?:№|\bN)\s*(?P<number>\d{{1,4}}(?:-?[А-ЯЁ])?|{_ROMAN})[.]?)?"
)
_HEADER_WORDS = re.compile(r"округ|границ|описан|наименован|количеств|числ|п/п|депутат", re.IGNORECASE)
_DESCRIBES = re.compile(r"границ|описан|состав|улиц|территори", re.IGNORECASE)
_NAMES = re.compile(r"наименован|названи", re.IGNORECASE)
_NOISE = re.compile(
    r"(?:одно|двух|тр[её]х|четыр[её]х|пяти|семи|десяти|много)мандатн\w*|избирательн\w*|границ\w*|описани\w*|состав\w*|округ\w*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Section:
    """A district: its number and name as the heading tells them, and where its description stands."""

    number: str
    name: str = ""
    spans: list[Span] = field(default_factory=list)
    is_table: bool = False


@dataclass(slots=True)
class Sections:
    """All districts in their order, what stands in none of them, and the headings."""

    districts: list[Section] = field(default_factory=list)
    outside: list[Span] = field(default_factory=list)
    headings: list[Span] = field(default_factory=list)


def divide(source: str) -> Sections:
    """Every character of the source but white space and borders of tables is in one of the spans."""
    return _Divider(source).divide()


def tidy_number(number: str) -> str:
    """A district's number in the one form by which it is asked for: «3-а» and «3 А» are «3А», «IV» is «4»."""
    number = re.sub(r"(?<=\d)[\s-]+(?=[^\W\d]$)", "", number.strip()).upper()
    return str(_roman(number)) if re.fullmatch(_ROMAN, number) else number


def _roman(number: str) -> int:
    """«XIV» → 14: a smaller sign before a greater one is taken from it."""
    signs = [_SIGNS[sign] for sign in number.translate(_LATIN)]
    return sum(
        -sign if any(after > sign for after in signs[place + 1 :]) else sign
        for place, sign in enumerate(signs)
    )


@dataclass(slots=True)
class _Divider:
    source: str
    done: Sections = field(default_factory=Sections)
    by_number: dict[str, Section] = field(default_factory=dict)
    now: Section | None = None
    """The district whose description is being read."""
    described: int | None = None
    named: int | None = None
    """The columns that the table's head says to have the description and the name."""

    def divide(self) -> Sections:
        at = 0
        for line in self.source.splitlines(keepends=True):
            self._line(line.rstrip("\r\n"), at)
            at += len(line)
        return self.done

    def _line(self, line: str, at: int) -> None:
        if _BORDER.fullmatch(line):
            return
        cells = _cells(line, at)
        in_table = self.now is not None and self.now.is_table
        if len([cell for cell in cells if cell[0]]) > 1 or (in_table and len(cells) > 1):
            self._row(cells)
        elif match := _HEADING.match(line):
            self._heading(line, at, match)
        else:
            self._goes_on((at, at + len(line)))

    def _goes_on(self, span: Span) -> None:
        """A line without a heading belongs to the district above it."""
        (self.now.spans if self.now is not None else self.done.outside).append(span)

    def _heading(self, line: str, at: int, match: re.Match[str]) -> None:
        if not match["number"]:
            self.now = None  # whichever district it begins, what follows is not of the one above
            self._goes_on((at, at + len(line)))
            return
        section = self._section(match["number"], _NOISE.sub("", match["prefix"]).strip(' -–—«»".()'))
        end = _past_seats(line, match.end())
        if title := _TITLE.match(line, end) or _QUOTED.match(line, end):
            section.name, end = section.name or title["name"], _past_seats(line, title.end())
        self.done.headings.append((at, at + end))
        section.is_table = False
        if line[end:].strip():
            section.spans.append((at + end, at + len(line)))

    def _section(self, number: str, name: str) -> Section:
        """The district of this number; one that was begun before goes on."""
        number = tidy_number(number)
        if (known := self.by_number.get(number)) is not None:
            self.now = known
            return known
        self.now = self.by_number[number] = Section(number, name[:200])
        self.done.districts.append(self.now)
        return self.now

    def _row(self, cells: list[tuple[str, Span]]) -> None:
        """A district, the table's head, or a row that goes on."""
        first = next((place for place, (text, _) in enumerate(cells) if text), 0)
        text = " ".join(cells[first][0].split())
        heading = _HEADING.match(text)
        told = _ROW.fullmatch(text)
        number = heading["number"] if heading else (told["number"] or told["first"]) if told else None
        is_new = bool(number) and not self._goes_on_in(first)
        if not is_new and not self._continues(cells):
            self._head(cells)
        elif is_new and number:
            name = (told["name"] or "").strip(" .-–—") if told and not heading else ""
            section = self._section(number, _NOISE.sub("", name).strip())
            section.is_table = True
            self._fill(section, cells, first)

    def _goes_on_in(self, column: int) -> bool:
        """A row whose first cells are empty goes on with the one above."""
        return self.now is not None and self.now.is_table and column > 1

    def _continues(self, cells: list[tuple[str, Span]]) -> bool:
        if self.now is None or not self.now.is_table:
            return False
        self._fill(self.now, cells, -1)
        return True

    def _head(self, cells: list[tuple[str, Span]]) -> None:
        """The names of the columns; a row that names none is told as standing before the first district."""
        spans = [span for text, span in cells if text]
        if not any(_HEADER_WORDS.search(text) for text, _ in cells):
            for span in spans:
                self._goes_on(span)
            return
        self.done.headings.extend(spans)
        for place, (text, _) in enumerate(cells):
            if _DESCRIBES.search(text) and self.described is None:
                self.described = place
            elif _NAMES.search(text) and self.named is None:
                self.named = place

    def _fill(self, section: Section, cells: list[tuple[str, Span]], first: int) -> None:
        """The description's cell into the section, the others are headings."""
        described = self.described
        if described is None or described >= len(cells) or (first >= 0 and not cells[described][0]):
            described = max(range(len(cells)), key=lambda place: (place != first, len(cells[place][0])))
        for place, (text, span) in enumerate(cells):
            if not text:
                continue
            if place == described:
                section.spans.append(span)
                continue
            self.done.headings.append(span)
            is_name = place == self.named or (self.named is None and place == first + 1 and first >= 0)
            if is_name and not section.name and not text.replace(" ", "").isdigit():
                section.name = text[:200]


def _past_seats(line: str, at: int) -> int:
    """The place behind «(трёхмандатный)», which is of the district: no street follows from it."""
    match = _SEATS.match(line, at)
    return match.end() if match else at


def _cells(line: str, at: int) -> list[tuple[str, Span]]:
    """The line's cells, trimmed, each with its place."""
    cells, start = [], 0
    for end in [*(match.start() for match in _CELLS.finditer(line)), len(line)]:
        text = line[start:end]
        left = start + len(text) - len(text.lstrip())
        cells.append((text.strip(), (at + left, at + left + len(text.strip()))))
        start = end + 1
    return cells
