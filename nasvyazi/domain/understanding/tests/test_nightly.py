"""When the program learns by itself, who learns beside whom, and who speaks of kinds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from nasvyazi.domain.understanding import kinds, nightly, reading, selectors, services, words
from nasvyazi.domain.understanding.learning import Example
from nasvyazi.domain.understanding.services import LearningAlready
from nasvyazi.domain.understanding.tests.town import decisions

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "is_night"), [("02:59", False), ("03:00", True), ("04:59", True), ("05:00", False)]
)
def test_night_is_from_three_to_five_of_the_towns_time(clock: str, is_night: bool) -> None:
    assert nightly.is_night(datetime.fromisoformat(f"2026-11-27T{clock}")) is is_night


def test_the_first_version_needs_more_decisions_than_the_next() -> None:
    assert not nightly.is_enough(fresh=99, is_first=True)
    assert nightly.is_enough(fresh=100, is_first=True)
    assert not nightly.is_enough(fresh=49, is_first=False)
    assert nightly.is_enough(fresh=50, is_first=False)


@pytest.mark.django_db
def test_one_learns_at_a_time() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [services.versions._LOCK])
        with pytest.raises(LearningAlready):
            services.train(target="topic", examples=decisions(), now=NOW)
    finally:
        other.close()


@pytest.mark.django_db
def test_kinds_are_learnt_if_that_beats_the_patterns_and_speak_then() -> None:
    text = "яма на дороге"
    before = reading.read(text, now=NOW, learnt_kinds=selectors.guesser().learnt_kinds)
    assert before.kind.candidates == kinds.guess(words.read(text)).candidates
    swapped = {"roads-pits": "gratitude", "lighting-broken": "spam", "water-none": "chatter"}
    examples = [Example(one.text, swapped[one.label]) for one in decisions()]
    version = services.train(target="kind", examples=examples, now=NOW).version
    assert version.in_use
    assert selectors.learnt_at("kind") == NOW
    assert selectors.learnt_at("topic") is None
    said = reading.read(text, now=NOW + timedelta(1), learnt_kinds=selectors.guesser().learnt_kinds)
    assert said.kind.candidates[0].kind == kinds.Kind.GRATITUDE
    services.use_lexicon(target="kind", rule="terminal", now=NOW)
    assert selectors.guesser().learnt_kinds is None


@pytest.mark.django_db
def test_a_kind_that_was_not_learnt_and_a_text_without_words_are_told_by_the_patterns() -> None:
    kind = {"roads-pits": "complaint", "lighting-broken": "question", "water-none": "suggestion"}
    examples = [Example(one.text, kind[one.label]) for one in decisions()]
    version = services.train(target="kind", examples=examples, now=NOW).version
    services.use_version(version=version, rule="terminal", now=NOW)
    learnt = selectors.guesser().learnt_kinds
    assert learnt is not None
    assert learnt("Спасибо большое за помощь, всё сделали!")[0].label == kinds.Kind.GRATITUDE
    assert [one.label for one in learnt("👍")] == [
        one.kind for one in kinds.guess(words.read("👍")).candidates
    ]
