"""What residents send beside words and photos: made up, small, and of the shape that Telegram tells."""

from __future__ import annotations

import io
import mimetypes
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from nasvyazi.sandbox import pictures, samples
from nasvyazi.sandbox.telegram import files
from nasvyazi.sandbox.telegram.world import File, Json, World


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be made: its file's name and claimed size (0: as it is), its place, its words.

    `content` is what is in a document (b"": something made up).
    """

    kind: str
    name: str = ""
    size: int = 0
    latitude: float = 55.7943
    longitude: float = 49.1115
    text: str = ""
    content: bytes = b""


def make(world: World, wish: Wish) -> Json:
    """The fields of a Message that holds it, without a caption (inside the caller's transaction)."""
    return MAKERS[wish.kind](world, wish)


def _document(world: World, wish: Wish) -> Json:
    name = wish.name or "obrashenie.pdf"
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    one = _file(world, wish, wish.content or samples.PDF, f"documents{Path(name).suffix}", mime)
    return {"document": one.ids | {"file_name": name, "mime_type": one.mime}}


def _video(world: World, wish: Wish) -> Json:
    one = _file(world, wish, samples.MP4, "videos.mp4", "video/mp4")
    named = {"file_name": wish.name} if wish.name else {}
    moving = {"width": 640, "height": 360, "duration": 4, "mime_type": one.mime}
    return {"video": one.ids | moving | named}


def _animation(world: World, wish: Wish) -> Json:
    one = _file(world, wish, samples.MP4, "animations.mp4", "video/mp4")
    named = {"file_name": wish.name or "animation.mp4", "mime_type": one.mime}
    # The Bot API fills `document` too, for programs that are older than animations.
    return {
        "animation": one.ids | {"width": 320, "height": 240, "duration": 2} | named,
        "document": one.ids | named,
    }


def _video_note(world: World, wish: Wish) -> Json:
    one = _file(world, wish, samples.MP4, "video_notes.mp4", "video/mp4")
    return {"video_note": one.ids | {"length": 240, "duration": 3}}


def _voice(world: World, wish: Wish) -> Json:
    one = _file(world, wish, samples.OGG, "voice.oga", "audio/ogg")
    return {"voice": one.ids | {"duration": 7, "mime_type": one.mime}}


def _audio(world: World, wish: Wish) -> Json:
    one = _file(world, wish, samples.MP3, "music.mp3", "audio/mpeg")
    named = {"file_name": wish.name or "noise.mp3", "mime_type": one.mime}
    return {"audio": one.ids | {"duration": 61, "title": "Шум под окнами"} | named}


def _sticker(world: World, wish: Wish) -> Json:
    out = io.BytesIO()
    with Image.open(io.BytesIO(pictures.sticker())) as drawn:
        drawn.save(out, "WEBP")
    one = _file(world, wish, out.getvalue(), "stickers.webp", "image/webp")
    about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": one.ids | about | {"emoji": "👍", "set_name": "practice"}}


def _location(world: World, wish: Wish) -> Json:
    return {"location": {"latitude": wish.latitude, "longitude": wish.longitude}}


def _venue(world: World, wish: Wish) -> Json:
    place = _location(world, wish)
    venue = {**place, "title": wish.name or "Остановка", "address": wish.text or "ул. Садовая, 12"}
    # The Bot API fills `location` too, for programs that are older than venues.
    return {"venue": venue, **place}


def _contact(world: World, wish: Wish) -> Json:
    return {"contact": {"phone_number": "+79000000000", "first_name": wish.name or "Управдом"}}


def _poll(world: World, wish: Wish) -> Json:
    options = [{"persistent_id": str(number), "text": text, "voter_count": 0}
               for number, text in enumerate(("Да", "Нет"))]  # fmt: skip
    return {"poll": {
        "id": str(secrets.randbelow(10**18)), "question": wish.text or "Двор убирают?", "options": options,
        "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
        "allows_multiple_answers": False, "allows_revoting": True, "members_only": False,
    }}  # fmt: skip


def _file(world: World, wish: Wish, content: bytes, where: str, mime: str) -> File:
    """`where` is the folder and the ending of the name."""
    folder, dot, ending = where.partition(".")
    return files.keep(world, content, folder=folder, suffix=dot + ending, mime=mime, size=wish.size)


MAKERS: dict[str, Callable[[World, Wish], Json]] = {
    "document": _document, "video": _video, "voice": _voice, "audio": _audio, "animation": _animation,
    "video_note": _video_note, "sticker": _sticker, "location": _location, "contact": _contact, "venue": _venue,
    "poll": _poll,
}  # fmt: skip
"""What can be sent, by its name in a Message."""
CAPTIONED = frozenset({"document", "video", "voice", "audio", "animation"})
"""What may carry words of its own."""
WORDED = CAPTIONED | {"venue", "poll"}
"""What words may be given for: a caption, an address, a question."""
