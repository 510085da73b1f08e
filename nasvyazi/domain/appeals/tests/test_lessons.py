"""What people decided, as the program learns from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.domain.appeals import lessons
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import Suggestion, Understood
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Aspect, Unguessed
from nasvyazi.domain.understanding import sources
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.learning import Example
from nasvyazi.domain.understanding.models import Topic
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def mowing() -> Topic:
    return Topic.objects.create(code="test-mowing", name="Покос травы")


def decided(topic: Topic | None, text: str = "Не скошена трава") -> Appeal:
    appeal = factories.appeal(text=text)
    return appeals.decide_topic(appeal_id=appeal.pk, topic=topic, by=factories.user(), now=LATER)


def guessed(appeal: Appeal, topic: str, *, model: str = "lexicon") -> None:
    """As the reader does with the appeal's first message."""
    topics = (Suggestion(topic, 0.2),) if topic else ()
    appeals.record_guess(
        unguessed=Unguessed.objects.get(message__decision__appeal=appeal),
        understood=Understood(topics=topics, model=model),
        now=LATER,
    )


def test_what_people_decided_is_learnt_from_with_the_first_words_of_the_appeal(mowing: Topic) -> None:
    channel = factories.channel()
    for words in ("Не скошена трава", "Спасибо"):
        appeal = factories.wrote(channel, factories.seen(words)).appeal
    assert appeal is not None
    appeals.decide_topic(appeal_id=appeal.pk, topic=mowing, by=factories.user(), now=LATER)
    appeals.decide_kind(appeal_id=appeal.pk, kind=Kind.COMPLAINT, by=factories.user(), now=LATER)
    assert list(sources.decisions("topic")) == [Example("Не скошена трава", "test-mowing")]
    assert list(sources.decisions("kind")) == [Example("Не скошена трава", "complaint")]


def test_a_greeting_before_the_matter_teaches_nothing(mowing: Topic) -> None:
    channel = factories.channel()
    for words, topic in (("Здравствуйте", ""), ("Не скошена трава", "test-mowing"), ("Когда?", "")):
        appeal = factories.wrote(channel, factories.seen(words)).appeal
        assert appeal is not None
        guessed(appeal, topic)
    assert appeal is not None
    appeals.decide_topic(appeal_id=appeal.pk, topic=mowing, by=factories.user(), now=LATER)
    assert [example.text for example in sources.decisions("topic")] == ["Не скошена трава"]
    assert lessons.pairs(Aspect.TOPIC, since=NOON) == [("test-mowing", "test-mowing")]


def test_since_when_it_was_said_is_when_it_was_said_first(mowing: Topic) -> None:
    appeal = decided(mowing)
    much_later = LATER + timedelta(days=1)
    other = Topic.objects.create(code="test-hay", name="Сено")
    appeals.decide_topic(appeal_id=appeal.pk, topic=other, by=factories.user(), now=much_later)
    appeals.decide_kind(
        appeal_id=appeal.pk, kind=Kind.COMPLAINT, by=factories.user(), now=much_later + timedelta(hours=1)
    )
    assert [(one.label, one.at) for one in sources.decisions("topic")] == [("test-hay", LATER)]


def test_a_guess_that_nobody_confirmed_teaches_nothing(mowing: Topic) -> None:
    appeal = factories.appeal()
    Appeal.objects.filter(pk=appeal.pk).update(topic=mowing)
    assert sources.decisions("topic") == []


def test_of_none_of_the_topics_and_without_words_nothing_is_learnt(mowing: Topic) -> None:
    decided(None)
    picture = factories.wrote(factories.channel(), factories.seen("", attachments=[factories.photo()])).appeal
    assert picture is not None
    appeals.decide_topic(appeal_id=picture.pk, topic=mowing, by=factories.user(), now=LATER)
    assert sources.decisions("topic") == []


def test_what_a_merge_brought_is_not_the_appeals_own(mowing: Topic) -> None:
    channel, by = factories.channel(), factories.user()
    picture = factories.wrote(channel, factories.seen("", attachments=[factories.photo()])).appeal
    assert picture is not None
    other = factories.wrote(channel, factories.seen("Трава по пояс")).message
    split = appeals.split(appeal_id=picture.pk, message_ids=[other.pk], by=by, now=LATER)
    for appeal in (picture, split):
        appeals.decide_topic(appeal_id=appeal.pk, topic=mowing, by=by, now=LATER)
    assert sources.decisions("topic") == [Example("Трава по пояс", "test-mowing")]
    appeals.merge(appeal_id=picture.pk, other_id=split.pk, by=by, now=LATER)
    assert sources.decisions("topic") == []


def test_decisions_are_counted_from_a_moment_on_once_for_each_appeal(mowing: Topic) -> None:
    appeal = decided(mowing)
    appeals.decide_topic(appeal_id=appeal.pk, topic=None, by=factories.user(), now=LATER)
    decided(mowing)
    assert lessons.fresh(Aspect.TOPIC, since=None) == 2
    assert lessons.fresh(Aspect.TOPIC, since=NOON) == 2
    assert lessons.fresh(Aspect.TOPIC, since=LATER) == 0
    assert lessons.fresh(Aspect.KIND, since=None) == 0


def test_guesses_stand_beside_decisions_however_unsure_they_were(mowing: Topic) -> None:
    Topic.objects.create(code="test-roads", name="Дороги")
    for code in ("test-mowing", "test-roads", ""):
        guessed(decided(mowing), code)
    guessed(decided(mowing), "test-mowing", model="7")
    pairs = lessons.pairs(Aspect.TOPIC, since=NOON, model="lexicon")
    assert sorted(pairs) == [
        ("", "test-mowing"),
        ("test-mowing", "test-mowing"),
        ("test-roads", "test-mowing"),
    ]
    assert lessons.pairs(Aspect.TOPIC, since=NOON, model="7") == [("test-mowing", "test-mowing")]
    assert lessons.pairs(Aspect.TOPIC, since=LATER + timedelta(seconds=1)) == []


def test_decisions_are_read_in_one_query_however_many(mowing: Topic, django_assert_num_queries: Any) -> None:
    for _ in range(4):
        decided(mowing)
    with django_assert_num_queries(1):
        assert len(sources.decisions("topic")) == 4
    with django_assert_num_queries(1):
        lessons.pairs(Aspect.TOPIC, since=NOON)
