"""One thing that comes with a message, a comment or a post: VK's object turned into an attachment.

Shapes: schema 5.199 (photos_photo, docs_doc, messages_audio_message …). Whatever has no shape we know is kept raw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Attachment, AttachmentKind

from . import things
from .shapes import attachment, copies, id_of, preview, unsupported

Object = Mapping[str, Any]


def read(item: Any) -> Attachment:
    """One attachment {type, <type>: {...}}; UNSUPPORTED with the raw object when it cannot be read."""
    kind = loose.text(loose.mapping(item).get("type"))
    inner = loose.mapping(loose.mapping(item).get(kind))
    reader = READERS.get(kind)
    found = reader(inner) if reader and inner else None
    return found or unsupported(item, title=kind)


# --------------------------------------------------------------------------- pictures


def _photo(photo: Object) -> Attachment | None:
    found = copies(photo)
    if not found:
        return None
    largest = found[-1]
    return attachment(
        AttachmentKind.PHOTO,
        photo,
        url=largest.url,
        preview_url=preview(found),
        ref=" ".join(dict.fromkeys((largest.url, preview(found)))),
        title=loose.text(photo.get("text")),
        width=largest.width or None,
        height=largest.height or None,
        latitude=_within(loose.number(photo.get("lat")), 90),
        longitude=_within(loose.number(photo.get("long")), 180),
    )


def _sticker(sticker: Object) -> Attachment | None:
    found = copies(sticker)
    if not found:
        return None
    return attachment(
        AttachmentKind.STICKER,
        sticker,
        network_id=loose.text(sticker.get("sticker_id") or sticker.get("id")),
        url=found[-1].url,
        preview_url=preview(found),
        ref=found[-1].url,
    )


# --------------------------------------------------------------------------- the rest


def _video(video: Object) -> Attachment:
    number = id_of(video)
    return attachment(
        AttachmentKind.VIDEO,
        video,
        url=f"https://vk.com/video{number}" if number else "",
        preview_url=preview(copies(video)),
        title=loose.text(video.get("title")),
    )


def _audio(audio: Object) -> Attachment:
    names = [loose.text(audio.get("artist")), loose.text(audio.get("title"))]
    title = " – ".join(filter(None, names))
    return attachment(AttachmentKind.AUDIO, audio, url=loose.link(audio.get("url")), title=title)


def _voice(voice: Object) -> Attachment:
    url = loose.link(voice.get("link_mp3")) or loose.link(voice.get("link_ogg"))
    return attachment(AttachmentKind.VOICE, voice, url=url, ref=url, text=loose.text(voice.get("transcript")))


def _document(document: Object) -> Attachment:
    picture = loose.mapping(loose.mapping(document.get("preview")).get("photo"))
    return attachment(
        AttachmentKind.DOCUMENT,
        document,
        url=loose.link(document.get("url")),
        ref=loose.link(document.get("url")),
        preview_url=preview(copies(picture)),
        title=loose.text(document.get("title")),
        size=_size(document.get("size")),
    )


def _link(link: Object) -> Attachment:
    return attachment(
        AttachmentKind.LINK,
        link,
        url=loose.link(link.get("url")),
        preview_url=preview(copies(loose.mapping(link.get("photo")))),
        title=loose.text(link.get("title")),
    )


def read_post(post: Any) -> Attachment:
    """A post that was shared: in a message, or as the history of a repost."""
    shared = loose.mapping(post)
    owner = loose.integer(shared.get("owner_id") or shared.get("to_id") or shared.get("from_id"))
    number = loose.integer(shared.get("id"))
    known = owner is not None and number is not None
    return attachment(
        AttachmentKind.POST,
        shared,
        network_id=f"{owner}_{number}" if known else "",
        url=f"https://vk.com/wall{owner}_{number}" if known else "",
        text=loose.text(shared.get("text")),
    )


def read_location(geo: Any) -> Attachment:
    """A point on the map; its coordinates are an object, or "latitude longitude" in one text."""
    point = loose.mapping(geo)
    coordinates = point.get("coordinates")
    if isinstance(coordinates, str):
        coordinates = dict(zip(("latitude", "longitude"), coordinates.split(), strict=False))
    position = loose.mapping(coordinates)
    latitude = _within(loose.number(position.get("latitude")), 90)
    longitude = _within(loose.number(position.get("longitude")), 180)
    if latitude is None or longitude is None:
        return unsupported(geo, title="geo")
    title = loose.text(loose.mapping(point.get("place")).get("title"))
    return attachment(AttachmentKind.LOCATION, point, title=title, latitude=latitude, longitude=longitude)


def _size(value: Any) -> int | None:
    found = loose.integer(value)
    return found if found is not None and found >= 0 else None


def _within(value: float | None, limit: int) -> float | None:
    return value if value is not None and abs(value) <= limit else None


READERS: Mapping[str, Callable[[Object], Attachment | None]] = {
    "photo": _photo,
    "video": _video,
    "clip": _video,
    "short_video": _video,
    "video_message": _video,
    "audio": _audio,
    "audio_message": _voice,
    "doc": _document,
    "graffiti": _photo,
    "posted_photo": _photo,
    "sticker": _sticker,
    "ugc_sticker": _sticker,
    "link": _link,
    "wall": read_post,
    **things.READERS,
}
