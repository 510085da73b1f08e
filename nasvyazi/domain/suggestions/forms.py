"""In what forms dates, addresses, telephones, sums and numbers stand in answers, and which blank takes their place.

They are tried in this order, each on what those before it have left over; a digit that no form knows becomes a blank
all the same. Every repetition has an end, so that no text takes long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DATE, TIME, SPAN = "дата", "время", "срок"
ADDRESS, PHONE, MAIL, LINK = "адрес", "телефон", "почта", "ссылка"
SUM, NUMBER, ANY = "сумма", "номер", "число"
NAME, PERSONAL = "имя", "сведения"


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern, and the name of the blank that takes its place; "" = it may stay as it is."""

    name: str
    pattern: re.Pattern[str]


def _form(name: str, *patterns: str, flags: int = re.IGNORECASE) -> Form:
    return Form(name, re.compile("|".join(patterns), flags))


_DASH = "[-\u2010-\u2015]"
_GAP = r"[\s\-\u2010-\u2015]"
_MONTH = (
    r"(?:январ[яьею]|феврал[яьею]|март[ае]?|апрел[яьею]|ма[яйею]|июн[яьею]|июл[яьею]|август[ае]?|сентябр[яьею]"
    r"|октябр[яьею]|ноябр[яьею]|декабр[яьею])\b"
)
_YEAR = r"(?:\s{0,2}(?:\d{4}|\d{2})?\s{0,2}(?:год[ау]?\b|гг?\.)|\s\d{4}\b)?"
_DAY = r"\d{1,2}(?:-?(?:го|е|ого|му))?"
_DAYS = rf"(?<!\d){_DAY}(?:\s?(?:{_DASH}|,|и|по|до)\s?{_DAY}){{0,6}}"
_WEEKDAY = r"(?:понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)\w{0,2}\b"
_PERIOD = r"(?:дня|суток|недели|месяца|квартала|полугодия|года|лета|зимы|весны|осени)\b"
_HOURS = r"(?:час\w{0,2}|ч\b\.?)"
_CLOCK = r"(?:[01]?\d|2[0-3])[:.][0-5]\d"
_AMOUNT = r"\d[\d\s.,]{0,20}"
_MANY = r"(?:тыс\w*\.?|млн\.?|млрд\.?|миллион\w*|миллиард\w*)"

_ROAD = (
    r"(?i:ул\.|улиц(?:а|е|у|ы|ей|ах)|пр-к?т\.?|пр\.|просп\.|проспект(?:у|а|е|ом)?|пер\.|переул(?:ок|ка|ке|ку|ком)|б-р\.?|бул\."
    r"|бульвар(?:а|у|е|ом)?|наб\.|набережн(?:ая|ой|ую)|шоссе|ш\.|пл\.|площад(?:ь|и|ью)|мкрн?\.?|мкр-н|микрорайон(?:а|у|е)?"
    r"|тракт(?:а|у|е)?|проезд(?:а|у|е)?|туп\.|тупик(?:а|у|е)?|кв-л|квартал(?:а|у|е)?|пос\.|посел(?:ок|ка|ке)|дер\."
    r"|деревн(?:я|е|и|ю)|с\.|село|селе|села|снт|алле[яеи])"
)
_PROPER = (
    r"(?:\d{1,3}[ -](?:я|й|ая|ой|лет|летия|го) )?(?:[А-ЯЁ]\.\s?){0,2}"
    r"[«\"]?[А-ЯЁ][а-яё]+(?:[- ][А-ЯЁ][а-яё]+){0,3}[»\"]?"
)
_WITHIN = (
    r"(?:корп(?:ус\w{0,2}|\.)|стр(?:оени\w{1,2}|\.)|лит(?:ер\w|\.)|кв(?:артир\w{1,3}|\.)|под(?:ъезд\w{0,3}|\.)|офис\w{0,2}|оф\."
    r"|каб(?:инет\w{0,2}|\.)|к\.)"
)
_WITHIN_HOUSE = rf"(?i:{_WITHIN})\s?(?:№\s?)?[\dА-Яа-я]{{1,4}}\b"
_HOUSE_WORD = r"(?i:д(?:ом(?:а|у|е|ом|ов|ам|ах|ами)?|\.)|вл\.)"
_HOUSE = (
    rf"(?:{_HOUSE_WORD}\s?)?(?:№\s?)?\d{{1,4}}(?:\s?[/-]\s?\d{{1,4}})?(?:[А-Яа-я]\b|\s[А-ЗК-Я]\b)?(?:[кс]\d{{1,2}})?"
    rf"(?:,?\s?{_WITHIN_HOUSE}){{0,4}}"
)
_HOUSES = rf"(?<!\d){_HOUSE}(?:\s?(?:,|и)\s?{_HOUSE}){{0,20}}(?!\d)"
_NO_NAME = r"(?!(?:На|По|Во|Со|До|От|Из|Об|За|Про|Для|При|Над|Под|Ваш\w{0,4}|Дом\w{0,2})\b)"

ORDINAL = re.compile(r"^[ \t]*\d{1,2}(?:[.)]|\ufe0f?\u20e3)(?=\s?[^\W\d])", re.MULTILINE)
"""«1.», «2)», «3️⃣» before a point of a list: it becomes a dash."""
TELEPHONE = re.compile(
    rf"(?<![\d/.])(?:(?:\+\s?7|8){_GAP}?\(?\d{{3,5}}\)?{_GAP}{{0,2}}\d{{1,3}}(?:{_GAP}?\d{{2}}){{2}}"
    rf"|\(\d{{3,5}}\)\s?\d{{1,3}}(?:{_GAP}?\d{{2}}){{2}}|\d{{3}}{_GAP}?\d{{3}}{_GAP}\d{{2}}{_GAP}?\d{{2}}"
    rf"|\d{{1,3}}{_DASH}\d{{2}}{_DASH}\d{{2}})(?![\d/])"
)
FORMS = (
    _form(MAIL, r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}"),
    _form(
        LINK,
        r"(?:https?://)?\b(?:m\.)?(?:vk\.com|vk\.ru|ok\.ru|t\.me|max\.ru)/[^\s,;)»\"]+",
        r"(?:https?://|www\.)[^\s,;)»\"\d]*\d[^\s,;)»\"]*",
        r"(?<![\w@])@\w{3,64}",
        r"\[(?:id|club|public)\d+\|[^\]\n]{0,100}\]",
    ),
    Form(PHONE, TELEPHONE),
    _form(
        DATE,
        r"(?<!\d)\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?!\d)(?:\s?(?:года?\b|г\.))?",
        r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)",
        r"(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?!\.?\d)",
        rf"{_DAYS}\s?{_MONTH}{_YEAR}",
        rf"\b{_MONTH}{_YEAR}",
        rf"(?<!\d)(?:19|20)\d{{2}}(?:\s?{_DASH}\s?(?:19|20)?\d{{2}})?\s?(?:год\w{{0,2}}\b|гг?\.)",
        r"\b(?:I{1,3}|IV|[1-4])(?:-?(?:й|м|го|ом))?\s+квартал\w{0,2}\b",
        *(rf"(?<=\b{before} ){_WEEKDAY}" for before in ("в", "во", "до", "к", "с", "со", "на")),
        r"\b(?:послезавтра|позавчера|сегодня|завтра|вчера)\b",
        rf"\bконца\s+(?:\w+\s+)?{_PERIOD}",
        r"\bна\s+(?:этой|следующей|прошлой|текущей|будущей)\s+неделе\b",
    ),
    _form(
        TIME,
        rf"(?<![\d.]){_CLOCK}(?:\s?{_DASH}\s?{_CLOCK})?(?!\.?\d)(?:\s?{_HOURS})?",
        rf"(?<=\b[сдквосСДКВ] )\d{{1,2}}(?:\s(?:до|по)\s\d{{1,2}})?\s?(?:{_HOURS}|утра\b|вечера\b|дня\b|ночи\b)",
    ),
    _form(SUM, rf"{_AMOUNT}{_MANY}?\s?(?:руб\w*\.?|₽|р\.|коп\w*\.?)", rf"{_AMOUNT}{_MANY}"),
    _form(
        SPAN,
        rf"(?<!\d)\d{{1,4}}(?:\s?{_DASH}\s?\d{{1,4}})?(?:-?(?:х|ти|и))?\s(?:(?:рабоч|календарн)\w{{1,3}}\s)?"
        r"(?:дн\w{1,3}|день|сут\w{2,4}|час\w{0,2}|минут\w?|недел\w{1,2}|месяц\w{0,2}|лет|год\w?)\b",
    ),
    _form(
        ADDRESS,
        rf"{_HOUSES}\s(?:по|на)\s{_ROAD}\s?{_PROPER}",
        rf"(?<![А-Яа-яЁё]){_ROAD}\s?{_PROPER}(?:\s?,?\s?{_HOUSES})?",
        rf"\b{_NO_NAME}{_PROPER}\s{_ROAD}(?![А-Яа-яЁё])(?:\s?,?\s?{_HOUSES})?",
        rf"\b[А-ЯЁ][а-яё]+(?:ая|ой|ую|ого|ина|ова|ева)\s?,?\s{_HOUSES}",
        rf"(?<![А-Яа-яЁё])(?:{_HOUSE_WORD}|(?i:{_WITHIN}))\s?{_HOUSES}",
        flags=0,
    ),
    # The emergency services, the same in the whole country: 112 (Government decree No. 958 of 2011), 101 … 104.
    _form(
        "",
        r"\b(?:телефон\w{0,3}|тел\.?|по\s+номеру|звон\w{2,5}|набер\w{2,4}|служб\w{1,3})[\s:]{1,2}(?:0[1-4]|10[1-4])(?!\d)",
        r"(?<!\d)112(?!\d)",
    ),
    _form(
        NUMBER,
        r"(?:№|\bN)\s?[\w/\-.]{0,30}\d[\w/\-]{0,30}",
        r"\b\w{0,20}\d\w{0,20}[/-][\w/-]{1,20}\b",
        r"\d{5,}",
    ),
    _form(ANY, r"\d+(?:[.,]\d+)?"),
)
