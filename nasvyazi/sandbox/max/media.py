"""What residents send beside words and photos: made up, small, and of the shape that MAX tells."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from nasvyazi.sandbox import pictures, samples
from nasvyazi.sandbox.max import files
from nasvyazi.sandbox.max.world import File, Json, World

_STICKER_SIDE = 128


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be made: its file's name, its place; `content` is what is in a file (b"": something made up)."""

    kind: str
    name: str = ""
    latitude: float = 55.7943
    longitude: float = 49.1115
    content: bytes = b""


def make(world: World, wish: Wish) -> Json:
    """The attachment (inside the caller's transaction)."""
    return MAKERS[wish.kind](world, wish)


def of_file(one: File) -> Json:
    """The attachment that shows a file which is kept."""
    payload: Json = {"token": one.token}
    if one.kind == "image":
        return {"type": "image", "payload": payload | {"photo_id": one.number}}
    if one.kind == "video":
        return {"type": "video", "payload": payload, "width": 640, "height": 360, "duration": 4}
    if one.kind == "audio":
        return {"type": "audio", "payload": payload, "transcription": None}
    return {"type": "file", "payload": payload, "filename": one.name, "size": one.size}


def image(world: World, jpeg: bytes) -> Json:
    """The attachment of a photo (inside the caller's transaction)."""
    return of_file(files.keep(world, jpeg, kind="image", name="photo.jpg"))


def _video(world: World, wish: Wish) -> Json:
    return of_file(files.keep(world, samples.MP4, kind="video", name=wish.name or "video.mp4"))


def _audio(world: World, wish: Wish) -> Json:
    return of_file(files.keep(world, samples.OGG, kind="audio", name=wish.name or "voice.ogg"))


def _file(world: World, wish: Wish) -> Json:
    content = wish.content or samples.PDF
    return of_file(files.keep(world, content, kind="file", name=wish.name or "obrashenie.pdf"))


def _sticker(world: World, wish: Wish) -> Json:
    out = io.BytesIO()
    with Image.open(io.BytesIO(pictures.sticker())) as drawn:
        drawn.save(out, "PNG")
    one = files.keep(world, out.getvalue(), kind="sticker", name="sticker.png")
    return {
        "type": "sticker",
        "payload": {"code": one.token},
        "width": _STICKER_SIDE,
        "height": _STICKER_SIDE,
    }


def _contact(world: World, wish: Wish) -> Json:
    name = wish.name or "Управдом"
    return {"type": "contact", "payload": {"vcf_info": vcard(name, "+79000000000"), "max_info": None}}


def vcard(name: str, phone: str) -> str:
    """A card as MAX writes it."""
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nTEL;TYPE=cell:{phone}\r\nFN:{name}\r\nEND:VCARD\r\n"


def _location(world: World, wish: Wish) -> Json:
    return {"type": "location", "latitude": wish.latitude, "longitude": wish.longitude}


def _share(world: World, wish: Wish) -> Json:
    address = "https://example.org/otkluchenia"
    return {"type": "share", "payload": {"url": address}, "title": wish.name or "График отключений",
            "description": "Когда не будет воды"}  # fmt: skip


MAKERS: dict[str, Callable[[World, Wish], Json]] = {
    "video": _video, "audio": _audio, "file": _file, "sticker": _sticker, "contact": _contact,
    "location": _location, "share": _share,
}  # fmt: skip
"""What can be sent, by its name in an attachment."""
