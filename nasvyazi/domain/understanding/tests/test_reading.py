"""One reading of everything, of any text whatever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasvyazi.domain.understanding import reading
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.suggestion import Suggestion
from nasvyazi.domain.understanding.words import LIMIT

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def test_everything_that_a_message_says_is_in_its_reading() -> None:
    found = reading.read(
        "Прошу УК «Город» принять меры: пахнет газом с понедельника! Машина o123am21, звоните 89001234567",
        now=NOW,
    )
    assert found.kind.kind is Kind.COMPLAINT
    assert found.is_urgent
    assert [one.name for one in found.addressees] == ["Город"]
    assert [one.number for one in found.plates] == ["О123АМ21"]
    assert [one.number for one in found.phones] == ["+79001234567"]
    assert [one.words for one in found.dates] == ["с понедельника"]
    assert found.language.code == "ru"


def test_a_text_in_another_language_is_kept_and_asked_of_a_person() -> None:
    found = reading.read("Ҫул начар, тархасшан тӳрлетӗр! 89001234567", now=NOW)
    assert found.language.code == "cv"
    assert found.kind.kind is None
    assert len(found.phones) == 1


def test_only_emoji_is_chatter_without_a_language() -> None:
    found = reading.read("👍👍👍", now=NOW)
    assert (found.kind.kind, found.language.code) == (Kind.CHATTER, "")


def test_an_empty_text_says_nothing() -> None:
    found = reading.read("", now=NOW)
    assert (found.kind.kind, found.dangers, found.addressees, found.dates) == (None, (), (), ())


def test_topics_come_from_whoever_knows_them() -> None:
    def topics(text: str) -> Sequence[Suggestion]:
        return [Suggestion("roads", 0.9, (text[:3],))]

    assert reading.read("Яма на дороге", now=NOW, topics=topics).topics[0].words == ("Яма",)
    assert reading.read("Яма на дороге", now=NOW).topics == ()


def test_topics_of_thanks_are_named_only_where_somebody_thanks() -> None:
    def topics(text: str) -> Sequence[Suggestion]:
        return [Suggestion("thanks-repair", 0.6, ()), Suggestion("roads-pits", 0.3, ())]

    asked = reading.read("Прошу отремонтировать дорогу. Спасибо", now=NOW, topics=topics)
    assert [one.label for one in asked.topics] == ["roads-pits"]
    thanked = reading.read("Спасибо большое за ремонт дороги!", now=NOW, topics=topics)
    assert [one.label for one in thanked.topics] == ["thanks-repair", "roads-pits"]


def test_a_text_beyond_the_limit_is_read_up_to_it_and_says_so() -> None:
    assert reading.read("а " * LIMIT, now=NOW).is_cut
    assert not reading.read("яма", now=NOW).is_cut


@pytest.mark.parametrize(
    "text", ["\ud800", "\u200b\u200b", "\0", "<short>", "<wordless> <?>", "[id1|", "((((("]
)
def test_broken_texts_are_read(text: str) -> None:
    assert reading.read(text, now=NOW).dangers == ()


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = reading.read(text, now=NOW)
    assert len(found.kind.candidates) == 3
