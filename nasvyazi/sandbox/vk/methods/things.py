"""What stands outside of the wall, listed: topics, photos with their comments, videos (schema 5.199)."""

from __future__ import annotations

from typing import Any

from nasvyazi.sandbox.vk import thing_objects, things
from nasvyazi.sandbox.vk.api import Call, method
from nasvyazi.sandbox.vk.world import Remark, Thing, ThingKind, TokenKind

_MOST_TOPICS, _MOST_COMMENTS, _MOST = 100, 100, 200


@method("board.getTopics", TokenKind.USER, TokenKind.SERVICE)
def get_topics(call: Call) -> dict[str, Any]:
    """Topics of the board, those with the newest posts first."""
    group = call.need("group_id")
    every = [
        (one, things.remarks(call.world, one))
        for one in things.things(call.world, community=group, kind=ThingKind.TOPIC)
    ]
    every.sort(key=lambda pair: _updated(*pair), reverse=True)
    page = _page(call, every, most=_MOST_TOPICS, usual=40)
    return {
        "count": len(every), "can_add_topics": 1, "default_order": 1,
        "items": [_topic(one, told) for one, told in page],
    }  # fmt: skip


def _updated(one: Thing, told: list[Remark]) -> int:
    return max((each.date for each in told), default=one.date)


def _topic(one: Thing, told: list[Remark]) -> dict[str, Any]:
    last = told[-1].from_id if told else one.person
    return {
        "id": one.id, "title": one.title, "created": one.date, "created_by": one.person,
        "updated": _updated(one, told), "updated_by": last, "is_closed": int(one.comments_closed), "is_fixed": 0,
        "comments": len(told),
    }  # fmt: skip


@method("photos.getAll", TokenKind.USER)
def get_all_photos(call: Call) -> dict[str, Any]:
    """Photos of the community's albums, newest first."""
    every = things.things(call.world, community=call.wall_owner().id, kind=ThingKind.PHOTO)
    page = _page(call, every, most=_MOST, usual=20)
    return {"count": len(every), "items": [thing_objects.thing(call.world, one) for one in page]}


@method("photos.getAllComments", TokenKind.USER)
def get_all_comments(call: Call) -> dict[str, Any]:
    """Comments under all photos, newest first; each names its photo as `pid`."""
    photos = things.things(call.world, community=call.wall_owner().id, kind=ThingKind.PHOTO)
    every = [each for one in photos for each in things.remarks(call.world, one)]
    every.sort(key=lambda one: (one.date, one.id), reverse=True)
    page = _page(call, every, most=_MOST_COMMENTS, usual=20)
    items = [thing_objects.remark(call.world, one) | {"pid": one.thing} for one in page]
    return {"count": len(every), "items": items}


@method("video.get", TokenKind.USER)
def get_videos(call: Call) -> dict[str, Any]:
    """Videos of the community, newest first."""
    every = things.things(call.world, community=call.wall_owner().id, kind=ThingKind.VIDEO)
    page = _page(call, every, most=_MOST, usual=100)
    items = [
        thing_objects.thing(call.world, one) | {"comments": len(things.remarks(call.world, one))}
        for one in page
    ]
    return {"count": len(every), "items": items}


def _page(call: Call, every: list[Any], *, most: int, usual: int) -> list[Any]:
    begin = call.number("offset") or 0
    return every[begin : begin + call.between("count", 0, most, usual)]
