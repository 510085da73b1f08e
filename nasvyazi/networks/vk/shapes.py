"""What the readers of VK's objects share: pictures in their many forms, ids, and attachments made of them.

Pictures: schema 5.199 (`sizes`, `images`) and, beside it, what older API versions and recorded payloads have
(`photo_604`, `src`, sizes in strings).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Attachment, AttachmentKind
from nasvyazi.toolbox.text import storable_json

_TITLE = 300
_PREVIEW_SIDE = 320
_OLD_SIZE = re.compile(r"(?:photo|src|image|thumb|first_frame)_([0-9]{2,4})")
_SIZE_LETTERS = "smopqrxyzw"
"""VK's letters for copies of a photo, by size: the only order when a copy tells no width."""
_LONGEST_SIDE = 2**31 - 1

Object = Mapping[str, Any]


def attachment(
    kind: AttachmentKind,
    raw: Object,
    *,
    title: str = "",
    text: str = "",
    network_id: str = "",
    **rest: Any,
) -> Attachment:
    """An attachment of a kind we know, with the object it was read from. A title that is cut stands whole as text."""
    return Attachment(
        kind=kind,
        network_id=network_id or id_of(raw),
        title=title[:_TITLE],
        text=text or (title if len(title) > _TITLE else ""),
        raw=storable_json(raw),
        **rest,
    )


def unsupported(item: Any, *, title: str) -> Attachment:
    """Something we keep and do not understand; `title` is what a person sees of it."""
    raw = storable_json(item)
    return Attachment(
        kind=AttachmentKind.UNSUPPORTED,
        network_id=id_of(loose.mapping(item)),
        title=title[:_TITLE],
        raw=raw if isinstance(raw, dict) else {"value": raw},
    )


# --------------------------------------------------------------------------- ids


def id_of(item: Object) -> str:
    """`<owner>_<id>`, as VK names a thing that somebody owns; "" when it does not say."""
    owner, number = loose.integer(item.get("owner_id")), loose.integer(item.get("id"))
    return "" if owner is None or number is None else f"{owner}_{number}"


def made_id(item: Object, *more: str) -> str:
    """An id for what has none: the same author, time and words (and `more`) give the same id."""
    core = [loose.text(item.get(name)) for name in ("from_id", "user_id", "date", "text", "body")]
    return "made" + hashlib.sha256(json.dumps([*core, *more]).encode()).hexdigest()[:24]


def page_of(owner: int) -> str:
    """The page of a person or (negative) of a community."""
    return f"https://vk.com/id{owner}" if owner > 0 else f"https://vk.com/club{-owner}"


# --------------------------------------------------------------------------- pictures


@dataclass(frozen=True, slots=True, order=True)
class Copy:
    """One copy of a picture; of those that tell no size the letter says which is larger."""

    area: int
    letter: int
    url: str
    width: int
    height: int


def copies(picture: Object) -> list[Copy]:
    """All copies of a picture that have an address, smallest first."""
    found = [_copy(item) for item in _sized(picture)]
    return sorted(copy for copy in found if copy.url)


def preview(found: list[Copy]) -> str:
    """The smallest copy that is still good to look at."""
    good = [copy for copy in found if max(copy.width, copy.height) >= _PREVIEW_SIDE]
    return (good or found[-1:])[0].url if found else ""


def _sized(picture: Object) -> Iterator[Object]:
    for name in ("sizes", "images", "image", "first_frame"):
        yield from (loose.mapping(item) for item in loose.items(picture.get(name)))
    yield loose.mapping(picture.get("orig_photo"))
    yield picture
    for name, url in picture.items():
        old = _OLD_SIZE.fullmatch(name)
        if old:
            yield {"url": url, "width": old[1], "height": old[1]}


def _copy(item: Object) -> Copy:
    width, height = (_side(item.get(name)) for name in ("width", "height"))
    letter = _SIZE_LETTERS.find(loose.text(item.get("type"))[:1] or "?")
    url = loose.link(item.get("url")) or loose.link(item.get("src"))
    return Copy(width * height, letter, url, width, height)


def _side(value: Any) -> int:
    """A side in pixels; 0 for what can be none."""
    found = loose.integer(value) or 0
    return found if 0 < found <= _LONGEST_SIDE else 0
