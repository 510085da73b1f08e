"""What an appeal is and where: guesses fill what nobody decided, and never what somebody did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.appeals import selectors
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import Suggestion, Understood, Whereabouts, from_json, to_json
from nasvyazi.domain.appeals.models import Appeal, Transition
from nasvyazi.domain.appeals.models_guess import Aspect, Guess, Unguessed
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.places import services as places
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic
from tests import factories
from tests.factories import MONDAY_NOON

pytestmark = pytest.mark.django_db
LATER = MONDAY_NOON + timedelta(hours=1)


@pytest.fixture
def appeal() -> Appeal:
    return factories.appeal()


@pytest.fixture
def mowing() -> Topic:
    return Topic.objects.create(code="test-mowing", name="Покос травы")


def read(appeal: Appeal, understood: Understood) -> Appeal:
    """As the reader does with the appeal's only message."""
    unguessed = Unguessed.objects.get(message__decision__appeal=appeal)
    appeals.record_guess(unguessed=unguessed, understood=understood, now=LATER)
    return Appeal.objects.get(pk=appeal.pk)


def understood(
    *, kind: float = 0.9, topic: float = 0.9, code: str = "test-mowing", danger: str = ""
) -> Understood:
    return Understood(
        kinds=(Suggestion("complaint", kind, ("не скошена",)),),
        topics=(Suggestion(code, topic, ("трава",)),),
        danger=Suggestion(danger, 1.0) if danger else None,
        model="lexicon",
    )


def test_every_message_of_a_resident_waits_to_be_read_and_is_read_once(appeal: Appeal) -> None:
    (waiting,) = appeals.lock_unguessed(limit=10, now=LATER)
    assert waiting.message == Message.objects.get()
    read(appeal, understood())
    assert appeals.lock_unguessed(limit=10, now=LATER) == []


def test_what_we_say_ourselves_is_not_read() -> None:
    factories.record(factories.channel(), factories.seen("Ответили здесь", outgoing=True))
    assert not Unguessed.objects.exists()


def test_a_message_that_cannot_be_read_waits_and_holds_nobody_up(appeal: Appeal) -> None:
    (waiting,) = appeals.lock_unguessed(limit=10, now=LATER)
    appeals.put_off_guess(unguessed=waiting, now=LATER)
    assert appeals.lock_unguessed(limit=10, now=LATER) == []
    assert len(appeals.lock_unguessed(limit=10, now=LATER + timedelta(minutes=2))) == 1


def test_a_sure_guess_fills_the_card(appeal: Appeal, mowing: Topic) -> None:
    appeal = read(appeal, understood())
    assert (appeal.kind, appeal.topic) == (Kind.COMPLAINT, mowing)


def test_an_unsure_guess_is_kept_and_fills_nothing(appeal: Appeal, mowing: Topic) -> None:
    appeal = read(appeal, understood(kind=0.4, topic=0.2))
    assert (appeal.kind, appeal.topic) == ("", None)
    assert Guess.objects.get().topic == mowing


def test_a_topic_that_is_no_more_fills_nothing(appeal: Appeal) -> None:
    assert read(appeal, understood(code="unheard-of")).topic is None


def test_a_decision_is_never_overwritten(appeal: Appeal, mowing: Topic) -> None:
    person = factories.user()
    roads = Topic.objects.create(code="test-roads", name="Дороги")
    street = factories.street()
    elsewhere = places.place_at_point(latitude=56.1, longitude=47.2, title="56.1, 47.2")
    appeals.decide_topic(appeal_id=appeal.pk, topic=roads, by=person, now=LATER)
    appeals.decide_kind(appeal_id=appeal.pk, kind=Kind.QUESTION, by=person, now=LATER)
    appeals.decide_place(appeal_id=appeal.pk, place=elsewhere, by=person, now=LATER)
    appeal = read(
        appeal, replace(understood(), places=(Whereabouts("ул. Минская", 0.9, street_id=street.pk),))
    )
    assert (appeal.kind, appeal.topic, appeal.place) == (Kind.QUESTION, roads, elsewhere)
    assert set(appeal.decided) == {Aspect.KIND, Aspect.TOPIC, Aspect.PLACE}


def test_what_was_empty_and_stays_empty_is_no_decision(appeal: Appeal) -> None:
    appeals.decide_topic(appeal_id=appeal.pk, topic=None, by=factories.user(), now=LATER)
    assert appeals.decide_place(appeal_id=appeal.pk, place=None, by=factories.user(), now=LATER).decided == []


def test_who_decided_what_is_in_the_history_and_a_confirmed_guess_is_a_decision(
    appeal: Appeal, mowing: Topic
) -> None:
    person = factories.user()
    read(appeal, understood())
    appeals.decide_topic(appeal_id=appeal.pk, topic=mowing, by=person, now=LATER)
    appeals.decide_topic(appeal_id=appeal.pk, topic=mowing, by=person, now=LATER)
    (line,) = Transition.objects.filter(field=Transition.Field.TOPIC)
    assert (line.old, line.new, line.by, line.reason) == ("Покос травы", "Покос травы", person, "confirmed")


def see(appeal: Appeal, *messages: Message, is_none: bool = False) -> Appeal:
    """A person presses the button on a page that shows these messages; without any, all there are."""
    shown = messages or list(Message.objects.filter(decision__appeal=appeal))
    deed = appeals.deny_danger if is_none else appeals.see_danger
    return deed(appeal_id=appeal.pk, message_ids=[one.pk for one in shown], by=factories.user(), now=LATER)


def edited(message: Message, text: str, understood: Understood) -> Appeal:
    """The resident changes a message, and it is read again."""
    message.versions.create(text=text, at=LATER, text_hash=text.encode()[:32])
    Message.objects.filter(pk=message.pk).update(text=text)
    unguessed = Unguessed.objects.get(message=message)
    appeals.record_guess(unguessed=unguessed, understood=understood, now=LATER)
    return Appeal.objects.get(decisions__message=message)


def test_a_danger_waits_for_a_person_who_has_seen_it(appeal: Appeal) -> None:
    appeal = read(appeal, understood(danger="gas"))
    assert (appeal.danger, appeal.danger_seen_at) == ("gas", None)
    appeal = see(appeal)
    assert (appeal.danger, appeal.danger_seen_at) == ("gas", LATER)
    see(appeal)
    assert Transition.objects.filter(field=Transition.Field.DANGER).count() == 1, "seen is seen"


def test_of_what_is_no_danger_nothing_is_left_but_the_history(appeal: Appeal) -> None:
    read(appeal, understood(danger="gas"))
    appeal = see(appeal, is_none=True)
    assert (appeal.danger, appeal.danger_seen_at) == ("", None)
    line = Transition.objects.get(field=Transition.Field.DANGER)
    assert (line.old, line.new) == ("gas", "")


def test_the_same_words_read_again_are_seen_as_they_were(appeal: Appeal) -> None:
    read(appeal, understood(danger="gas"))
    see(appeal, is_none=True)
    Unguessed.objects.create(message=Message.objects.get())
    assert read(appeal, understood(danger="gas")).danger == ""


def test_other_words_of_the_same_danger_are_shown_anew(appeal: Appeal) -> None:
    read(appeal, understood(danger="gas"))
    see(appeal, is_none=True)
    appeal = edited(Message.objects.get(), "Газ всё сильнее, ребёнок без сознания", understood(danger="gas"))
    assert (appeal.danger, appeal.danger_seen_at) == ("gas", None)


def test_a_danger_that_nobody_has_seen_is_not_edited_away(appeal: Appeal) -> None:
    read(appeal, understood(danger="gas"))
    assert edited(Message.objects.get(), "Спасибо", understood()).danger == "gas"


@pytest.mark.parametrize("is_none", [True, False])
def test_new_words_of_danger_are_shown_although_a_person_has_done_with_the_former(
    appeal: Appeal, is_none: bool
) -> None:
    read(appeal, understood(danger="gas"))
    see(appeal, is_none=is_none)
    said(appeal, "Теперь искрит щиток", understood(danger="wires"))
    appeal.refresh_from_db()
    assert (appeal.danger, appeal.danger_seen_at) == ("wires", None)


def test_what_came_after_the_page_was_drawn_is_not_seen_by_whoever_presses_its_button(appeal: Appeal) -> None:
    read(appeal, understood(danger="ice"))
    shown = Message.objects.get()
    said(appeal, "И газом пахнет", understood(danger="gas"))
    appeal = see(appeal, shown)
    assert (appeal.danger, appeal.danger_seen_at) == ("gas", None)
    assert see(appeal).danger_seen_at == LATER


def test_who_closes_an_appeal_has_not_seen_what_is_written_into_it_afterwards(appeal: Appeal) -> None:
    read(appeal, understood())
    message = Message.objects.get()
    appeals.dismiss(appeal_id=appeal.pk, reason="не к нам", by=factories.user(), now=LATER)
    edited(message, "Пахнет газом", understood(danger="gas"))
    assert selectors.dangers(Appeal.objects.all()).get() == appeal


def test_another_wording_is_read_again_and_changes_what_the_former_had_guessed(
    appeal: Appeal, mowing: Topic
) -> None:
    read(appeal, understood())
    message = Message.objects.get()
    message.versions.create(text="Яма на дороге", at=LATER, text_hash=b"1")
    roads = Topic.objects.create(code="test-roads", name="Дороги")
    assert read(appeal, understood(code="test-roads")).topic == roads


def test_a_message_is_read_again_when_it_is_known_where_its_photo_was_taken(appeal: Appeal) -> None:
    read(appeal, understood())
    file = File.objects.create(sha256="0" * 64, size=1, content_type="image/jpeg")
    message = Message.objects.get()
    message.attachments.create(identity="1", ordinal=0, kind="photo", file=file)
    file.latitude, file.longitude = 56.1, 47.2
    file.save()
    assert Unguessed.objects.get().message == message


def test_where_it_is_comes_from_the_guess_and_one_house_is_one_place(appeal: Appeal) -> None:
    street = factories.street()
    where = Whereabouts("ул. Минская", 0.9, street_id=street.pk)
    assert read(appeal, replace(understood(), places=(where,))).place == places.place_on_street(
        street_id=street.pk
    )


def test_a_sure_place_behind_an_unsure_one_fills_the_card(appeal: Appeal) -> None:
    named = Whereabouts("ул. Мира", 0.5, street_id=factories.street("Мира").pk)
    house = factories.house(factories.street(), "49")
    shown = Whereabouts("ул. Минская, 49", 0.9, house_id=house.pk, number="49")
    place = read(appeal, replace(understood(), places=(named, shown))).place
    assert place == places.place_at_house(house_id=house.pk)


def test_a_house_of_the_same_address_in_another_village_is_another_place(appeal: Appeal) -> None:
    person = factories.user()
    here, there = (
        places.place_at_house(house_id=factories.house(factories.street(settlement=village), "5").pk)
        for village in ("Пески", "Лесное")
    )
    appeals.decide_place(appeal_id=appeal.pk, place=here, by=person, now=LATER)
    assert appeals.decide_place(appeal_id=appeal.pk, place=there, by=person, now=LATER).place == there


def test_what_was_read_is_written_and_read_back() -> None:
    whole = understood(danger="gas")
    assert from_json(to_json(whole)) == whole
    assert from_json({}) == Understood()


def test_a_guess_costs_as_many_queries_whatever_was_said(appeal: Appeal, mowing: Topic) -> None:
    unguessed = Unguessed.objects.select_related("message").get()
    with CaptureQueriesContext(connection) as queries:
        appeals.record_guess(unguessed=unguessed, understood=understood(danger="gas"), now=LATER)
    assert len(queries) <= 12


def said(appeal: Appeal, text: str, understood: Understood) -> Message:
    """Further words of the same resident, read at once."""
    message = factories.wrote(appeal.channel, factories.seen(text, author=appeal.resident.network_id)).message
    appeals.record_guess(unguessed=Unguessed.objects.get(message=message), understood=understood, now=LATER)
    return message


def test_what_is_split_off_takes_what_its_own_words_say_and_leaves_the_rest(
    appeal: Appeal, mowing: Topic
) -> None:
    read(appeal, understood())
    gas = Topic.objects.create(code="test-gas", name="Газ")
    message = said(appeal, "И газом пахнет", understood(code="test-gas", danger="gas"))
    assert Appeal.objects.get(pk=appeal.pk).danger == "gas"
    person = factories.user()
    other = appeals.split(appeal_id=appeal.pk, message_ids=[message.pk], by=person, now=LATER)
    rest = Appeal.objects.get(pk=appeal.pk)
    assert (other.topic, other.danger, other.danger_seen_at) == (gas, "gas", None)
    assert (rest.topic, rest.danger) == (mowing, "")
    whole = appeals.merge(appeal_id=appeal.pk, other_id=other.pk, by=person, now=LATER)
    assert (whole.topic, whole.danger) == (mowing, "gas")


@pytest.mark.parametrize("is_none", [True, False])
def test_a_danger_that_nobody_has_seen_goes_along_into_an_appeal_whose_own_was_seen(
    appeal: Appeal, is_none: bool
) -> None:
    read(appeal, understood(danger="gas"))
    see(appeal, is_none=is_none)
    message = said(appeal, "И провод искрит", understood())
    person = factories.user()
    other = appeals.split(appeal_id=appeal.pk, message_ids=[message.pk], by=person, now=LATER)
    edited(message, "И провод искрит, дети рядом", understood(danger="wires"))
    whole = appeals.merge(appeal_id=appeal.pk, other_id=other.pk, by=person, now=LATER)
    assert (whole.danger, whole.danger_seen_at) == ("wires", None)


def test_no_danger_said_of_one_appeal_leaves_the_danger_of_the_other(appeal: Appeal) -> None:
    read(appeal, understood(danger="gas"))
    message = said(appeal, "Собаки", understood(danger="dogs"))
    person = factories.user()
    other = appeals.split(appeal_id=appeal.pk, message_ids=[message.pk], by=person, now=LATER)
    see(other, is_none=True)
    whole = appeals.merge(appeal_id=appeal.pk, other_id=other.pk, by=person, now=LATER)
    assert (whole.danger, whole.danger_seen_at) == ("gas", None)


def test_what_a_person_said_of_an_appeal_stays_when_some_of_its_words_move(
    appeal: Appeal, mowing: Topic
) -> None:
    read(appeal, Understood())
    message = said(appeal, "Трава по пояс", understood())
    person = factories.user()
    appeals.decide_topic(appeal_id=appeal.pk, topic=mowing, by=person, now=LATER)
    appeals.split(appeal_id=appeal.pk, message_ids=[message.pk], by=person, now=LATER)
    assert Appeal.objects.get(pk=appeal.pk).topic == mowing


def test_what_a_person_said_of_either_is_kept_when_two_are_one_matter(appeal: Appeal, mowing: Topic) -> None:
    read(appeal, understood(code="test-roads"))
    message = said(appeal, "Трава по пояс", Understood())
    person = factories.user()
    other = appeals.split(appeal_id=appeal.pk, message_ids=[message.pk], by=person, now=LATER)
    appeals.decide_topic(appeal_id=other.pk, topic=mowing, by=person, now=LATER)
    whole = appeals.merge(appeal_id=appeal.pk, other_id=other.pk, by=person, now=LATER)
    assert (whole.topic, whole.decided, whole.kind) == (mowing, [Aspect.TOPIC], Kind.COMPLAINT)
    line = Transition.objects.filter(appeal=appeal, field=Transition.Field.TOPIC).get()
    assert (line.new, line.by) == (mowing.name, person)
    appeals.take_apart(appeal_id=other.pk, by=person, now=LATER)
    assert Appeal.objects.get(pk=appeal.pk).decided == []
    assert Appeal.objects.get(pk=other.pk).topic == mowing


def test_what_was_said_of_one_that_stays_merged_outlives_another_that_is_taken_apart(
    appeal: Appeal, mowing: Topic
) -> None:
    read(appeal, understood())
    roads = Topic.objects.create(code="test-roads", name="Ямы")
    person = factories.user()
    others = []
    for topic in (mowing, roads):
        message = said(appeal, "И ещё", understood())
        other = appeals.split(appeal_id=appeal.pk, message_ids=[message.pk], by=person, now=LATER)
        appeals.decide_topic(appeal_id=other.pk, topic=topic, by=person, now=LATER)
        others.append(other)
    for other in others:
        appeals.merge(appeal_id=appeal.pk, other_id=other.pk, by=person, now=LATER)

    def is_about() -> tuple[Topic | None, list[str]]:
        whole = Appeal.objects.get(pk=appeal.pk)
        return whole.topic, whole.decided

    assert is_about() == (mowing, [Aspect.TOPIC])
    appeals.take_apart(appeal_id=others[1].pk, by=person, now=LATER)
    assert is_about() == (mowing, [Aspect.TOPIC]), "that was said of the first, which is still part of it"
    appeals.merge(appeal_id=appeal.pk, other_id=others[1].pk, by=person, now=LATER)
    appeals.take_apart(appeal_id=others[0].pk, by=person, now=LATER)
    assert is_about() == (roads, [Aspect.TOPIC]), "now only what was said of the second is left"
    assert Appeal.objects.get(pk=others[0].pk).topic == mowing


def test_the_card_of_a_message_that_was_set_aside_is_filled_from_what_was_read_in_it(mowing: Topic) -> None:
    message = factories.wrote(factories.channel(), factories.seen("")).message
    appeals.record_guess(
        unguessed=Unguessed.objects.get(message=message), understood=understood(danger="gas"), now=LATER
    )
    taken = appeals.take_back(message=message, by=factories.user(), now=LATER).appeal
    assert taken is not None
    kept = Appeal.objects.get(pk=taken.pk)
    assert (kept.kind, kept.topic, kept.danger) == (Kind.COMPLAINT, mowing, "gas")


def test_an_edit_of_later_words_leaves_the_place_that_the_first_ones_named(appeal: Appeal) -> None:
    street, other = factories.street("Минская"), factories.street("Лодочная")
    first, second = (Whereabouts(f"ул. {one.name}", 0.9, street_id=one.pk) for one in (street, other))
    read(appeal, replace(understood(), places=(first,)))
    message = said(appeal, "И на Лодочной", replace(understood(), places=(second,)))
    message.versions.create(text="И на Лодочной тоже", at=LATER, text_hash=b"1")
    appeals.record_guess(
        unguessed=Unguessed.objects.get(message=message),
        understood=replace(understood(), places=(second,)),
        now=LATER,
    )
    kept = Appeal.objects.get(pk=appeal.pk)
    assert kept.place is not None
    assert kept.place.street == street
