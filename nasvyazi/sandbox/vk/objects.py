"""VK's JSON objects, complete by the schema 5.199. Comments name the places where real payloads differ from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nasvyazi.sandbox.vk import photos
from nasvyazi.sandbox.vk.world import Carried, Comment, Community, Message, Person, Photo, Post, World

Json = dict[str, Any]

CLIENT_INFO: Json = {
    "button_actions": ["text", "vkpay", "open_app", "location", "open_link", "callback", "intent_subscribe",
                       "intent_unsubscribe"],
    "keyboard": True, "inline_keyboard": True, "carousel": True, "lang_id": 0,
}  # fmt: skip


def message(
    world: World, one: Message, *, reply: Message | None = None, carried: Carried | None = None
) -> Json:
    """messages_message, as in message_reply, message_edit, messages.getHistory."""
    found: Json = {
        "date": one.date, "from_id": -one.community if one.out else one.peer, "id": one.id,
        "version": one.version, "out": int(one.out), "important": False, "is_hidden": False,
        "attachments": attachments(world, one.photos), "conversation_message_id": one.cmid,
        "fwd_messages": [], "text": one.text, "peer_id": one.peer, "random_id": one.random_id,
    }  # fmt: skip
    if carried:
        found["attachments"] += carried.attachments
        found["fwd_messages"] = list(carried.forwards)
    if carried and carried.geo:
        found["geo"] = carried.geo
    if one.edited is not None:
        found["update_time"] = one.edited
    if one.admin is not None:
        found["admin_author_id"] = one.admin
    if reply is not None:
        found["reply_message"] = _foreign(world, reply)
    return found


def _foreign(world: World, one: Message) -> Json:
    return {
        "date": one.date, "from_id": -one.community if one.out else one.peer, "id": one.id, "text": one.text,
        "attachments": attachments(world, one.photos), "conversation_message_id": one.cmid, "peer_id": one.peer,
    }  # fmt: skip


def post(world: World, one: Post, *, comments: int) -> Json:
    """wall_wallpost_full, as in wall_post_new and wall.get."""
    found: Json = {
        "inner_type": "wall_wallpost", "id": one.id, "from_id": one.from_id, "owner_id": -one.community,
        "created_by": one.created_by, "date": one.date, "post_type": one.type, "text": one.text,
        "marked_as_ads": 0, "can_edit": 1, "can_delete": 1, "is_favorite": False,
        "attachments": attachments(world, one.photos), "post_source": {"type": "vk"},
        "comments": {"count": comments, "can_post": int(not one.comments_closed), "groups_can_post": True},
        "likes": {"can_like": 1, "count": 0, "user_likes": 0, "can_publish": 1},
        "reposts": {"count": 0, "user_reposted": 0}, "views": {"count": 0}, "donut": {"is_donut": False},
    }  # fmt: skip
    if one.signer is not None:
        found["signer_id"] = one.signer
    return found


def comment(world: World, one: Comment) -> Json:
    """wall_wall_comment, as in wall.getComments (`thread` is added there)."""
    found: Json = {
        "id": one.id, "from_id": one.from_id, "date": one.date, "text": one.text, "post_id": one.post,
        "owner_id": -one.community, "parents_stack": [one.thread] if one.thread else [],
    }  # fmt: skip
    if one.photos:
        found["attachments"] = attachments(world, one.photos)
    if one.reply_to is not None:
        found["reply_to_comment"] = one.reply_to
    return found


def deleted_comment(one: Comment) -> Json:
    """A deleted comment that still has answers. Real ones carry neither author nor text, which the schema asks for."""
    return {
        "id": one.id,
        "date": one.date,
        "parents_stack": [one.thread] if one.thread else [],
        "deleted": True,
    }


def comment_event(world: World, one: Comment, *, reply_to_user: int | None) -> Json:
    """The object of wall_reply_new, _edit and _restore: a comment with `post_owner_id`, which the schema forgets."""
    found = {**comment(world, one), "post_owner_id": -one.community}
    if reply_to_user is not None:
        found["reply_to_user"] = reply_to_user
    return found


def comment_gone(one: Comment, *, deleter: int) -> Json:
    """The object of wall_reply_delete. Real payloads have `deleter_id` where the schema asks for `user_id`."""
    return {"owner_id": -one.community, "id": one.id, "deleter_id": deleter, "post_id": one.post}


def attachments(world: World, numbers: Sequence[int]) -> list[Json]:
    """messages_message_attachment / wall_wallpost_attachment of these photos (and stickers)."""
    return [
        {"type": "sticker", "sticker": sticker(world, one)}
        if one.album_id == photos.STICKERS
        else {"type": "photo", "photo": photo(world, one)}
        for one in photos.many(world, numbers)
    ]


def sticker(world: World, one: Photo) -> Json:
    """base_sticker_new."""
    copies = [
        {"width": width, "height": height, "url": photos.url(world, one, kind)}
        for kind, width, height in photos.sizes(one)
    ]
    return {"sticker_id": one.id, "product_id": 1, "is_allowed": True, "images": copies,
            "images_with_background": copies}  # fmt: skip


def photo(world: World, one: Photo) -> Json:
    """photos_photo with every size."""
    copies = [
        {"type": kind, "width": width, "height": height, "url": photos.url(world, one, kind)}
        for kind, width, height in photos.sizes(one)
    ]
    base = {"type": "base", "width": one.width, "height": one.height, "url": photos.url(world, one)}
    return {
        "id": one.id, "album_id": one.album_id, "owner_id": one.owner_id, "date": one.date, "text": "",
        "access_key": one.access_key, "sizes": copies, "orig_photo": base, "has_tags": False,
    }  # fmt: skip


def user(world: World, one: Person) -> Json:
    """users_user_full, with the fields VK gives when asked for photos and screen_name."""
    found: Json = {
        "id": one.id, "first_name": one.first_name, "last_name": one.last_name, "sex": one.sex,
        "screen_name": f"id{one.id}", "domain": f"id{one.id}", "can_access_closed": True, "is_closed": False,
        "online": 0,
    }  # fmt: skip
    portrait = photos.many(world, [one.photo] if one.photo else [])
    for size in (50, 100, 200):
        found[f"photo_{size}"] = photos.url(world, portrait[0], "q") if portrait else _nobody(world)
    return found


def group(world: World, one: Community) -> Json:
    """groups_group_full."""
    return {
        "id": one.id, "name": one.title, "screen_name": one.screen_name, "is_closed": 0, "type": "page",
        "photo_50": _nobody(world), "photo_100": _nobody(world), "photo_200": _nobody(world),
    }  # fmt: skip


def _nobody(world: World) -> str:
    return f"{world.base_url}/files/nobody.svg"
