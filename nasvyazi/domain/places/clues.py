"""What speaks for a street where a text has words of its name, what makes it doubtful, and how sure one may be.

The weights are not probabilities of any one town: they order what was found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.attaching import Draft
from nasvyazi.domain.places.mentions import Mention
from nasvyazi.domain.places.stems import stem
from nasvyazi.domain.places.unknown import Unknown
from nasvyazi.domain.places.words import Words

LEAST = 0.45
"""Confidence below which a street is not spoken of."""


class Clue(models.TextChoices):
    """Why an address was found, and what makes it doubtful."""

    KIND = "kind", _("the kind of street is said")
    HOUSE = "house", _("a house of the register stands beside it")
    HOUSE_WORD = "house_word", _("the number is called a house")
    FAR_HOUSE = "far_house", _("the house is named further on")
    UNKNOWN_HOUSE = "unknown_house", _("the register has no such house")
    WHOLE_NAME = "whole_name", _("the name stands in full")
    PLACE = "place", _("“at” or “along” stands before it")
    ADDRESS = "address", _("“at the address” stands before it")
    CROSSING = "crossing", _("a crossing is spoken of")
    LIST = "list", _("it stands beside another street")
    CAPITAL = "capital", _("it begins with a capital letter")
    MISSPELT = "misspelt", _("the name is misspelt")
    OTHER_FORM = "other_form", _("the name stands in an unusual form")
    OTHER_KIND = "other_kind", _("the register has the street under another kind")
    OTHER_NAME = "other_name", _("it is a former or an unofficial name")
    SEVERAL = "several", _("several streets have that name")
    ANYWHERE = "anywhere", _("streets of several settlements have that name")
    ELSEWHERE = "elsewhere", _("a settlement is named that the register does not have")
    COUNTED = "counted", _("the number may say how many of something there are")


_FOR = {
    Clue.KIND: 0.8,
    Clue.HOUSE: 0.75,
    Clue.HOUSE_WORD: 0.4,
    Clue.FAR_HOUSE: 0.3,
    Clue.UNKNOWN_HOUSE: 0.5,
    Clue.WHOLE_NAME: 0.3,
    Clue.PLACE: 0.5,
    Clue.ADDRESS: 0.7,
    Clue.CROSSING: 0.6,
    Clue.LIST: 0.6,
    Clue.CAPITAL: 0.15,
}
"""How much each clue alone speaks for an address; together 1 − Π(1 − weight)."""
_AGAINST = {
    Clue.UNKNOWN_HOUSE: 0.8,
    Clue.FAR_HOUSE: 0.95,
    Clue.MISSPELT: 0.85,
    Clue.OTHER_FORM: 0.8,
    Clue.OTHER_KIND: 0.85,
    Clue.OTHER_NAME: 0.9,
    Clue.SEVERAL: 0.65,
}
"""What is left of the confidence where a clue makes an address doubtful."""
_ASKED = frozenset((Clue.ANYWHERE, Clue.ELSEWHERE, Clue.COUNTED))
_ASKED_AT_MOST = 0.59
"""Where it may as well be another place no word makes it sure: below `appeals.guesses.SURE_PLACE` one is asked."""
_ALONG = frozenset(("на", "по", "вдоль"))
_WITHIN = frozenset(("в", "во", "из", "под", "около"))
"""Prepositions that stand before a village."""
_SIDES = ("четн", "нечетн")
"""What is said of a street behind its name: «Кутузова, чётная сторона»."""
_COMPLAINED = ("жал", "пожал")
"""On persons: «жалоба на Лебедева»."""
_FROM = frozenset(("от", "до", "с", "к", "за"))
"""Prepositions that stand before persons as well: they say a place only before an adjective."""
_CROSSING = ("угол", "углу", "перекрест", "пересечени")
_PAUSES = frozenset(",.;!?\n")
_CLAUSE = 6
"""Words within which a crossing is spoken of."""
_OBJECTS = (
    *("парк", "сквер", "рощ", "мост", "район", "кладбищ", "рынок", "рынк", "стадион", "памятник", "бюст"),
    *(
        "школ",
        "гимнази",
        "лице",
        "садик",
        "детсад",
        "больниц",
        "поликлиник",
        "храм",
        "церк",
        "завод",
        "фабрик",
    ),
    *("магазин", "кафе", "кинотеатр", "театр", "музе", "библиотек", "автобус"),
    *("имени", "фамили", "депутат", "господин", "жалоб", "врач", "директор", "праздник"),
)
"""Beginnings of words behind which a name is that of a thing, a person or a day: «парк Победы», «депутат Лебедева»."""
_OBJECTS_WHOLE = frozenset(("тц", "трц", "жк", "ук", "им", "день", "дня", "днем"))
_REGIONS = ("район", "микрорайон", "посел", "округ", "област")
"""What an adjective belongs to, whatever stands before it: «по улицам Московского района»."""
_ADDRESS = re.compile(r"адрес[уа]?\s*:?[\s«\"]*(?:г\.?\s*[а-я-]+\s*,?\s*)?$")
_ADDRESS_REACH = 40
_JOINED = re.compile(r"[»\"]?[^\S\n]{0,3}(?:(?:и|,|-|–|—|/|до|с|со)(?:[^\S\n]{1,3}до)?)?[^\S\n]{0,3}[«\"]?")
_ONE = ("е", "ии", "ости", "асти", "щади", "ночи", "двери", "череди")
"""Ends of a noun behind «на новой»: «аллее», «территории», «площади»; «ямы» and «отключили» are none of it."""
_AGREEING = {
    "ой": _ONE,
    "го": ("а", "я"),
    "ую": ("у", "ю", "ь"),
    "му": ("у", "ю"),
    "ом": ("е", "ии"),
    "ем": ("е", "ии"),
    "ым": ("ам", "ям", "ом", "ем"),
    "им": ("ам", "ям", "ом", "ем"),
}
"""The end of an adjective → the ends that its noun has."""
_MANY = ("ие", "ые")
"""Ends of what is no noun to one of them: «на Гражданской большие ямы»."""
_NO_NOUN = frozenset(
    [
        "не",
        "и",
        "или",
        "уже",
        "все",
        "где",
        "у",
        "после",
        "около",
        "очень",
        "совсем",
        "также",
        "вообще",
        "даже",
        "давно",
        "возле",
        "еще",
        "на",
        "же",
        "ли",
        "до",
        "по",
        "от",
        "к",
        "ни",
    ]
)


def confidence(clues: Collection[Clue]) -> float:
    """How sure an address is, 0 … 1, to two digits."""
    doubt = math.prod(1 - _FOR.get(clue, 0) for clue in clues)
    found = round((1 - doubt) * math.prod(_AGAINST.get(clue, 1) for clue in clues), 2)
    return found if _ASKED.isdisjoint(clues) else min(found, _ASKED_AT_MOST)


def clues_of(words: Words, drafts: Sequence[Draft], unknown: Unknown) -> list[set[Clue]]:
    """The clues of each draft; none for what names a park, a person.

    Only where a street would be sure it is looked whether a settlement is named for it that the register does not have.
    """
    found = [set() if _is_thing(words, draft) else _alone(words, draft) for draft in drafts]
    _follow_lists(words, drafts, found)
    for draft, clues in zip(drafts, found, strict=True):
        if confidence(clues) > _ASKED_AT_MOST and unknown.has(draft.mention.first, draft.start, draft.reach):
            clues.add(Clue.ELSEWHERE)
    return found


def _alone(words: Words, draft: Draft) -> set[Clue]:
    mention = draft.mention
    left = words.left_of(mention.first)
    is_known = any(house.known for house in draft.houses)
    is_said = any(house.is_said for house in draft.houses)
    says = {
        Clue.KIND: mention.kind is not None,
        Clue.HOUSE: is_known,
        Clue.HOUSE_WORD: is_said,
        Clue.FAR_HOUSE: bool(draft.further) and not draft.houses,
        Clue.UNKNOWN_HOUSE: bool(draft.houses) and not is_known,
        Clue.WHOLE_NAME: mention.pieces > 0,
        Clue.PLACE: _is_place(words, left, mention),
        Clue.ADDRESS: bool(_ADDRESS.search(words.text[max(0, draft.start - _ADDRESS_REACH) : draft.start])),
        Clue.CROSSING: _is_crossing(words, left, mention),
        Clue.CAPITAL: words.is_capital(mention.head) or words.is_capital(mention.first),
        Clue.MISSPELT: mention.is_misspelt,
        Clue.OTHER_FORM: not mention.is_own_form,
        Clue.OTHER_KIND: mention.kind is not None and not mention.is_own_kind,
        Clue.OTHER_NAME: mention.name.is_other,
        Clue.SEVERAL: len(draft.streets) > 1,
        Clue.ANYWHERE: draft.is_anywhere,
    }
    return {clue for clue, is_so in says.items() if is_so}


def _is_name(words: Words, mention: Mention) -> bool:
    """Whether it is written as a name is: its own form, a capital; whoever writes none writes «на гагарина»."""
    is_nobodys = not mention.name.gender or stem(mention.name.head).endswith(
        "ск"
    )  # «на новой» may be anything
    is_so_written = words.is_capital(mention.head) or (words.is_careless and is_nobodys)
    return mention.is_own_form and is_so_written


def _is_crossing(words: Words, left: int, mention: Mention) -> bool:
    """«на углу Мира», «между Мира и Ленина», «перекрёсток Новой и Минской»: the word stands in the same clause."""
    if words.at(left).startswith(_CROSSING):
        return mention.is_own_form
    if not _is_name(words, mention):
        return False
    clause = [words.at(index) for index in range(left, max(left - _CLAUSE, -1), -1)]
    pause = next((index for index, word in enumerate(clause) if word in _PAUSES), None)
    following = [words.at(index) for index in range(mention.last + 1, mention.last + 1 + _CLAUSE)]
    stop = next((index for index, word in enumerate(following) if word in _PAUSES), None)
    near = (*clause[:pause], *following[:stop])
    return words.at(left) == "между" or any(word.startswith(_CROSSING) for word in near)


def _is_place(words: Words, left: int, mention: Mention) -> bool:
    """«на Минской», «по Гагарина», «от Минской», and not «на Новой аллее», «по Московскому району», «от Гагарина»."""
    before = words.at(left)
    if words.at(left - 1).startswith(_COMPLAINED):
        return False
    if mention.name.is_village:
        return before in _WITHIN and words.is_capital(mention.head)
    following = words.at(mention.last + 1)
    if following.startswith(_SIDES) or (following == "," and words.at(mention.last + 2).startswith(_SIDES)):
        return _is_name(words, mention)
    is_from = before in _FROM and mention.name.gender and words.is_capital(mention.head)
    if before not in _ALONG and not is_from:
        return False
    if not _is_name(words, mention) or not following.isalpha():
        return _is_name(words, mention)
    agreeing = _AGREEING.get(words.words[mention.head][-2:], ())
    is_noun = following.endswith(agreeing) and not (following in _NO_NOUN or following.endswith(_MANY))
    return not words.is_capital(mention.last + 1) and not (mention.name.gender and is_noun)


def _is_thing(words: Words, draft: Draft) -> bool:
    """Whether the name is that of a thing or a person, where neither a house nor a kind says that it is a street."""
    mention = draft.mention
    if mention.name.gender and words.at(mention.last + 1).startswith(_REGIONS):
        return True
    is_before = bool(draft.houses) and draft.houses[-1].end <= draft.start
    if mention.name.gender and mention.kind is None and is_before and not words.is_capital(mention.head):
        return words.at(mention.last + 1).isalpha()  # «дом № 43, детский садик»
    left = words.left_of(mention.first)
    is_housed = any(house.known for house in draft.houses)
    before = words.at(left)
    is_thing = before in _OBJECTS_WHOLE or before.startswith(_OBJECTS)
    return is_thing and not is_housed and mention.kind is None


def _follow_lists(words: Words, drafts: Sequence[Draft], found: list[set[Clue]]) -> None:
    """«угол Мира и Ленина», «по улицам Мира, Ленина и Гагарина»: a sure street vouches for the one beside it."""
    joined = []
    for index, (first, second) in enumerate(pairwise(drafts)):
        is_corner = _is_corner(words, first, second)
        if not is_corner and not (found[index] and found[index + 1]):
            continue
        if is_corner or _is_stretch(words, first, second):
            found[index].add(Clue.CROSSING)
            found[index + 1].add(Clue.CROSSING)
        end = max([first.end, *(house.end for house in first.houses if house.end <= second.start)])
        if _JOINED.fullmatch(words.text, end, second.start):
            joined.append(index)
    for sure, other in (*((i, i + 1) for i in joined), *((i + 1, i) for i in reversed(joined))):
        mention = drafts[other].mention
        may_be_date = mention.name.has_number  # «8 марта»
        is_genitive = mention.is_own_form and not mention.name.gender and not may_be_date
        is_name = _is_name(words, mention) or is_genitive
        if is_name and confidence(found[sure]) >= LEAST:
            found[other].add(Clue.LIST)


def _is_corner(words: Words, first: Draft, second: Draft) -> bool:
    """«к.маркса/дзержинского»: two names with nothing but a stroke between are the streets of a crossing."""
    return words.text[first.end : second.start].strip() == "/" and all(
        _is_name(words, one.mention) and not _is_thing(words, one) for one in (first, second)
    )


def _is_stretch(words: Words, first: Draft, second: Draft) -> bool:
    """«от Короленко до Мира»: each alone might be anybody."""
    return (
        words.at(words.left_of(first.mention.first)) in {"от", "с"}
        and words.text[first.end : second.start].strip(' «"') == "до"
        and _is_name(words, first.mention)
        and _is_name(words, second.mention)
    )
