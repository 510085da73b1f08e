"""Topics and what was learnt, at the administrator's desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import Suggestion, Understood
from nasvyazi.domain.appeals.models_guess import Unguessed
from nasvyazi.domain.understanding import learning, selectors, services
from nasvyazi.domain.understanding.models import ModelVersion, Target, Topic
from nasvyazi.domain.understanding.tests.town import decisions
from nasvyazi.toolbox.clock import now
from tests import factories

LIST, NEW = reverse("desk:topics"), reverse("desk:topic_new")
LEARNT, USE = reverse("desk:learnt"), reverse("desk:learnt_use")


@pytest.fixture
def office(administrator: User, enter: Callable[[User], Client]) -> Client:
    """The administrator's browser."""
    return enter(administrator)


@pytest.fixture
def topics(db: None) -> None:
    """A small tree in the place of the shipped one."""
    Topic.objects.filter(group__isnull=False).delete()
    Topic.objects.all().delete()
    roads = services.add_topic(code="roads", name="Дороги")
    services.add_topic(code="roads-pits", name="Ямы", words=["яма", "выбоина"], group=roads)
    services.add_topic(code="lighting-broken", name="Не горит фонарь", words=["фонарь"])


def topic(code: str = "roads-pits") -> Topic:
    return Topic.objects.get(code=code)


def at(code: str = "roads-pits") -> str:
    return reverse("desk:topic", args=[topic(code).pk])


def version(number: int = 0, *, in_use: bool = False, accuracy: float = 0.9) -> ModelVersion:
    return ModelVersion.objects.create(
        target=Target.TOPIC,
        made_at=now() - timedelta(days=40 - number),
        examples=120,
        figures={"weighted_f1": 0.8123, "rival_weighted_f1": 0.6, "accuracy": accuracy},
        body=b"",
        digest="0" * 64,
        in_use=in_use,
    )


def decided(code: str, *, guessed: str, model: str = "lexicon") -> None:
    """A resident wrote, the program guessed, a person decided."""
    appeal = factories.appeal(text="Яма на дороге")
    appeals.record_guess(
        unguessed=Unguessed.objects.get(message__decision__appeal=appeal),
        understood=Understood(topics=(Suggestion(guessed, 0.9),), model=model),
        now=now(),
    )
    appeals.decide_topic(appeal_id=appeal.pk, topic=topic(code), by=factories.user(), now=now())


@pytest.mark.usefixtures("topics")
def test_topics_stand_in_their_groups_with_their_words(office: Client) -> None:
    page = office.get(LIST).content.decode()
    assert page.index("Дороги") < page.index("Ямы") < page.index("Не горит фонарь")
    assert "выбоина" in page


@pytest.mark.usefixtures("topics")
@pytest.mark.parametrize("words", ["ямы", "ВЫБОИН", "дорог"])
def test_a_topic_is_found_by_its_name_a_word_or_its_group(office: Client, words: str) -> None:
    page = office.get(LIST, {"q": words}).content.decode()
    assert at() in page
    assert at("lighting-broken") not in page
    assert at() not in office.get(LIST, {"q": "газ", "tab": "retired"}).content.decode()


@pytest.mark.usefixtures("topics")
def test_a_text_is_tried_and_the_words_that_speak_are_shown(office: Client) -> None:
    page = office.post(LIST, {"text": "Опять яма на дороге!"}).content.decode()
    tried = page[page.index('role="status"', page.index('id="try"')) : page.index('class="sheet tree"')]
    assert "Ямы" in tried
    assert "яма" in tried
    assert "Не горит фонарь" not in tried
    assert 'role="alert"' not in office.post(LIST, {"text": "\0"}).content.decode()


@pytest.mark.usefixtures("topics")
def test_a_new_topic_is_guessed_by_its_words(office: Client) -> None:
    group = topic("roads")
    office.post(NEW, {"name": "Ярмарка", "words": "хомут\n\n хомут \nярмар*", "group": group.pk})
    made = Topic.objects.get(name="Ярмарка")
    assert (made.words, made.group) == (["хомут", "ярмар*"], group)
    assert selectors.guesser().suggest("продают хомуты")[0].label == made.code


@pytest.mark.usefixtures("topics")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"words": "два слова"}, "два слова"),
        ({"words": "а" * 61}, "а" * 61),
        ({"name": " "}, ""),
        ({"name": "а" * 121}, ""),
        ({"group": "999999"}, ""),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    office: Client, changed: dict[str, str], told: str
) -> None:
    answer = office.post(NEW, {"name": "Ярмарка", "words": "хомут", "group": "", **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page[page.index('role="alert"') :]
    assert ("хомут" in page) == ("words" not in changed)
    assert Topic.objects.count() == 3


@pytest.mark.usefixtures("topics")
def test_a_topic_goes_into_another_group_and_a_group_with_topics_into_none(office: Client) -> None:
    roads, lamp = topic("roads"), topic("lighting-broken")
    office.post(at(), {"name": "Ямы", "words": "яма", "group": lamp.pk})
    assert topic().group == lamp
    refused = office.post(at("lighting-broken"), {"name": "Фонари", "words": "", "group": roads.pk})
    assert refused.status_code == 422
    assert office.post(at(), {"name": "Ямы", "words": "яма", "group": topic().pk}).status_code == 422
    assert 'name="group"' not in office.get(at("lighting-broken")).content.decode()
    services.retire_topic(topic=lamp)
    office.post(at(), {"name": "Выбоины", "words": "яма", "group": lamp.pk})
    assert (topic().name, topic().group) == ("Выбоины", lamp)


@pytest.mark.usefixtures("topics")
def test_a_topic_is_changed_retired_and_restored(office: Client) -> None:
    office.post(at(), {"name": "Ямы и ухабы", "words": "ухаб"})
    assert (topic().name, topic().words, topic().group) == ("Ямы и ухабы", ["ухаб"], None)
    assert office.post(at(), {"name": "Ямы", "words": "+"}).status_code == 422
    office.post(at(), {"retire": "1", "name": "не сохранится"})
    assert (topic().is_active, topic().name) == (False, "Ямы и ухабы")
    assert at() not in office.get(LIST).content.decode()
    assert at() in office.get(LIST, {"tab": "retired"}).content.decode()
    office.post(at(), {"restore": "1"})
    assert topic().is_active


@pytest.mark.usefixtures("topics")
def test_before_anything_was_decided_the_page_says_how_that_comes_to_be(office: Client) -> None:
    page = office.get(LEARNT).content.decode()
    assert "Z" in page[page.index('class="sheet learnt"') :]
    assert "nasvyazi understanding train" in page


@pytest.mark.usefixtures("topics")
def test_decisions_stand_beside_guesses_and_the_mistakes_are_named(office: Client) -> None:
    decided("roads-pits", guessed="roads-pits")
    decided("roads-pits", guessed="lighting-broken")
    decided("roads-pits", guessed="lighting-broken")
    (found, _kinds) = office.get(LEARNT).context["learnings"]
    assert (found.agreed, found.promised, found.fresh, found.needed) == (33, None, 3, 100)
    assert [told[1:] for told in found.mistakes] == [("Не горит фонарь", "Ямы", 100)]


@pytest.mark.usefixtures("topics")
def test_a_version_that_lost_its_promise_is_an_alert(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "FEWEST_COMPARED", 2)
    spoken = version(in_use=True)
    decided("roads-pits", guessed="lighting-broken", model="lexicon")  # somebody else's mistake
    decided("roads-pits", guessed="roads-pits", model=str(spoken.pk))
    decided("roads-pits", guessed="lighting-broken", model=str(spoken.pk))
    answer = office.get(LEARNT)
    found = answer.context["learnings"][0]
    assert (found.agreed, found.promised) == (50, 90)
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.usefixtures("topics")
def test_one_goes_back_to_a_version_and_to_the_lexicon(office: Client) -> None:
    services.add_topic(code="water-none", name="Нет воды", words=["вода"])
    made = services.train(target="topic", examples=decisions(swapped=True), now=now()).version
    services.use_lexicon(target="topic", rule="terminal", now=now())
    office.post(USE, {"version": made.pk})
    assert selectors.guesser().version_id == made.pk
    page = office.get(LEARNT).content.decode()
    assert f'aria-label="Use version {made.pk}"' not in page
    office.post(USE, {"target": "topic"})
    assert selectors.guesser().version_id is None
    back, there, *_earlier = selectors.switches(target="topic")
    assert (there.number, back.number, back.by) == (
        made.pk,
        None,
        User.objects.get(pk=office.session["_auth_user_id"]),
    )
    assert str(back.by) in office.get(LEARNT).content.decode().split("Who changed what guesses")[-1]


@pytest.mark.usefixtures("topics")
def test_a_better_version_waits_for_a_person_where_a_person_chose_and_one_button_uses_it(
    office: Client,
) -> None:
    office.cookies["django_language"] = "en"
    services.add_topic(code="water-none", name="Нет воды", words=["вода"])
    examples = decisions(swapped=True)
    services.train(target="topic", examples=examples, now=now() - timedelta(hours=1))
    assert "A better version waits" not in office.get(LEARNT).content.decode()
    office.post(USE, {"target": "topic"})
    made = services.train(target="topic", examples=examples, now=now(), at_night=True).version
    page = office.get(LEARNT).content.decode()
    notice = page[page.index("A better version waits") :]
    assert f'name="version" value="{made.pk}"' in notice[: notice.index("</form>")]
    office.post(USE, {"version": made.pk})
    assert selectors.guesser().version_id == made.pk
    assert "A better version waits" not in office.get(LEARNT).content.decode()


@pytest.mark.usefixtures("topics")
def test_while_the_version_in_use_is_damaged_a_text_is_tried_by_the_words_of_topics(office: Client) -> None:
    version(in_use=True)
    found = office.post(LIST, {"text": "Яма"}).context["tried"]
    assert (found.topics[0].label, found.is_learnt) == ("Ямы", False)


@pytest.mark.usefixtures("topics")
def test_a_version_that_was_set_aside_is_an_alert_until_a_person_says_what_guesses(office: Client) -> None:
    office.cookies["django_language"] = "en"
    services.set_aside(number=version(in_use=True).pk, now=now())
    answer = office.get(LEARNT)
    page, (found, _kinds) = answer.content.decode(), answer.context["learnings"]
    assert (found.speaking, found.needed) == (None, 100)
    assert "cannot be read" in page[page.index('role="alert"') :]
    assert "by itself: the version could not be read" in page
    office.post(USE, {"target": "topic"})
    assert 'role="alert"' not in office.get(LEARNT).content.decode()


@pytest.mark.usefixtures("topics")
def test_a_damaged_version_is_refused_in_a_sentence(office: Client) -> None:
    damaged = version()
    with pytest.raises(learning.Damaged):
        services.use_version(version=damaged, now=now(), rule="terminal")
    page = office.post(USE, {"version": damaged.pk}, follow=True).content.decode()
    assert "toast-line warning" in page
    assert not ModelVersion.objects.filter(in_use=True).exists()


@pytest.mark.parametrize("told", [{"version": "x"}, {"version": "999999"}, {"target": "everything"}, {}])
def test_what_is_not_there_cannot_be_used(office: Client, told: dict[str, str]) -> None:
    assert office.post(USE, told).status_code == 404


@pytest.mark.usefixtures("topics")
def test_topics_and_what_guesses_them_are_the_administrators(desk: Client) -> None:
    for address in (LIST, NEW, at(), LEARNT):
        assert desk.get(address).status_code == 404
    spoken = version(in_use=True)
    for address in (LIST, NEW, at(), USE):
        assert desk.post(address, {"name": "х", "retire": "1", "target": "topic"}).status_code == 404
    assert topic().is_active
    assert ModelVersion.objects.get(in_use=True) == spoken


def queries(office: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert office.get(address).status_code == 200
    return len(asked)


@pytest.mark.usefixtures("topics")
def test_the_pages_cost_as_many_queries_however_much_there_is(office: Client) -> None:
    before = [queries(office, address) for address in (LIST, LEARNT)]
    for number in range(5):
        version(number)
        decided("roads-pits", guessed="lighting-broken")
        services.add_topic(name=f"Тема {number}", words=["слово"], group=topic("roads"))
    after = [queries(office, address) for address in (LIST, LEARNT)]
    assert after == before
