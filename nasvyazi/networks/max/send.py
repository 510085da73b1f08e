"""A letter part leaves: POST /messages into a dialogue or a group, POST /messages/{post}/comments under a post.

MAX knows no idempotency key: an answer that does not come leaves us in doubt (DESIGN §5a). Only the very last call can:
"the attachment is not ready" says that nothing was sent, and is waited out as long as there is time.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Delivered, Parcel, Place, PlaceKind, Refused, Throttled, Unclear
from nasvyazi.toolbox import text

from . import chats, photos, wire
from .client import NOTHING, Api, Object, Pace, Query, part
from .errors import NOT_READY, UNREADABLE

TEXT_LIMIT = 4000
"""Counted in UTF-16 units, the strictest way to count (NewMessageBody, maxLength)."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
_LAST_CALL = 5.0
"""So many seconds are kept for the call after a pause."""


def send(account: Account, parcel: Parcel, *, deadline: float, pace: Pace | None) -> Delivered:
    """Send one part. Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman."""
    path, query = _where(parcel)
    api = Api(account, http.Deadline(deadline), pace)
    told = _say(api, path, query, _body(api, parcel), place=parcel.place.id)
    message = loose.mapping(told.get("message"))
    mid = wire.mid_of(message)
    if not mid:
        raise Unclear(UNREADABLE)
    return Delivered(external_id=wire.message_id(mid), url=loose.link(message.get("url")))


def split(words: str) -> list[str]:
    """Parts that MAX takes, in every place and with photos the same."""
    return text.split(words, TEXT_LIMIT, utf16=True)


def refuses_files(place: Place) -> str:
    """Why photos cannot go into this place: comments are words alone."""
    if place.kind is not PlaceKind.COMMENT:
        return ""
    return _("Photos cannot be sent with a comment. Send the text here and the photos in a private message.")


def path_of(place: Place) -> str:
    """Where the comments under a post are. Raises Refused for a post whose id we cannot name."""
    if not wire.is_told(place.id):
        raise Refused("max:place")
    return f"/messages/{part(place.id)}/comments"


def _where(parcel: Parcel) -> tuple[str, Query]:
    """The address of the call that says the parcel. Raises Refused where there is none."""
    if parcel.place.kind is PlaceKind.COMMENT:
        if parcel.files:
            raise Refused("max:files")
        return path_of(parcel.place), NOTHING
    if parcel.place.kind not in (PlaceKind.DIALOG, PlaceKind.CHAT):
        raise Refused("max:place")
    if len(parcel.files) > photos.MOST_PHOTOS:
        raise Refused("max:too_many_files")
    return "/messages", chats.recipient(parcel.place)


def _body(api: Api, parcel: Parcel) -> Object:
    body: dict[str, Any] = {"text": parcel.text} if parcel.text else {}
    if parcel.files:
        body["attachments"] = [photos.upload(api, file) for file in parcel.files]
    if wire.is_told(parcel.reply_to):
        body["link"] = {"type": "reply", "mid": parcel.reply_to}
    return body


def _say(api: Api, path: str, query: Query, body: Object, *, place: str) -> Object:
    for pause in _pauses():
        try:
            return api.write(path, query, body, place=place)
        except Throttled as error:
            if error.code != NOT_READY or api.deadline.left() < pause + _LAST_CALL:
                raise
        time.sleep(pause)
    raise AssertionError("the pauses never end")


def _pauses() -> Iterator[float]:
    """Growing waits (POST /uploads advises them)."""
    return (min(_FIRST_PAUSE * 2**turn, _LONGEST_PAUSE) for turn in itertools.count())
