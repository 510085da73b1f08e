"""An address as a person writes it: «ул. К. Маркса, 57», «Вельяминова 3к2», «д. Н-Армязь, ул. Советская 49»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nasvyazi.domain.places.kinds import SETTLEMENT_WORDS, STREET_WORDS, SettlementKind, StreetKind
from nasvyazi.domain.places.naming import StreetTitle, street_key
from nasvyazi.domain.places.numbers import HouseNumber, NotANumber
from nasvyazi.domain.places.settlements import SettlementTitle
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_FLAT = re.compile(
    r"[,\s]*\b(?:кв|квартира|подъезд|под|эт|этаж|оф|офис|пом|помещение|ком|комн|комната)\b\.?\s*№?\s*\d+.*$",
    re.IGNORECASE,
)
_FLAT_BEHIND = re.compile(r"((?<![\d/-])\d{1,4}[а-яё]?(?:/\d{1,4})?)\s?[-–—]\s?\d{1,4}$", re.IGNORECASE)
"""«Ленина 5-12»: house and flat."""
_POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)[,\s]*")
_HOUSE_FIRST = re.compile(
    r"(?P<house>(?:(?:дом|д)\b\.?\s*)?№?\s*\d[^,]*?)(?:\s*,\s*|\s+(?:по|на)\s+)(?P<street>\D+)", re.IGNORECASE
)
"""«дом 5 по ул. Ленина», «5, ул. Ленина»."""
_REGION = re.compile(r"\b(?:обл|респ|кра[йя]|р-н|район|округ|м\.?\s?о|РФ|Росси)", re.IGNORECASE)
_ORDINAL = re.compile(r"\d+-?(?:я|й|го|ая|ый|ой|ое|ий|летия)(?![а-яё])", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"(?:[\s,]|(?<![\w-])(?:дом|д|N)\b\.?|№)+$", re.IGNORECASE)
_WORD = re.compile(r"[а-яёa-z][а-яёa-z-]*\.?", re.IGNORECASE)
_TOWN_LAST = re.compile(
    rf"""(?P<rest>.*?(?<!\d)\d{{1,4}}(?!\d).*?)(?:,\s*|\s+(?=(?-i:[а-яё])\w*\.?\s*(?-i:[А-ЯЁ])))
    (?P<town>(?:{"|".join(map(re.escape, SETTLEMENT_WORDS))})\b\.?\s*[^\W\d][^,\d]*)
    (?:,[^,\d]*{_REGION.pattern}[^,\d]*)*""",
    re.VERBOSE | re.IGNORECASE,
)
"""«ул. Советская, 17, г. Чебоксары»: a settlement behind the house, with its region or without."""
_LONGEST = 300


class NoAddress(Refusal):
    """The text names no street."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a house is, as far as it is said: `settlement` and `street` are keys for comparing.

    Without a street it stands right in its settlement: «д. Пески, 12».
    """

    street: str
    number: HouseNumber | None = None
    kinds: frozenset[StreetKind] = frozenset()
    """What the street may be: nothing is known without any; «пр.» is an avenue or a passage."""
    settlement: str = ""
    has_namesake: bool = False
    """It is said by a name that a street elsewhere has now: rules without a settlement mean that one."""

    @classmethod
    def of(
        cls, *, street: str, number: HouseNumber | None, kind: StreetKind | None = None, settlement: str = ""
    ) -> Address:
        """The address of names as registers have them."""
        if kind == StreetKind.SETTLEMENT:
            return cls("", number, settlement=settlement_key(settlement))
        kinds = frozenset() if kind is None else frozenset({kind})
        return cls(street_key(street), number, kinds, settlement_key(settlement))

    @classmethod
    def read(cls, text: str) -> Address:
        """The address that the text is. Raises NoAddress."""
        rest, number = _split_number(_in_order(" ".join(text[:_LONGEST].split())))
        settlement, title = _split_settlement(rest)
        if title.kind is None and (title.key.isdigit() or not (title.key or settlement)):
            raise NoAddress(
                gettext_noop("“{text}” names no street: write it like “ул. Советская, 15”."), text=text
            )
        return cls(title.key, number, _kinds(rest, title.kind), settlement)


def settlement_key(name: str) -> str:
    """A settlement's name for comparing, without its kind: «д. Н-Армязь» and «Н-Армязь» are one."""
    words = name.replace(".", ". ").split()
    if len(words) > 1 and words[0].rstrip(".").lower() in SETTLEMENT_WORDS:
        words = words[1:]
    return street_key(re.sub(r"\b([А-ЯЁа-яё])-", r"\1. ", " ".join(words)))


def _in_order(text: str) -> str:
    """The address in its usual order without postcode and flat: settlement, street, house."""
    text = _POSTCODE.sub("", text).rstrip(" ,.")
    match = _TOWN_LAST.fullmatch(text)
    town, rest = (f"{match['town']}, ", match["rest"]) if match else ("", text)
    rest = _FLAT_BEHIND.sub(r"\1", _FLAT.sub("", rest))
    if (first := _HOUSE_FIRST.fullmatch(rest)) and _is_number(first["house"]):
        rest = f"{first['street']}, {first['house']}"
    return f"{town}{rest}"


def _is_number(text: str) -> bool:
    try:
        HouseNumber.parse(text)
    except NotANumber:
        return False
    return True


def _split_number(text: str) -> tuple[str, HouseNumber | None]:
    """What stands before the house's number, and the number: the longest that the text ends with."""
    for match in re.finditer(r"(?<![\d/-])\d", text):
        said, before = text[match.start() :], _BEFORE_NUMBER.sub("", text[: match.start()])
        if not before or _is_only_kind(before) or _ORDINAL.match(said):
            continue
        try:
            return before, HouseNumber.parse(said)
        except NotANumber:
            continue
    return text, None


def _is_only_kind(text: str) -> bool:
    return text.strip(" ,.№").lower() in STREET_WORDS


def _split_settlement(text: str) -> tuple[str, StreetTitle]:
    """The settlement's key and the street. The last part is the street, one that names a settlement comes before it."""
    parts = [part.strip() for part in text.split(",") if part.strip(" .")]
    if len(parts) > 1 and _is_only_kind(parts[-1]):  # «Анисимова, ул.»
        parts[-2:] = [f"{parts[-2]}, {parts[-1]}"]
    if not parts:
        return "", StreetTitle(None, "")
    before = [*reversed(parts[:-1])]
    settlement = next((part for part in before if _names_settlement(part, is_last=False)), "")
    settlement = settlement or next(filter(_may_be_settlement, before), "")
    street = parts[-1]
    if _names_settlement(street) and (place := _street_within(street)):
        settlement, street = street[:place], street[place:]
    elif _names_settlement(street):
        whole, street = street, next((part for part in parts[:-1] if StreetTitle.read(part).kind), "")
        is_city = SettlementTitle.read(whole).kind == SettlementKind.CITY
        settlement = whole if street or not is_city else ""
    return settlement_key(settlement), StreetTitle.read(street)


def _names_settlement(part: str, *, is_last: bool = True) -> bool:
    """Whether it begins with a settlement's kind. In the last part a capital is an initial: «Д. Бедного»."""
    word = _WORD.match(part)
    if word is None or word.end() == len(part):
        return False
    said = word.group()
    is_known = said.rstrip(".").lower() in SETTLEMENT_WORDS
    return is_known and not (is_last and said[0].isupper() and len(said.rstrip(".")) == 1)


def _may_be_settlement(part: str) -> bool:
    """«Канаш, Ленина 15»: what stands before a street without a kind, and is no region, is taken for a settlement."""
    is_name = part[0].isalpha() and not any(map(str.isdigit, part))
    return is_name and StreetTitle.read(part).kind is None and _REGION.search(part) is None


def _street_within(part: str) -> int:
    """Where «ул. …» begins in «д. Н-Армязь ул. Советская»; 0 where nothing does."""
    places = [
        match.start() for match in _WORD.finditer(part) if match.group().rstrip(".").lower() in STREET_WORDS
    ]
    return next((place for place in places[:1] if place), 0)


def _kinds(text: str, kind: StreetKind | None) -> frozenset[StreetKind]:
    if kind is None:
        return frozenset()
    if kind == StreetKind.AVENUE and re.search(r"\bпр\b(?!-)", text, re.IGNORECASE):
        return frozenset({StreetKind.AVENUE, StreetKind.PASSAGE})
    return frozenset({kind})
