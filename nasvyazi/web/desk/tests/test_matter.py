"""What an appeal is and where, on its card: the guess with its reasons, what is not sure, what a person said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import (
    SURE_PLACE,
    Suggestion,
    Understood,
    Whereabouts,
    from_json,
    to_json,
)
from nasvyazi.domain.appeals.models import Appeal, Transition
from nasvyazi.domain.appeals.models_guess import Guess, Unguessed
from nasvyazi.domain.organisations import services as organisations
from nasvyazi.domain.places.models import House, Place, StreetName
from nasvyazi.domain.places.schemes import services as schemes
from nasvyazi.domain.understanding import services as topics
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now
from nasvyazi.web.desk import matter
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(desk: Client) -> None:
    desk.cookies["django_language"] = "en"


@pytest.fixture
def mowing() -> Topic:
    group = Topic.objects.create(code="test-yards", name="Дворы")
    return Topic.objects.create(code="test-mowing", name="Покос травы", group=group)


@pytest.fixture
def guessed(mowing: Topic) -> Appeal:
    """An appeal about which the program is sure of kind, topic and place, and fears gas."""
    appeal = factories.appeal(text="Во дворе Минской 49 не скошена трава и пахнет газом")
    street = factories.street()
    factories.house(street, "49")
    understood = Understood(
        kinds=(Suggestion("complaint", 0.93, ("не скошена",)), Suggestion("question", 0.04)),
        topics=(Suggestion("test-mowing", 0.88, ("трава", "скошена")), Suggestion("retired", 0.1)),
        danger=Suggestion("gas", 0.9, ("пахнет", "газом")),
        places=(Whereabouts("ул. Минская, 49", 0.97, ("Минской 49",), street_id=street.pk, number="49"),),
        more={"plates": ["А123ВС21"]},
    )
    appeals.record_guess(
        unguessed=Unguessed.objects.get(message__decision__appeal=appeal),
        understood=understood,
        now=now(),
    )
    return appeal


def page(desk: Client, appeal: Appeal) -> str:
    return desk.get(f"/appeals/{appeal.pk}/").content.decode()


def form(desk: Client, appeal: Appeal) -> str:
    return desk.get(f"/appeals/{appeal.pk}/what").content.decode()


def test_the_card_says_what_was_guessed_and_by_which_words(desk: Client, guessed: Appeal) -> None:
    card = page(desk, guessed)
    for words in ("complaint", "Покос травы", "ул. Минская, 49", "88 %: «трава», «скошена»"):
        assert words in card
    assert card.count('class="fact guess"') == 3


def test_the_card_says_whose_the_place_is(desk: Client, guessed: Appeal) -> None:
    today = localdate()
    scheme = schemes.bring(
        body="Собрание депутатов",
        source="Избирательный округ № 12\nул. Минская с N 1 по N 99",
        first_day=today,
        last_day=None,
        polygons=None,
        now=now(),
    )
    schemes.put_in_force(scheme_id=scheme.pk, by=None, now=now())
    organisations.elect(body=scheme.body, number="12", name="Вера Зимородкова", since=today)
    house = House.objects.get()
    organisations.manage(managers={house.pk: "ООО «Уют»"}, since=today)
    card = page(desk, guessed)
    for words in ("№ 12, Вера Зимородкова", "Собрание депутатов: «ул. Минская с N 1 по N 99»", "ООО «Уют»"):
        assert words in card


@pytest.mark.parametrize(("latitude", "is_inside"), [(56.1, True), (57.0, False)])
def test_the_card_says_in_whose_borders_a_point_lies(desk: Client, latitude: float, is_inside: bool) -> None:
    ring = [[47.0, 56.0], [47.5, 56.0], [47.5, 56.5], [47.0, 56.5], [47.0, 56.0]]
    scheme = schemes.bring(
        body="Собрание депутатов",
        source="Округ № 12\nул. Минская",
        first_day=localdate(),
        polygons={"12": {"type": "Polygon", "coordinates": [ring]}},
        now=now(),
    )
    schemes.put_in_force(scheme_id=scheme.pk, by=None, now=now())
    organisations.elect(body=scheme.body, number="12", name="Вера Зимородкова", since=localdate())
    appeal = factories.appeal()
    appeal.place = Place.objects.create(title="У реки", latitude=latitude, longitude=47.2)
    appeal.save()
    card = page(desk, appeal)
    for words in ("№ 12, Вера Зимородкова", "it lies within the district on the map"):
        assert (words in card) == is_inside


def test_a_scheme_that_has_the_streets_former_name_is_asked_by_that(desk: Client, guessed: Appeal) -> None:
    StreetName.objects.create(
        street=House.objects.get().street, kind=StreetName.Kind.FORMER, name="Колхозная", key="колхозная"
    )
    text = "Округ № 3\nул. Колхозная с N 1 по N 99\nОкруг № 4\nул. Горная"
    scheme = schemes.bring(body="Собрание депутатов", source=text, first_day=localdate(), now=now())
    schemes.put_in_force(scheme_id=scheme.pk, by=None, now=now())
    assert "Собрание депутатов: «ул. Колхозная с N 1 по N 99»" in page(desk, guessed)


def test_a_line_of_the_list_says_what_it_is_about_and_where(desk: Client, guessed: Appeal) -> None:
    line = desk.get("/?view=open").content.decode().split(f'id="row-{guessed.pk}"')[1].split("</a>")[0]
    for words in ("ул. Минская, 49", "Покос травы", "Gas"):
        assert words in line


def test_a_language_that_a_person_has_to_know_is_named(desk: Client) -> None:
    appeal = factories.appeal(text="Урамра юр нумай")
    waiting = Unguessed.objects.get(message__decision__appeal=appeal)
    understood = Understood(language="cv", is_sure_of_kind=False)
    appeals.record_guess(unguessed=waiting, understood=understood, now=now())
    assert "Chuvash" in page(desk, appeal)


def test_of_what_nobody_knows_it_says_not_sure(desk: Client) -> None:
    assert page(desk, factories.appeal()).count('class="fact unknown"') == 3


def test_a_topic_that_is_out_of_use_stays_what_a_person_has_said(desk: Client, guessed: Appeal) -> None:
    topic = Topic.objects.get(code="test-mowing")
    appeals.decide_topic(appeal_id=guessed.pk, topic=topic, by=factories.user(), now=now())
    topics.retire_topic(topic=topic)
    form = desk.get(f"/appeals/{guessed.pk}/what").content.decode()
    assert f'<option value="{topic.pk}" selected>' in form
    desk.post(f"/appeals/{guessed.pk}/matter", {"other_topic": topic.pk, "place": "ул. Минская, 49"})
    guessed.refresh_from_db()
    assert guessed.topic == topic


def press(desk: Client, appeal: Appeal, action: str) -> None:
    """As a browser does: with what the button's form carries."""
    form = page(desk, appeal).split(f"/appeals/{appeal.pk}/{action}")[-1].split("</form>")[0]
    desk.post(
        f"/appeals/{appeal.pk}/{action}", {"messages": re.findall(r'name="messages" value="(\d+)"', form)}
    )


def test_a_danger_stands_before_everything_until_a_person_has_seen_it(desk: Client, guessed: Appeal) -> None:
    card = page(desk, guessed)
    assert 'class="danger"' in card
    assert "«пахнет», «газом»" in card
    assert f"/appeals/{guessed.pk}/" in desk.get("/?view=danger").content.decode()
    press(desk, guessed, "danger-seen")
    assert 'class="danger"' not in page(desk, guessed)
    assert f"/appeals/{guessed.pk}/" not in desk.get("/?view=danger").content.decode()


def test_a_danger_that_is_none_is_said_to_be_none(desk: Client, guessed: Appeal) -> None:
    press(desk, guessed, "danger-none")
    guessed.refresh_from_db()
    assert guessed.danger == ""


def test_the_form_offers_what_was_guessed_with_the_reasons(desk: Client, guessed: Appeal) -> None:
    told = form(desk, guessed)
    for words in ("Покос травы", "Дворы", "97 %: «Минской 49»", "А123ВС21", 'value="ул. Минская, 49"'):
        assert words in told
    assert "retired" not in told, "a topic that is no more is not offered"
    assert "complaint — 93 %: «не скошена»" in told
    assert "4 %" not in told, "what is hardly likely is not told"


def test_words_of_the_lexicon_are_told_as_a_person_writes_them(guessed: Appeal) -> None:
    guessed.refresh_from_db()
    pair = Understood(topics=(Suggestion("test-mowing", 0.6, ("трава+косить", "газон*")),))
    assert [fact.why for fact in matter.facts(guessed, [pair])][1] == "60 %: «трава … косить», «газон»"


def test_what_a_person_writes_down_is_decided(desk: Client, guessed: Appeal, mowing: Topic) -> None:
    roads = Topic.objects.create(code="test-roads", name="Ямы", group=mowing.group)
    factories.house(factories.street("Садовая"), "7")
    answer = desk.post(
        f"/appeals/{guessed.pk}/matter",
        {"kind": "question", "topic": mowing.pk, "other_topic": roads.pk, "place": "Садовая 7"},
        follow=True,
    )
    assert answer.status_code == 200
    guessed.refresh_from_db()
    assert (guessed.kind, guessed.topic, str(guessed.place)) == (Kind.QUESTION, roads, "ул. Садовая, 7")
    assert set(guessed.decided) == {"kind", "topic", "place"}
    assert "fact guess" not in page(desk, guessed)


def test_what_was_empty_and_stays_empty_is_not_decided(desk: Client) -> None:
    appeal = factories.appeal()
    desk.post(f"/appeals/{appeal.pk}/matter", {"kind": "complaint", "place": " "})
    appeal.refresh_from_db()
    assert appeal.decided == ["kind"]


def test_a_place_that_the_register_lacks_is_refused_in_a_sentence_and_nothing_is_lost(
    desk: Client, guessed: Appeal
) -> None:
    answer = desk.post(f"/appeals/{guessed.pk}/matter", {"kind": "question", "place": "Неведомая 3"})
    assert answer.status_code == 422
    assert "The register has no such street" in answer.content.decode()
    guessed.refresh_from_db()
    assert guessed.decided == []


def opened(desk: Client, appeal: Appeal) -> str:
    """What an open form brings back of what stood there."""
    (was,) = re.findall(r'name="was" value="([^"]*)"', form(desk, appeal))
    return str(was)


def test_what_a_colleague_has_said_meanwhile_is_neither_undone_nor_said_by_the_other(
    desk: Client, guessed: Appeal, mowing: Topic
) -> None:
    roads = Topic.objects.create(code="test-roads", name="Ямы", group=mowing.group)
    colleague = factories.user()
    was = opened(desk, guessed)
    with transaction.atomic():
        appeals.decide_topic(appeal_id=guessed.pk, topic=roads, by=colleague, now=NOON)
    typed = {"kind": "question", "topic": mowing.pk, "place": "ул. Минская, 49", "was": was}
    assert desk.post(f"/appeals/{guessed.pk}/matter", typed, follow=True).status_code == 200
    guessed.refresh_from_db()
    assert (guessed.kind, guessed.topic, str(guessed.place)) == (Kind.QUESTION, roads, "ул. Минская, 49")
    told = Transition.objects.filter(appeal=guessed, field="topic")
    assert [one.by for one in told] == [colleague]


def test_two_who_say_different_things_are_told_of_each_other_and_the_last_word_is_a_decision(
    desk: Client, guessed: Appeal, mowing: Topic
) -> None:
    roads = Topic.objects.create(code="test-roads", name="Ямы", group=mowing.group)
    lamps = Topic.objects.create(code="test-lamps", name="Фонари", group=mowing.group)
    typed = {"kind": "question", "topic": lamps.pk, "place": "ул. Минская, 49", "was": opened(desk, guessed)}
    with transaction.atomic():
        appeals.decide_topic(appeal_id=guessed.pk, topic=roads, by=factories.user(), now=NOON)
    answer = desk.post(f"/appeals/{guessed.pk}/matter", typed)
    assert answer.status_code == 422
    assert "Meanwhile “topic” was changed: now it says “Ямы”" in answer.content.decode()
    guessed.refresh_from_db()
    assert (guessed.kind, guessed.topic) == (Kind.COMPLAINT, roads), "nothing of the form was written"
    desk.post(f"/appeals/{guessed.pk}/matter", {**typed, "was": opened(desk, guessed)})
    guessed.refresh_from_db()
    assert (guessed.kind, guessed.topic) == (Kind.QUESTION, lamps)


def test_what_the_program_filled_in_meanwhile_is_not_taken_away(desk: Client, mowing: Topic) -> None:
    appeal = factories.appeal()
    was = opened(desk, appeal)
    Appeal.objects.filter(pk=appeal.pk).update(topic=mowing)
    desk.post(f"/appeals/{appeal.pk}/matter", {"kind": "complaint", "place": "", "was": was})
    appeal.refresh_from_db()
    assert (appeal.kind, appeal.topic, appeal.decided) == (Kind.COMPLAINT, mowing, ["kind"])


@pytest.fixture
def unsure(guessed: Appeal) -> Appeal:
    """The same appeal with the place of a namesake street, of which the program is not sure."""
    guess = Guess.objects.get(message__decision__appeal=guessed)
    place = Whereabouts(
        "ул. Садовая, 7", SURE_PLACE - 0.1, ("Садовая",), street_id=factories.street("Садовая").pk
    )
    guess.said = to_json(replace(from_json(guess.said), places=(place,)))
    guess.save(update_fields=["said"])
    Appeal.objects.filter(pk=guessed.pk).update(place=None)
    return guessed


def test_whoever_says_something_else_does_not_say_an_unsure_place_along_with_it(
    desk: Client, unsure: Appeal, mowing: Topic
) -> None:
    roads = Topic.objects.create(code="test-roads", name="Ямы", group=mowing.group)
    told = form(desk, unsure)
    assert 'data-fill="place" value="ул. Садовая, 7"' in told, "it is offered"
    (words,) = re.findall(r'name="place"[^>]* value="([^"]*)"', told)
    desk.post(
        f"/appeals/{unsure.pk}/matter",
        {"topic": mowing.pk, "other_topic": roads.pk, "place": words, "was": opened(desk, unsure)},
    )
    unsure.refresh_from_db()
    assert (unsure.topic, unsure.place, unsure.decided) == (roads, None, ["topic"])


def test_a_place_that_was_taken_away_does_not_come_back_by_itself(desk: Client, guessed: Appeal) -> None:
    desk.post(f"/appeals/{guessed.pk}/matter", {"kind": "complaint", "place": ""})
    told = form(desk, guessed)
    assert 'name="place" maxlength="300" list' in told
    assert 'value="ул. Минская, 49" autocomplete' not in told
    assert 'data-fill="place" value="ул. Минская, 49"' in told
    assert '<option value="ул. Минская, 49">' in told


def test_a_suggested_point_can_be_chosen(desk: Client, guessed: Appeal) -> None:
    guess = Guess.objects.get(message__decision__appeal=guessed)
    point = Whereabouts("56.12345, 47.25000", 0.5, latitude=56.12345, longitude=47.25)
    guess.said = to_json(replace(from_json(guess.said), places=(point,)))
    guess.save(update_fields=["said"])
    answer = desk.post(f"/appeals/{guessed.pk}/matter", {"kind": "complaint", "place": "56.12345, 47.25000"})
    assert answer.status_code != 422
    guessed.refresh_from_db()
    assert guessed.place is not None
    assert (guessed.place.latitude, guessed.place.longitude) == (56.12345, 47.25)


def test_a_form_whose_memory_was_changed_on_the_way_writes_nothing(desk: Client, guessed: Appeal) -> None:
    answer = desk.post(f"/appeals/{guessed.pk}/matter", {"kind": "question", "was": "a_b_c"})
    assert answer.status_code == 422
    guessed.refresh_from_db()
    assert guessed.decided == []


def test_what_was_said_by_a_person_stands_in_the_history(
    desk: Client, guessed: Appeal, operator: User, mowing: Topic
) -> None:
    desk.post(f"/appeals/{guessed.pk}/matter", {"kind": "question", "topic": mowing.pk})
    card = page(desk, guessed)
    assert "kind: question" in card
    assert "topic: Покос травы" in card


def test_an_operator_of_another_desk_meets_404(guessed: Appeal, enter: Callable[[User], Client]) -> None:
    stranger = enter(factories.user(desk=Desk.objects.create(name="Округ № 7")))
    assert stranger.get(f"/appeals/{guessed.pk}/what").status_code == 404
    assert stranger.post(f"/appeals/{guessed.pk}/matter", {"kind": "question"}).status_code == 404
