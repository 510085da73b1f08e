"""Names with a letter wrong, missing or too many, where a kind or a house says that a street is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nasvyazi.domain.places.gazetteer import Gazetteer, Name
from nasvyazi.domain.places.kinds import STREET_WORDS, StreetKind
from nasvyazi.domain.places.mentions import Mention, best
from nasvyazi.domain.places.stems import stem
from nasvyazi.domain.places.words import Words

_MOST = 12
"""Words looked for in one text: a long one stays quick."""
_SHORTEST_STEM = 5
_LONG_STEM = 9
"""From here on two letters may differ."""
_SHORTEST_BARE = 7
"""Letters of the shortest word that is looked for with no kind beside it."""
_BEHIND_A_KIND = 4
_ADJECTIVAL = frozenset(("ая", "яя", "ой", "ую", "юю", "ый", "ий", "ое", "ее", "го", "му"))


def misspelt(words: Words, gazetteer: Gazetteer, found: Sequence[Mention]) -> Iterator[Mention]:
    """Such mentions, beside those already `found`; none overlaps another."""
    taken = {index for mention in found for index in range(mention.first, mention.last + 1)}
    tried = 0
    for index, is_led in _places(words):
        if index in taken or tried == _MOST:
            continue
        tried += 1
        word = words.words[index]
        names = [one for one in _alike(stem(word), gazetteer, is_led=is_led) if _may_end_so(word, one)]
        mention = best(words, index, names, gazetteer, is_misspelt=True)
        if mention is None or not taken.isdisjoint(range(mention.first, mention.last + 1)):
            continue
        # «ул. Южная» is no misspelt «Южный переулок»: where only the ending is wrong the kind has to be right.
        is_ending_wrong = stem(words.words[index]) in gazetteer.names
        if mention.is_own_kind or (not is_ending_wrong and mention.kind in (None, StreetKind.STREET)):
            taken.update(range(mention.first, mention.last + 1))
            yield mention


def _may_end_so(word: str, name: Name) -> bool:
    """Whether a name that is no adjective is not meant by one: «Садовая» is no misspelt «Седова»."""
    ending = word[-2:]
    return bool(name.gender) or ending not in _ADJECTIVAL or name.head.endswith(ending)


def _places(words: Words) -> Iterator[tuple[int, bool]]:
    """Words behind a kind, the first of them as True; words with a capital before a number."""
    for index, word in enumerate(words.words):
        if word in STREET_WORDS and words.kind_at(index):
            right = first = words.right_of(index)
            while _is_name_like(words, right) and right <= index + _BEHIND_A_KIND:
                yield right, right == first
                right = words.right_of(right)
        elif len(word) >= _SHORTEST_BARE and word.isalpha() and words.is_capital(index):
            following = words.at(index + 2) if words.at(index + 1) == "," else words.at(index + 1)
            if following.isdigit():
                yield index, False


def _is_name_like(words: Words, index: int) -> bool:
    word = words.at(index)
    return len(word) > 2 and word.isalpha() and words.kind_at(index) is None


def _alike(wrong: str, gazetteer: Gazetteer, *, is_led: bool) -> Sequence[Name]:
    """Names of the one stem that differs by a letter, a long one by two; behind a kind also by its ending alone.

    The first letter is right: «Парковая» is no misspelt «Маркова».
    """
    if wrong in gazetteer.names:
        return gazetteer.names[wrong] if is_led else ()
    if len(wrong) < _SHORTEST_STEM:
        return ()
    cutoff = 1 if len(wrong) < _LONG_STEM else 2
    found = process.extract(wrong, gazetteer.long_stems, scorer=OSA.distance, score_cutoff=cutoff, limit=2)
    if not found or found[0][0][0] != wrong[0] or (len(found) > 1 and found[0][1] == found[1][1]):
        return ()
    return gazetteer.names[found[0][0]]
