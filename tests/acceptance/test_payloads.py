"""What networks really send, as client libraries have recorded it, through our webhooks."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel, Post
from nasvyazi.domain.inbox.models import Attachment, Event, Message, Version
from nasvyazi.networks.base import AttachmentKind
from nasvyazi.networks.max import hook
from tests.acceptance import life
from tests.product import Product
from tests.shared import SHARED, WHY_SKIPPED

pytestmark = [pytest.mark.acceptance, pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)]
Json = dict[str, Any]
SECRET = "recorded-secret"
UNDERSTOOD = 0.95
"""Of messages, comments and posts: DESIGN promises that no word is lost, this says that hardly one is unread."""


@dataclass(frozen=True)
class Recorded:
    """What one network has sent: events by name, whether one speaks (message, comment, post) and what it says."""

    network: str
    network_id: str
    secrets: Mapping[str, str]
    headers: Mapping[str, str]
    events: Callable[[], Iterator[tuple[str, Json]]]
    speaks: Callable[[Json], bool]
    words: Callable[[Json], list[str]]


# --------------------------------------------------------------------------- VK


def _files(network: str) -> list[Path]:
    return sorted((SHARED / "payloads" / network).glob("*.json")) if SHARED else []


def _of_vk() -> Iterator[tuple[str, Json]]:
    for file in _files("vk"):
        told = json.loads(file.read_text("utf-8-sig"))
        if isinstance(told, dict) and "type" in told and "object" in told:
            yield file.stem, told | {"group_id": 1234, "secret": SECRET, "event_id": file.stem}


_SPEAK = (
    "message_new",
    "message_edit",
    "message_reply",
    "wall_post_new",
    "wall_repost",
    "photo_new",
    "video_new",
)
_COMMENTS = ("wall_reply_", "photo_comment_", "video_comment_", "market_comment_", "board_post_")


def _vk_speaks(event: Json) -> bool:
    return event["type"] in _SPEAK or event["type"].startswith(_COMMENTS)


def _vk_words(event: Json) -> list[str]:
    told = event["object"].get("message") or event["object"]
    return [told[name] for name in ("text", "title") if told.get(name)]


# --------------------------------------------------------------------------- MAX


def _of_max() -> Iterator[tuple[str, Json]]:
    """Updates as they are; messages and attachments as the updates that would bring them."""
    for file in _files("max"):
        told = json.loads(file.read_bytes())
        for update in told.get("updates") or [told]:
            if "update_type" in update:
                yield hook.envelope(update, b"").external_id, update
        for message in told.get("messages") or [told.get("message") or told]:
            if "body" in message and "recipient" in message and "update_type" not in told:
                yield _brought(message)
        if "_att__" in file.stem:
            body = {"mid": file.stem, "seq": 2**60, "text": "", "attachments": [told]}
            yield _brought(_FROM_SOMEBODY | {"body": body})


_FROM_SOMEBODY: Json = {
    "sender": {"user_id": 99001, "name": "John Doe", "is_bot": False},
    "recipient": {"chat_id": 60001, "chat_type": "dialog", "user_id": 42}, "timestamp": 1_700_000_500_000,
}  # fmt: skip


def _brought(message: Json) -> tuple[str, Json]:
    update = {"update_type": "message_created", "timestamp": message["timestamp"], "message": message}
    return hook.envelope(update, b"").external_id, update


def _max_speaks(update: Json) -> bool:
    """A bot's own words, and those of another one, are no resident's."""
    sender = update.get("message", {}).get("sender", {})
    return update["update_type"] in ("message_created", "message_edited") and not sender.get("is_bot")


def _max_words(update: Json) -> list[str]:
    return [text] if (text := update["message"]["body"].get("text")) else []


# --------------------------------------------------------------------------- Telegram


def _of_telegram() -> Iterator[tuple[str, Json]]:
    for file in _files("telegram"):
        told = json.loads(file.read_bytes())
        told = told.get("result", told) if told.get("ok") is True else told
        for place, one in enumerate(told if isinstance(told, list) else [told]):
            if "update_id" in one:
                yield f"{file.stem}_{place}", one
            elif "message_id" in one:
                yield f"{file.stem}_{place}", {"message": one}


def _said(update: Json) -> list[Json]:
    names = ("message", "edited_message", "channel_post", "edited_channel_post")
    return [update[name] for name in names if name in update]


def _telegram_speaks(update: Json) -> bool:
    """A message that somebody wrote: what merely happened in a chat is none."""
    return any("text" in one or "caption" in one or _CARRIED & one.keys() for one in _said(update))


_CARRIED = {
    "photo",
    "video",
    "voice",
    "audio",
    "document",
    "sticker",
    "animation",
    "video_note",
    "poll",
    "location",
}


def _telegram_words(update: Json) -> list[str]:
    return [words for one in _said(update) if (words := one.get("text", one.get("caption")))]


ALL = (
    Recorded(
        "vk", "1234", {"token": "t", "secret": SECRET, "confirmation": "c"}, {}, _of_vk, _vk_speaks, _vk_words
    ),
    Recorded(
        "telegram", "42", {"token": "42:t", "secret": SECRET}, {"X-Telegram-Bot-Api-Secret-Token": SECRET},
        _of_telegram, _telegram_speaks, _telegram_words,
    ),
    Recorded(
        "max", "42", {"token": "t" * 10, "secret": SECRET}, {hook.SECRET_HEADER: SECRET}, _of_max, _max_speaks,
        _max_words,
    ),
)  # fmt: skip


@pytest.mark.parametrize("recorded", ALL, ids=lambda one: one.network)
def test_every_recorded_event_is_answered_and_understood_or_kept_in_sight(
    product: Product, recorded: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = channels.add_channel(
        network=recorded.network, network_id=recorded.network_id, title="Записанное",
        api_url="http://127.0.0.1:9/none", secrets_=recorded.secrets,
    )  # fmt: skip
    told = dict(_numbered(recorded))
    for event in told.values():
        body = json.dumps(event).encode()
        assert product.post(channel, body.replace(SECRET.encode(), b"x")).status_code in (400, 403)
        assert product.post(channel, body, recorded.headers).status_code == 200
    life.until_taken(channel)
    states = _states(channel)
    assert len(states) == len(told)
    speaking = [number for number, event in told.items() if recorded.speaks(event)]
    understood = [number for number in speaking if states[number] == Event.State.TAKEN]
    with capsys.disabled():
        sys.stdout.write(_report(recorded, Counter(states.values()), len(speaking), len(understood), channel))
    assert Event.State.BROKEN not in states.values()
    assert len(understood) >= UNDERSTOOD * len(speaking)
    words = {one for event in told.values() if recorded.speaks(event) for one in recorded.words(event)}
    assert words <= _kept(channel, words)


def _numbered(recorded: Recorded) -> Iterator[tuple[str, Json]]:
    """Events by the ids that our webhook knows them by; Telegram's recorded ones repeat theirs."""
    for number, (name, event) in enumerate(recorded.events(), start=1):
        if recorded.network == "telegram":
            yield str(number), event | {"update_id": number}
        else:
            yield name, event


def _states(channel: Channel) -> dict[str, str]:
    return dict(Event.objects.filter(channel=channel).values_list("external_id", "state"))


def _kept(channel: Channel, words: set[str]) -> set[str]:
    """Of these words, the ones that stand in a wording of a message or in a post."""
    texts = [
        *Version.objects.filter(message__thread__channel=channel).values_list("text", flat=True),
        *Post.objects.filter(channel=channel).values_list("text", flat=True),
    ]
    return {one for one in words if any(one in text for text in texts)}


def _report(
    recorded: Recorded, states: Counter[str], speaking: int, understood: int, channel: Channel
) -> str:
    rows = Attachment.objects.filter(message__thread__channel=channel)
    unread = rows.filter(kind=AttachmentKind.UNSUPPORTED.value)
    return (
        f"\n{recorded.network}: recorded events {states.total()}, {dict(states)}; messages, comments and posts "
        f"{speaking}, understood {understood}; messages kept "
        f"{Message.objects.filter(thread__channel=channel).count()}; attachments {rows.count()}, not read "
        f"{unread.count()} ({', '.join(sorted(set(unread.values_list('title', flat=True)))) or 'none'})\n"
    )
