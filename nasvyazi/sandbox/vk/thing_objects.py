"""VK's JSON of what stands outside of the wall, by the schema 5.199; members that it forgets are as recorded."""

from __future__ import annotations

from typing import Any

from nasvyazi.sandbox.vk import objects, photos, walls
from nasvyazi.sandbox.vk.world import Remark, Thing, ThingKind, World

Json = dict[str, Any]
_THE_COMMUNITY = 100
"""`user_id` of a photo that was added in the name of the community."""
_ALBUM = 270_000_001
_NAMES = {
    ThingKind.PHOTO: ("photo_owner_id", "photo_id"),
    ThingKind.VIDEO: ("video_owner_id", "video_id"),
    ThingKind.MARKET: ("market_owner_id", "item_id"),
    ThingKind.TOPIC: ("topic_owner_id", "topic_id"),
}
"""How events of comments name the owner and the thing."""


def thing(world: World, one: Thing) -> Json:
    """photos_photo, video_video, or wall_wallpost of a shared post."""
    return _MAKERS[one.kind](world, one)


def remark(world: World, one: Remark) -> Json:
    """wall_wall_comment, or board_topic_comment."""
    found: Json = {"id": one.id, "from_id": one.from_id, "date": one.date, "text": one.text}
    if one.photos:
        found["attachments"] = objects.attachments(world, one.photos)
    if one.kind is ThingKind.TOPIC:
        return found
    if one.reply_to is not None:
        found["reply_to_comment"] = one.reply_to
    return found


def remark_event(world: World, one: Remark, *, reply_to_user: int | None) -> Json:
    """The object of photo_comment_new, board_post_edit …: a comment that names the owner and the thing."""
    owner, number = _NAMES[one.kind]
    found = remark(world, one) | {owner: -one.community, number: one.thing}
    if reply_to_user is not None and one.kind is not ThingKind.TOPIC:
        found["reply_to_user"] = reply_to_user
    return found


def remark_gone(one: Remark, *, deleter: int) -> Json:
    """The object of photo_comment_delete …; a topic's names its owner as new posts do, the others `owner_id`."""
    owner, number = _NAMES[one.kind]
    named = {owner if one.kind is ThingKind.TOPIC else "owner_id": -one.community, number: one.thing}
    author = {"user_id": one.from_id} if one.kind is ThingKind.PHOTO and one.from_id > 0 else {}
    return {**named, "id": one.id, "deleter_id": deleter, **author}


def _photo(world: World, one: Thing) -> Json:
    shown = photos.many(world, [one.photo] if one.photo else [])
    found = objects.photo(world, shown[0]) if shown else {"sizes": [], "has_tags": False, "access_key": ""}
    return found | {
        "id": one.id, "owner_id": -one.community, "album_id": _ALBUM, "user_id": one.person or _THE_COMMUNITY,
        "text": one.text, "date": one.date,
    }  # fmt: skip


def _video(world: World, one: Thing) -> Json:
    """As recorded (vknet VideoNewTest): the uploader is named when it is a member."""
    found: Json = {
        "id": one.id, "owner_id": -one.community, "title": one.title, "description": one.text, "duration": 14,
        "date": one.date, "comments": 0, "views": 1, "width": 1280, "height": 720, "can_edit": 1, "can_add": 1,
        "type": "video",
    }  # fmt: skip
    return found | ({"user_id": one.person} if one.person else {})


def _repost(world: World, one: Thing) -> Json:
    """A post on the wall of the resident, with ours in its history."""
    shared = walls.post(world, community=one.community, number=one.post or 0)
    ours = objects.post(world, shared, comments=0)
    kept = ("id", "owner_id", "from_id", "date", "post_type", "text", "attachments", "post_source")
    return {
        "inner_type": "wall_wallpost", "id": one.id, "from_id": one.person, "owner_id": one.person, "date": one.date,
        "post_type": "post", "text": one.text, "attachments": [], "post_source": {"type": "vk"},
        "copy_history": [{"inner_type": "wall_wallpost", **{name: ours[name] for name in kept}}],
    }  # fmt: skip


_MAKERS = {ThingKind.PHOTO: _photo, ThingKind.VIDEO: _video, ThingKind.REPOST: _repost}
