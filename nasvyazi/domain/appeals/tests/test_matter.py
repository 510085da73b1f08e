"""Which messages of an appeal tell what it is, and which tell only how people like the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import Suggestion, Understood, Whereabouts
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Unguessed
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.understanding.kinds import Kind
from tests import factories
from tests.factories import MONDAY_NOON

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SURE, UNSURE = 0.9, 0.5
PITS, WIRES, THANKS = "roads-pits", "power-wires", "thanks-repair"


@pytest.fixture
def appeal() -> Appeal:
    """What a resident's first words have opened; nobody has read them yet."""
    return factories.appeal()


def meant(kind: Kind | None, topic: str = "", *, sure: float = SURE, language: str = "ru") -> Understood:
    return Understood(
        kinds=(Suggestion(kind, sure),) if kind is not None else (),
        topics=(Suggestion(topic, SURE),) if topic else (),
        is_sure_of_kind=kind is not None,
        language=language,
    )


PHOTO, GREETING = meant(None, language=""), meant(None)
HAPPY, THANKFUL = meant(Kind.CHATTER, language=""), meant(Kind.GRATITUDE, THANKS)
WHEN, COMPLAINT = meant(Kind.QUESTION), meant(Kind.COMPLAINT, PITS)
PLAIN = meant(Kind.COMPLAINT, WIRES, sure=UNSURE)
"""«Провода наружу»: what it is about is plain, and what the resident wants is not."""


def tell(appeal: Appeal, *said: Understood, since: int = 0) -> Appeal:
    """The resident writes these one after the other, a minute apart, and the program reads them."""
    for index, understood in enumerate(said, start=since):
        if index:
            seen = factories.seen(
                f"{index}", author=appeal.resident.network_id, at=MONDAY_NOON + index * MINUTE
            )
            message = factories.wrote(appeal.channel, seen).message
        else:
            message = Message.objects.get()
        understand(message, understood)
    return Appeal.objects.get(pk=appeal.pk)


def understand(message: Message, understood: Understood) -> None:
    unguessed = Unguessed.objects.get(message=message)
    appeals.record_guess(unguessed=unguessed, understood=understood, now=MONDAY_NOON)


def told(appeal: Appeal) -> tuple[str, str]:
    return appeal.kind, appeal.topic.code if appeal.topic is not None else ""


def answer(appeal: Appeal, *, minutes: int) -> None:
    at = MONDAY_NOON + minutes * MINUTE
    Appeal.objects.filter(pk=appeal.pk).update(first_answered_at=at)


@pytest.mark.parametrize("after", [THANKFUL, WHEN])
def test_what_is_said_of_our_answer_tells_neither_kind_nor_topic(appeal: Appeal, after: Understood) -> None:
    tell(appeal, GREETING)
    answer(appeal, minutes=1)
    assert told(tell(appeal, after, since=2)) == ("", "")


@pytest.mark.parametrize("after", [THANKFUL, WHEN, COMPLAINT])
def test_what_was_told_before_our_answer_stays(appeal: Appeal, after: Understood) -> None:
    tell(appeal, PLAIN)
    answer(appeal, minutes=1)
    assert told(tell(appeal, after, since=2)) == ("", WIRES)


@pytest.mark.parametrize("first", [PHOTO, GREETING, HAPPY, THANKFUL])
def test_whoever_is_asked_what_is_the_matter_tells_it_after_our_answer(
    appeal: Appeal, first: Understood
) -> None:
    tell(appeal, first)
    answer(appeal, minutes=1)
    assert told(tell(appeal, COMPLAINT, since=2)) == (Kind.COMPLAINT, PITS)


def test_what_an_answer_has_before_all_words_is_no_answer_to_them(appeal: Appeal) -> None:
    answer(appeal, minutes=-1)
    assert told(tell(appeal, COMPLAINT)) == (Kind.COMPLAINT, PITS)


def test_whoever_complains_and_then_thanks_for_something_has_complained(appeal: Appeal) -> None:
    assert told(tell(appeal, meant(Kind.COMPLAINT), THANKFUL)) == (Kind.COMPLAINT, "")


def test_a_cry_before_the_place_and_the_thing_is_what_the_thing_is_told_for(appeal: Appeal) -> None:
    pit = meant(Kind.COMPLAINT, PITS, sure=UNSURE)
    assert told(tell(appeal, meant(Kind.COMPLAINT), pit)) == (Kind.COMPLAINT, PITS)


def test_a_place_is_taken_from_what_is_said_after_the_answer_too(appeal: Appeal) -> None:
    street = factories.street()
    tell(appeal, COMPLAINT)
    answer(appeal, minutes=1)
    where = Whereabouts("ул. Минская", SURE, street_id=street.pk)
    filled = tell(appeal, Understood(places=(where,), language="ru"), since=2)
    assert filled.place is not None
    assert filled.place.street == street


@pytest.mark.parametrize("first", [PHOTO, GREETING, HAPPY, THANKFUL])
@pytest.mark.parametrize("second", [COMPLAINT, meant(Kind.QUESTION, PITS)])
def test_the_matter_may_come_with_the_second_message_before_anybody_answered(
    appeal: Appeal, first: Understood, second: Understood
) -> None:
    assert told(tell(appeal, first, second)) == (second.kinds[0].code, PITS)


@pytest.mark.parametrize("second", [THANKFUL, HAPPY, WHEN])
def test_a_few_words_more_do_not_say_what_the_first_left_open(appeal: Appeal, second: Understood) -> None:
    assert told(tell(appeal, PLAIN, second)) == ("", WIRES)


def test_whoever_thanks_and_then_says_what_nobody_is_sure_of_is_left_to_a_person(appeal: Appeal) -> None:
    assert told(tell(appeal, THANKFUL, PLAIN)) == ("", WIRES)


@pytest.mark.parametrize("before", [(), (GREETING,), (PHOTO,), (HAPPY,)])
def test_whoever_only_thanks_is_grateful(appeal: Appeal, before: tuple[Understood, ...]) -> None:
    assert tell(appeal, *before, THANKFUL, THANKFUL).kind == Kind.GRATITUDE


def test_what_was_said_first_tells_although_it_is_read_last(appeal: Appeal) -> None:
    first = Message.objects.get()
    seen = factories.seen("ещё", author=appeal.resident.network_id, at=MONDAY_NOON + MINUTE)
    understand(factories.wrote(appeal.channel, seen).message, THANKFUL)
    assert Appeal.objects.get(pk=appeal.pk).kind == Kind.GRATITUDE
    understand(first, PLAIN)
    assert Appeal.objects.get(pk=appeal.pk).kind == ""


@pytest.mark.parametrize("language", ["cv", "tt", "uk", "other"])
def test_a_text_in_another_language_fills_no_topic(appeal: Appeal, language: str) -> None:
    assert tell(appeal, meant(None, PITS, language=language)).topic is None
