"""What residents' plain words put on the card by themselves, and what politeness and bitterness do not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nasvyazi.domain.appeals.guesses import SURE_KIND, SURE_TOPIC
from nasvyazi.domain.understanding import guessing, reading, shipped
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.tests import invented

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
SHORTEST = [(topic, text) for topic, texts in invented.by_label("shortest.txt").items() for text in texts]
THANKS = invented.by_label("thanks.txt")


def read(text: str) -> reading.Reading:
    return reading.read(text, now=NOW, topics=guessing.shipped().suggest)


def is_filled_as_gratitude(text: str) -> bool:
    kind = read(text).kind
    return kind.kind is Kind.GRATITUDE and kind.candidates[0].confidence >= SURE_KIND


@pytest.mark.parametrize(("topic", "text"), SHORTEST)
def test_the_shortest_message_fills_the_card_with_what_it_is_about(topic: str, text: str) -> None:
    best = read(text).topics[0]
    assert best.label == topic
    assert best.confidence >= SURE_TOPIC


def test_every_group_of_topics_has_a_message_so_short() -> None:
    assert {topic.partition("-")[0] for topic, _text in SHORTEST} == {
        topic.code for topic in shipped.topics() if not topic.group
    }


@pytest.mark.parametrize("text", [text for label in ("asks", "bitter") for text in THANKS[label][::2]])
def test_neither_a_polite_request_nor_a_bitter_word_is_gratitude(text: str) -> None:
    assert not is_filled_as_gratitude(text)
    assert not [one for one in read(text).topics if one.label.startswith("thanks")]


@pytest.mark.parametrize("text", THANKS["thanks"][::2])
def test_whoever_thanks_is_grateful(text: str) -> None:
    assert is_filled_as_gratitude(text)


@pytest.mark.parametrize(("label", "is_thanks"), [("asks", False), ("bitter", False), ("thanks", True)])
def test_thanks_that_nothing_was_chosen_by_are_told_apart_too(label: str, is_thanks: bool) -> None:
    held = THANKS[label][1::2]
    right = sum(is_filled_as_gratitude(text) == is_thanks for text in held)
    assert right / len(held) >= 0.85
