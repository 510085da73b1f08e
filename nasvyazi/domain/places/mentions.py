"""Where a text may speak of a street: the words of a name of the register, with the kind that stands beside it.

Whether it is one, `clues` decide: «Мира» and «Победы» are also words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from nasvyazi.domain.places.gazetteer import Gazetteer, Name, Piece
from nasvyazi.domain.places.kinds import SETTLEMENT_WORDS, StreetKind
from nasvyazi.domain.places.stems import is_declined, is_form, stem
from nasvyazi.domain.places.words import Words

_ORDINALS = frozenset(("я", "й", "е", "го", "му", "м", "ой", "ая", "ый", "ий", "ую", "ом", "ей"))
_LONG = 6
"""Letters of the shortest word inside of a name in which one may be wrong."""
_ORDINAL_WORDS = {
    stem + ending: str(number)
    for number, stem in enumerate(
        ("перв", "втор", "треть", "четверт", "пят", "шест", "седьм", "восьм", "девят"), 1
    )
    for ending in (("я", "ей", "ю", "ем") if stem == "треть" else ("ая", "ой", "ую", "ый", "ом", "ому"))
}
"""«на девятой Пятилетки»; not the forms in which days are told, «девятого мая»."""
_TITLES = (
    *(
        "академика",
        "профессора",
        "генерала",
        "маршала",
        "адмирала",
        "космонавта",
        "летчика",
        "героя",
        "доктора",
    ),
    *("композитора", "художника", "поэта", "писателя", "архитектора", "инженера", "ак", "ген"),
)
_NAMED_FOR = frozenset(("им", "имени", *_TITLES))
"""Words before a name that people add and registers may lack: «ул. им. Гагарина», «ул. академика Королёва»."""
_ORDINARY = frozenset((StreetKind.ROAD, StreetKind.LINE, StreetKind.TERRITORY))
"""Kinds whose words are said of any street: «дорога», «линия»; beside another kind they say nothing."""
_GREAT = frozenset(
    (StreetKind.STREET, StreetKind.AVENUE, StreetKind.BOULEVARD, StreetKind.HIGHWAY, StreetKind.EMBANKMENT)
)
"""Kinds that people take for each other."""
_WITHIN, _ALONG = frozenset(("в", "во", "из")), frozenset(("на", "по", "вдоль"))
"""Prepositions of villages and of streets."""
_ABBREVIATED = 2
"""Letters of the shortest word that an abbreviation has: «Ак. Королёва»."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `first` … `last` may be a street: any of `names`, all equally well."""

    names: tuple[Name, ...]
    first: int
    last: int
    head: int
    kind: StreetKind | None
    pieces: int
    """How many words and numbers of the name stand before its last word."""
    is_own_form: bool
    """The last word stands as the name has it, or as an adjective of the name's gender."""
    is_misspelt: bool = False

    @property
    def name(self) -> Name:
        """One of the names, for what they have in common."""
        return self.names[0]

    @property
    def is_own_kind(self) -> bool:
        """Whether the kind is said that the register has."""
        return self.kind == self.name.kind

    @property
    def rank(self) -> tuple[int, bool, bool, bool]:
        """Of several readings the greatest is the best."""
        return self.pieces, self.is_own_kind, self.is_own_form, not self.name.is_other


def mentions(words: Words, gazetteer: Gazetteer) -> list[Mention]:
    """Those spelt as the register has them, in the order of the text; none overlaps another."""
    found: list[Mention] = []
    for index, word in enumerate(words.words):
        names = gazetteer.names.get(stem(word))
        if names and (mention := best(words, index, names, gazetteer)):
            _add(found, mention)
    return found


def words_of(words: Words, mentions: Sequence[Mention]) -> set[int]:
    """Those that belong to a street's name, so that they name no settlement.

    «пос. Южный» is no «Южный переулок», «в Чехове» and «г. Чехов» are no «улица Чехова».
    """
    return {
        index
        for one in mentions
        if one.name.is_village
        or (one.is_own_form and words.at(words.left_of(one.first)) not in SETTLEMENT_WORDS)
        for index in range(one.first, one.last + 1)
    }


def _add(found: list[Mention], mention: Mention) -> None:
    """Of two that overlap the one with more of its name stays, else the later: «Розы» goes, «Розы Люксембург» stays."""
    while found and found[-1].last >= mention.first:
        if found[-1].rank > mention.rank:
            return
        found.pop()
    found.append(mention)


def best(
    words: Words, head: int, names: Sequence[Name], gazetteer: Gazetteer, *, is_misspelt: bool = False
) -> Mention | None:
    """What fits best of the names that end in the word `head`; names that fit equally well are one mention."""
    chosen: Mention | None = None
    for name in names:
        mention = _read(words, head, name, gazetteer, is_misspelt=is_misspelt)
        if mention is None or (chosen and mention.rank < chosen.rank):
            continue
        is_equal = chosen is not None and mention.rank == chosen.rank
        chosen = replace(mention, names=(*chosen.names, name)) if chosen and is_equal else mention
    return chosen


def _read(words: Words, head: int, name: Name, gazetteer: Gazetteer, *, is_misspelt: bool) -> Mention | None:
    is_own_form = is_misspelt or _is_form(words.words[head], name)
    if (name.gender or name.is_village) and not is_own_form:
        return None
    matched = _name_around(words, head, name)
    if matched is None:
        return None
    first, last, pieces, is_near = matched
    kind, first, last = _kind_around(words, first, last, name, gazetteer)
    if not _is_possible(kind, name) or (
        name.is_village and not _is_village(words, kind, first, head, pieces)
    ):
        return None
    return Mention((name,), first, last, head, kind, pieces, is_own_form, is_misspelt or is_near)


def _is_form(word: str, name: Name) -> bool:
    """Whether the word is the name's last one in a form that it may have."""
    if name.is_village and not name.gender:
        return is_declined(word, name.head)
    return is_form(word, name.head, name.gender)


def _name_around(words: Words, head: int, name: Name) -> tuple[int, int, int, bool] | None:
    """The first and last word of the name that ends in `head`, how many stand before it, whether one is misspelt.

    None: another name.
    """
    first, last, pieces, is_near = head, head, 0, False
    for piece in name.before:
        if piece.text.isdigit():
            around = _number_around(words, first, last, piece.text)
            if around is None:
                return None
            first, last = around
        elif (left := _piece_left(words, first, piece)) is not None:
            first = left
        elif _is_near(words.at(_left(words, first)), piece):
            first, is_near = _left(words, first), True
        elif piece.required:
            return None
        else:
            continue
        pieces += 1
    if not pieces:
        last, pieces = _pieces_right(words, last, name)
    return None if _is_another(words, first, name) else (first, last, pieces, is_near)


def _number_around(words: Words, first: int, last: int, wanted: str) -> tuple[int, int] | None:
    """The first and last word with the number of a name before or behind them; None where it has another or none."""
    number, index = _number_left(words, first)
    if number == wanted:
        return index, last
    if _ORDINAL_WORDS.get(words.at(last + 1)) == wanted:
        return first, last + 1
    end = _ordinal_right(words, last)
    return (first, end) if end > last and words.at(last + 1) == wanted else None


def _left(words: Words, index: int) -> int:
    index -= 1
    while words.at(index) in (".", "-"):
        index -= 1
    return index


def _piece_left(words: Words, first: int, piece: Piece) -> int | None:
    """Where the piece stands before the word, perhaps with a father's name between that the register leaves out."""
    left = _left(words, first)
    if _stands_for(words, left, piece):
        return left
    further = _left(words, left)
    is_initials = len(words.at(left)) == len(words.at(further)) == 1 and words.at(left + 1) == "."
    return further if is_initials and _stands_for(words, further, piece) else None


def _stands_for(words: Words, index: int, piece: Piece) -> bool:
    """«К.», «к.», «Карла» and «карла» for «Карла»; «Ак.» for «Академика»; «ул к маркса», and not «к маркса»."""
    word = words.at(index)
    if not word or word[0] != piece.text[0]:
        return False
    is_short = words.at(index + 1) == "." and len(word) >= _ABBREVIATED and piece.text.startswith(word)
    is_behind_kind = words.kind_at(words.left_of(index)) is not None
    is_written_so = words.is_capital(index) or words.at(index + 1) == "." or is_behind_kind
    is_initial = (len(word) == 1 or len(piece.text) == 1) and is_written_so
    return stem(word) == piece.text or is_short or is_initial


def _is_near(word: str, piece: Piece) -> bool:
    """«Мечмана» for «Мичмана»: a letter wrong in a word long enough to be no other."""
    is_alike = len(word) >= _LONG and word[0] == piece.text[0] and abs(len(stem(word)) - len(piece.text)) <= 1
    return is_alike and OSA.distance(stem(word), piece.text, score_cutoff=1) == 1


def _number_left(words: Words, index: int) -> tuple[str, int]:
    """The number before the word («9», «9-й», «500-», «девятой») and where it begins; "" where there is none."""
    left = _left(words, index)
    if spelt := _ORDINAL_WORDS.get(words.at(left)):
        return spelt, left
    if words.at(left) in _ORDINALS:
        left = _left(words, left)
    number = words.at(left)
    return (number, left) if number.isdigit() else ("", index)


def _ordinal_right(words: Words, index: int) -> int:
    """The last word of the ordinal after the word («Южная 5-я»); the word itself where there is none."""
    if not words.at(index + 1).isdigit():
        return index
    end = index + 3 if words.at(index + 2) == "-" else index + 2
    return end if words.at(end) in _ORDINALS else index


def _pieces_right(words: Words, last: int, name: Name) -> tuple[int, int]:
    """Where the name ends when its other words follow, and how many do: «Николаева А.Г.», «Маркса Карла»."""
    count = 0
    for piece in reversed(name.before):
        if not _stands_for(words, last + 1, piece):
            continue
        last, count = last + 1, count + 1
        if words.at(last + 1) == "." and len(words.at(last)) == 1:
            last += 1
    return last, count


def _is_another(words: Words, first: int, name: Name) -> bool:
    """Whether what stands before makes it another street or a person: «2-я», «В.», «ул. Ивана»."""
    number, begin = _number_left(words, first)
    if number and not name.has_number and words.at(begin + 1) in (*_ORDINALS, "-"):
        return True
    left = _left(words, first)
    word = words.at(left)
    if not word.isalpha() or word in _NAMED_FOR or words.kind_at(left):
        return False
    if name.is_village and words.is_village_at(left):
        return False
    if len(word) == 1:
        return words.at(left + 1) == "." and words.is_capital(left)
    return left == first - 1 and words.is_capital(left) and words.kind_at(words.left_of(left)) is not None


def _kind_around(
    words: Words, first: int, last: int, name: Name, gazetteer: Gazetteer
) -> tuple[StreetKind | None, int, int]:
    """The kind that is said before or after the name, and the words with it."""
    left = words.left_of(first)
    if name.is_village:
        return _village_around(words, first, last)
    if words.at(left) in _NAMED_FOR:
        left = words.left_of(left)
    if kind := _said_kind(words, left, name):
        while words.kind_at(words.left_of(left)) and words.left_of(left) >= left - 2:
            left = words.left_of(left)
        return kind, left, last
    if words.is_village_at(left):  # «д. Пески, ул. Лесная»: the kind is that of the next name
        return None, first, last
    right = words.right_of(last)
    if words.at(last + 1) == "," and words.at(last + 3) == ".":
        right = last + 2
    elif words.at(last + 1) == ".":
        return None, first, last
    kind = _said_kind(words, right, name)
    begins_another = not name.gender and stem(words.at(words.right_of(right))) in gazetteer.names
    return (None, first, last) if kind is None or begins_another else (kind, first, right)


def _village_around(words: Words, first: int, last: int) -> tuple[StreetKind | None, int, int]:
    """«д. Пески», «Пески (деревня)» are called villages, «ул. Пески» is no village."""
    left, right = words.left_of(first), words.right_of(last)
    if words.is_village_at(left):
        return StreetKind.SETTLEMENT, left, last
    if kind := words.kind_at(left):
        return kind, left, last
    is_behind = words.is_village_at(right) and len(words.at(right)) > _ABBREVIATED
    return (StreetKind.SETTLEMENT, first, right) if is_behind else (None, first, last)


def _is_village(words: Words, kind: StreetKind | None, first: int, head: int, pieces: int) -> bool:
    """Whether a village's name is no other word: «на Лесной» is a street, «песка» is sand."""
    before = words.at(words.left_of(first))
    is_name = words.is_capital(head) or pieces > 0 or before in _WITHIN or before == ":"
    return kind is not None or (is_name and before not in _ALONG)


def _said_kind(words: Words, index: int, name: Name) -> StreetKind | None:
    """The kind as it is meant for this name: «пр» is an avenue or a passage."""
    kind = words.kind_at(index)
    if kind is None or (kind in _ORDINARY and kind != name.kind):
        return None
    return StreetKind.PASSAGE if words.at(index) == "пр" and name.kind == StreetKind.PASSAGE else kind


def _is_possible(said: StreetKind | None, name: Name) -> bool:
    """Whether people may say `said` of it: anything is called a street, a lane is not a square, «10» is no street."""
    if name.head.isdigit():
        return said == name.kind
    if name.is_village:
        return said in (None, name.kind)
    return said in (None, name.kind, StreetKind.STREET) or (said in _GREAT and name.kind in _GREAT)
