"""Walls: posts, suggestions, comments, and the events that tell of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.vk import events, objects
from nasvyazi.sandbox.vk.world import Comment, Post, World, comment_of, post_of
from nasvyazi.sandbox.world import NotThere

GUID_SECONDS = 3600.0
"""How long a guid makes a repeated comment the same comment. VK does not say; an assumption."""


def publish(world: World, *, community: int, text: str, photos: Sequence[int] = (), date: int | None = None,
            created_by: int, signer: int | None = None, guid: str = "") -> Post:  # fmt: skip
    """The community publishes (wall_post_new, post_type post)."""
    return _add_post(world, community=community, type_="post", from_id=-community, created_by=created_by,
                     text=text, photos=photos, date=date, signer=signer, guid=guid)  # fmt: skip


def suggest(world: World, *, community: int, person: int, text: str, photos: Sequence[int] = (),
            date: int | None = None) -> Post:  # fmt: skip
    """A resident suggests a post (wall_post_new, post_type suggest); only administrators see it."""
    return _add_post(world, community=community, type_="suggest", from_id=person, created_by=person, text=text,
                     photos=photos, date=date)  # fmt: skip


def publish_suggestion(world: World, one: Post, *, by: int) -> Post:
    """An administrator publishes a suggestion: it gets a new id, its author becomes the signer."""
    with world.store.transaction():
        sql = "UPDATE vk_post SET deleted = 1 WHERE community = ? AND id = ?"
        world.store.run(sql, (one.community, one.id))
        return publish(world, community=one.community, text=one.text, photos=one.photos, created_by=by,
                       signer=one.from_id)  # fmt: skip


def _add_post(world: World, *, community: int, type_: str, from_id: int, created_by: int, text: str,
              photos: Sequence[int], date: int | None, signer: int | None = None,
              guid: str = "") -> Post:  # fmt: skip
    moment = now()
    with world.store.transaction():
        number = world.store.next(f"vk:wall:{community}")
        world.store.insert("vk_post", {
            "community": community, "id": number, "type": type_, "from_id": from_id, "created_by": created_by,
            "signer": signer, "date": int(moment) if date is None else date, "text": text,
            "photos": json.dumps(list(photos)), "guid": guid, "created": moment,
        })  # fmt: skip
        body = objects.post(world, post(world, community=community, number=number), comments=0)
        event_id = events.emit(world, community=community, type_="wall_post_new", object_=body)
        sql = "UPDATE vk_post SET event_id = ? WHERE community = ? AND id = ?"
        world.store.run(sql, (event_id, community, number))
        return post(world, community=community, number=number)


def add_comment(world: World, *, community: int, post: int, from_id: int, text: str, photos: Sequence[int] = (),
                date: int | None = None, answered: Comment | None = None, guid: str = "") -> Comment:  # fmt: skip
    """A comment under a post (wall_reply_new), of a person or, with a negative `from_id`, of the community.

    Threads are one level deep, as on VK: an answer to an answer stands under the same top comment.
    """
    moment = now()
    thread = None if answered is None else answered.thread or answered.id
    with world.store.transaction():
        number = world.store.next(f"vk:wall:{community}")
        world.store.insert("vk_comment", {
            "community": community, "id": number, "post": post, "from_id": from_id,
            "date": int(moment) if date is None else date, "created": moment, "text": text,
            "photos": json.dumps(list(photos)), "thread": thread,
            "reply_to": answered.id if answered else None, "guid": guid,
        })  # fmt: skip
        return _told(world, comment(world, community=community, number=number), "wall_reply_new")


def edit_comment(world: World, one: Comment, *, text: str) -> Comment:
    """Change a comment's text (wall_reply_edit)."""
    with world.store.transaction():
        sql = "UPDATE vk_comment SET text = ?, edited = ? WHERE community = ? AND id = ?"
        world.store.run(sql, (text, int(now()), one.community, one.id))
        return _told(world, comment(world, community=one.community, number=one.id), "wall_reply_edit")


def delete_comment(world: World, one: Comment, *, by: int) -> None:
    """Delete a comment (wall_reply_delete)."""
    with world.store.transaction():
        _set_deleted(world, one, deleted=True)
        body = objects.comment_gone(one, deleter=by)
        events.emit(world, community=one.community, type_="wall_reply_delete", object_=body)


def restore_comment(world: World, one: Comment) -> Comment:
    """Bring a deleted comment back (wall_reply_restore)."""
    with world.store.transaction():
        _set_deleted(world, one, deleted=False)
        return _told(world, comment(world, community=one.community, number=one.id), "wall_reply_restore")


def _set_deleted(world: World, one: Comment, *, deleted: bool) -> None:
    sql = "UPDATE vk_comment SET deleted = ? WHERE community = ? AND id = ?"
    world.store.run(sql, (int(deleted), one.community, one.id))


def _told(world: World, one: Comment, type_: str) -> Comment:
    to = None
    if one.reply_to is not None:
        to = comment(world, community=one.community, number=one.reply_to).from_id
    body = objects.comment_event(world, one, reply_to_user=to)
    event_id = events.emit(world, community=one.community, type_=type_, object_=body)
    sql = "UPDATE vk_comment SET event_id = ? WHERE community = ? AND id = ?"
    world.store.run(sql, (event_id, one.community, one.id))
    return comment(world, community=one.community, number=one.id)


def post(world: World, *, community: int, number: int) -> Post:
    """A post or suggestion, deleted ones too. Raises NotThere."""
    row = world.store.one("SELECT * FROM vk_post WHERE community = ? AND id = ?", (community, number))
    if row is None:
        raise NotThere(f"no post {number} on the wall of {community}")
    return post_of(row)


def posts(world: World, *, community: int, type_: str = "post") -> list[Post]:
    """What stands on a wall now, newest first; `type_="suggest"` for suggestions."""
    sql = "SELECT * FROM vk_post WHERE community = ? AND type = ? AND deleted = 0 ORDER BY date DESC, id DESC"
    return [post_of(row) for row in world.store.all(sql, (community, type_))]


def comment(world: World, *, community: int, number: int) -> Comment:
    """A comment, deleted ones too. Raises NotThere."""
    row = world.store.one("SELECT * FROM vk_comment WHERE community = ? AND id = ?", (community, number))
    if row is None:
        raise NotThere(f"no comment {number} on the wall of {community}")
    return comment_of(row)


def comments(world: World, *, community: int, post: int) -> list[Comment]:
    """All comments under a post in the order they were written, deleted ones too."""
    sql = "SELECT * FROM vk_comment WHERE community = ? AND post = ? ORDER BY id"
    return [comment_of(row) for row in world.store.all(sql, (community, post))]


def repeated(world: World, *, community: int, post: int, from_id: int, guid: str) -> Comment | None:
    """The comment this guid already made under the post, within the window; "" never repeats."""
    if not guid:
        return None
    sql = (
        "SELECT * FROM vk_comment WHERE community = ? AND post = ? AND from_id = ? AND guid = ? AND created > ? "
        "ORDER BY id LIMIT 1"
    )
    row = world.store.one(sql, (community, post, from_id, guid, now() - GUID_SECONDS))
    return None if row is None else comment_of(row)


def repeated_post(world: World, *, community: int, guid: str) -> Post | None:
    """The post this guid already made, within the window; "" never repeats."""
    if not guid:
        return None
    sql = "SELECT * FROM vk_post WHERE community = ? AND guid = ? AND created > ? ORDER BY id LIMIT 1"
    row = world.store.one(sql, (community, guid, now() - GUID_SECONDS))
    return None if row is None else post_of(row)


def close_comments(world: World, one: Post, *, closed: bool) -> None:
    """Close or open the comments under a post (VK tells nobody)."""
    with world.store.transaction():
        sql = "UPDATE vk_post SET comments_closed = ? WHERE community = ? AND id = ?"
        world.store.run(sql, (int(closed), one.community, one.id))
