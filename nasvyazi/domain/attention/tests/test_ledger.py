"""Every kind of thing that nobody attends to is a line, with its count, and goes when it is attended to."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from nasvyazi.domain.accounts.models import Desk, Membership, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Reply
from nasvyazi.domain.attention import selectors
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.networks.base import ChatKind, ChatSeen, Envelope
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def operator() -> User:
    return factories.user()


@pytest.fixture
def channel(operator: User) -> Channel:
    """A channel in good health, connected long ago."""
    row = factories.channel()
    Channel.objects.update(created_at=NOON - timedelta(days=1))
    return row


def lines(*, user: User | None = None, at: timedelta = timedelta()) -> dict[str, int]:
    return {line.kind: line.count for line in selectors.ledger(user=user, now=NOON + at)}


def event(channel: Channel) -> Event:
    envelope = Envelope(external_id="1", type="message_new", body=b"{}")
    inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=NOON)
    return Event.objects.get()


def test_when_all_is_attended_to_the_ledger_is_empty(channel: Channel) -> None:
    assert lines() == {}
    assert selectors.count(user=None, now=NOON) == 0


def test_an_event_that_nobody_takes_is_a_line_after_a_minute(channel: Channel) -> None:
    event(channel)
    assert lines() == {}
    assert lines(at=HOUR) == {"events_waiting": 1}


def test_a_broken_event_is_a_line_at_once_until_it_is_taken_again(channel: Channel) -> None:
    row = event(channel)
    inbox.finish_event(event=row, state=Event.State.BROKEN, error="KeyError", now=NOON)
    assert lines() == {"events_broken": 1}
    inbox.replay_event(event=row)
    assert lines() == {}


def test_a_message_without_a_decision_is_a_line_until_there_is_one(channel: Channel) -> None:
    message = factories.record(channel, factories.seen())
    factories.record(channel, factories.seen("Приняли", outgoing=True))
    assert lines(at=HOUR) == {"messages_undecided": 1}
    decision = appeals.attach_or_open(message=message, now=NOON)
    assert "messages_undecided" not in lines(at=HOUR)
    decision.delete()
    assert lines(at=HOUR)["messages_undecided"] == 1


def test_an_overdue_appeal_is_a_line_and_a_resolved_one_is_not(channel: Channel, operator: User) -> None:
    appeal = factories.appeal(channel)
    assert lines(at=5 * HOUR) == {"appeals_overdue": 1}
    appeals.resolve(appeal_id=appeal.pk, by=operator, now=NOON)
    assert "appeals_overdue" not in lines(at=5 * HOUR)


def test_a_bot_that_was_removed_from_a_chat_is_a_line_that_says_so(channel: Channel, operator: User) -> None:
    gone = ChatSeen(network_id="-100", kind=ChatKind.GROUP, at=NOON, title="Наш двор", is_present=False)
    channels.record_chat(channel=channel, seen=gone)
    [line] = selectors.ledger(user=None, now=NOON)
    assert (line.kind, [item.code for item in line.items]) == ("channels_in_trouble", ["chat_lost"])
    channels.leave_chat(channel=channel, chat_id=channel.chats.get().pk, by=operator, now=NOON)
    assert lines() == {}


def test_a_failed_notice_is_a_line_and_a_sent_one_settles_no_failed_answer(
    channel: Channel, operator: User
) -> None:
    appeal = factories.appeal(channel)
    factories.answer(appeal, operator).parts.update(state="failed", error_code="vk:914")
    notice = factories.answer(appeal, operator)
    Reply.objects.filter(letter=notice).update(is_notice=True)
    notice.parts.update(state="sent", sent_at=NOON)
    assert lines() == {"letters_failed": 1}
    notice.parts.update(state="failed", error_code="vk:914")
    assert lines() == {"letters_failed": 2}


@pytest.mark.parametrize("state", ["failed", "unconfirmed"])
def test_a_letter_in_trouble_is_a_line_until_a_person_settles_it(
    channel: Channel, operator: User, state: str
) -> None:
    appeal = factories.appeal(channel)
    letter = factories.answer(appeal, operator)
    letter.parts.update(state=state, error_code="vk:901")
    assert lines() == {f"letters_{state}": 1}
    appeals.dismiss(appeal_id=appeal.pk, reason="ответили по телефону", by=operator, now=NOON)
    assert lines() == {}


def test_a_failed_letter_is_settled_by_a_later_one_that_arrived(channel: Channel, operator: User) -> None:
    appeal = factories.appeal(channel)
    factories.answer(appeal, operator).parts.update(state="failed", error_code="vk:914")
    factories.answer(appeal, operator).parts.update(state="sent", sent_at=NOON)
    assert lines() == {}


def test_a_letter_that_does_not_leave_is_a_line_after_ten_minutes(channel: Channel, operator: User) -> None:
    factories.answer(factories.appeal(channel), operator)
    assert lines() == {}
    assert lines(at=HOUR) == {"letters_delayed": 1}


def test_a_channel_that_the_network_refuses_is_a_line_until_a_call_succeeds(channel: Channel) -> None:
    channels.note_trouble(
        channel_id=channel.pk, call=Channel.Call.SEND, code="vk:5", text="token revoked", now=NOON
    )
    channels.clear_trouble(channel_id=channel.pk, call=Channel.Call.POLL)
    assert lines() == {"channels_in_trouble": 1}, "a long poll goes on for hours under a revoked token"
    channels.clear_trouble(channel_id=channel.pk, call=Channel.Call.SEND)
    assert lines() == {}


def test_deliveries_with_a_wrong_secret_are_a_line(channel: Channel) -> None:
    channels.count_refusals(channel_id=channel.pk, count=3, now=NOON)
    (line,) = selectors.ledger(user=None, now=NOON)
    assert (line.kind, line.items[0].code) == ("channels_in_trouble", "secret_refused")


def test_a_polled_channel_that_nobody_polls_is_a_line(channel: Channel) -> None:
    Channel.objects.update(mode=Channel.Mode.POLL)
    assert lines() == {"channels_in_trouble": 1}
    channels.save_cursor(channel=channel, cursor="{}", now=NOON)
    assert lines() == {}


def test_a_channel_silent_for_days_is_a_line(channel: Channel) -> None:
    assert lines(at=timedelta(days=2)) == {}
    assert lines(at=timedelta(days=3)) == {"channels_silent": 1}


def test_a_desk_without_an_active_member_is_a_line(channel: Channel) -> None:
    Membership.objects.all().delete()
    assert lines() == {"desks_empty": 1}


def test_next_years_missing_calendar_is_a_line_from_november_on(channel: Channel) -> None:
    Channel.objects.all().delete()
    years = {
        month: [line.kind for line in selectors.ledger(user=None, now=NOON.replace(year=2027, month=month))]
        for month in (10, 11)
    }
    assert years == {10: [], 11: ["calendar_missing"]}


def test_operators_see_only_the_appeals_of_their_desks(channel: Channel) -> None:
    factories.appeal(channel)
    stranger = factories.user(desk=Desk.objects.create(name="Округ № 7"))
    assert lines(user=stranger, at=5 * HOUR) == {}


def test_the_number_on_every_page_costs_the_same_whatever_there_is(
    channel: Channel, operator: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        factories.answer(factories.appeal(channel), operator)
    with django_assert_max_num_queries(2):
        selectors.count(user=operator, now=NOON + HOUR)
