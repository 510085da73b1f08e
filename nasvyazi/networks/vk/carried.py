"""Everything that a message, a comment or a post carries, what stands inside of what it carries too.

A message passes others on, these pass on others; a post shares a post that shares a post. Each of them is an attachment
with its words, followed by the photos and files that came with it: who reads the message sees them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Attachment, AttachmentKind

from .attachments import read, read_location, read_post
from .shapes import attachment, id_of, made_id, page_of, unsupported

_MOST_OPENED = 100
"""So many posts and messages inside a message are opened; those beyond keep what they hold in their raw object."""
_READ_APART = frozenset({"attachments", "copy_history", "fwd_messages", "reply_message", "geo"})
_WITH_CONTENTS = ("wall", "wall_reply")

Object = Mapping[str, Any]


def read_all(message: Object, *, own: int = 0) -> list[Attachment]:
    """Everything attached to a message, comment or post, in order. `own`: the community that hears it, as an author.

    What we said ourselves and somebody answers to is a quotation, without the photos that we sent.
    """
    found: list[Attachment] = []
    waiting: list[tuple[Object, AttachmentKind | None]] = [(message, None)]
    opened = 1
    while waiting:
        inside = []
        holder, within = waiting.pop()
        for one, contents in _carried(holder, own):
            carried = replace(one, within=within)
            if contents and opened < _MOST_OPENED:
                opened += 1
                inside.append((contents, carried.kind))
                found.append(replace(carried, raw=_without_contents(carried.raw)))
            else:
                found.append(carried)
        waiting += reversed(inside)
    return found


def _carried(holder: Object, own: int) -> Iterator[tuple[Attachment, Object]]:
    """What one message or post carries; beside what holds something itself, that."""
    for item in loose.items(holder.get("attachments")):
        kind = loose.text(loose.mapping(item).get("type"))
        yield read(item), loose.mapping(item.get(kind)) if kind in _WITH_CONTENTS else {}
    if holder.get("geo"):
        yield read_location(holder["geo"]), {}
    for copy in loose.items(holder.get("copy_history")):
        yield read_post(copy), loose.mapping(copy)
    if holder.get("reply_message"):
        answered = holder["reply_message"]
        is_ours = own != 0 and _author(loose.mapping(answered)) == own
        yield _passed_on(AttachmentKind.QUOTE, answered), {} if is_ours else loose.mapping(answered)
    for message in loose.items(holder.get("fwd_messages")):
        yield _passed_on(AttachmentKind.FORWARD, message), loose.mapping(message)


def _passed_on(kind: AttachmentKind, message: Any) -> Attachment:
    """A message inside another one: its words, and whose they are."""
    said = loose.mapping(message)
    if not said:
        return unsupported(message, title=kind.value)
    author = _author(said)
    return attachment(
        kind,
        said,
        network_id=_identity(said),
        url=page_of(author) if author else "",
        title=page_of(author).rpartition("/")[2] if author else "",
        text=loose.text(said.get("text")) or loose.text(said.get("body")),
    )


def _author(message: Object) -> int | None:
    return loose.integer(message.get("from_id")) or loose.integer(message.get("user_id"))


def _identity(message: Object) -> str:
    """The same for the same message, however VK signs the addresses inside it this time."""
    held = [loose.mapping(item) for item in loose.items(message.get("attachments"))]
    inner = [id_of(loose.mapping(item.get(loose.text(item.get("type"))))) for item in held]
    numbers = [loose.text(message.get(name)) for name in ("id", "conversation_message_id")]
    return made_id(message, *numbers, *inner)


def _without_contents(raw: Object) -> Object:
    """The object without what is read apart from it, in whatever attachment object it stands."""
    return {name: value for name, value in raw.items() if name not in _READ_APART}
