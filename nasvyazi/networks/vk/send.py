"""A letter part leaves: messages.send into a dialogue, createComment under a post, a photo, a video, in a topic.

A community's key comments posts only; everywhere else VK wants an administrator's personal key (schema 5.199,
access_token_type), which speaks in the community's name. An answer never goes elsewhere than it was written for: where
there is no such key, it is refused with a sentence.

Only the very last call can leave us in doubt (DESIGN §5a). Whatever goes wrong before it, has sent nothing.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import (
    Account,
    Delivered,
    Idempotency,
    NothingSent,
    Parcel,
    Place,
    PlaceKind,
    Refused,
    Unclear,
)
from nasvyazi.toolbox import text

from . import photos
from .client import COMMUNITY, USER, Api, expect
from .comments import GROUNDS, WALL, Ground, comment_url
from .errors import explain
from .messages import dialog_url

DIALOG_LIMIT = 4096
"""The schema says 9000, client libraries assume 4096: the smaller is safe, and so outside of the wall it is, too."""
COMMENT_LIMIT = 16384
_USER_ONLY = "vk:user_token_only"

_IDEMPOTENCY = {
    # VK compares random_id within the dialogue over the last hour and at most the last 100 messages; the margins
    # are for clocks and for messages that arrive meanwhile.
    PlaceKind.DIALOG: Idempotency(window=timedelta(minutes=50), max_messages=80),
    # VK does not say how long it remembers a comment's guid.
    **dict.fromkeys(GROUNDS, Idempotency(window=timedelta(minutes=10))),
}


def send(account: Account, parcel: Parcel, *, deadline: float) -> Delivered:
    """Send one part. Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman."""
    clock = http.Deadline(deadline)
    if parcel.place.kind is PlaceKind.DIALOG:
        return _say(Api(account, clock), parcel)
    ground = GROUNDS.get(parcel.place.kind)
    if ground is None:
        raise Refused("vk:place")
    if parcel.files:
        raise Refused("vk:files")
    if refuses(parcel.place, account):
        raise Refused(_USER_ONLY)
    return _comment(Api(account, clock, token=_token(ground)), ground, parcel)


def split(place: Place, words: str) -> list[str]:
    """Parts that VK takes into this place; counted in UTF-16 units, the strictest way to count."""
    limit = COMMENT_LIMIT if place.kind is PlaceKind.COMMENT else DIALOG_LIMIT
    return text.split(words, limit, utf16=True)


def refuses(place: Place, account: Account) -> str:
    """Why nothing can be said in this place: VK wants a person's key there, and the channel has none."""
    ground = GROUNDS.get(place.kind)
    if ground is None or account.secrets.get(_token(ground)) or ground is WALL:
        return ""
    return explain(_USER_ONLY)


def _token(ground: Ground) -> str:
    return COMMUNITY if ground is WALL else USER


def refuses_files(place: Place) -> str:
    """Why photos cannot go into this place: VK gives a community no way to upload a photo for a comment."""
    if place.kind is PlaceKind.DIALOG:
        return ""
    return _("Photos cannot be sent with a comment. Send the text here and the photos in a private message.")


def new_key(place: Place) -> str:
    """`random_id`, a positive int32 (0 would switch the protection off), or `guid`, a uuid."""
    if place.kind is PlaceKind.DIALOG:
        return str(secrets.randbelow(2**31 - 1) + 1)
    return str(uuid.uuid4())


def idempotency(place: Place) -> Idempotency | None:
    """Within what VK takes a repeat with the same key for the same message."""
    return _IDEMPOTENCY.get(place.kind)


def _say(api: Api, parcel: Parcel) -> Delivered:
    with _nothing_said_yet():
        attached = photos.upload(api, parcel)
    answer = api.call(
        "messages.send",
        peer_id=parcel.place.id,
        random_id=parcel.key,
        message=parcel.text,
        attachment=attached,
        **_reply(parcel),
    )
    # Its number in the dialogue comes later, with the event that carries the random_id; in chats the id is 0.
    number = expect(loose.integer(answer))
    url = dialog_url(api.account, loose.integer(parcel.place.id) or 0)
    return Delivered(external_id=f"id{number}" if number else "", url=url)


def _reply(parcel: Parcel) -> dict[str, str]:
    """How the answered message is named: by its number in the dialogue, or (`id…`) by its id."""
    if parcel.reply_to.isdecimal():
        numbers = [int(parcel.reply_to)]
        reply = {"peer_id": int(parcel.place.id), "conversation_message_ids": numbers, "is_reply": 1}
        return {"forward": json.dumps(reply)}
    number = parcel.reply_to.removeprefix("id")
    return {"reply_to": number} if number.isdecimal() else {}


def _comment(api: Api, ground: Ground, parcel: Parcel) -> Delivered:
    params = {**ground.named(parcel.place), "message": parcel.text, "guid": parcel.key}
    # On the wall it is the number of the community, everywhere else a yes.
    params["from_group"] = api.account.network_id if ground is WALL else "1"
    if parcel.reply_to.isdecimal() and ground.kind is not PlaceKind.BOARD:
        params["reply_to_comment"] = parcel.reply_to
    answer = api.call(f"{ground.section}.createComment", **params)
    told = loose.mapping(answer).get("comment_id") if ground is WALL else answer
    number = str(expect(loose.integer(told)))
    return Delivered(external_id=number, url=comment_url(parcel.place, number))


@contextlib.contextmanager
def _nothing_said_yet() -> Iterator[None]:
    """Doubt about a preparing call is no doubt about the letter: it can safely be tried again."""
    try:
        yield
    except Unclear as error:
        raise NothingSent(error.code, error.message) from error
