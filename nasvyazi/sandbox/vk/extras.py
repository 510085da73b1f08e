"""What residents send beside words and photos: made up, small, and of the shape that VK tells (schema 5.199)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nasvyazi.sandbox import samples
from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.vk import objects
from nasvyazi.sandbox.vk.world import World

Json = dict[str, Any]
FILES: Mapping[str, tuple[bytes, str]] = {
    "voice.mp3": (samples.MP3, "audio/mpeg"),
    "voice.ogg": (samples.OGG, "audio/ogg"),
    "document.pdf": (samples.PDF, "application/pdf"),
}
"""What lies at /vk/files/made/<name>: content and type."""


def attachment(world: World, kind: str, *, owner: int, name: str = "", text: str = "") -> Json:
    """One attachment of a kind, {type, <type>: …}. `name` and `text` are its title and what is said in it."""
    type_ = _TYPES.get(kind, kind)
    return {"type": type_, type_: MAKERS[kind](world, owner, name, text)}


def geo(latitude: float, longitude: float, *, title: str = "") -> Json:
    """base_geo."""
    return {
        "type": "point", "coordinates": {"latitude": latitude, "longitude": longitude},
        "place": {"title": title or "Отмечено на карте", "city": ""}, "showmap": 1,
    }  # fmt: skip


def passed_on(world: World, *, author: int, text: str, photos: Sequence[int] = (), date: int | None = None,
              forwards: Sequence[Json] = ()) -> Json:  # fmt: skip
    """messages_foreign_message: what was said elsewhere, by whomever, and what that passes on itself."""
    found: Json = {
        "date": int(now()) if date is None else date, "from_id": author, "text": text,
        "attachments": objects.attachments(world, photos), "conversation_message_id": _number(world),
        "id": _number(world), "peer_id": author,
    }  # fmt: skip
    return found | ({"fwd_messages": list(forwards)} if forwards else {})


def _number(world: World) -> int:
    return world.store.next("vk:elsewhere", start=1000)


def _file(world: World, name: str) -> str:
    return f"{world.base_url}/files/made/{name}"


def _owned(world: World, owner: int) -> Json:
    return {"id": world.store.next("vk:made", start=600_000_001), "owner_id": owner}


def _voice(world: World, owner: int, name: str, text: str) -> Json:
    """messages_audio_message; the words recognised in it come in `transcript`, which the schema forgets."""
    recognised = {"transcript": text, "transcript_state": "done"} if text else {}
    return _owned(world, owner) | recognised | {
        "duration": 7, "link_mp3": _file(world, "voice.mp3"), "link_ogg": _file(world, "voice.ogg"),
        "waveform": [0, 3, 9, 27, 9, 3, 0], "access_key": secrets.token_hex(9),
    }  # fmt: skip


def _document(world: World, owner: int, name: str, text: str) -> Json:
    """docs_doc."""
    return _owned(world, owner) | {
        "title": name or "Обращение.pdf", "size": len(samples.PDF), "ext": "pdf", "date": int(now()), "type": 1,
        "url": _file(world, "document.pdf"), "access_key": secrets.token_hex(9),
    }  # fmt: skip


def _poll(world: World, owner: int, name: str, text: str) -> Json:
    """polls_poll."""
    answers = [
        {"id": world.store.next("vk:answer"), "text": one, "votes": 0, "rate": 0} for one in ("Да", "Нет")
    ]
    return _owned(world, owner) | {
        "question": name or "Двор убирают?", "answers": answers, "votes": 0, "created": int(now()), "end_date": 0,
        "anonymous": True, "multiple": False, "closed": False, "is_board": False, "can_edit": False, "can_vote": True,
        "can_report": True, "can_share": True, "disable_unvote": False, "author_id": owner,
    }  # fmt: skip


def _link(world: World, owner: int, name: str, text: str) -> Json:
    """base_link."""
    return {
        "url": "https://example.org/news",
        "title": name or "Новость",
        "description": text,
        "is_favorite": False,
    }


def _video(world: World, owner: int, name: str, text: str) -> Json:
    """video_video."""
    return _owned(world, owner) | {
        "title": name or "Двор", "description": text, "duration": 14, "date": int(now()), "type": "video",
        "can_add": 1, "views": 1, "comments": 0, "image": [], "first_frame": [],
    }  # fmt: skip


MAKERS: Mapping[str, Callable[[World, int, str, str], Json]] = {
    "voice": _voice, "document": _document, "poll": _poll, "link": _link, "video": _video,
}  # fmt: skip
"""What can be sent, by its name in the control API."""
_TYPES = {"voice": "audio_message", "document": "doc"}
