"""What comes with a message: MAX's objects turned into attachments. Whatever has no shape we know is kept raw.

Most files have an address on MAX's own hosts, which is their `ref`; a video has a token, for which MAX names
addresses (`files.fetch`). What is passed on is an attachment with its words, followed by what it carries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Attachment, AttachmentKind
from nasvyazi.toolbox.text import storable_json

from . import chats

VIDEO = "video "
"""What the `ref` of a video begins with, before its token."""
_TITLE = 300
_VCARD_SHOWN = ("FN", "TEL", "EMAIL")

Object = Mapping[str, Any]


def read_all(message: Object) -> list[Attachment]:
    """Everything that a message carries, the addresses behind its words and what it passes on included."""
    body, link = loose.mapping(message.get("body")), loose.mapping(message.get("link"))
    found = read_body(body)
    return [*found, *_passed_on(link)] if link.get("type") == "forward" else found


def read_body(body: Object) -> list[Attachment]:
    """The attachments of one MessageBody."""
    own = [_read(item) for item in loose.items(body.get("attachments"))]
    return [*own, *_links(body)]


def _passed_on(link: Object) -> Iterator[Attachment]:
    """A LinkedMessage: its words and whose they are, then its photos and files."""
    body, sender = loose.mapping(link.get("message")), loose.mapping(link.get("sender"))
    yield Attachment(
        kind=AttachmentKind.FORWARD,
        network_id=_hashed(loose.text(body.get("mid"))) or "forward",
        title=chats.name_of(sender)[:_TITLE],
        text=loose.text(body.get("text")),
        raw=storable_json({name: value for name, value in link.items() if name != "message"}),
    )
    for one in read_body(body):
        yield replace(one, within=AttachmentKind.FORWARD)


def _read(item: Any) -> Attachment:
    """One attachment; UNSUPPORTED with the raw object when it cannot be read."""
    told = loose.mapping(item)
    kind = told.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    found = reader(told) if reader else None
    return found or _unsupported(item, title=loose.text(kind))


def _unsupported(item: Any, *, title: str, url: str = "") -> Attachment:
    raw = storable_json(item)
    return Attachment(
        kind=AttachmentKind.UNSUPPORTED,
        title=title[:_TITLE],
        url=url,
        raw=raw if isinstance(raw, dict) else {"value": raw},
    )


def _file(kind: AttachmentKind, told: Object, *, title: str = "", text: str = "") -> Attachment | None:
    """A file with an address in its payload."""
    payload = loose.mapping(told.get("payload"))
    url = loose.link(payload.get("url"))
    if not url:
        return None
    size = loose.integer(told.get("size"))
    return Attachment(
        kind=kind,
        network_id=_identity(payload),
        url=url,
        preview_url=loose.link(loose.mapping(told.get("thumbnail")).get("url")),
        ref=url,
        title=title[:_TITLE],
        text=text,
        width=_size(told.get("width")),
        height=_size(told.get("height")),
        size=size if size is not None and size >= 0 else None,
        raw=storable_json(told),
    )


def _identity(payload: Object) -> str:
    """What stays the same whenever a file is told: its number, else its token. Its address is signed anew each time."""
    number = next(
        (found for name in ("photo_id", "fileId", "id", "code") if (found := loose.text(payload.get(name)))),
        "",
    )
    return number[:64] or _hashed(loose.text(payload.get("token")))


def _hashed(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:40] if value else ""


def _image(told: Object) -> Attachment | None:
    return _file(AttachmentKind.PHOTO, told)


def _video(told: Object) -> Attachment | None:
    token = loose.text(loose.mapping(told.get("payload")).get("token"))
    found = _file(AttachmentKind.VIDEO, told)
    if found is None and token:
        found = Attachment(
            kind=AttachmentKind.VIDEO,
            network_id=_identity(loose.mapping(told.get("payload"))),
            raw=storable_json(told),
        )
    return replace(found, ref=VIDEO + token) if found and token else found


def _audio(told: Object) -> Attachment | None:
    return _file(AttachmentKind.VOICE, told, text=loose.text(told.get("transcription")))


def _document(told: Object) -> Attachment | None:
    return _file(AttachmentKind.DOCUMENT, told, title=loose.text(told.get("filename")))


def _sticker(told: Object) -> Attachment | None:
    return _file(AttachmentKind.STICKER, told)


def _contact(told: Object) -> Attachment:
    payload = loose.mapping(told.get("payload"))
    user = loose.mapping(payload.get("max_info")) or loose.mapping(payload.get("tam_info"))
    shown = list(_vcard(loose.text(payload.get("vcf_info")))) or [chats.name_of(user)]
    return Attachment(
        kind=AttachmentKind.CONTACT,
        network_id=loose.text(user.get("user_id")) or "contact",
        title=" ".join(filter(None, shown))[:_TITLE],
        raw=storable_json(told),
    )


def _vcard(card: str) -> Iterator[str]:
    """The values of a VCARD that are shown; "TEL;TYPE=cell:+7…" has them behind the colon."""
    for line in card.splitlines():
        name, _colon, value = line.partition(":")
        if name.partition(";")[0].strip().upper() in _VCARD_SHOWN:
            yield value.strip()


def _share(told: Object) -> Attachment | None:
    url = loose.link(loose.mapping(told.get("payload")).get("url"))
    if not url:
        return None
    return Attachment(
        kind=AttachmentKind.LINK,
        url=url,
        preview_url=loose.link(told.get("image_url")),
        title=loose.text(told.get("title"))[:_TITLE],
        text=loose.text(told.get("description")),
        raw=storable_json(told),
    )


def _location(told: Object) -> Attachment | None:
    latitude, longitude = (loose.number(told.get(name)) for name in ("latitude", "longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Attachment(
        kind=AttachmentKind.LOCATION,
        network_id="point",
        latitude=latitude,
        longitude=longitude,
        raw=storable_json(told),
    )


def _keyboard(told: Object) -> Attachment:
    """Buttons under a message: nobody's words, shown by what stands on them."""
    rows = loose.items(loose.mapping(told.get("payload")).get("buttons"))
    buttons = [loose.mapping(button) for row in rows for button in loose.items(row)]
    words = " / ".join(filter(None, (loose.text(button.get("text")) for button in buttons)))
    url = next(filter(None, (loose.link(button.get("url")) for button in buttons)), "")
    return _unsupported(told, title=words or "inline_keyboard", url=url)


def _links(body: Object) -> Iterator[Attachment]:
    """Addresses that stand behind words (LinkMarkup)."""
    text = loose.text(body.get("text")).encode("utf-16-le")
    seen = set()
    for markup in map(loose.mapping, loose.items(body.get("markup"))):
        url = loose.link(markup.get("url"))
        if url and url not in seen:
            seen.add(url)
            start, length = (loose.integer(markup.get(name)) or 0 for name in ("from", "length"))
            words = text[start * 2 : (start + length) * 2] if start >= 0 and length > 0 else b""
            title = words.decode("utf-16-le", "replace")
            yield Attachment(kind=AttachmentKind.LINK, url=url, title=title[:_TITLE])


def _size(value: Any) -> int | None:
    found = loose.integer(value)
    return found if found is not None and 0 < found < 2**31 else None


_READERS: Mapping[str, Callable[[Object], Attachment | None]] = {
    "image": _image,
    "video": _video,
    "audio": _audio,
    "file": _document,
    "sticker": _sticker,
    "contact": _contact,
    "share": _share,
    "location": _location,
    "inline_keyboard": _keyboard,
}
