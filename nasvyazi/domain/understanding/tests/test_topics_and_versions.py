"""Topics and versions as they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.understanding import learning, selectors, services, shipped, sources
from nasvyazi.domain.understanding.lexicon import WordUnreadable
from nasvyazi.domain.understanding.models import ModelVersion, Switch, Target, Topic
from nasvyazi.domain.understanding.services import TopicNameMissing
from nasvyazi.domain.understanding.suggestion import Suggestion
from nasvyazi.domain.understanding.tests.town import decisions
from tests import factories

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture
def topics(db: None) -> None:
    Topic.objects.filter(group__isnull=False).delete()
    Topic.objects.all().delete()
    services.take_shipped()


def test_shipped_topics_come_once_in_few_queries(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        services.take_shipped()
    assert Topic.objects.count() == len(shipped.topics())
    with django_assert_max_num_queries(4):
        taken = services.take_shipped()
    assert taken == services.Taken((), (), ())


@pytest.mark.usefixtures("topics")
def test_a_later_release_changes_what_nobody_touched_and_leaves_an_administrators_own() -> None:
    ours, theirs = "roads-pits", "water-hot"
    topic = Topic.objects.get(code=theirs)
    services.change_topic(topic=topic, name="Горячая вода", words=["кипяток"], group=topic.group)
    services.retire_topic(topic=Topic.objects.get(code=ours))
    later = [
        replace(one, words=(*one.words, "асфальтик")) if one.code in (ours, theirs) else one
        for one in shipped.topics()
    ]
    taken = services.take_shipped(topics=later)
    assert (taken.updated, taken.left) == ((ours,), (theirs,))
    changed, left = Topic.objects.get(code=ours), Topic.objects.get(code=theirs)
    assert changed.words[-1] == "асфальтик"
    assert not changed.is_active
    assert (left.name, left.words) == ("Горячая вода", ["кипяток"])


@pytest.mark.usefixtures("topics")
def test_a_topic_of_the_towns_own_is_guessed_and_outlives_a_release() -> None:
    group = Topic.objects.get(code="trade")
    services.add_topic(code="trade-fair", name="Лошадиная ярмарка", words=["хомут"], group=group)
    services.take_shipped()
    assert selectors.guesser().suggest("продают хомуты")[0].label == "trade-fair"


@pytest.mark.usefixtures("topics")
def test_a_topic_needs_a_name_and_words_that_can_be_read() -> None:
    topic = Topic.objects.get(code="roads-pits")
    with pytest.raises(TopicNameMissing):
        services.change_topic(topic=topic, name="  ", words=[], group=None)
    with pytest.raises(WordUnreadable):
        services.change_topic(topic=topic, name="Ямы", words=["два слова"], group=None)


@pytest.mark.usefixtures("topics")
def test_a_retired_topic_is_not_guessed_until_it_is_restored() -> None:
    topic = Topic.objects.get(code="housing-lifts")
    services.retire_topic(topic=topic)
    assert "housing-lifts" not in [one.label for one in selectors.guesser().suggest("лифт не работает")]
    services.restore_topic(topic=topic)
    assert selectors.guesser().suggest("лифт не работает")[0].label == "housing-lifts"


@pytest.mark.usefixtures("topics")
def test_what_guesses_better_than_the_lexicon_is_used_and_both_figures_are_kept() -> None:
    trained = services.train(target="topic", examples=decisions(swapped=True), now=NOW)
    figures = trained.version.figures
    assert trained.version.in_use
    assert figures["weighted_f1"] > figures["rival_weighted_f1"]
    assert "better than" in trained.version.why
    guesser = selectors.guesser()
    assert guesser.version_id == trained.version.pk
    assert guesser.suggest("фонарь не горит")[0].label == "water-none"


@pytest.mark.usefixtures("topics")
def test_what_is_not_better_than_the_lexicon_is_kept_and_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = decisions()
    truth = {example.text: example.label for example in examples}
    monkeypatch.setattr(
        services.versions, "_unlearnt", lambda *told: lambda text: [Suggestion(truth[text], 1.0, ())]
    )
    trained = services.train(target="topic", examples=examples, now=NOW)
    assert not trained.version.in_use
    assert "not better than 1.000" in trained.version.why
    assert selectors.guesser().version_id is None


@pytest.mark.usefixtures("topics")
def test_a_learnt_topic_that_was_retired_is_not_offered() -> None:
    services.train(target="topic", examples=decisions(swapped=True), now=NOW)
    services.retire_topic(topic=Topic.objects.get(code="water-none"))
    assert "water-none" not in [one.label for one in selectors.guesser().suggest("фонарь не горит")]


@pytest.mark.usefixtures("topics")
def test_one_goes_back_to_an_older_version_and_to_the_lexicon_and_who_did_is_kept() -> None:
    person = factories.user()
    older = services.train(target="topic", examples=decisions(swapped=True), now=NOW).version
    newer = services.train(
        target="topic", examples=decisions(swapped=True, seed=2), now=NOW + timedelta(1)
    ).version
    assert selectors.guesser().version_id == newer.pk
    services.use_version(version=older, by=person, now=NOW)
    assert selectors.guesser().version_id == older.pk
    services.use_lexicon(target="topic", by=person, now=NOW + timedelta(2))
    assert selectors.guesser().suggest("фонарь не горит")[0].label == "lighting-broken"
    told = [(one.number, one.by, one.rule) for one in selectors.switches(target="topic")]
    assert told == [
        (None, person, ""), (newer.pk, None, "learnt"), (older.pk, person, ""), (older.pk, None, "learnt")
    ]  # fmt: skip
    services.use_lexicon(target="topic", by=person, now=NOW + timedelta(3))
    assert len(selectors.switches(target="topic")) == 4, "nothing changed, nothing is written down"


@pytest.mark.usefixtures("topics")
def test_a_group_with_topics_goes_into_no_other() -> None:
    group = Topic.objects.get(code="housing-lifts").group
    assert group is not None
    other = Topic.objects.filter(group=None).exclude(pk=group.pk)[0]
    with pytest.raises(services.GroupHasTopics):
        services.change_topic(topic=group, name="Дом", words=[], group=other)


@pytest.mark.usefixtures("db")
def test_who_switched_is_never_rewritten() -> None:
    services.use_lexicon(target="topic", by=factories.user(), now=NOW)
    made(1, in_use=True)
    services.use_lexicon(target="topic", by=factories.user(), now=NOW)
    with pytest.raises(DatabaseError):
        Switch.objects.update(reason="x")


def made(number: int, *, in_use: bool = False) -> ModelVersion:
    return ModelVersion.objects.create(
        target=Target.TOPIC,
        made_at=NOW + timedelta(number),
        examples=1,
        body=b"",
        digest="0" * 64,
        in_use=in_use,
    )


@pytest.mark.usefixtures("topics")
def test_the_last_ten_versions_are_kept_and_the_one_in_use_whatever_its_age() -> None:
    spoken = made(0, in_use=True)
    old = [made(number) for number in range(1, services.KEPT_VERSIONS + 3)]
    services.versions._drop_old(Target.TOPIC)
    kept = set(ModelVersion.objects.values_list("pk", flat=True))
    assert kept == {spoken.pk} | {version.pk for version in old[-services.KEPT_VERSIONS :]}


@pytest.mark.usefixtures("db")
def test_a_damaged_version_is_not_put_in_use() -> None:
    with pytest.raises(learning.Damaged):
        services.use_version(version=made(1), rule="terminal", now=NOW)
    assert not ModelVersion.objects.filter(in_use=True).exists()


@pytest.mark.usefixtures("db")
def test_a_version_that_cannot_be_read_guesses_nothing_and_is_set_aside_once() -> None:
    spoken = made(1, in_use=True)
    guesser = selectors.guesser()
    assert (guesser.version_id, guesser.unreadable) == (None, (spoken.pk,))
    for _again in range(2):
        services.set_aside(number=spoken.pk, now=NOW + timedelta(2))
    (told,) = selectors.switches(target="topic")
    assert (told.number, told.rule, told.is_choice) == (None, Switch.UNREADABLE, False)
    assert selectors.guesser().unreadable == ()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("how", ["something is learnt", "a person chooses"])
def test_what_was_set_aside_has_to_be_learnt_anew_until_something_is_learnt_or_chosen(how: str) -> None:
    spoken = made(1, in_use=True)
    assert selectors.learnt_at("topic") == spoken.made_at
    services.set_aside(number=spoken.pk, now=NOW + timedelta(2))
    assert selectors.learnt_at("topic") is None
    assert [one.target for one in selectors.set_aside()] == ["topic"]
    if how == "something is learnt":
        made(3)
    else:
        services.use_lexicon(target="topic", by=factories.user(), now=NOW + timedelta(3))
    assert selectors.learnt_at("topic") is not None
    assert not selectors.set_aside().exists()


TWO_MATTERS = {
    "snow-yards": ("снег не убран", "сугробы по пояс", "не чистят снег"),
    "waste-overflow": ("контейнер переполнен", "мусор не вывозят", "баки полные"),
}
RARE = (
    "Лифт не работает", "Нет воды во всём доме", "Пахнет газом в подъезде", "Собаки стаей бегают у школы",
    "Не горит фонарь у дома", "Яма на дороге",
)  # fmt: skip


@pytest.mark.usefixtures("topics")
def test_after_the_first_night_a_topic_that_nobody_taught_is_guessed_as_before_it() -> None:
    ends = (
        "на Садовой",
        "у школы",
        "во дворе",
        "третий день",
        "сколько можно",
        "примите меры",
        "возле рынка",
    )
    examples = [
        learning.Example(f"{said[number % 3]} {ends[number % 7]} {number}", code)
        for code, said in TWO_MATTERS.items()
        for number in range(51)
    ]
    before = {text: selectors.guesser().suggest(text) for text in RARE}
    trained = services.train(target="topic", examples=examples, now=NOW)
    assert trained.version.in_use
    guesser = selectors.guesser()
    assert guesser.suggest("Не чистят снег на Минской")[0].label == "snow-yards"
    for text in RARE:
        assert guesser.suggest(text)[0].label == before[text][0].label
        assert guesser.suggest(text)[0].words == before[text][0].words


@pytest.mark.usefixtures("topics")
@pytest.mark.parametrize("text", ["", "👍", "49", "🔥🔥🔥 !!!"])
def test_a_message_without_words_has_no_topic_whatever_was_learnt(text: str) -> None:
    assert services.train(target="topic", examples=decisions(swapped=True), now=NOW).version.in_use
    assert selectors.guesser().suggest(text) == []


@pytest.mark.usefixtures("topics")
def test_versions_are_listed_without_their_bodies(django_assert_num_queries: Any) -> None:
    for number in range(3):
        made(number)
    with django_assert_num_queries(1) as asked:
        assert [version.examples for version in selectors.versions(target="topic")] == [1, 1, 1]
    assert isinstance(asked, CaptureQueriesContext)
    assert '"body"' not in asked.captured_queries[0]["sql"]


@pytest.mark.usefixtures("topics")
def test_the_guesser_costs_two_queries_however_many_topics(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        selectors.guesser()


@pytest.mark.usefixtures("topics")
def test_topics_are_called_by_code_or_name_and_unknown_labels_are_counted() -> None:
    told = [
        learning.Example("а", "roads-pits"), learning.Example("б", "ямы, разбитая дорога"),
        learning.Example("в", "Чужое"), learning.Example("г", "Чужое"),
    ]  # fmt: skip
    known, unknown = selectors.known(told, target="topic")
    assert [example.label for example in known] == ["roads-pits", "roads-pits"]
    assert unknown == {"Чужое": 2}


def test_drift_is_what_people_agreed_with_beside_what_was_promised() -> None:
    found = selectors.drift([("a", "a"), ("a", "b"), ("b", "b"), ("c", "b")], promised=0.8)
    assert found is not None
    assert (found.decisions, found.agreed) == (4, 0.5)
    assert found.lost == pytest.approx(0.3)
    assert selectors.drift([], promised=0.8) is None


@pytest.mark.parametrize(
    ("agreed", "of", "promised", "is_worrying"),
    [(10, 20, 0.8, False), (24, 40, 0.8, True), (31, 40, 0.8, False), (24, 40, None, False)],
)
def test_a_version_is_worrying_when_many_decisions_lost_its_promise(
    agreed: int, of: int, promised: float | None, is_worrying: bool
) -> None:
    pairs = [("a", "a")] * agreed + [("a", "b")] * (of - agreed)
    drift = selectors.drift(pairs, promised=promised)
    assert drift is not None
    assert drift.is_worrying is is_worrying


def test_confusion_names_the_commonest_mistake_first() -> None:
    pairs = [("a", "b"), ("a", "b"), ("a", "a"), ("c", "b")]
    assert selectors.confusion(pairs) == [selectors.Mistake("a", "b", 2), selectors.Mistake("c", "b", 1)]


def test_decisions_come_from_whoever_holds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_sources", {})
    assert sources.decisions("topic") == []
    sources.register("topic", decisions)
    assert len(sources.decisions("topic")) == 102


@pytest.mark.usefixtures("topics")
def test_what_is_a_topic_itself_takes_none_in_and_a_refused_change_changes_nothing() -> None:
    lift, pits = Topic.objects.get(code="housing-lifts"), Topic.objects.get(code="roads-pits")
    with pytest.raises(services.NoSuchGroup):
        services.change_topic(topic=lift, name="Подъёмники", words=[], group=pits)
    with pytest.raises(services.NoSuchGroup):
        services.add_topic(name="Ухаб", group=pits)
    lift.refresh_from_db()
    assert lift.name != "Подъёмники"
