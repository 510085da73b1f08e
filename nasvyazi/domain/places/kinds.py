"""Kinds of streets and settlements, with every word by which people and registers call them.

Sources: the kinds of ГАР (AS_ADDR_OBJ_TYPES) that occur in towns; the short forms of order 171н of
the Ministry of Finance of 5 November 2015, and those that people really write.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StreetKind(models.TextChoices):
    """What a street is called; a quarter and a micro-district stand where others have a street."""

    STREET = "street", _("street")
    LANE = "lane", _("lane")
    AVENUE = "avenue", _("avenue")
    BOULEVARD = "boulevard", _("boulevard")
    PASSAGE = "passage", _("passage")
    HIGHWAY = "highway", _("highway")
    ROAD = "road", _("road")
    SQUARE = "square", _("square")
    EMBANKMENT = "embankment", _("embankment")
    DEAD_END = "dead_end", _("dead end")
    ALLEY = "alley", _("alley")
    LINE = "line", _("line")
    DESCENT = "descent", _("descent")
    ESTATE = "estate", _("micro-district")
    QUARTER = "quarter", _("quarter")
    GARDENS = "gardens", _("gardens")
    TERRITORY = "territory", _("territory")
    SETTLEMENT = "settlement", _("settlement without streets")
    """Where houses stand right in a village: its own title stands where others have a street."""


class SettlementKind(models.TextChoices):
    """What a settlement is called."""

    CITY = "city", _("city")
    TOWNSHIP = "township", _("township")
    VILLAGE = "village", _("village")
    HAMLET = "hamlet", _("hamlet")
    STATION = "station", _("station")
    FARMSTEAD = "farmstead", _("farmstead")
    STANITSA = "stanitsa", _("stanitsa")
    AUL = "aul", _("aul")
    SLOBODA = "sloboda", _("sloboda")
    OUTLYING = "outlying", _("outlying hamlet")
    SIDING = "siding", _("railway siding")
    PLACE = "place", _("settlement")


SHORT: dict[str, str] = {
    "street": "ул.",
    "lane": "пер.",
    "avenue": "пр-т",
    "boulevard": "б-р",
    "passage": "пр-д",
    "highway": "ш.",
    "road": "дор.",
    "square": "пл.",
    "embankment": "наб.",
    "dead_end": "туп.",
    "alley": "аллея",
    "line": "линия",
    "descent": "спуск",
    "estate": "мкр.",
    "quarter": "кв-л",
    "gardens": "СНТ",
    "territory": "тер.",
    "settlement": "",
    "city": "г.",
    "township": "пос.",
    "village": "с.",
    "hamlet": "д.",
    "station": "ст.",
    "farmstead": "х.",
    "stanitsa": "ст-ца",
    "aul": "аул",
    "sloboda": "сл.",
    "outlying": "высел.",
    "siding": "рзд.",
    "place": "нп",
}
"""How a kind is written before a name, in Russian: addresses are data, they are not translated."""


def titled(kind: str, name: str) -> str:
    """A street or a settlement as an address names it: «ул. Минская», «д. Пески»."""
    return f"{SHORT[kind]} {name}".lstrip()


def address(kind: str, name: str, settlement: str, number: str) -> str:
    """A street with its house and, where it has to be said, its settlement; a village's own name says that itself."""
    before = (settlement,) if settlement and kind != StreetKind.SETTLEMENT else ()
    return ", ".join((*before, titled(kind, name), *((number,) if number else ())))


STREET_WORDS: dict[str, StreetKind] = {
    word: kind
    for kind, words in {
        StreetKind.STREET: "ул улица улицы улице улицу улицей улиц улицам улицах улицами у",
        StreetKind.LANE: "пер переулок переулка переулке переулку переулком переулки переулков переулках",
        StreetKind.AVENUE: "пр-т пр-та пр-ту пр-те просп пр-кт пр-кта пр-кту пр-кте пр "
        "проспект проспекта проспекте проспекту проспектом проспекты",
        StreetKind.BOULEVARD: "б-р бул бульвар бульвара бульваре бульвару бульваром б-ре б-ра б-ру б-ром бр",
        StreetKind.PASSAGE: "пр-д пр-да пр-ду пр-де проезд проезда проезде проезду проездом проезды проездов",
        StreetKind.HIGHWAY: "ш шоссе",
        StreetKind.ROAD: "дор дорога",
        StreetKind.SQUARE: "пл площадь площади площадью",
        StreetKind.EMBANKMENT: "наб набережная набережной набережную",
        StreetKind.DEAD_END: "туп тупик тупика тупике",
        StreetKind.ALLEY: "аллея аллеи аллее аллею",
        StreetKind.LINE: "линия линии линию линией",
        StreetKind.DESCENT: "спуск спуска спуске",
        StreetKind.ESTATE: "мкр мкрн мкр-н м-н мк-н мкн микр "
        "микрорайон микрорайона микрорайоне микрорайону микрорайоны",
        StreetKind.QUARTER: "кв-л квл квартал квартала квартале кварталу кварталы кварталов",
        StreetKind.GARDENS: "снт днт сот сдт тсн садоводство садоводства",
        StreetKind.TERRITORY: "тер территория",
    }.items()
    for word in words.split()
}
"""A word without its full stop → the kind. «пр» is read as an avenue, a passage where only that exists."""

SETTLEMENT_WORDS: dict[str, SettlementKind] = {
    word: kind
    for kind, words in {
        SettlementKind.CITY: "г гор город города городе городу",
        SettlementKind.TOWNSHIP: "п пос пгт посёлок поселок посёлка поселка посёлке поселке рп",
        SettlementKind.VILLAGE: "с село села селе",
        SettlementKind.HAMLET: "д дер деревня деревни деревне деревню",
        SettlementKind.STATION: "ст станция станции",
        SettlementKind.FARMSTEAD: "х хут хутор хутора хуторе",
        SettlementKind.STANITSA: "ст-ца станица станицы станице станицу",
        SettlementKind.AUL: "аул аула ауле",
        SettlementKind.SLOBODA: "сл слобода слободы слободе слободу",
        SettlementKind.OUTLYING: "высел выселки выселок",
        SettlementKind.SIDING: "рзд ж/д_рзд разъезд разъезда разъезде",
        SettlementKind.PLACE: "нп",
    }.items()
    for word in words.split()
}
