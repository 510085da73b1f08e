"""Number plates of vehicles, brought to one form.

Forms: ГОСТ Р 50577-2018: cars А 000 АА 00(0), buses and taxis АА 000 00(0), trailers АА 0000 00(0), motorcycles and
tractors 0000 АА 00(0); twelve letters that both alphabets have. A text is full of things that look so («с 100 км 50»),
therefore one is believed only as it is written on the vehicle with its region, or where a word nearby speaks of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_BOTH = "АВЕКМНОРСТУХ"
_TO_CYRILLIC = str.maketrans("ABEKMHOPCTYXabekmhopctyxавекмнорстух", _BOTH + _BOTH + _BOTH)
_L = f"[{_BOTH}{_BOTH.lower()}ABEKMHOPCTYXabekmhopctyx]"
_GAP = r"[ \u00a0\-]?"
_REGION = rf"{_GAP}\|?{_GAP}(?P<region>[1-9]\d{{2}}|0[1-9]|[1-9]\d)"
_END = r"(?!\w)(?:[ \u00a0]?(?:rus|рус)\b)?"


class Vehicle(StrEnum):
    """What carries such a plate."""

    CAR = "car"
    PASSENGERS = "passengers"
    TRAILER = "trailer"
    MOTORCYCLE = "motorcycle"


_FORMS = {
    vehicle: re.compile(rf"(?<!\w){form}{_END}", re.IGNORECASE)
    for vehicle, form in {
        Vehicle.CAR: rf"(?P<a>{_L}){_GAP}(?P<n>\d{{3}}){_GAP}(?P<b>{_L}{{2}})(?:{_REGION})?",
        Vehicle.PASSENGERS: rf"(?P<a>{_L}{{2}}){_GAP}(?P<n>\d{{3}})(?P<b>){_REGION}",
        Vehicle.TRAILER: rf"(?P<a>{_L}{{2}}){_GAP}(?P<n>\d{{4}})(?P<b>){_REGION}",
        Vehicle.MOTORCYCLE: rf"(?P<a>)(?P<n>\d{{4}}){_GAP}(?P<b>{_L}{{2}}){_REGION}",
    }.items()
}
_CUE = re.compile(
    r"\b(?:номер|гос|г/н|г\.\s?н|грз|рег\.?\s?знак|машин|авто|тачк|припарков|парку|водител|джип|иномарк|внедорож|такси"
    r"|маршрут|троллейбус|газел|фур[аыу]|грузов|прицеп|мото|скутер|квадроцикл|трактор|ваз|лад[аыу]\b|киа|рено|тойот|хенд|форд|ниссан)",
    re.IGNORECASE,
)
_NEAR = 60
"""Characters before a plate, and half of them behind it, in which a word may speak of a vehicle."""
_WORDS = frozenset(
    {"КМ", "СМ", "КВ", "НА", "ОТ", "СО", "ВО", "КО", "НЕ", "НУ", "СТ", "МТ", "ТН", "ОН", "ТО", "МЫ"}
)
"""Pairs that are words and units of their own when a space stands beside them."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate: `number` in Cyrillic capitals without spaces, with the region if it was told; how sure it is (0 … 1)."""

    number: str
    vehicle: Vehicle
    words: str
    confidence: float


def find(text: str) -> tuple[Plate, ...]:
    """The plates of a text, each once, in its order."""
    found: dict[str, tuple[int, Plate]] = {}
    for vehicle, form in _FORMS.items():
        for match, sure in _believed(text, vehicle, form):
            parts = match.group("a", "n", "b")
            number = "".join((*parts, match.group("region") or "")).translate(_TO_CYRILLIC)
            found.setdefault(number, (match.start(), Plate(number, vehicle, match.group().strip(), sure)))
    return tuple(plate for _start, plate in sorted(found.values(), key=lambda pair: pair[0]))


def _believed(text: str, vehicle: Vehicle, form: re.Pattern[str]) -> Iterator[tuple[re.Match[str], float]]:
    for match in form.finditer(text):
        if not int(match.group("n")):  # there is no 000
            continue
        around = (
            text[max(match.start() - _NEAR, 0) : match.start()] + text[match.end() : match.end() + _NEAR // 2]
        )
        if sure := _confidence(match, vehicle, has_cue=_CUE.search(around) is not None):
            yield match, sure


def _confidence(match: re.Match[str], vehicle: Vehicle, *, has_cue: bool) -> float:
    """How surely it is a plate; 0 = it is none."""
    letters = (match.group("a") + match.group("b")).translate(_TO_CYRILLIC)
    words = match.group()
    is_spaced = " " in words.split(match.group("n"))[0] or " " in words.split(match.group("n"), 1)[-1][:1]
    if is_spaced and letters[-2:] in _WORDS:
        return 0.5 if has_cue and match.group("region") and words.isupper() else 0.0
    if vehicle is not Vehicle.CAR:
        return 0.8 if has_cue else 0.0
    if match.group("region"):
        return 0.95 if has_cue or not is_spaced else 0.8 if letters in words or words.isupper() else 0.0
    return 0.85 if has_cue else 0.0
