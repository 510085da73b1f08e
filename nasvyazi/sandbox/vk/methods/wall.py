"""wall.*: reading needs a service or personal token, a community's own token only writes (FACTS: measured 2026)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nasvyazi.sandbox.vk import objects, people, photos, things, walls
from nasvyazi.sandbox.vk.api import Call, method
from nasvyazi.sandbox.vk.errors import ApiError, invalid, missing
from nasvyazi.sandbox.vk.methods.messages import attached
from nasvyazi.sandbox.vk.world import Comment, Community, Post, ThingKind, TokenKind
from nasvyazi.sandbox.world import NotThere

_READ = (TokenKind.SERVICE, TokenKind.USER)
_WRITE = (TokenKind.COMMUNITY, TokenKind.USER)
_LONGEST = 16384
_MOST = 100
_MOST_IN_THREAD = 10


@method("wall.createComment", *_WRITE)
def create_comment(call: Call) -> dict[str, Any]:
    """Comment a post: the community with its token, an administrator as themselves or (`from_group`) for it."""
    if (call.number("owner_id") or 0) > 0:
        return _under_repost(call)
    group, post = call.wall_owner(), _post(call)
    from_id = _author(call)
    text, attached_photos = call.text("message"), attached(call, call.text("attachments"))
    if not text.strip() and not attached_photos:
        raise missing("message")
    if len(text) > _LONGEST:
        raise invalid("message is too long")
    if post.comments_closed:
        raise ApiError(213)
    known = walls.repeated(
        call.world, community=group.id, post=post.id, from_id=from_id, guid=call.text("guid")
    )
    if known is None:
        known = walls.add_comment(
            call.world, community=group.id, post=post.id, from_id=from_id, text=text, guid=call.text("guid"),
            photos=[one.id for one in attached_photos], answered=_answered(call, post),
        )  # fmt: skip
    return {"comment_id": known.id, "parents_stack": [known.thread] if known.thread else []}


def _under_repost(call: Call) -> dict[str, Any]:
    """A comment on a resident's own wall, under the post of ours that they have shared: nobody is told of it."""
    community, guid, text = call.token.community, call.text("guid"), call.text("message", required=True)
    shared = things.things(call.world, community=community, kind=ThingKind.REPOST)
    where = (call.number("owner_id"), call.need("post_id"))
    one = next((each for each in shared if (each.person, each.id) == where), None)
    if one is None:
        raise ApiError(212)
    from_id = _author(call)
    known = things.repeated(call.world, one, from_id=from_id, guid=guid)
    said = known or things.say(call.world, one, from_id=from_id, text=text, guid=guid)
    return {"comment_id": said.id, "parents_stack": []}


def _author(call: Call) -> int:
    """Who speaks: the community (negative) or the administrator whose token it is."""
    if call.token.kind is TokenKind.COMMUNITY or call.number("from_group"):
        return -call.token.community
    return call.token.user_id or -call.token.community


def _answered(call: Call, post: Post) -> Comment | None:
    number = call.number("reply_to_comment")
    if not number:
        return None
    try:
        found = walls.comment(call.world, community=post.community, number=number)
    except NotThere:
        found = None
    if found is None or found.post != post.id or found.deleted:
        raise invalid("reply_to_comment is invalid")
    return found


def _post(call: Call, name: str = "post_id") -> Post:
    try:
        found = walls.post(call.world, community=call.wall_owner().id, number=call.need(name))
    except NotThere:
        raise invalid("post_id is incorrect") from None
    if found.deleted:
        raise ApiError(212)
    return found


@method("wall.getComments", *_READ)
def get_comments(call: Call) -> dict[str, Any]:
    """Comments of a post, top ones with the beginning of their threads, or the thread of `comment_id`."""
    post = _post(call)
    every = walls.comments(call.world, community=post.community, post=post.id)
    under = call.number("comment_id")
    level = [one for one in _visible(every) if one.thread == under]
    ordered = level[::-1] if call.text("sort") == "desc" else level
    start, offset = call.number("start_comment_id"), call.number("offset") or 0
    first = 0
    if start:
        first = next((index for index, one in enumerate(ordered) if one.id == start), len(ordered))
    begin = max(0, first + offset)
    page = ordered[begin : begin + call.between("count", 0, _MOST, 10)]
    depth = call.between("thread_items_count", 0, _MOST_IN_THREAD, 0)
    found = {
        "count": sum(1 for one in every if not one.deleted), "current_level_count": len(level),
        "items": [_with_thread(call, one, every, depth) for one in page],
        "can_post": not post.comments_closed, "show_reply_button": True, "groups_can_post": True,
    }  # fmt: skip
    return found | (_extended(call, [one.from_id for one in every]) if call.flag("extended") else {})


def _visible(every: Sequence[Comment]) -> list[Comment]:
    """Without deleted comments, except those whose answers still stand under them."""
    answered = {one.thread for one in every if not one.deleted}
    return [one for one in every if not one.deleted or one.id in answered]


def _with_thread(call: Call, one: Comment, every: Sequence[Comment], depth: int) -> dict[str, Any]:
    found = objects.deleted_comment(one) if one.deleted else objects.comment(call.world, one)
    if one.thread is None:
        below = [answer for answer in every if answer.thread == one.id and not answer.deleted]
        found["thread"] = {
            "count": len(below), "items": [objects.comment(call.world, answer) for answer in below[:depth]],
            "can_post": True, "show_reply_button": True, "groups_can_post": True,
        }  # fmt: skip
    if call.flag("need_likes") and not one.deleted:
        found["likes"] = {"can_like": 1, "count": 0, "user_likes": 0}
    return found


@method("wall.get", *_READ)
def get(call: Call) -> dict[str, Any]:
    """A community's posts, newest first; `filter=suggests` only for its administrator."""
    group, filter_ = _by_domain(call), call.text("filter")
    kind = "suggest" if filter_ == "suggests" else "post"
    if kind == "suggest" and call.token.kind is not TokenKind.USER:
        raise ApiError(15, "Access denied: suggested posts are for administrators")
    every = walls.posts(call.world, community=group.id, type_=kind)
    begin = call.number("offset") or 0
    page = every[begin : begin + call.between("count", 0, _MOST, 20)]
    found = {"count": len(every), "items": [_shown(call, one) for one in page]}
    return found | (_extended(call, [one.from_id for one in page]) if call.flag("extended") else {})


def _by_domain(call: Call) -> Community:
    domain = call.text("domain")
    if not domain:
        return call.wall_owner()
    for one in people.communities(call.world):
        if one.screen_name == domain:
            return one
    raise invalid("domain is incorrect")


@method("wall.getById", *_READ)
def get_by_id(call: Call) -> dict[str, Any]:
    """Posts named as <owner>_<id>; unknown ones are absent."""
    names = [name.strip() for name in call.text("posts", required=True).split(",")]
    found: list[Post] = []
    for name in names[:_MOST]:
        owner, _, number = name.partition("_")
        try:
            found.append(walls.post(call.world, community=-int(owner), number=int(number)))
        except (NotThere, ValueError):
            continue
    items = [_shown(call, one) for one in found if not one.deleted]
    return {"items": items} | (
        _extended(call, [one.from_id for one in found]) if call.flag("extended") else {}
    )


@method("wall.post", *_WRITE)
def post(call: Call) -> dict[str, int]:
    """Publish. A community's token works (measured), but photos uploaded for messages are silently dropped:
    of two reports the worse one, so that a client learns to look at what was really published.
    """
    group = call.wall_owner()
    if group.id != call.token.community:
        raise ApiError(214)
    if call.text("publish_date"):
        raise invalid("publish_date is not known to the practice network")
    given = attached(call, call.text("attachments"))
    if call.token.kind is TokenKind.COMMUNITY:
        given = [one for one in given if one.album_id != photos.MESSAGE_ALBUM]
    text, guid = call.text("message"), call.text("guid")
    if not text.strip() and not given:
        raise missing("message")
    known = walls.repeated_post(call.world, community=group.id, guid=guid)
    if known is None:
        by = call.token.user_id or people.admin_of(call.world, group.id).id
        known = walls.publish(call.world, community=group.id, text=text, photos=[one.id for one in given],
                              created_by=by, guid=guid)  # fmt: skip
    return {"post_id": known.id}


@method("wall.deleteComment", TokenKind.USER)
def delete_comment(call: Call) -> int:
    """Delete a comment on the own wall."""
    walls.delete_comment(call.world, _own_comment(call, deleted=False), by=call.token.user_id or 0)
    return 1


@method("wall.restoreComment", TokenKind.USER)
def restore_comment(call: Call) -> int:
    """Bring a deleted comment back."""
    walls.restore_comment(call.world, _own_comment(call, deleted=True))
    return 1


def _own_comment(call: Call, *, deleted: bool) -> Comment:
    group = call.wall_owner()
    if group.id != call.token.community:
        raise ApiError(211)
    try:
        found = walls.comment(call.world, community=group.id, number=call.need("comment_id"))
    except NotThere:
        raise ApiError(104) from None
    if found.deleted is not deleted:
        raise ApiError(104) if found.deleted else ApiError(243)
    return found


def _shown(call: Call, one: Post) -> dict[str, Any]:
    every = walls.comments(call.world, community=one.community, post=one.id)
    return objects.post(call.world, one, comments=sum(1 for comment in every if not comment.deleted))


def _extended(call: Call, authors: Sequence[int]) -> dict[str, Any]:
    known = {one.id: one for one in people.communities(call.world)}
    speakers = sorted(set(authors))
    return {
        "profiles": [objects.user(call.world, one) for one in people.persons(call.world, speakers)],
        "groups": [objects.group(call.world, known[-number]) for number in speakers if -number in known],
    }
