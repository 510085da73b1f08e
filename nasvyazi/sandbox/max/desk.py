"""What the handlers of the practice MAX's control API have in common: what an address names, and speech."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from nasvyazi.sandbox import uploads
from nasvyazi.sandbox.control import BadRequest, Fields, NotFound, not_empty
from nasvyazi.sandbox.max import chats, media, messages, people
from nasvyazi.sandbox.max.messages import Content
from nasvyazi.sandbox.max.world import Bot, Chat, Json, Message, Person, World

BASE = "/control/max"
BOT = f"{BASE}/bots/{{bot:int}}"


@dataclass(frozen=True, kw_only=True)
class Speech:
    """What is to be said, and when (milliseconds; None = now)."""

    content: Content
    date: int | None


class Desk:
    """A part of the control API."""

    def __init__(self, world: World) -> None:
        self.world = world

    def bot(self, request: Request) -> Bot:
        """The bot of the address."""
        return people.bot(self.world, request.path_params["bot"])

    def resident(self, request: Request) -> Person:
        """The resident of the address."""
        return people.person(self.world, request.path_params["resident"])

    def chat(self, request: Request, *types: str) -> Chat:
        """The channel or group chat of the address."""
        one = chats.chat(self.world, request.path_params["chat"])
        if one.type not in types:
            raise NotFound(f"chat {one.id} is no {' or '.join(types)}")
        return one

    def message(self, request: Request, chat: Chat, *, name: str = "message") -> Message:
        """The message of the address, unless it is deleted or stands elsewhere."""
        one = messages.message(self.world, request.path_params[name])
        if one.deleted or one.chat != chat.id:
            raise NotFound(f"no message {one.mid} in the chat {chat.id}")
        return one

    async def speech(self, given: Fields) -> Speech:
        """What a request wants said: the rest of its fields, after the caller has read its own."""
        text, wish = given.text("text"), _wish(given)
        date, link = given.moment("date"), _link(given)
        photos = [] if wish and wish.content else uploads.wanted(given)
        given.done()
        forwards = link.get("link_type") == "forward"
        not_empty(text, [*photos, *([wish] if wish else []), *([link] if forwards else [])])
        if link:
            messages.message(self.world, str(link["link_mid"]))
        made = await uploads.made(photos, self.world.store, series="max:drawn")
        with self.world.store.transaction():
            things = [media.image(self.world, jpeg) for jpeg in made]
            things += [media.make(self.world, wish)] if wish else []
        content = Content(text=text, attachments=things, **link)
        return Speech(content=content, date=None if date is None else date * 1000)


def _link(given: Fields) -> Json:
    answers, passes_on = given.text("reply_to", most=100), given.text("forward", most=100)
    if answers and passes_on:
        raise BadRequest("forward", "and reply_to exclude each other")
    if passes_on:
        return {"link_type": "forward", "link_mid": passes_on}
    return {"link_type": "reply", "link_mid": answers} if answers else {}


def _wish(given: Fields) -> media.Wish | None:
    kind = given.choice("media", media.MAKERS, otherwise="-")
    name = given.text("file_name", most=200)
    latitude, longitude = given.real("latitude"), given.real("longitude")
    if kind == "-":
        return None
    as_file = given.files[0] if kind == "file" and len(given.files) == 1 else b""
    usual = media.Wish(kind=kind)
    return media.Wish(
        kind=kind, name=name, content=as_file,
        latitude=usual.latitude if latitude is None else latitude,
        longitude=usual.longitude if longitude is None else longitude,
    )  # fmt: skip
