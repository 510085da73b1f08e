"""What VK tells of beside messages and comments on the wall, taken whole: rows, threads, appeals."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import Channel, Post, Thread
from nasvyazi.domain.inbox import selectors
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Attachment, Event, Message
from nasvyazi.flows import incoming
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
SENT = int(NOON.timestamp()) - 60
LARGE = 2**53 + 1


@pytest.fixture
def channel() -> Channel:
    return factories.channel("vk")


def taken(channel: Channel, kind: str, told: Any) -> Event:
    """The event, told and taken."""
    body = json.dumps({"type": kind, "object": told, "group_id": int(channel.network_id)}).encode()
    envelope = base.Envelope(external_id="", type=kind, body=body)
    inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=NOON)
    [number] = selectors.due_event_ids(limit=2)
    assert incoming.take(number)
    return Event.objects.get(pk=number)


def message(**more: Any) -> dict[str, Any]:
    return {"message": {
        "date": SENT, "from_id": 501, "peer_id": 501, "id": 7, "conversation_message_id": 7, "out": 0, "text": "Яма",
        **more,
    }}  # fmt: skip


def photo(number: int, **more: Any) -> dict[str, Any]:
    sizes = [{"type": "x", "url": f"https://sun1.userapi.com/{number}.jpg", "width": 604, "height": 403}]
    return {"id": number, "owner_id": 501, "album_id": 5, "date": SENT, "sizes": sizes, "text": "", **more}


def attached(number: int) -> dict[str, Any]:
    return {"type": "photo", "photo": photo(number)}


def test_forty_attachments_are_forty_rows(channel: Channel) -> None:
    event = taken(channel, "message_new", message(attachments=[attached(one) for one in range(1, 41)]))
    assert event.state == Event.State.TAKEN
    assert Attachment.objects.count() == 40
    assert Appeal.objects.get().photo_count == 40


def test_a_chain_of_messages_twenty_deep_is_kept_to_its_end(channel: Channel) -> None:
    chain: dict[str, Any] = {"from_id": 601, "date": SENT, "text": "на дне", "attachments": [attached(9)]}
    for step in range(19):
        chain = {"from_id": 600 - step, "date": SENT, "text": f"слой {step}", "fwd_messages": [chain]}
    assert taken(channel, "message_new", message(text="", fwd_messages=[chain])).state == Event.State.TAKEN
    rows = list(Attachment.objects.order_by("ordinal"))
    assert [row.kind for row in rows] == ["forward"] * 20 + ["photo"]
    assert rows[19].text == "на дне"
    assert Appeal.objects.get().excerpt == "слой 18"


def test_a_repost_of_a_repost_on_the_open_wall_opens_an_appeal_with_all_its_photos(channel: Channel) -> None:
    history = [
        {"id": 2, "owner_id": -5, "text": "Смотрите", "attachments": [attached(1)]},
        {"id": 1, "owner_id": -6, "text": "Яма", "attachments": [attached(2)]},
    ]
    taken(channel, "wall_post_new", {
        "id": 6, "from_id": 501, "owner_id": -int(channel.network_id), "date": SENT, "post_type": "post", "text": "",
        "copy_history": history,
    })  # fmt: skip
    appeal = Appeal.objects.get()
    assert (appeal.excerpt, appeal.photo_count) == ("Смотрите", 2)


def test_numbers_beyond_what_a_double_holds_are_kept_exactly(channel: Channel) -> None:
    taken(channel, "message_new", message(from_id=LARGE, peer_id=LARGE, conversation_message_id=LARGE + 2))
    said = Message.objects.select_related("resident", "thread").get()
    assert said.resident is not None
    assert (said.external_id, said.resident.network_id) == (str(LARGE + 2), str(LARGE))
    assert said.thread.external_id == str(LARGE)


def test_a_side_that_no_column_holds_loses_no_words(channel: Channel) -> None:
    huge = photo(1, sizes=[{"url": "https://sun1.userapi.com/a.jpg", "width": 2**40, "height": 2**40}])
    event = taken(channel, "message_new", message(attachments=[{"type": "photo", "photo": huge}]))
    assert (event.state, Attachment.objects.get().width) == (Event.State.TAKEN, None)


def test_a_photo_and_what_its_author_writes_under_it_are_one_appeal_answered_there(channel: Channel) -> None:
    owner = -int(channel.network_id)
    taken(channel, "photo_new", photo(6, owner_id=owner, user_id=501, text="Яма у школы"))
    taken(channel, "photo_comment_new", {
        "id": 3, "from_id": 501, "date": SENT, "text": "Ещё не сделали", "photo_owner_id": owner, "photo_id": 6,
    })  # fmt: skip
    appeal = Appeal.objects.get()
    assert (appeal.message_count, appeal.excerpt) == (2, "Яма у школы")
    assert Thread.objects.get().kind == "photo"
    assert {said.answer_thread_id for said in Message.objects.all()} == {appeal.thread_id, None}


def test_comments_under_a_photo_of_ours_know_it_whichever_is_told_first(channel: Channel) -> None:
    owner = -int(channel.network_id)
    comment = {
        "id": 3,
        "from_id": 501,
        "date": SENT,
        "text": "А у нас?",
        "photo_owner_id": owner,
        "photo_id": 6,
    }
    taken(channel, "photo_comment_new", comment)
    taken(channel, "photo_new", photo(6, owner_id=owner, user_id=100, text="Новая площадка"))
    post = Appeal.objects.get().thread.post
    assert post is not None
    assert (post.text, post.url) == ("Новая площадка", f"https://vk.com/photo{owner}_6")
    assert Post.objects.count() == 1


def test_a_ban_is_known_and_opens_nothing(channel: Channel) -> None:
    until = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
    told = {"admin_id": 7, "user_id": 501, "unblock_date": until, "reason": 1, "comment": "Спам"}
    assert taken(channel, "user_block", told).state == Event.State.TAKEN
    ban = channels.bans(now=NOON).get()
    assert (ban.reason, ban.by, ban.since) == ("Спам", "7", NOON)
    taken(channel, "user_unblock", {"admin_id": 7, "user_id": 501, "by_end_date": 0})
    assert not channels.bans(now=NOON).exists()
    assert not Message.objects.exists()


def test_events_in_which_nobody_speaks_are_taken_and_leave_nothing(channel: Channel) -> None:
    assert taken(channel, "group_join", {"user_id": 501, "join_type": "join"}).state == Event.State.TAKEN
    assert not Message.objects.exists()
    assert taken(channel, "lead_forms_new", {"user_id": 501}).state == Event.State.UNSUPPORTED
