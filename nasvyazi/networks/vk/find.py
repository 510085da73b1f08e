"""Looking in VK for a letter part that may have arrived, when its own answer was lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Delivered, Parcel, Place, PlaceKind, Refused

from .client import COMMUNITY, SERVICE, USER, Api, answer_items
from .comments import BOARD, GROUNDS, VIDEO, WALL, Ground, comment_id, comment_url
from .messages import dialog_url, external_id, key_of

CLOCK_SKEW = timedelta(minutes=2)
_HISTORY_PAGE, _COMMENTS_PAGE, _THREAD_PAGE = 200, 100, 10
_MOST_PAGES = 5

Object = Mapping[str, Any]


def find(account: Account, parcel: Parcel, *, since: datetime, deadline: float) -> Delivered | None:
    """The part as VK has it, or None. `since` is when it was first sent. Raises NetworkError.

    A message is known by its random_id. A comment's guid is told nowhere: a comment of ours with the same words,
    to the same comment, not older than `since`, is it; looking needs the service token on the wall and the board,
    an administrator's everywhere else (schema 5.199).
    """
    clock = http.Deadline(deadline)
    if parcel.place.kind is PlaceKind.DIALOG:
        return _in_history(Api(account, clock, token=COMMUNITY), parcel, since - CLOCK_SKEW)
    ground = GROUNDS.get(parcel.place.kind)
    if ground is None:
        raise Refused("vk:place")
    api = Api(account, clock, token=_token(account, ground))
    return _in_comments(api, ground, parcel, since - CLOCK_SKEW)


def _token(account: Account, ground: Ground) -> str:
    """The kind of token that reads here; either of both reads the board."""
    if ground is BOARD:
        return USER if account.secrets.get(USER) else SERVICE
    return SERVICE if ground is WALL else USER


def _in_history(api: Api, parcel: Parcel, since: datetime) -> Delivered | None:
    for page in range(_MOST_PAGES):
        told = _history(api, parcel.place, offset=page * _HISTORY_PAGE)
        found = _with_key(api, parcel, told)
        if found or len(told) < _HISTORY_PAGE or _date(told[-1]) < since.timestamp():
            return found
    return None


def _history(api: Api, place: Place, *, offset: int) -> list[Object]:
    """Messages of a dialogue, newest first."""
    return answer_items(api.call("messages.getHistory", peer_id=place.id, count=_HISTORY_PAGE, offset=offset))


def _with_key(api: Api, parcel: Parcel, told: list[Object]) -> Delivered | None:
    for message in told:
        if key_of(message) == parcel.key:
            url = dialog_url(api.account, loose.integer(parcel.place.id) or 0)
            return Delivered(external_id=external_id(message), url=url)
    return None


def _in_comments(api: Api, ground: Ground, parcel: Parcel, since: datetime) -> Delivered | None:
    for comment in _comments(api, ground, parcel):
        if _is_ours(api.account, ground, parcel, comment) and _date(comment) >= since.timestamp():
            number = comment_id(comment)
            return Delivered(external_id=number, url=comment_url(parcel.place, number))
    return None


def _comments(api: Api, ground: Ground, parcel: Parcel) -> Iterator[Object]:
    """The latest comments with the start of their threads, then the answered comment's own thread.

    Photos, goods and topics have no threads.
    """
    where: dict[str, str | int] = {**ground.named(parcel.place)}
    is_threaded = ground in (WALL, VIDEO)
    page = {**where, "thread_items_count": _THREAD_PAGE} if is_threaded else where
    for comment in _page(api, ground, page):
        yield comment
        yield from answer_items(comment.get("thread"))
    if is_threaded and parcel.reply_to.isdecimal():
        yield from _page(api, ground, {**where, "comment_id": parcel.reply_to})


def _page(api: Api, ground: Ground, where: Mapping[str, str | int]) -> list[Object]:
    method = f"{ground.section}.getComments"
    cut = {"preview_length": 0} if ground is WALL else {}
    return answer_items(api.call(method, count=_COMMENTS_PAGE, sort="desc", **cut, **where))


def _is_ours(account: Account, ground: Ground, parcel: Parcel, comment: Object) -> bool:
    replied = loose.text(comment.get("reply_to_comment") or "")
    is_answer = parcel.reply_to.isdecimal() and ground is not BOARD
    return (
        loose.integer(comment.get("from_id")) == -int(account.network_id)
        and (not is_answer or replied == parcel.reply_to)
        and _words(loose.text(comment.get("text"))) == _words(parcel.text)
    )


def _words(text: str) -> list[str]:
    """The words alone: VK may escape signs and change white space."""
    return unescape(text).split()


def _date(item: Object) -> int:
    return loose.integer(item.get("date")) or 0
