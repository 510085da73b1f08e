"""sendMessage, sendPhoto, sendDocument, sendMediaGroup."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool

from nasvyazi.sandbox.telegram import files, messages
from nasvyazi.sandbox.telegram.api import Call, Upload, method, readable, whole
from nasvyazi.sandbox.telegram.errors import bad
from nasvyazi.sandbox.telegram.rights import may_write
from nasvyazi.sandbox.telegram.world import Chat, Json, Message
from nasvyazi.sandbox.uploads import NotAPhoto, normalised
from nasvyazi.sandbox.world import NotThere

_LONGEST_TEXT, _LONGEST_CAPTION = 4096, 1024
_ALBUM = range(2, 11)
_PARSED = "can't parse entities: this practice server knows no parse_mode, send entities instead"


@method("sendMessage")
async def send_message(call: Call) -> Json:
    """Words into a chat."""
    chat, content = call.chat(), words(call)
    return (await _send(call, chat, [content]))[0]


@method("sendPhoto")
async def send_photo(call: Call) -> Json:
    """A photo into a chat."""
    return await _send_one(call, "photo")


@method("sendDocument")
async def send_document(call: Call) -> Json:
    """A file into a chat."""
    return await _send_one(call, "document")


@method("sendMediaGroup")
async def send_media_group(call: Call) -> list[Json]:
    """An album of photos or documents; the caption usually stands on the first."""
    chat, media = call.chat(), call.parsed("media", list)
    if media is None or len(media) not in _ALBUM:
        raise bad("wrong number of messages to send: there must be 2-10 items")
    if not all(isinstance(item, dict) for item in media):
        raise bad("can't parse media: expected an Object")
    if len({item.get("type") for item in media}) != 1:
        raise bad("document can't be mixed with other media types")
    contents = [await _item(call, item) for item in media]
    return await _send(call, chat, contents)


async def _item(call: Call, item: Json) -> Json:
    kind = str(item.get("type"))
    if kind not in {"photo", "document"}:
        raise bad(f"this practice server knows no albums of type {kind}")
    said = caption(readable(str(item.get("caption") or "")), item.get("caption_entities") or ())
    return await _thing(call, kind, str(item.get("media") or "")) | said


async def _send_one(call: Call, kind: str) -> Json:
    chat, said = call.chat(), captioned(call)
    may_be = call.text(kind) or f"attach://{kind}"
    return (await _send(call, chat, [await _thing(call, kind, may_be) | said]))[0]


async def _thing(call: Call, kind: str, source: str) -> Json:
    """The fields of a photo or document: an upload (attach://name) or a file that Telegram has already."""
    if source.startswith("attach://"):
        upload = call.files.get(source.removeprefix("attach://"))
        if upload is None:
            raise bad(f"there is no {kind} in the request")
        return await (_photo(call, upload) if kind == "photo" else _document(call, upload))
    try:
        known = files.by_id(call.world, source)
    except NotThere:
        raise bad("wrong file identifier/HTTP URL specified") from None
    for one in messages.with_file(call.world, known):
        if kind in one.content:
            return {kind: one.content[kind]}
    raise bad(f"can't use file of another type as {kind}")


async def _photo(call: Call, upload: Upload) -> Json:
    if len(upload.content) > files.LARGEST_PHOTO:
        raise bad("file is too big")
    try:
        made = await run_in_threadpool(lambda: files.copies(normalised(upload.content)))
    except NotAPhoto:
        raise bad("IMAGE_PROCESS_FAILED") from None
    with call.world.store.transaction():
        return {"photo": files.keep_photo(call.world, made)}


async def _document(call: Call, upload: Upload) -> Json:
    if not upload.content:
        raise bad("file must be non-empty")
    if len(upload.content) > files.LARGEST_UPLOAD:
        raise bad("file is too big")
    mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    with call.world.store.transaction():
        one = files.keep(call.world, upload.content, folder="documents", suffix="", mime=mime)
    return {"document": one.ids | {"file_name": upload.name, "mime_type": one.mime}}


def words(call: Call) -> Json:
    """The fields of a text. Raises ApiError."""
    _no_parse_mode(call)
    text = call.text("text").strip()
    if not text:
        raise bad("message text is empty")
    if utf16(text) > _LONGEST_TEXT:
        raise bad("message is too long")
    return messages.worded(text, entities=call.parsed("entities", list) or ())


def captioned(call: Call) -> Json:
    """The fields of a caption. Raises ApiError."""
    _no_parse_mode(call)
    return caption(call.text("caption"), call.parsed("caption_entities", list) or ())


def caption(text: str, entities: Sequence[Json]) -> Json:
    """The fields of a caption. Raises ApiError."""
    if utf16(text.strip()) > _LONGEST_CAPTION:
        raise bad("message caption is too long")
    return messages.worded(text.strip(), captioned=True, entities=entities)


def _no_parse_mode(call: Call) -> None:
    if call.text("parse_mode"):
        raise bad(_PARSED)


def utf16(text: str) -> int:
    """How long Telegram counts a text: in UTF-16 code units (MessageEntity of the Bot API)."""
    return len(text.encode("utf-16-le")) // 2


async def _send(call: Call, chat: Chat, contents: Sequence[Json]) -> list[Json]:
    """Say it, as a list of Messages."""
    answered = _answered(call, chat)
    may_write(call.world, call.bot, chat, count=len(contents))
    said = messages.say(
        call.world, chat, messages.by_bot(call.bot, chat), contents, bot=call.bot.id,
        reply_to=answered.id if answered else None, thread=None if answered else _thread(call, chat),
    )  # fmt: skip
    return [messages.rendered(call.world, one) for one in said]


def _answered(call: Call, chat: Chat) -> Message | None:
    """The message of reply_parameters, or of the older reply_to_message_id."""
    asked: dict[str, Any] = call.parsed("reply_parameters", dict) or {}
    number = whole(asked.get("message_id", call.params.get("reply_to_message_id")))
    if number is None:
        return None
    found = existing(call, chat, number)
    forgiving = asked.get("allow_sending_without_reply", call.flag("allow_sending_without_reply"))
    if found is None and not forgiving:
        raise bad("message to be replied not found")
    return found


def _thread(call: Call, chat: Chat) -> int | None:
    number = call.number("message_thread_id")
    if number is None:
        return None
    if chat.type != "supergroup" or existing(call, chat, number) is None:
        raise bad("message thread not found")
    return number


def existing(call: Call, chat: Chat, number: int) -> Message | None:
    """A message of the chat that is not deleted, or None."""
    try:
        found = messages.message(call.world, chat, number, bot=call.bot.id)
    except NotThere:
        return None
    return None if found.deleted else found
