"""What comes with a message, a comment or a post: VK's objects turned into attachments.

Shapes: schema 5.199 (photos_photo, docs_doc, audio_audio_message …) and, beside it, what older API versions and
recorded payloads have (`photo_604`, `src`, sizes in strings). Whatever has no shape we know is kept raw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Attachment, AttachmentKind
from nasvyazi.toolbox.text import storable_json

_TITLE = 300
_PREVIEW_SIDE = 320
_OLD_SIZE = re.compile(r"(?:photo|src|image)_([0-9]{2,4})")
_SIZE_LETTERS = "smopqrxyzw"
"""VK's letters for copies of a photo, by size: the only order when a copy tells no width."""

Object = Mapping[str, Any]


def read_all(message: Object) -> list[Attachment]:
    """Everything attached to a message, comment or post, the place on the map included."""
    found = [read(item) for item in loose.items(message.get("attachments"))]
    if message.get("geo"):
        found.append(_location(message["geo"]))
    found += [_post(copy) for copy in loose.items(message.get("copy_history"))]
    return found


def read(item: Any) -> Attachment:
    """One attachment {type, <type>: {...}}; UNSUPPORTED with the raw object when it cannot be read."""
    kind = loose.text(loose.mapping(item).get("type"))
    inner = loose.mapping(loose.mapping(item).get(kind))
    reader = _READERS.get(kind)
    attachment = reader(inner) if reader and inner else None
    return attachment or unsupported(item, title=kind)


def unsupported(item: Any, *, title: str) -> Attachment:
    """Something we keep and do not understand; `title` is what a person sees of it."""
    raw = storable_json(item)
    return Attachment(
        kind=AttachmentKind.UNSUPPORTED,
        network_id=_id(loose.mapping(item)),
        title=title[:_TITLE],
        raw=raw if isinstance(raw, dict) else {"value": raw},
    )


# --------------------------------------------------------------------------- pictures


@dataclass(frozen=True, slots=True, order=True)
class _Copy:
    area: int
    letter: int
    url: str
    width: int
    height: int


def _copies(photo: Object) -> list[_Copy]:
    """All copies of a picture that have an address, smallest first."""
    found = [_copy(item) for item in _sized(photo)]
    return sorted(copy for copy in found if copy.url)


def _sized(photo: Object) -> Iterator[Object]:
    for name in ("sizes", "images", "image", "first_frame"):
        yield from (loose.mapping(item) for item in loose.items(photo.get(name)))
    yield loose.mapping(photo.get("orig_photo"))
    yield photo
    for name, url in photo.items():
        old = _OLD_SIZE.fullmatch(name)
        if old:
            yield {"url": url, "width": old[1], "height": old[1]}


def _copy(item: Object) -> _Copy:
    width = max(loose.integer(item.get("width")) or 0, 0)
    height = max(loose.integer(item.get("height")) or 0, 0)
    letter = _SIZE_LETTERS.find(loose.text(item.get("type"))[:1] or "?")
    url = loose.link(item.get("url")) or loose.link(item.get("src"))
    return _Copy(width * height, letter, url, width, height)


def _preview(copies: list[_Copy]) -> str:
    """The smallest copy that is still good to look at."""
    good = [copy for copy in copies if max(copy.width, copy.height) >= _PREVIEW_SIDE]
    return (good or copies[-1:])[0].url if copies else ""


def _photo(photo: Object) -> Attachment | None:
    copies = _copies(photo)
    if not copies:
        return None
    largest = copies[-1]
    return _attachment(
        AttachmentKind.PHOTO,
        photo,
        url=largest.url,
        preview_url=_preview(copies),
        ref=" ".join(dict.fromkeys((largest.url, _preview(copies)))),
        title=loose.text(photo.get("text")),
        width=largest.width or None,
        height=largest.height or None,
        latitude=_within(loose.number(photo.get("lat")), 90),
        longitude=_within(loose.number(photo.get("long")), 180),
    )


def _sticker(sticker: Object) -> Attachment | None:
    copies = _copies(sticker)
    if not copies:
        return None
    return _attachment(
        AttachmentKind.STICKER,
        sticker,
        network_id=loose.text(sticker.get("sticker_id") or sticker.get("id")),
        url=copies[-1].url,
        preview_url=_preview(copies),
        ref=copies[-1].url,
    )


# --------------------------------------------------------------------------- the rest


def _video(video: Object) -> Attachment:
    number = _id(video)
    return _attachment(
        AttachmentKind.VIDEO,
        video,
        url=f"https://vk.com/video{number}" if number else "",
        preview_url=_preview(_copies(video)),
        title=loose.text(video.get("title")),
    )


def _audio(audio: Object) -> Attachment:
    names = [loose.text(audio.get("artist")), loose.text(audio.get("title"))]
    title = " – ".join(filter(None, names))
    return _attachment(AttachmentKind.AUDIO, audio, url=loose.link(audio.get("url")), title=title)


def _voice(voice: Object) -> Attachment:
    url = loose.link(voice.get("link_mp3")) or loose.link(voice.get("link_ogg"))
    return _attachment(
        AttachmentKind.VOICE, voice, url=url, ref=url, title=loose.text(voice.get("transcript"))
    )


def _document(document: Object) -> Attachment:
    picture = loose.mapping(loose.mapping(document.get("preview")).get("photo"))
    return _attachment(
        AttachmentKind.DOCUMENT,
        document,
        url=loose.link(document.get("url")),
        ref=loose.link(document.get("url")),
        preview_url=_preview(_copies(picture)),
        title=loose.text(document.get("title")),
        size=loose.integer(document.get("size")),
    )


def _link(link: Object) -> Attachment:
    return _attachment(
        AttachmentKind.LINK,
        link,
        url=loose.link(link.get("url")),
        preview_url=_preview(_copies(loose.mapping(link.get("photo")))),
        title=loose.text(link.get("title")),
    )


def _post(post: Any) -> Attachment:
    """A post that was shared: in a message, or as the history of a repost."""
    shared = loose.mapping(post)
    owner = loose.integer(shared.get("owner_id") or shared.get("to_id") or shared.get("from_id"))
    number = loose.integer(shared.get("id"))
    known = owner is not None and number is not None
    return _attachment(
        AttachmentKind.POST,
        shared,
        network_id=f"{owner}_{number}" if known else "",
        url=f"https://vk.com/wall{owner}_{number}" if known else "",
        title=loose.text(shared.get("text")),
    )


def _location(geo: Any) -> Attachment:
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
    return _attachment(AttachmentKind.LOCATION, point, title=title, latitude=latitude, longitude=longitude)


def _within(value: float | None, limit: int) -> float | None:
    return value if value is not None and abs(value) <= limit else None


def _id(item: Object) -> str:
    """`<owner>_<id>`, as VK names a thing that somebody owns; "" when it does not say."""
    owner, number = loose.integer(item.get("owner_id")), loose.integer(item.get("id"))
    return "" if owner is None or number is None else f"{owner}_{number}"


def _attachment(
    kind: AttachmentKind, raw: Object, *, title: str = "", network_id: str = "", **rest: Any
) -> Attachment:
    return Attachment(
        kind=kind,
        network_id=network_id or _id(raw),
        title=title[:_TITLE],
        raw=storable_json(raw),
        **rest,
    )


_READERS: Mapping[str, Callable[[Object], Attachment | None]] = {
    "photo": _photo,
    "video": _video,
    "clip": _video,
    "audio": _audio,
    "audio_message": _voice,
    "doc": _document,
    "graffiti": _photo,
    "sticker": _sticker,
    "link": _link,
    "wall": _post,
}
