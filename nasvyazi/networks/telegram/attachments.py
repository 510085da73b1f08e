"""What comes with a message: Telegram's objects turned into attachments. Whatever has no shape we know is kept raw.

Telegram gives no addresses of files: `ref` is the file_id, which `files.fetch` turns into bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Attachment, AttachmentKind
from nasvyazi.toolbox.text import storable_json

LARGEST_FILE = 20 * 1024 * 1024
"""getFile gives no more (Bot API, getFile)."""
_TITLE = 300

Object = Mapping[str, Any]


def read_all(message: Object) -> list[Attachment]:
    """Everything attached to a message, the addresses behind its words included."""
    found = [one for name, reader in _READERS.items() if name in message and (one := reader(message[name]))]
    if "document" in message and "animation" in message:
        # An animation comes as a document, too, for older programs.
        found = [one for one in found if one.kind is not AttachmentKind.DOCUMENT]
    if "location" in message and "venue" in message:
        found = [one for one in found if one.kind is not AttachmentKind.LOCATION or one.title]
    found += [unsupported(message[name], title=name) for name in _KEPT_RAW if name in message]
    return [*found, *_links(message)]


def unsupported(item: Any, *, title: str) -> Attachment:
    """Something we keep and do not understand; `title` is what a person sees of it."""
    raw = storable_json(item)
    return Attachment(
        kind=AttachmentKind.UNSUPPORTED,
        title=title[:_TITLE],
        raw=raw if isinstance(raw, dict) else {"value": raw},
    )


def read_photo(sizes: Any) -> Attachment | None:
    """The largest of a photo's copies."""
    known = [loose.mapping(size) for size in loose.items(sizes)]
    largest = max(known, key=_area, default={})
    if not loose.text(largest.get("file_id")):
        return None
    return _file(AttachmentKind.PHOTO, largest)


def _area(size: Object) -> int:
    return (loose.integer(size.get("width")) or 0) * (loose.integer(size.get("height")) or 0)


def _photo(sizes: Any) -> Attachment:
    return read_photo(sizes) or unsupported(sizes, title="photo")


def _of_kind(kind: AttachmentKind, *names: str) -> Callable[[Any], Attachment]:
    """A reader of files of one kind; `names` are where its title may stand."""

    def read(item: Any) -> Attachment:
        file = loose.mapping(item)
        if not loose.text(file.get("file_id")):
            return unsupported(item, title=kind.value)
        title = " – ".join(filter(None, (loose.text(file.get(name)) for name in names)))
        return _file(kind, file, title=title)

    return read


def _file(kind: AttachmentKind, file: Object, *, title: str = "") -> Attachment:
    size = loose.integer(file.get("file_size"))
    return Attachment(
        kind=kind,
        network_id=loose.text(file.get("file_unique_id")) or loose.text(file.get("file_id"))[:64],
        ref=loose.text(file.get("file_id")),
        title=title[:_TITLE],
        width=_size(file.get("width")),
        height=_size(file.get("height")),
        size=size if size is not None and size >= 0 else None,
        is_too_large=size is not None and size > LARGEST_FILE,
        raw=storable_json(file),
    )


def _size(value: Any) -> int | None:
    found = loose.integer(value)
    return found if found is not None and 0 < found < 2**31 else None


def _contact(item: Any) -> Attachment:
    contact = loose.mapping(item)
    names = [loose.text(contact.get(name)) for name in ("first_name", "last_name", "phone_number")]
    return Attachment(
        kind=AttachmentKind.CONTACT,
        network_id="contact",
        title=" ".join(filter(None, names))[:_TITLE],
        raw=storable_json(contact),
    )


def _location(item: Any, *, title: str = "") -> Attachment:
    """A point. A live one moves: its edits are the same attachment, which keeps where it was told first."""
    point = loose.mapping(item)
    latitude, longitude = (loose.number(point.get(name)) for name in ("latitude", "longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return unsupported(item, title="location")
    return Attachment(
        kind=AttachmentKind.LOCATION,
        network_id="venue" if title else "point",
        title=title[:_TITLE],
        latitude=latitude,
        longitude=longitude,
        raw=storable_json(point),
    )


def _venue(item: Any) -> Attachment:
    venue = loose.mapping(item)
    names = [loose.text(venue.get(name)) for name in ("title", "address")]
    return _location(venue.get("location"), title=", ".join(filter(None, names)) or "venue")


def _poll(item: Any) -> Attachment:
    poll = loose.mapping(item)
    options = (loose.text(loose.mapping(one).get("text")) for one in loose.items(poll.get("options")))
    words = " / ".join(filter(None, options))
    return Attachment(
        kind=AttachmentKind.POLL,
        network_id=loose.text(poll.get("id")) or "poll",
        title=" ".join(filter(None, (loose.text(poll.get("question")), words)))[:_TITLE],
        raw=storable_json(poll),
    )


def _links(message: Object) -> Iterator[Attachment]:
    """Addresses that stand behind words; their offsets (UTF-16 units) may overlap and may be nonsense."""
    seen = set()
    for words, entities in (("text", "entities"), ("caption", "caption_entities")):
        text = loose.text(message.get(words)).encode("utf-16-le")
        for entity in map(loose.mapping, loose.items(message.get(entities))):
            url = loose.link(entity.get("url"))
            if url and url not in seen:
                seen.add(url)
                yield Attachment(kind=AttachmentKind.LINK, url=url, title=_words(text, entity))


def _words(text: bytes, entity: Object) -> str:
    start, length = (loose.integer(entity.get(name)) or 0 for name in ("offset", "length"))
    if start < 0 or length < 0:
        return ""
    return text[start * 2 : (start + length) * 2].decode("utf-16-le", "replace")[:_TITLE]


_READERS: Mapping[str, Callable[[Any], Attachment]] = {
    "photo": _photo,
    "live_photo": _of_kind(AttachmentKind.VIDEO),
    "video": _of_kind(AttachmentKind.VIDEO, "file_name"),
    "animation": _of_kind(AttachmentKind.VIDEO, "file_name"),
    "video_note": _of_kind(AttachmentKind.VIDEO),
    "voice": _of_kind(AttachmentKind.VOICE),
    "audio": _of_kind(AttachmentKind.AUDIO, "performer", "title"),
    "document": _of_kind(AttachmentKind.DOCUMENT, "file_name"),
    "sticker": _of_kind(AttachmentKind.STICKER, "emoji"),
    "contact": _contact,
    "location": _location,
    "venue": _venue,
    "poll": _poll,
}
_KEPT_RAW = (
    "story", "paid_media", "checklist", "dice", "game", "invoice", "giveaway", "giveaway_winners", "rich_message",
    "external_reply", "reply_to_story", "web_app_data", "passport_data",
)  # fmt: skip
CONTENT = frozenset({"text", "caption", *_READERS, *_KEPT_RAW})
"""Members of a Message that hold what somebody said."""
