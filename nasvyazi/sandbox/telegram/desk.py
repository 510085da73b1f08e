"""What the handlers of the practice Telegram's control API have in common: what an address names, and speech."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from nasvyazi.sandbox import uploads
from nasvyazi.sandbox.control import BadRequest, Fields, NotFound, not_empty
from nasvyazi.sandbox.telegram import chats, files, media, messages, people
from nasvyazi.sandbox.telegram.world import Bot, Chat, Json, Message, Person, World

BASE = "/control/telegram"
BOT = f"{BASE}/bots/{{bot:int}}"


@dataclass(frozen=True, kw_only=True)
class Speech:
    """What is to be said: the contents of one message or of an album."""

    contents: list[Json]
    date: int | None
    reply_to: int | None


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
        """The channel or group of the address."""
        one = chats.chat(self.world, request.path_params["chat"])
        if one.type not in types:
            raise NotFound(f"chat {one.id} is no {' or '.join(types)}")
        return one

    def message(self, request: Request, chat: Chat, *, bot: int = 0) -> Message:
        """The message of the address, unless it is deleted."""
        one = messages.message(self.world, chat, request.path_params["message"], bot=bot)
        if one.deleted:
            raise NotFound(f"message {one.id} is deleted")
        return one

    async def speech(self, given: Fields) -> Speech:
        """What a request wants said: the rest of its fields, after the caller has read its own."""
        text, wish = given.text("text"), _wish(given)
        date, reply_to = given.moment("date"), given.integer("reply_to", least=1)
        entities = given.objects("entities")
        photos = [] if wish and wish.content else uploads.wanted(given)
        given.done()
        not_empty(text, [*photos, *([wish] if wish else [])])
        made = await uploads.made(photos, self.world.store, series="tg:drawn")
        copies = [await run_in_threadpool(files.copies, jpeg) for jpeg in made]
        things: list[Json] = []
        with self.world.store.transaction():
            things += [{"photo": files.keep_photo(self.world, one)} for one in copies]
            things += [media.make(self.world, wish)] if wish else []
        if not things:
            return Speech(contents=[messages.worded(text, entities=entities)], date=date, reply_to=reply_to)
        if wish is None or wish.kind in media.CAPTIONED:
            things[0] |= messages.worded(text, captioned=True, entities=entities)
        return Speech(contents=things, date=date, reply_to=reply_to)


def _wish(given: Fields) -> media.Wish | None:
    kind = given.choice("media", media.MAKERS, otherwise="-")
    name, size = given.text("file_name", most=200), given.integer("file_size", least=1) or 0
    latitude, longitude = given.real("latitude"), given.real("longitude")
    if kind == "-":
        return None
    text = given.text("text")
    as_file = given.files[0] if kind == "document" and len(given.files) == 1 else b""
    if given.has("photos") or (given.files and not as_file):
        raise BadRequest("media", "goes alone, without photos")
    if text and kind not in media.WORDED:
        raise BadRequest("text", f"is not possible with a {kind}")
    usual = media.Wish(kind=kind)
    return media.Wish(
        kind=kind, name=name, size=size, text=text, content=as_file,
        latitude=usual.latitude if latitude is None else latitude,
        longitude=usual.longitude if longitude is None else longitude,
    )  # fmt: skip
