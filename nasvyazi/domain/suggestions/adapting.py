"""An answer that one resident got, made fit for another: what was only the first one's becomes a blank.

Better a blank too many than a word too much: a person reads the text before it is sent, and fills what is left open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial

from nasvyazi.domain.understanding import blanks, personal

from .forms import ADDRESS, FORMS, NAME, NUMBER, ORDINAL, PERSONAL, PHONE, TELEPHONE, Form
from .names import Name, addressed, first_name

_PERSONAL = {
    personal.Kind.FLAT: ADDRESS,
    personal.Kind.DOCUMENT: NUMBER,
    personal.Kind.HEALTH: PERSONAL,
    personal.Kind.SURNAME: NAME,
}
_GREETED = re.compile(
    r"\b(?:Уважаем(?:ый|ая)|Дорог(?:ой|ая))\s+(?P<known>[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ][а-яё.]+){0,2})(?=\s*[,!.])"
    r"|\b(?:[Зз]дравствуйте|[Дд]обр(?:ый|ое|ой)\s+(?:день|утро|вечер|ночи)),?\s+(?P<named>[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ][а-яё]+)?)"
    r"(?=\s*[,!.])|(?:^|(?<=\n))(?P<first>[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ][а-яё]+)?)(?=,\s+(?:здравствуйте|добр(?:ый|ое|ой)\s))"
)
"""Who is greeted, whatever they are called in the network."""
_REPEATED = re.compile(r"(\[[^\[\]\n]+\])(?:(?:[ ,]|\sи\s)+\1)+")
_UNSEEN = re.compile(
    r"[\u0300-\u036f\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff]|(?<=[^\W\d_])\u200d(?=[^\W\d_])"
)
"""Marks of stress, soft hyphens, signs of no width: between the letters of a name they would hide it."""
_ENDS_SENTENCE = re.compile(r"\s*(?:[А-ЯЁ\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Ours:
    """What may stand in any answer: names of our own people, and telephones of services (their digits)."""

    names: Collection[str] = ()
    phones: Collection[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Adapted:
    """The text, and the names of its blanks in their order."""

    text: str
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Done:
    """A piece of the text that no further form is looked for in."""

    text: str


_Pieces = list[str | _Done]


def adapt(answer_text: str, *, old_resident: str, new_resident: str, ours: Ours) -> Adapted:
    """What was answered to one resident, for another; both by their names in the network ("" = not known).

    Outside of blanks no digit is left but telephones of services, and nothing of the old resident's name.
    """
    text = _visible(answer_text)
    name, new = Name(old_resident), first_name(new_resident)
    found = personal.find(text, resident=old_resident, ours=ours.names)
    pieces: _Pieces = [ORDINAL.sub("–", text)]
    pieces = _each(pieces, partial(_replaced, pattern=_GREETED, put=_greeting(new)))
    pieces = _each(pieces, partial(_named, name=name, new=new))
    for thing in sorted(found, key=lambda one: -len(one.words)):
        pieces = _without(pieces, thing)
    for form in FORMS:
        pieces = _each(pieces, partial(_formed, form=form, ours=ours))
    # What a form has cut off may be a word of the name.
    pieces = _each(pieces, partial(_named, name=name, new=""))
    whole = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
    whole = _REPEATED.sub(r"\1", whole).strip()
    return Adapted(whole, tuple(blanks.unfilled(whole)))


def telephones(text: str) -> set[str]:
    """The telephones of a text, by their last ten digits."""
    return {digits(match.group()) for match in TELEPHONE.finditer(text)}


def digits(phone: str) -> str:
    """A telephone without its spaces, and without the country's number."""
    return re.sub(r"\D", "", phone)[-10:]


def _visible(text: str) -> str:
    """Letters with their marks as one character each, and nothing unseen between them."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def _each(pieces: _Pieces, do: Callable[[str], Iterator[str | _Done]]) -> _Pieces:
    found: _Pieces = []
    for piece in pieces:
        found += do(piece) if isinstance(piece, str) else [piece]
    return found


def _replaced(
    text: str, *, pattern: re.Pattern[str], put: Callable[[re.Match[str]], Iterator[str | _Done]]
) -> Iterator[str | _Done]:
    at = 0
    for match in pattern.finditer(text):
        yield text[at : match.start()]
        yield from put(match)
        at = match.end()
    yield text[at:]


def _formed(text: str, *, form: Form, ours: Ours) -> Iterator[str | _Done]:
    def put(match: re.Match[str]) -> Iterator[str | _Done]:
        words = match.group()
        may_stay = not form.name or (form.name == PHONE and digits(words) in ours.phones)
        yield _Done(words if may_stay else blanks.blank(form.name) + _after(match))

    return _replaced(text, pattern=form.pattern, put=put)


def _after(match: re.Match[str]) -> str:
    """What of the words of a form is the sentence's own: the space behind them, the full stop that ends it."""
    words = match.group()
    if words.endswith(".") and _ENDS_SENTENCE.match(match.string, match.end()):
        return "."
    return words[len(words.rstrip()) :]


def _greeting(new: str) -> Callable[[re.Match[str]], Iterator[str | _Done]]:
    """Whoever is greeted is the new resident, if the greeting fits them."""

    def put(match: re.Match[str]) -> Iterator[str | _Done]:
        which = match.lastgroup or "known"
        whole, at = match.group(), match.start(which) - match.start()
        yield _Done(whole[:at])
        yield _spoken_to(new, whole[:at])
        yield _Done(whole[at + len(match.group(which)) :])

    return put


def _named(text: str, *, name: Name, new: str) -> Iterator[str | _Done]:
    at = 0
    for mention in name.mentions(text):
        before = text[at : mention.start]
        yield before
        yield _spoken_to(new if mention.is_address else "", before)
        at = mention.end
    yield text[at:]


def _spoken_to(new: str, before: str) -> _Done:
    return _Done(addressed(new, before=before) or blanks.blank(NAME))


def _without(pieces: _Pieces, thing: personal.Found) -> _Pieces:
    blank = _PERSONAL.get(thing.kind)
    if blank is None:
        return pieces

    def put(_match: re.Match[str]) -> Iterator[str | _Done]:
        yield _Done(blanks.blank(blank))

    return _each(pieces, partial(_replaced, pattern=re.compile(re.escape(thing.words)), put=put))
