"""A letter part leaves: sendMessage, or with photos sendPhoto and sendMediaGroup. One call each.

The Bot API knows no idempotency key: an answer that does not come leaves us in doubt (DESIGN §5a).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Delivered, OutgoingFile, Parcel, PlaceKind, Refused
from nasvyazi.toolbox import text

from .client import NOTHING, Api, Files, Pace, Params, expect
from .errors import Migrated

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
"""After entities parsing; we send none. Counted in UTF-16 units, the strictest way to count."""
MOST_PHOTOS = 10
LARGEST_PHOTO = 10 * 1024 * 1024
_WRITABLE = (PlaceKind.DIALOG, PlaceKind.COMMENT, PlaceKind.CHAT)


def send(account: Account, parcel: Parcel, *, deadline: float, pace: Pace | None) -> Delivered:
    """Send one part. Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman.

    Into a group that has meanwhile become a supergroup it goes under the new id, which Telegram names; what it
    answers is not found there.
    """
    if parcel.place.kind not in _WRITABLE:
        raise Refused("telegram:place")
    api = Api(account, http.Deadline(deadline), pace)
    chat, _underscore, branch = parcel.place.id.partition("_")
    say = _photos(parcel) if parcel.files else _words(parcel)
    where = _where(parcel, branch)
    try:
        told = say(api, chat, where)
    except Migrated as moved:
        told = say(api, str(moved.chat), NOTHING)
    first = loose.mapping(told[0] if isinstance(told, list) and told else told)
    return Delivered(external_id=str(expect(loose.integer(first.get("message_id")))))


def split(words: str, *, with_files: bool) -> list[str]:
    """Parts that Telegram takes. Words that fit under photos go with them, longer ones follow as a message."""
    if with_files and text.utf16_length(words.strip()) <= CAPTION_LIMIT:
        return text.split(words, CAPTION_LIMIT, utf16=True)
    parts = text.split(words, TEXT_LIMIT, utf16=True)
    return ["", *parts] if with_files else parts


_Say = Callable[[Api, str, Params], Any]


def _words(parcel: Parcel) -> _Say:
    return lambda api, chat, where: api.write("sendMessage", {"text": parcel.text, **where}, chat=chat)


def _photos(parcel: Parcel) -> _Say:
    """One photo, or an album with the words under its first."""
    if len(parcel.files) > MOST_PHOTOS:
        raise Refused("telegram:too_many_files")
    files = _read(parcel.files)
    if len(files) == 1:
        (one,) = files.values()
        return lambda api, chat, where: api.write(
            "sendPhoto", {"caption": parcel.text, **where}, chat=chat, files={"photo": one}
        )
    media: list[Any] = [{"type": "photo", "media": f"attach://{name}"} for name in files]
    media[0] |= {"caption": parcel.text} if parcel.text else {}
    return lambda api, chat, where: api.write(
        "sendMediaGroup", {"media": media, **where}, chat=chat, files=files
    )


def _read(photos: Sequence[OutgoingFile]) -> Files:
    files = {}
    for number, photo in enumerate(photos):
        try:
            content = photo.path.read_bytes()
        except OSError:
            raise Refused("file") from None
        if len(content) > LARGEST_PHOTO:
            raise Refused("telegram:photo_too_large")
        files[f"photo{number}"] = (photo.name, content, photo.content_type)
    return files


def _where(parcel: Parcel, branch: str) -> Params:
    """How the part is put where it belongs: as a reply, which also keeps it in its thread."""
    if parcel.place.kind is PlaceKind.DIALOG and branch:
        return {"direct_messages_topic_id": branch}
    answered = parcel.reply_to if parcel.reply_to.isdecimal() else branch
    return {"reply_parameters": {"message_id": int(answered)}} if answered.isdecimal() else NOTHING
