"""Which houses of a text belong to which of its streets: behind it, before it, further on in the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nasvyazi.domain.places import houses
from nasvyazi.domain.places.gazetteer import Gazetteer, Street
from nasvyazi.domain.places.houses import Found
from nasvyazi.domain.places.mentions import Mention
from nasvyazi.domain.places.towns import Elsewhere, named_settlements
from nasvyazi.domain.places.words import Words

_REACH = 80
"""Characters in which a house is looked for before a street and, in the same sentence, behind it."""
_STOPS = ("остановк", "остановоч", "маршрут")
_BEFORE_QUOTES = 4
"""Words before a quoted name among which that of a stop may be."""
_LATER = 250
"""Characters in which a further house belongs to a street that was named with a house."""
_CLOSE = 20
"""Characters behind a street whose kind is said in which a house is its own even if the register lacks it."""
_MOST_STREETS = 8
"""Streets of one name (in several settlements) that are looked at; the largest of them."""
_DWARFED = 10
"""Of a town and a village with so many times fewer houses people mean the town, where they name neither."""
_LINK = re.compile(
    r"\s*(?:дом[а-я]{0,3})?[\s,(«\"]*(?P<word>(?:по|на|от|у|в|во|вдоль)\s+)?(?:адресу)?[:\s«\"]*"
)
_NUMBER_BEFORE = re.compile(
    r"(?<![\d.:/-])(?P<number>\d{1,3}(?:/\d{1,3})?(?:-?(?![мй]\s+дом)[а-я](?![а-я]))?(?:\s?(?:к|корп\.?|корпус)\s?\d{1,2})?)"
    r"(?:\s?-?\s?(?:го|м|ом|ем|й))?(?:\s*(?P<word>дом(?:а|е|у|ом)?(?![а-я])))?\s*(?P<link>по|на)?[\s«\"]*$"
)
_SENTENCE_END = re.compile(r"[!?\n]|\.(?=\s+[А-ЯЁ])")
_Read = tuple[Street, list[Found]]


@dataclass(slots=True)
class Draft:
    """A mention with its place (characters), the streets that it may be (the likeliest first), and its houses."""

    mention: Mention
    start: int
    end: int
    streets: tuple[Street, ...]
    houses: list[Found] = field(default_factory=list)
    further: list[Found] = field(default_factory=list)
    """Houses of the register that are named later on, before any other street is."""
    is_anywhere: bool = False
    """Whether it may as well be the street of another settlement, which is not much smaller."""

    @property
    def reach(self) -> int:
        """Where it ends with its houses."""
        return max([self.end, *(house.end for house in self.houses)])

    @property
    def street(self) -> Street:
        """The likeliest one."""
        return self.streets[0]

    def choose(self, read: Sequence[_Read]) -> None:
        """Of streets with one name take the one that has the house, of several such the one with most houses."""
        if not read:
            return
        known = [one for one in read if any(house.known for house in one[1])]
        street, self.houses = max(known or read, key=lambda one: len(one[0].houses))
        rest = [other for other, _ in known] or self.streets
        self.streets = (street, *(other for other in rest if other.id != street.id))


def drafts(words: Words, mentions: Sequence[Mention], gazetteer: Gazetteer, abroad: Elsewhere) -> list[Draft]:
    """Mentions with their streets and houses; those in another town are left out.

    Streets of settlements that the text names go before others of the same name.
    """
    named = named_settlements(words, gazetteer)
    found: list[Draft] = []
    for mention in mentions:
        if _is_stop(words, mention):
            continue
        start, end = words.starts[mention.first], _end(words, mention)
        having = tuple(
            {street.id: street for name in mention.names for street in gazetteer.having[name]}.values()
        )
        local = tuple(street for street in having if street.settlement in named)
        found.append(Draft(mention, start, end, (local or having)[:_MOST_STREETS]))
    _attach_before(words, found)
    _attach_after(words, found)
    _attach_number_before(words, found)
    _attach_far(words, found)
    found = [one for one in found if not abroad.has(one.start, one.reach)]
    for one in found:
        one.is_anywhere = _is_anywhere(one, gazetteer)
    return found


def _is_anywhere(draft: Draft, gazetteer: Gazetteer) -> bool:
    own = draft.street.settlement
    return any(
        other.settlement != own and gazetteer.sizes[other.settlement] * _DWARFED >= gazetteer.sizes[own]
        for other in draft.streets[1:]
    )


def _end(words: Words, mention: Mention) -> int:
    """Where it ends; the full stop of a kind behind the name is its own: «Пристанционная ул., 3»."""
    behind = mention.last + 1
    is_short = mention.head < mention.last and words.at(behind) == "." and words.kind_at(mention.last)
    return words.ends[behind if is_short else mention.last]


def _is_stop(words: Words, mention: Mention) -> bool:
    """«остановка Мира», «остановка общественного транспорта "Улица Мира"»: no house there is of that street."""
    left = words.left_of(mention.first)
    is_quoted = words.at(mention.first - 1) in {'"', "«", "“"}
    near = [words.at(left - step) for step in range(_BEFORE_QUOTES if is_quoted else 1)]
    return any(word == "ост" or word.startswith(_STOPS) for word in near)


def _attach_before(words: Words, found: Sequence[Draft]) -> None:
    """«дом 49 по Минской», «дома 5, 7 ул. Мира»; «Ленина, дом 5, Мира» is Lenin's."""
    previous: Draft | None = None
    for draft in found:
        since = max(previous.end if previous else 0, draft.start - _REACH)
        is_free = previous is None or bool(previous.houses)
        markers = houses.markers(words.text, since, draft.start)
        read: list[_Read] = []
        for street in draft.streets if markers else ():
            for marker in markers:
                numbers = houses.numbers_at(words.text, marker.number, street, word=marker.word)
                link = _link(words.text, numbers, draft.start)
                between = words.text[since : marker.start].strip(' ,"»')
                if link and (link["word"] or is_free or between):
                    read.append((street, numbers))
                    break
        draft.choose(read)
        previous = draft


def _link(text: str, numbers: Sequence[Found], begin: int) -> re.Match[str] | None:
    """What stands between a house and the street behind it, if that joins them."""
    end = numbers[-1].end if numbers else begin + 1
    return _LINK.fullmatch(text, end, begin) if end <= begin else None


def _attach_after(words: Words, found: Sequence[Draft]) -> None:
    """«Минская 49, 51 и 53», «Лебедева, д. 25А»; not what stands before the next street."""
    taken = {house.start for draft in found for house in draft.houses}
    for draft in found:
        if draft.houses:
            continue
        read: list[_Read] = []
        for street in draft.streets:
            numbers = houses.after(words.text, draft.end, street)
            read.append((street, [house for house in numbers if house.start not in taken]))
        draft.choose(read)
        taken.update(house.start for house in draft.houses)


def _attach_number_before(words: Words, found: Sequence[Draft]) -> None:
    """«48 по Московскому проспекту», «в 12-м доме по Минской»: a house of the register, and none stands behind."""
    since = 0
    for draft in found:
        window = max(since, draft.start - _REACH)
        match = _NUMBER_BEFORE.search(words.text[window : draft.start])
        since = draft.reach
        if draft.houses or match is None or not (match["word"] or match["link"]):
            continue
        read: list[_Read] = []
        for street in draft.streets:
            numbers = houses.numbers_at(
                words.text, window + match.start("number"), street, word=match["word"] or ""
            )
            if numbers and numbers[0].known:
                read.append((street, numbers[:1]))
        draft.choose(read)


def _attach_far(words: Words, found: Sequence[Draft]) -> None:
    """«на бульваре Мира, около магазина и дома №14», «Мира 52. Между домами 52 и 54 узкий проезд».

    A street alone is taken further in its sentence only; with a house it is what the next sentences speak of, too.
    """
    taken = {house.start for draft in found for house in draft.houses}
    for index, draft in enumerate(found):
        end = draft.reach
        last = found[index + 1].start if index + 1 < len(found) else len(words.text)
        last = min(last, end + (_LATER if draft.houses else _REACH))
        if draft.mention.name.is_village:
            last = words.next_kind(draft.mention.last, last)
        earlier: list[houses.Marker] = []
        if not draft.houses:
            earlier = _markers_earlier(words, found[index - 1].end if index else 0, draft.start)
            if stop := _SENTENCE_END.search(words.original, end, last):
                last = stop.start()
        for marker in [*earlier, *houses.markers(words.text, end, last)]:
            numbers = houses.numbers_at(words.text, marker.number, draft.street, word=marker.word)
            is_close = not draft.houses and draft.mention.kind and 0 <= marker.start - end <= _CLOSE
            draft.further += [one for one in numbers if (one.known or is_close) and one.start not in taken]
        taken.update(house.start for house in draft.further)


def _markers_earlier(words: Words, since: int, begin: int) -> list[houses.Marker]:
    """«у дома 5 на перекрёстке с улицей Мира»: markers before a street in its sentence."""
    since = max(since, begin - _REACH)
    ends = [stop.end() for stop in _SENTENCE_END.finditer(words.original, since, begin)]
    return houses.markers(words.text, max([since, *ends]), begin)
