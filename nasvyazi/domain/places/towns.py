"""Whether a text speaks of another town, and of which of our settlements."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection

from nasvyazi.domain.places.gazetteer import Gazetteer
from nasvyazi.domain.places.stems import stem
from nasvyazi.domain.places.words import Words

_LARGE = (
    "москве|казани|самаре|уфе|перми|воронеже|тюмени|саратове|рязани|твери|пензе|калуге|туле|сочи|краснодаре|ростове"
    "|барнауле|ярославле|владивостоке|тольятти|костроме|вологде|владимире|питере|хабаровске|кемерово"
)
"""Large towns of Russia whose names do not show that they are towns, as they stand behind «в»."""
_TOWN = re.compile(
    r"\b(?:г|гор|город|города|городе|городу)\b\.?[^\S\n]*(?P<said>[^\W\d_]{3,})"
    rf"|\b(?:в|во|из|под)\s+(?P<formed>[^\W\d_]{{3,}}(?:ск|ске|ска|град|граде|града|бург|бурге|бурга)|{_LARGE})\b"
    r"|\b(?P<bare>[^\W\d_]{3,}(?:ск|град|бург))(?=\s*,)"
)
"""«г. Канаш», «в городе Канаш»; «в Канашске», «Канашск, …»: a name in -ск, -град, -бург is a town's by itself."""
_NO_TOWN = re.compile(r"(?:\b[12]\d{3}\s?|[«\"“])$")
"""What stands before «2018 г. Просим», «"Город чудес"»."""
_END = re.compile(r"[!?\n]|\.(?=\s+[А-ЯЁ])")
_YEAR = 6
"""Characters that a year takes, with what may stand before and behind it."""
_SENTENCE = 400
"""Characters that the longest sentence is taken to have."""
BESIDE = re.compile(
    r"(?:[\s,(]++|\.\s|-\d{1,4}\b|\b(?:кв|квартира|под|подъезд|эт|этаж)\b\.?\s?№?\s?\d{1,4}){0,12}"
)
"""What may stand between an address and the town that is named behind it: «Советская 5, кв. 12, г. Канаш»."""


class Elsewhere:
    """The stretches of a text that are in a town which is not of the register: from its name to the sentence's end.

    There are none where the register does not say in which settlements its streets lie.
    """

    def __init__(self, words: Words, gazetteer: Gazetteer, streets: Collection[int]) -> None:
        """At the characters `streets` words of streets begin, which are no towns: «Розы Люксембург, д. 2»."""
        self._text = words.text
        self.firsts: list[int] = []
        """Where they begin."""
        self._lasts: list[int] = []
        if not gazetteer.settlements:
            return
        ours = tuple(words[0][0] for words in gazetteer.settlements.values())
        for match in _TOWN.finditer(words.text):
            group = match.lastgroup or 0
            begin = match.start(group)
            is_no_town = begin in streets or _NO_TOWN.search(
                words.text, max(0, match.start() - _YEAR), match.start()
            )
            if words.original[begin].isupper() and not is_no_town:
                self._meet(words, match.start(), match.end(), is_ours=match[group].startswith(ours))

    def has(self, start: int, end: int) -> bool:
        """Whether the characters `start` … `end` lie there, or right before it: «Советская 5, г. Канаш»."""
        index = bisect_right(self.firsts, start)
        if index and start < self._lasts[index - 1]:
            return True
        following = self.firsts[index : index + 1]
        return any(end <= first and BESIDE.fullmatch(self._text, end, first) for first in following)

    def _meet(self, words: Words, first: int, last: int, *, is_ours: bool) -> None:
        is_inside = bool(self._lasts) and first < self._lasts[-1]
        if is_ours and is_inside:
            self._lasts[-1] = first
        elif not is_ours and not is_inside:
            sentence = last + _SENTENCE
            end = _END.search(words.original, last, sentence)
            self.firsts.append(first)
            self._lasts.append(end.start() if end else min(sentence, len(words.text)))


def named_settlements(words: Words, gazetteer: Gazetteer) -> frozenset[str]:
    """Settlements of the register that the text names; asked only where there are several."""
    if len(gazetteer.settlements) < 2:
        return frozenset()
    said = set(map(stem, words.words))
    return frozenset(
        name
        for name, named in gazetteer.settlements.items()
        if all(not said.isdisjoint(stems) for stems in named)
    )
