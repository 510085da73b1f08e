"""What else people attach in VK: goods, polls, albums, gifts, calls, money … each with a readable title and an address.

Shapes: schema 5.199, and for what it does not describe (mini_app, podcast, money_transfer, narrative) what client
libraries know of it. A title in a person's language is made by the desk from the kind; here stands what VK says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Attachment, AttachmentKind

from .shapes import attachment, copies, id_of, preview

Object = Mapping[str, Any]
Reader = Callable[[Object], Attachment | None]
_TITLES = ("title", "name", "text")
_ADDRESSES = ("view_url", "url")
_PICTURES = ("photo", "thumb", "cover")


def _linked(address: str, *, owner: str = "owner_id", kind: AttachmentKind = AttachmentKind.LINK) -> Reader:
    """A reader of things that have a page of their own at vk.com: `address` is made of {owner} and {id}.

    "" = only VK itself can say where.
    """

    def read(thing: Object) -> Attachment | None:
        names = [loose.text(thing.get(name)) for name in _TITLES]
        links = [loose.link(thing.get(name)) for name in _ADDRESSES]
        parts = {"owner": loose.integer(thing.get(owner)), "id": loose.integer(thing.get("id"))}
        known = address and all(parts[name] is not None for name in parts if f"{{{name}}}" in address)
        url = next(filter(None, links), f"https://vk.com/{address.format(**parts)}" if known else "")
        title = next(filter(None, names), "")
        return attachment(kind, thing, url=url, title=title, preview_url=_picture(thing)) if url else None

    return read


def _picture(thing: Object) -> str:
    """A small picture of a thing: one of its own, or of what stands on it."""
    own = preview(copies(thing)) or loose.link(thing.get("thumb_photo"))
    others = (preview(copies(loose.mapping(thing.get(name)))) for name in _PICTURES)
    return own or next(filter(None, others), "")


def _goods(item: Object) -> Attachment | None:
    number = id_of(item)
    if not number:
        return None
    owner = number.partition("_")[0]
    price = loose.text(loose.mapping(item.get("price")).get("text"))
    return attachment(
        AttachmentKind.LINK,
        item,
        url=loose.link(item.get("url")) or f"https://vk.com/market{owner}?w=product{number}",
        preview_url=_picture(item),
        title=", ".join(filter(None, (loose.text(item.get("title")), price))),
    )


def _poll(poll: Object) -> Attachment | None:
    answers = [loose.text(loose.mapping(one).get("text")) for one in loose.items(poll.get("answers"))]
    question, number = loose.text(poll.get("question")), id_of(poll)
    if not question and not any(answers):
        return None
    url = f"https://vk.com/poll{number}" if number else ""
    return attachment(
        AttachmentKind.POLL, poll, url=url, title=question, text="\n".join(filter(None, answers))
    )


def _comment(comment: Object) -> Attachment | None:
    """A comment under a post that was passed on."""
    owner, post, number = (loose.integer(comment.get(name)) for name in ("owner_id", "post_id", "id"))
    words = loose.text(comment.get("text"))
    known = None not in (owner, post, number)
    if not known and not words:
        return None
    return attachment(
        AttachmentKind.POST,
        comment,
        network_id=f"{owner}_{post}r{number}" if known else "",
        url=f"https://vk.com/wall{owner}_{post}?reply={number}" if known else "",
        text=words,
    )


def _gift(gift: Object) -> Attachment | None:
    found = copies(gift)
    if not found:
        return None
    number = loose.text(gift.get("id"))
    return attachment(
        AttachmentKind.GIFT,
        gift,
        network_id=number,
        url=found[-1].url,
        ref=found[-1].url,
        preview_url=preview(found),
    )


def _call(call: Object) -> Attachment:
    """A call that was made or missed, or one that goes on and can be joined."""
    seconds = loose.integer(call.get("duration"))
    return attachment(
        AttachmentKind.CALL,
        call,
        url=loose.link(call.get("join_link")),
        title=f"{seconds // 60}:{seconds % 60:02}" if seconds and seconds > 0 else "",
    )


def _money(money: Object) -> Attachment:
    amount = loose.mapping(money.get("amount"))
    title = loose.text(amount.get("text")) or loose.text(money.get("comment"))
    return attachment(AttachmentKind.MONEY, money, title=title)


def _program(program: Object) -> Attachment | None:
    """A program inside VK; its number stands in it or in its `app`."""
    inner = loose.mapping(program.get("app")) or program
    number = loose.integer(inner.get("id") or program.get("app_id"))
    if number is None:
        return None
    names = [loose.text(one.get(name)) for one in (program, inner) for name in _TITLES]
    return attachment(
        AttachmentKind.LINK,
        program,
        network_id=f"app{number}",
        url=f"https://vk.com/app{number}",
        preview_url=_picture(program),
        title=next(filter(None, names), ""),
    )


def _donut(link: Object) -> Attachment | None:
    """The invitation to become a paying subscriber of a community."""
    action = loose.mapping(loose.mapping(link.get("button")).get("action"))
    owner = loose.integer(link.get("owner_id"))
    url = loose.link(action.get("url")) or (
        f"https://vk.com/donut/club{-owner}" if owner and owner < 0 else ""
    )
    if not url:
        return None
    title = loose.text(link.get("text")) or loose.text(loose.mapping(link.get("button")).get("title"))
    return attachment(AttachmentKind.LINK, link, url=url, title=title)


READERS: Mapping[str, Reader] = {
    "poll": _poll,
    "market": _goods,
    "market_album": _linked("market{owner}?section=album_{id}"),
    "market_market_album": _linked("market{owner}?section=album_{id}"),
    "album": _linked("album{owner}_{id}"),
    "article": _linked(""),
    "note": _linked("note{owner}_{id}"),
    "page": _linked("page-{owner}_{id}", owner="group_id"),
    "podcast": _linked("podcast{owner}_{id}"),
    "audio_playlist": _linked("music/playlist/{owner}_{id}"),
    "video_playlist": _linked("video/playlist/{owner}_{id}"),
    "event": _linked("event{id}"),
    "group": _linked("club{id}"),
    "story": _linked("story{owner}_{id}", kind=AttachmentKind.STORY),
    "narrative": _linked("narrative{owner}_{id}", kind=AttachmentKind.STORY),
    "wall_reply": _comment,
    "gift": _gift,
    "call": _call,
    "group_call_in_progress": _call,
    "money_transfer": _money,
    "money_request": _money,
    "mini_app": _program,
    "app": _program,
    "app_action": _program,
    "donut_link": _donut,
}
