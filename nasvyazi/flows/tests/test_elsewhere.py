"""What one of ours answers elsewhere is an answer: it stops the clock, once, and nothing of ours runs after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Draft, Note
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message, Way
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.flows import answering, entering, incoming, staffing
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import Story

pytestmark = pytest.mark.django_db
ASKED = factories.MONDAY_NOON
LATER = ASKED + timedelta(hours=1)


@pytest.fixture
def channel(story: Story) -> Channel:
    return factories.channel("story")


@pytest.fixture
def operator() -> User:
    return factories.user()


def tell(story: Story, channel: Channel, seen: base.Seen, *, number: int | None = None) -> None:
    """The network tells of something, and it is taken."""
    number = number or factories.next_number()
    story.told[number] = [seen]
    envelope = story.envelope(number, road=uuid4().hex)
    inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=now())
    incoming.take(Event.objects.latest("pk").pk)


def asked(story: Story, channel: Channel, *, place: base.Place | None = None) -> Appeal:
    tell(story, channel, factories.seen("Во дворе яма", author="7", place=place, external_id="q1"))
    return Appeal.objects.get()


def entry(text: str = "Перезвонили, едем", **more: object) -> inbox.Entry:
    told = {"key": uuid4(), "text": text, "said_at": LATER, "way": Way.CALL, **more}
    return inbox.Entry(**told)  # type: ignore[arg-type]


def ours(channel: Channel, by: User, network_id: str = "900") -> None:
    channels.add_own_profile(
        network=channel.network, network_id=network_id, name="Депутат Зимородкова", by=by, now=now()
    )


def test_a_comment_from_a_listed_profile_is_an_answer_with_its_author(
    story: Story, channel: Channel, operator: User
) -> None:
    appeal = asked(story, channel, place=factories.under_post())
    ours(channel, operator)
    said = factories.seen(
        "Приедем в среду", author="900", place=factories.under_post(), at=LATER, reply_to="q1"
    )
    tell(story, channel, said)
    appeal.refresh_from_db()
    assert (appeal.first_answered_at, appeal.answer_due_at, appeal.state) == (LATER, None, State.IN_WORK)
    assert Appeal.objects.count() == 1
    message = Message.objects.get(text="Приедем в среду")
    assert (message.outgoing, message.author_id, message.resident) == (True, "900", None)


@pytest.mark.parametrize("kind", [base.PlaceKind.DIALOG, base.PlaceKind.POST])
def test_in_private_and_on_the_wall_even_one_of_ours_asks(
    story: Story, channel: Channel, operator: User, kind: base.PlaceKind
) -> None:
    ours(channel, operator)
    tell(
        story, channel, factories.seen("У меня тоже яма", author="900", place=base.Place(kind=kind, id="900"))
    )
    assert Appeal.objects.get().resident.network_id == "900"


def test_a_profile_that_is_no_longer_ours_is_a_residents_again(
    story: Story, channel: Channel, operator: User
) -> None:
    ours(channel, operator)
    profile = channel_reads.own_profiles().get()
    channels.remove_own_profile(profile_id=profile.pk, by=operator, now=now())
    tell(story, channel, factories.seen("Яма", author="900", place=factories.under_post()))
    assert Appeal.objects.get().resident.network_id == "900"
    ours(channel, operator)
    assert channel_reads.own_profiles().get() != profile, "a page can become ours again"


def test_whoever_turns_out_to_be_ours_needs_no_answer_and_answers_from_then_on(
    story: Story, channel: Channel, operator: User
) -> None:
    tell(story, channel, factories.seen("Коллеги, едем", author="900", place=factories.under_post()))
    appeal = Appeal.objects.get()
    staffing.is_one_of_ours(appeal_id=appeal.pk, name="", by=operator)
    appeal.refresh_from_db()
    assert appeal.state == State.DISMISSED
    tell(story, channel, factories.seen("Приехали", author="900", place=factories.under_post(), at=LATER))
    assert Message.objects.get(text="Приехали").outgoing


def test_who_wrote_in_private_is_not_made_one_of_ours(story: Story, channel: Channel, operator: User) -> None:
    appeal = asked(story, channel)
    with pytest.raises(staffing.SaidInPrivate):
        staffing.is_one_of_ours(appeal_id=appeal.pk, name="", by=operator)


def test_an_answer_in_the_network_overtakes_drafts_and_their_words_stay(
    story: Story, channel: Channel, operator: User
) -> None:
    appeal = asked(story, channel)
    appeals.save_draft(appeal_id=appeal.pk, text="Здравствуйте, мы", author=operator, now=now())
    answer = factories.seen("Едем", author="7", at=LATER, outgoing=True, external_id="a1")
    tell(story, channel, answer)
    draft = Draft.objects.get()
    assert (draft.text, draft.overtaken_by) == ("Здравствуйте, мы", Message.objects.get(text="Едем"))
    appeals.go_on_with_draft(appeal_id=appeal.pk, author=operator, now=now())
    assert Draft.objects.get().overtaken_by is None


def test_a_letter_that_waits_is_held_back_and_can_be_sent_after_all(
    story: Story, channel: Channel, operator: User
) -> None:
    appeal = asked(story, channel)
    letter = factories.answer(appeal, operator, "Здравствуйте! ", "Вторая часть", now=ASKED)
    tell(story, channel, factories.seen("Едем", author="7", at=LATER, outgoing=True))
    parts = letter.parts.values_list("state", "error_code")
    assert set(parts) == {(LetterPart.State.FAILED, "overtaken")}
    fresh = answering.resend(
        letter=Letter.objects.select_related("thread__channel").get(pk=letter.pk),
        author=operator,
        request_key=uuid4(),
    )
    assert fresh.parts.count() == 2


@pytest.mark.parametrize("begun", [{"state": "sent", "sent_at": LATER}, {"unclear_since": LATER}])
def test_a_letter_of_which_something_may_have_left_goes_on(
    story: Story, channel: Channel, operator: User, begun: dict[str, object]
) -> None:
    appeal = asked(story, channel)
    letter = factories.answer(appeal, operator, "Первая ", "вторая", now=ASKED)
    letter.parts.filter(ordinal=0).update(**begun)
    tell(story, channel, factories.seen("Едем", author="7", at=LATER, outgoing=True))
    assert letter.parts.get(ordinal=1).state == LetterPart.State.QUEUED


def test_what_was_answered_by_phone_is_written_down_and_stops_the_clock(
    story: Story, channel: Channel, operator: User
) -> None:
    appeal = asked(story, channel)
    told = entry()
    for _press in range(2):
        entering.write_down(appeal_id=appeal.pk, entry=told, speaker="Глава района", by=operator)
    appeal.refresh_from_db()
    assert (appeal.first_answered_at, appeal.answer_due_at) == (LATER, None)
    message = Message.objects.get(outgoing=True)
    assert (message.speaker, message.entered_by, message.way) == ("Глава района", operator, Way.CALL)
    assert Note.objects.filter(rule=Note.ELSEWHERE).count() == 1


def test_an_answer_is_not_older_than_the_question(story: Story, channel: Channel, operator: User) -> None:
    appeal = asked(story, channel)
    with pytest.raises(entering.TooEarly):
        early = entry(said_at=ASKED - timedelta(minutes=1))
        entering.write_down(appeal_id=appeal.pk, entry=early, speaker="", by=operator)
    with pytest.raises(entering.NothingEntered):
        entering.write_down(appeal_id=appeal.pk, entry=entry("  "), speaker="", by=operator)
    assert not Message.objects.filter(outgoing=True).exists()


def test_nothing_is_written_down_on_what_is_over(story: Story, channel: Channel, operator: User) -> None:
    appeal = asked(story, channel)
    appeals.dismiss(appeal_id=appeal.pk, reason="спам", by=operator, now=now())
    with pytest.raises(appeals.IsOver):
        entering.write_down(appeal_id=appeal.pk, entry=entry(), speaker="", by=operator)


def test_an_answer_written_down_by_its_link_and_told_by_the_network_is_one(
    story: Story, channel: Channel, operator: User
) -> None:
    place = factories.under_post()
    appeal = asked(story, channel, place=place)
    url = "https://vk.com/wall-1_1?reply=77"
    entering.write_down(
        appeal_id=appeal.pk, entry=entry("Едем", url=url, way=Way.LINK), speaker="", by=operator
    )
    seen = factories.seen("Едем!", author="-1", place=place, at=LATER, outgoing=True, external_id="77")
    tell(story, channel, replace(seen, url=url))
    message = Message.objects.get(outgoing=True)
    assert (message.external_id, message.text) == ("77", "Едем")
    assert set(message.versions.values_list("text", flat=True)) == {"Едем", "Едем!"}
    assert Note.objects.filter(rule=Note.ELSEWHERE).count() == 1


def test_an_answer_that_the_network_has_told_is_not_written_down_a_second_time(
    story: Story, channel: Channel, operator: User
) -> None:
    place, url = factories.under_post(), "https://vk.com/wall-1_1?reply=77"
    appeal = asked(story, channel, place=place)
    seen = factories.seen("Едем", author="-1", place=place, at=LATER, outgoing=True, external_id="77")
    tell(story, channel, replace(seen, url=url))
    entering.write_down(
        appeal_id=appeal.pk, entry=entry("", url=url + "&utm_source=x"), speaker="", by=operator
    )
    assert Message.objects.filter(outgoing=True).count() == 1
