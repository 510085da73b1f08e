"""What networks deliver, of the size and shape they deliver it in: residents in dialogues and under posts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.load import Post

_SECRET = "bench-secret"  # noqa: S105
_GROUP = 226000001
_BOT = 7700000001
_CHAT, _FORWARD = -1002000000001, 11
_PEOPLE = 5000
_POSTS = 20
SAID_AT = 1763900000


@dataclass(frozen=True, slots=True)
class Hook:
    """A connected channel: what a resident's message and comment number n are, as its network posts them."""

    dialog: Callable[[int], Post]
    comment: Callable[[int], Post]


def words(number: int) -> str:
    """What resident number n writes: `number_of` finds the n again."""
    return f"Во дворе дома {number} третий день не чистят снег, скорая не проехала. Когда уберут?"


def number_of(text: str) -> int:
    """Whose words these are."""
    return int(text.split()[3])


def vk() -> Hook:
    """A community of VK, connected in the installation's database."""
    path = _connect("vk", _GROUP, {"token": "none", "secret": _SECRET, "confirmation": "none"})
    return Hook(
        lambda number: _vk(path, number, "message_new", _vk_message(number)),
        lambda number: _vk(path, number, "wall_reply_new", _vk_comment(number)),
    )


def telegram() -> Hook:
    """A bot of Telegram, connected in the installation's database."""
    path = _connect("telegram", _BOT, {"token": f"{_BOT}:none", "secret": _SECRET})
    return Hook(
        lambda number: _telegram(path, number, _private(number)),
        lambda number: _telegram(path, number, _under_post(number)),
    )


def _connect(network: str, number: int, secrets: Mapping[str, str]) -> str:
    from nasvyazi.domain.channels import services

    channel = services.add_channel(
        network=network,
        network_id=str(number),
        title="bench",
        api_url="http://127.0.0.1:9/method",
        secrets_=secrets,
    )
    return channel.hook_path


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _person(number: int) -> int:
    return 500000000 + number % _PEOPLE


def _vk(path: str, number: int, type_: str, object_: Mapping[str, Any]) -> Post:
    body = {"group_id": _GROUP, "type": type_, "event_id": f"{number:040x}", "v": "5.199"}
    return Post(path, _json({**body, "object": object_, "secret": _SECRET}))


def _vk_message(number: int) -> Mapping[str, Any]:
    message = {
        "date": SAID_AT, "from_id": _person(number), "id": number + 1, "out": 0, "version": 10000000 + number,
        "attachments": [], "conversation_message_id": number + 1, "fwd_messages": [], "important": False,
        "is_hidden": False, "peer_id": _person(number), "random_id": 0, "text": words(number),
    }  # fmt: skip
    client = {"button_actions": ["text"], "keyboard": True, "lang_id": 0}
    return {"message": message, "client_info": client}


def _vk_comment(number: int) -> Mapping[str, Any]:
    return {
        "id": number + 1000, "from_id": _person(number), "date": SAID_AT, "text": words(number),
        "post_owner_id": -_GROUP, "post_id": number % _POSTS + 1, "owner_id": -_GROUP, "parents_stack": [],
        "thread": {"count": 0, "items": [], "can_post": True, "show_reply_button": True},
    }  # fmt: skip


def _telegram(path: str, number: int, message: Mapping[str, Any]) -> Post:
    update = {"update_id": number + 1, "message": message}
    return Post(path, _json(update), {"X-Telegram-Bot-Api-Secret-Token": _SECRET})


def _said(number: int, chat: Mapping[str, Any]) -> dict[str, Any]:
    name = {
        "id": _person(number),
        "is_bot": False,
        "first_name": "Марина",
        "last_name": "К.",
        "language_code": "ru",
    }
    return {"message_id": number + 1000, "from": name, "chat": chat, "date": SAID_AT, "text": words(number)}


def _private(number: int) -> Mapping[str, Any]:
    return _said(
        number, {"id": _person(number), "first_name": "Марина", "last_name": "К.", "type": "private"}
    )


def _under_post(number: int) -> Mapping[str, Any]:
    forward = number % _POSTS + _FORWARD
    chat = {"id": _CHAT, "title": "bench: обсуждение", "type": "supergroup"}
    page = {"id": _CHAT - 1, "title": "bench", "type": "channel"}
    post = {
        "message_id": forward, "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}, "sender_chat": page,
        "chat": chat, "date": SAID_AT - 60, "is_automatic_forward": True, "text": "Убираем снег",
        "forward_origin": {"type": "channel", "chat": page, "message_id": forward, "date": SAID_AT - 60},
    }  # fmt: skip
    return {**_said(number, chat), "message_thread_id": forward, "reply_to_message": post}
