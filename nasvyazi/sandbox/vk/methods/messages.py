"""messages.*: with the community's token only; a personal one would need a scope VK no longer gives out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.vk import dialogs, members, objects, people
from nasvyazi.sandbox.vk import photos as album
from nasvyazi.sandbox.vk.api import MOST_PEERS, Call, method
from nasvyazi.sandbox.vk.errors import ApiError, invalid, missing
from nasvyazi.sandbox.vk.world import Message, Photo, TokenKind
from nasvyazi.sandbox.world import NotThere

_ATTACHMENT = re.compile(r"photo(-?\d+)_(\d+)(?:_(\w+))?")
_EDITABLE_SECONDS = 24 * 3600
_MOST = 200


@method("messages.send", TokenKind.COMMUNITY)
def send(call: Call) -> int | list[dict[str, Any]]:
    """Write to one person (answers the message's id) or to several (`peer_ids`: an item each, errors inside)."""
    random_id = call.int32("random_id")
    if random_id is None:
        raise missing("random_id")
    several = call.numbers("peer_ids", most=MOST_PEERS) or call.numbers("user_ids", most=MOST_PEERS)
    if not several:
        return _send_one(call, _peer(call), random_id).id
    return [_item(call, peer, random_id) for peer in several]


def _item(call: Call, peer: int, random_id: int) -> dict[str, Any]:
    try:
        sent = _send_one(call, peer, random_id)
    except ApiError as error:
        about = {"code": error.code, "description": error.message}
        return {"peer_id": peer, "message_id": 0, "conversation_message_id": 0, "error": about}
    return {"peer_id": peer, "message_id": sent.id, "conversation_message_id": sent.cmid}


def _send_one(call: Call, peer: int, random_id: int) -> Message:
    community = call.community().id
    text, photos = _words(call)
    _check_peer(call, community, peer)
    repeat = dialogs.repeated(call.world, community=community, peer=peer, random_id=random_id)
    if repeat is not None:
        return repeat
    return dialogs.send(call.world, community=community, peer=peer, text=text, photos=[one.id for one in photos],
                        random_id=random_id, reply_to=_reply_to(call, community, peer))  # fmt: skip


def _words(call: Call) -> tuple[str, list[Photo]]:
    """Text and photos of a message that is to be sent; refuses an empty or too long one."""
    text, photos = call.text("message"), attached(call, call.text("attachment"))
    if not text.strip() and not photos:
        raise invalid("message is empty or invalid")
    if len(text) > call.world.settings.message_limit:
        raise ApiError(914)
    return text, photos


def attached(call: Call, listed: str) -> list[Photo]:
    """Photos named as photo<owner>_<id>[_<key>], separated by commas."""
    found = []
    for name in filter(None, (part.strip() for part in listed.split(","))):
        match = _ATTACHMENT.fullmatch(name)
        photo = album.many(call.world, [int(match[2])]) if match else []
        if not photo or match is None or photo[0].owner_id != int(match[1]):
            raise invalid(f"attachment {name} is invalid")
        found.append(photo[0])
    return found


def _check_peer(call: Call, community: int, peer: int) -> None:
    try:
        people.person(call.world, peer)
    except NotThere:
        raise ApiError(936) from None
    if members.is_banned(call.world, community=community, person=peer):
        raise ApiError(900)
    if not dialogs.allowed(call.world, community=community, person=peer):
        raise ApiError(901)


def _peer(call: Call) -> int:
    peer = call.number("peer_id") or call.number("user_id")
    if not peer:
        raise missing("peer_id")
    return peer


def _reply_to(call: Call, community: int, peer: int) -> int | None:
    number = call.number("reply_to")
    if number is None:
        return None
    answered = dialogs.by_id(call.world, community=community, number=number)
    return answered.cmid if answered and answered.peer == peer else None


@method("messages.edit", TokenKind.COMMUNITY)
def edit(call: Call) -> int:
    """Change one of the community's own messages within a day."""
    community, peer = call.community().id, call.need("peer_id")
    cmid = call.number("cmid") or call.number("conversation_message_id")
    number = call.number("message_id")
    if cmid is None and number is None:
        raise missing("message_id")
    try:
        if cmid is None:
            known = dialogs.by_id(call.world, community=community, number=number or 0)
        else:
            known = dialogs.message(call.world, community=community, peer=peer, cmid=cmid)
    except NotThere:
        known = None
    if known is None or known.peer != peer or known.deleted or not known.out:
        raise ApiError(920)
    if known.created < now() - _EDITABLE_SECONDS:
        raise ApiError(909)
    text, photos = _words(call)
    dialogs.edit(call.world, known, text=text, photos=[one.id for one in photos])
    return 1


@method("messages.getHistory", TokenKind.COMMUNITY)
def get_history(call: Call) -> dict[str, Any]:
    """A dialogue, newest first (`rev`: oldest first), from `start_message_id` on."""
    community, peer = call.community().id, _peer(call)
    told = dialogs.history(call.world, community=community, peer=peer)
    ordered = told if call.flag("rev") else told[::-1]
    start, offset = call.number("start_message_id"), call.number("offset") or 0
    first = 0
    if start:
        later = (
            i for i, one in enumerate(ordered) if (one.id >= start if call.flag("rev") else one.id <= start)
        )
        first = next(later, len(ordered))
    begin = max(0, first + offset)
    page = ordered[begin : begin + call.between("count", 0, _MOST, 20)]
    found = {"count": len(told), "items": [dialogs.rendered(call.world, one) for one in page]}
    if call.flag("extended"):
        found |= {**_extended(call, [peer]), "conversations": [_conversation(call, peer, told)]}
    return found


@method("messages.getByConversationMessageId", TokenKind.COMMUNITY)
def get_by_conversation_message_id(call: Call) -> dict[str, Any]:
    """Messages of a dialogue by their numbers in it; deleted ones are absent."""
    community, peer = call.community().id, call.need("peer_id")
    wanted = call.numbers("conversation_message_ids", most=100)
    if not wanted:
        raise missing("conversation_message_ids")
    told = {one.cmid: one for one in dialogs.history(call.world, community=community, peer=peer)}
    items = [dialogs.rendered(call.world, told[cmid]) for cmid in wanted if cmid in told]
    return {"count": len(items), "items": items} | (_extended(call, [peer]) if call.flag("extended") else {})


@method("messages.getConversations", TokenKind.COMMUNITY)
def get_conversations(call: Call) -> dict[str, Any]:
    """Dialogues, the latest first; `filter` unread or unanswered = the resident wrote last."""
    community = call.community().id
    every = [
        (peer, dialogs.history(call.world, community=community, peer=peer))
        for peer in dialogs.peers(call.world, community=community)
    ]
    waiting = [(peer, told) for peer, told in every if not told[-1].out]
    chosen = waiting if call.text("filter") in {"unread", "unanswered"} else every
    begin = call.number("offset") or 0
    page = chosen[begin : begin + call.between("count", 0, _MOST, 20)]
    items = [
        {
            "conversation": _conversation(call, peer, told),
            "last_message": dialogs.rendered(call.world, told[-1]),
        }
        for peer, told in page
    ]
    found = {"count": len(chosen), "unread_count": len(waiting), "items": items}
    return found | (_extended(call, [peer for peer, _ in page]) if call.flag("extended") else {})


@method("messages.getConversationsById", TokenKind.COMMUNITY)
def get_conversations_by_id(call: Call) -> dict[str, Any]:
    """The dialogues with these peers."""
    community, asked = call.community().id, call.numbers("peer_ids", most=MOST_PEERS)
    if not asked:
        raise missing("peer_ids")
    told = {peer: dialogs.history(call.world, community=community, peer=peer) for peer in asked}
    items = [_conversation(call, peer, said) for peer, said in told.items() if said]
    return {"count": len(items), "items": items} | (_extended(call, asked) if call.flag("extended") else {})


@method("messages.isMessagesFromGroupAllowed", TokenKind.COMMUNITY)
def is_messages_from_group_allowed(call: Call) -> dict[str, int]:
    """Whether the community may write to a person."""
    call.need("group_id")
    community, person = call.community().id, call.need("user_id")
    return {"is_allowed": int(dialogs.allowed(call.world, community=community, person=person))}


def _conversation(call: Call, peer: int, told: Sequence[Message]) -> dict[str, Any]:
    """messages_conversation: read is what was answered, for the practice network has no eyes."""
    community = call.token.community
    incoming = [one.id for one in told if not one.out]
    outgoing = [one.id for one in told if one.out]
    answered = outgoing[-1] if outgoing else 0
    last = told[-1].id if told else 0
    may = dialogs.allowed(call.world, community=community, person=peer)
    return {
        "peer": {"id": peer, "type": "user", "local_id": peer}, "last_message_id": last,
        "last_conversation_message_id": told[-1].cmid if told else 0, "in_read": answered, "out_read": answered,
        "unread_count": sum(1 for number in incoming if number > answered), "is_marked_unread": False,
        "important": False, "unanswered": bool(told) and not told[-1].out,
        "can_write": {"allowed": True} if may else {"allowed": False, "reason": 901},
        "sort_id": {"major_id": 0, "minor_id": last}, "version": told[-1].version if told else 0,
    }  # fmt: skip


def _extended(call: Call, peers: Sequence[int]) -> dict[str, Any]:
    return {
        "profiles": [objects.user(call.world, one) for one in people.persons(call.world, peers)],
        "groups": [objects.group(call.world, call.community())],
    }
