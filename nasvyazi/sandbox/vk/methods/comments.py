"""photos.*, video.*, market.*, board.*: comments outside of the wall, for personal keys only (schema 5.199).

The board alone can be read with a service key too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nasvyazi.sandbox.vk import objects, people, thing_objects, things
from nasvyazi.sandbox.vk.api import Call, method
from nasvyazi.sandbox.vk.errors import ApiError, invalid, missing
from nasvyazi.sandbox.vk.methods.messages import attached
from nasvyazi.sandbox.vk.world import Remark, Thing, ThingKind, TokenKind
from nasvyazi.sandbox.world import NotThere

_SECTIONS = {
    "photos": (ThingKind.PHOTO, "photo_id", 15),
    "video": (ThingKind.VIDEO, "video_id", 801),
    "market": (ThingKind.MARKET, "item_id", 1401),
    "board": (ThingKind.TOPIC, "topic_id", 15),
}
"""What each section comments, what it calls that, and its error for closed comments."""
_LONGEST = 4096
"""An assumption: VK does not say how long a comment may be."""
_MOST = 100


def _create(section: str) -> Callable[[Call], int]:
    def create_comment(call: Call) -> int:
        """Comment as oneself or (`from_group`) as the community; the number of the comment."""
        one = _thing(call, section)
        from_id = -one.community if call.flag("from_group") else call.token.user_id or 0
        if call.flag("from_group") and one.community != call.token.community:
            raise ApiError(15)
        text, photos = call.text("message"), attached(call, call.text("attachments"))
        if not text.strip() and not photos:
            raise missing("message")
        if len(text) > _LONGEST:
            raise invalid("message is too long")
        if one.comments_closed:
            raise ApiError(_SECTIONS[section][2])
        known = things.repeated(call.world, one, from_id=from_id, guid=call.text("guid"))
        if known is None:
            known = things.say(
                call.world, one, from_id=from_id, text=text, photos=[photo.id for photo in photos],
                answered=_answered(call, one), guid=call.text("guid"),
            )  # fmt: skip
        return known.id

    return create_comment


def _list(section: str) -> Callable[[Call], dict[str, Any]]:
    def get_comments(call: Call) -> dict[str, Any]:
        """Comments in the order of time, or (`sort=desc`) the newest first; with `comment_id` its answers."""
        one = _thing(call, section)
        told = things.remarks(call.world, one)
        under = call.number("comment_id")
        level = [each for each in told if under is None or each.reply_to == under]
        ordered = level[::-1] if call.text("sort") == "desc" else level
        begin = call.number("offset") or 0
        page = ordered[begin : begin + call.between("count", 0, _MOST, 20)]
        found: dict[str, Any] = {
            "count": len(told),
            "items": [thing_objects.remark(call.world, each) for each in page],
        }
        return found | (_extended(call, page) if call.flag("extended") else {})

    return get_comments


def _thing(call: Call, section: str) -> Thing:
    kind, name, _closed = _SECTIONS[section]
    group = call.need("group_id") if section == "board" else call.wall_owner().id
    try:
        return things.thing(call.world, community=group, kind=kind, number=call.need(name))
    except NotThere:
        raise invalid(f"{name} is incorrect") from None


def _answered(call: Call, one: Thing) -> Remark | None:
    """Topics have no answers to a post."""
    number = call.number("reply_to_comment") if one.kind is not ThingKind.TOPIC else None
    if not number:
        return None
    for each in things.remarks(call.world, one):
        if each.id == number:
            return each
    raise invalid("reply_to_comment is invalid")


def _extended(call: Call, page: list[Remark]) -> dict[str, Any]:
    speakers = sorted({one.from_id for one in page})
    known = {one.id: one for one in people.communities(call.world)}
    return {
        "profiles": [objects.user(call.world, one) for one in people.persons(call.world, speakers)],
        "groups": [objects.group(call.world, known[-number]) for number in speakers if -number in known],
    }


for _section in _SECTIONS:
    method(f"{_section}.createComment", TokenKind.USER)(_create(_section))
    _readers = (TokenKind.USER, TokenKind.SERVICE) if _section == "board" else (TokenKind.USER,)
    method(f"{_section}.getComments", *_readers)(_list(_section))
