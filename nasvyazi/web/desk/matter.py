"""What an appeal is and where, as its card shows it: what people decided, what was guessed, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from nasvyazi.domain.appeals.guesses import Suggestion, Understood, from_json
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Aspect, Guess
from nasvyazi.domain.appeals.services import Opened
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.flows.describing import Pin

from .forms_map import PinFields

_WHYS = 4
"""So many words are named as reasons."""
_LIKELY = 0.05
"""Below this confidence a kind is not worth naming."""
_DIGITS = 19
"""No number of a row has so many."""
OPENED = r"\A[a-z]{0,20}_[0-9]{0,18}_[0-9]{0,18}\Z"


@dataclass(frozen=True, slots=True)
class Said:
    """What the form is filled with: what stands there, or what a person typed into it before it was refused."""

    kind: str
    topic: int | None
    place: str
    pin: Pin | None = None

    @classmethod
    def of(cls, query: QueryDict, appeal: Appeal) -> Said:
        """From an address that repeats what was typed, else from the appeal. What makes no sense is left out."""
        if "place" not in query:
            return cls(appeal.kind, appeal.topic_id, str(appeal.place or ""))
        topic = query.get("other_topic") or query.get("topic", "")
        form = PinFields(query)
        return cls(
            kind=query.get("kind", ""),
            topic=int(topic) if topic.isascii() and topic.isdecimal() and len(topic) < _DIGITS else None,
            place=query.get("place", "").replace("\0", "")[:300],
            pin=form.cleaned_data["pin"] if form.is_valid() else None,
        )


def opened(appeal: Appeal) -> str:
    """What stands there now, for the form to bring back (`OPENED`)."""
    return f"{appeal.kind}_{appeal.topic_id or ''}_{appeal.place_id or ''}"


def read_opened(was: str) -> Opened | None:
    """What `opened` wrote; None of a form that does not say."""
    if not was:
        return None
    kind, topic, place = was.split("_")
    return Opened(kind, int(topic) if topic else None, int(place) if place else None)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about an appeal: its words ("" = not known), whether a person said it, else why it was guessed."""

    label: str
    value: str
    is_decided: bool
    why: str

    @property
    def is_guess(self) -> bool:
        """Whether the program filled it in."""
        return bool(self.value) and not self.is_decided


def facts(appeal: Appeal, guesses: Sequence[Understood]) -> list[Fact]:
    """Kind, topic and place, in this order."""
    place = next(
        (one for told in guesses for one in told.places if one.title == str(appeal.place or "")), None
    )
    kind = _why(guesses, "kinds", appeal.kind)
    topic = _why(guesses, "topics", appeal.topic.code if appeal.topic is not None else "")
    return [
        _fact(appeal, Aspect.KIND, str(Kind(appeal.kind).label) if appeal.kind else "", kind),
        _fact(appeal, Aspect.TOPIC, appeal.topic.name if appeal.topic is not None else "", topic),
        _fact(
            appeal,
            Aspect.PLACE,
            appeal.place.title if appeal.place is not None else "",
            _because(place.confidence, place.words) if place is not None else "",
        ),
    ]


def danger_why(unseen: Sequence[Guess]) -> str:
    """The words that speak of the danger that is shown; "" where an earlier wording spoke of it."""
    danger = from_json(unseen[0].said).danger if unseen else None
    return ", ".join(map(_quoted, danger.words[:_WHYS])) if danger is not None else ""


def offered(guesses: Sequence[Understood], name: str) -> list[Suggestion]:
    """The likeliest suggestions of all the appeal's messages, each code once, the surest first."""
    best: dict[str, Suggestion] = {}
    for told in guesses:
        for one in getattr(told, name):
            if one.code not in best or best[one.code].confidence < one.confidence:
                best[one.code] = one
    return sorted(best.values(), key=lambda one: -one.confidence)[:3]


def _fact(appeal: Appeal, aspect: Aspect, value: str, why: str) -> Fact:
    is_decided = aspect in appeal.decided
    return Fact(str(aspect.label), value, is_decided, _("said by a person") if is_decided else why)


def _why(guesses: Sequence[Understood], name: str, code: str) -> str:
    found = next((one for one in offered(guesses, name) if one.code == code), None)
    return _because(found.confidence, found.words) if found is not None else ""


def _because(confidence: float, words: Sequence[str]) -> str:
    told = {"percent": round(confidence * 100), "words": ", ".join(map(_quoted, words[:_WHYS]))}
    return (_("%(percent)s %%: %(words)s") if words else _("%(percent)s %%")) % told


def _quoted(word: str) -> str:
    """A reason as a person reads it: the lexicon joins words that stand together by +, and ends beginnings in *."""
    return f"«{word.replace('+', ' … ').rstrip('*')}»"


def choices(
    said: Said,
    guesses: Sequence[Understood],
    groups: Sequence[tuple[Topic, Sequence[Topic]]],
    appeal: Appeal,
) -> dict[str, Any]:
    """What the form offers: every kind, the suggested topics with their reasons, all topics, the suggested places.

    A topic of the appeal that is out of use is offered, too. A place that was too unsure for the card stands beside the
    field and not in it: whoever says something else must not say it along with that.
    """
    present = appeal.topic
    by_code = {topic.code: topic for _group, among in groups for topic in among}
    suggested = [
        (by_code[one.code], _because(one.confidence, one.words))
        for one in offered(guesses, "topics")
        if one.code in by_code
    ]
    is_among = any(topic.pk == said.topic for topic, _reason in suggested)
    places = {one.title: _because(one.confidence, one.words) for told in guesses for one in told.places}
    return {
        "kinds": Kind.choices,
        "likely_kinds": [
            {"title": Kind(one.code).label, "why": _because(one.confidence, one.words)}
            for one in offered(guesses, "kinds")
            if one.confidence >= _LIKELY
        ],
        "topics": suggested,
        "groups": groups,
        "chosen_topic": None if is_among else said.topic,
        "former_topic": None if present is None or present.code in by_code else present,
        "was": opened(appeal),
        "places": [{"title": title, "why": why} for title, why in places.items()],
        "more": _more(guesses),
    }


def _more(guesses: Sequence[Understood]) -> list[tuple[str, list[str]]]:
    """What else was read: plates, telephones, dates, addressees."""
    labels = {
        "plates": _("car"),
        "phones": _("telephone"),
        "dates": _("date"),
        "addressees": _("addressed to"),
    }
    found: dict[str, list[str]] = {}
    for told in guesses:
        for name, words in told.more.items():
            found.setdefault(name, []).extend(word for word in words if word not in found.get(name, ()))
    return [(label, found[name]) for name, label in labels.items() if found.get(name)]


def language(guesses: Sequence[Understood]) -> str:
    """The language of the appeal's words where it is another than Russian; "" where it is not, or nobody knows."""
    names = {
        "ba": _("Bashkir"),
        "cv": _("Chuvash"),
        "en": _("English"),
        "tt": _("Tatar"),
        "uk": _("Ukrainian"),
        "other": _("another language"),
    }
    return next((names[told.language] for told in guesses if told.language in names), "")
