"""MAX through the whole intake: a comment that nobody tells is an appeal, an answer of the channel ends its clock."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Backfill, Channel, Thread
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.flows import backfilling
from nasvyazi.networks import base, http
from nasvyazi.networks.limits import Limiter
from nasvyazi.toolbox import clock
from tests import factories

from .conftest import ago, take

pytestmark = pytest.mark.django_db
CHANNEL, DIALOG, RESIDENT = -70_968_954_954_124, 9_007_199_254_740_993, 501
MARINA = {"user_id": RESIDENT, "first_name": "Марина", "is_bot": False}
Json = dict[str, Any]


def milliseconds(minutes: float) -> int:
    return int(ago(minutes=minutes).timestamp() * 1000)


def said(number: str, text: str, *, minutes: float, sender: Json | None = MARINA, **recipient: Any) -> Json:
    where = {"chat_id": CHANNEL, "chat_type": "channel", **recipient}
    body = {"mid": number, "seq": 2**60, "text": text}
    return {"sender": sender, "recipient": where, "timestamp": milliseconds(minutes), "body": body}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Json]]:
    """What MAX shows below which path, the newest last."""
    found: dict[str, list[Json]] = {}

    def request(_method: str, url: str, **_more: Any) -> http.Response:
        parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
        told = [
            one for one in found.get(parts.path, [])
            if one["timestamp"] >= int(query.get("after", query.get("to", ["0"]))[0])
        ]  # fmt: skip
        return http.Response(status=200, headers={}, body=json.dumps({"messages": told[::-1]}).encode())

    monkeypatch.setattr(http, "request", request)
    monkeypatch.setattr("nasvyazi.networks.max.paging.limiter", lambda *_args: Limiter(1_000_000))
    return found


@pytest.fixture
def channel() -> Channel:
    """A bot of MAX that runs a channel."""
    found = factories.channel("max")
    Channel.objects.update(heard_at=clock.now(), created_at=ago(days=9))
    found.refresh_from_db()
    told(found, "bot_added", chat_id=CHANNEL, user=MARINA, is_channel=True)
    backfilling.beat()
    Backfill.objects.update(read_until=ago(minutes=2))
    return found


def told(channel: Channel, kind: str, **update: Any) -> None:
    """A webhook brings an update, and it is taken."""
    body = json.dumps({"update_type": kind, "timestamp": milliseconds(0), **update}).encode()
    envelope = base.Envelope(external_id="", type=kind, body=body)
    inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=clock.now())
    take()


def read_comments() -> int:
    done = backfilling.read(Backfill.objects.select_related("channel").get(part="comments"))
    assert done.error is None
    take()
    return done.found


def test_a_comment_that_nobody_tells_is_an_appeal_and_the_channels_own_answer_ends_its_clock(
    shown: dict[str, list[Json]], channel: Channel
) -> None:
    post = said("post", "Убираем снег", minutes=30, sender=None)
    told(channel, "message_created", message=post)
    shown["/messages"] = [post]
    shown["/messages/post/comments"] = [said("c1", "А у нас темно", minutes=5, post_id="post")]
    assert (read_comments(), read_comments()) == (1, 0)
    appeal = Appeal.objects.get()
    assert (appeal.excerpt, appeal.answer_due_at is not None) == ("А у нас темно", True)
    thread = Thread.objects.get(kind=base.PlaceKind.COMMENT)
    assert (thread.external_id, getattr(thread.post, "text", "")) == ("post", "Убираем снег")
    channel.refresh_from_db()
    assert channel.trouble_code == ""
    answer = said("c2", "Сегодня починим", minutes=1, sender=None, post_id="post")
    shown["/messages/post/comments"].append(
        answer | {"link": {"type": "reply", "message": {"mid": "c1", "seq": 1, "text": "А у нас темно"}}}
    )
    assert read_comments() == 1
    appeal.refresh_from_db()
    assert appeal.answer_due_at is None


def test_a_changed_comment_is_seen_to_have_changed(shown: dict[str, list[Json]], channel: Channel) -> None:
    shown["/messages"] = [said("post", "Убираем снег", minutes=30, sender=None)]
    shown["/messages/post/comments"] = [said("c1", "У нас темно", minutes=5, post_id="post")]
    read_comments()
    shown["/messages/post/comments"][0]["body"]["text"] = "У нас темно и скользко"
    assert read_comments() == 1
    message = Message.objects.get()
    assert (message.text, message.edited_at is not None, message.versions.count()) == (
        "У нас темно и скользко",
        True,
        2,
    )


def test_a_resident_who_stops_the_bot_cannot_be_written_to_in_their_dialogue(channel: Channel) -> None:
    message = said("m1", "Нет воды", minutes=5, chat_id=DIALOG, chat_type="dialog")
    told(channel, "message_created", message=message)
    told(channel, "bot_stopped", chat_id=DIALOG, user=MARINA)
    thread = Thread.objects.get(kind=base.PlaceKind.DIALOG)
    assert (thread.external_id, thread.blocked_at is not None) == (str(DIALOG), True)
    told(channel, "message_removed", message_id="m1", chat_id=DIALOG, user_id=RESIDENT)
    assert Message.objects.get().deleted_at is not None
