"""Photos and videos that are added to the community: by residents, who say something with them, or by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, MessageSeen, Noticed, Place, PlaceKind, PostSeen, Seen

from .attachments import read
from .comments import numbered
from .messages import author
from .shapes import made_id

_THE_COMMUNITY = 100
"""The `user_id` of what an administrator adds in the name of the community (photos_photo in VK's documentation)."""

Object = Mapping[str, Any]


def read_photo(account: Account, photo: Object, *, now: datetime) -> Seen:
    """A photo in an album of the community.

    Albums with negative numbers are VK's own (the wall, the community's portrait): what is put there without words is
    told by the post it belongs to.
    """
    caption = loose.text(photo.get("text"))
    if (loose.integer(photo.get("album_id")) or 0) < 0 and not caption.strip():
        return Noticed(type="photo_new", what="the photo belongs to a post or to the community's page")
    return _added(account, "photo", photo, words=caption, title="", now=now)


def read_video(account: Account, video: Object, *, now: datetime) -> Seen:
    """A video of the community; its title and description are what is said."""
    title = loose.text(video.get("title"))
    words = "\n".join(filter(None, (title, loose.text(video.get("description")))))
    return _added(account, "video", video, words=words, title=title, now=now)


def _added(account: Account, kind: str, thing: Object, *, words: str, title: str, now: datetime) -> Seen:
    """A resident's thing is a message, answered in the comments under it; the community's own is like a post."""
    number = numbered(account, thing.get("owner_id"), thing.get("id")) or made_id(thing)
    place = Place(kind=PlaceKind(kind), id=number)
    said_at = loose.moment(thing.get("date"), now=now)
    attached = [read({"type": kind, kind: thing})]
    url = f"https://vk.com/{kind}{number}" if "_" in number else ""
    uploader = loose.integer(thing.get("user_id"))
    if uploader is None or uploader <= 0 or uploader == _THE_COMMUNITY:
        return PostSeen(
            external_id=f"{kind}{number}",
            text=words,
            published_at=said_at,
            version_at=said_at,
            url=url,
            attachments=attached,
            comments=place,
        )
    return MessageSeen(
        place=place,
        external_id=f"{kind}{number}",
        author=author(account, uploader),
        text=words,
        said_at=said_at,
        version_at=said_at,
        attachments=attached,
        url=url,
        answer_place=place,
        stated_date=loose.stated_date(thing.get("date"), now=now),
        place_title=title,
    )
