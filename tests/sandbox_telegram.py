"""The practice Telegram for a test, played through methods that read like what residents do.

    with Sandbox() as sandbox:
        telegram = TelegramSide(sandbox)
        head = telegram.bot("Глава района")
        marina = telegram.resident("Марина Кузнецова")
        telegram.write(head, marina, "Во дворе яма", photos=1)
        telegram.wait_delivered(head)
        assert [one.text for one in telegram.answers(head, marina)] == ["Приняли, спасибо"]

`sandbox.telegram_url` is what the product gets as `--api-url`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from tests.sandbox import Sandbox
from tests.sandbox_network import NetworkSide, Photos
from tests.sandbox_values import Delivery, Json, Resident

__all__ = ["MEDIA", "Bot", "Chat", "Delivery", "Resident", "Said", "TelegramSide"]
Media = Literal[
    "document", "video", "voice", "audio", "animation", "video_note", "sticker", "location", "contact", "venue",
    "poll",
]  # fmt: skip
MEDIA: tuple[Media, ...] = get_args(Media)
"""Everything that residents send beside words and photos."""
Mask = Literal["anonymous", "channel"]


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A bot with its token, and what the network knows of its webhook."""

    id: int
    title: str
    username: str
    token: str
    api_url: str
    webhook_url: str
    webhook_secret: str
    last_error: str
    pending: int


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A channel (with its discussion group) or a group; `id` is negative, as the Bot API has it."""

    id: int
    title: str
    kind: str
    bot: int
    bot_status: str
    group: Chat | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message, a post or a comment, as its readers see it.

    `speaker`: resident, bot, channel, anonymous, telegram (the automatic forward) or service. `fate` of its
    update: delivered, pending, waiting, given_up, dropped, untold; "" for what the bot said itself.
    """

    chat: int
    id: int
    speaker: str
    resident: int | None
    text: str
    photos: tuple[str, ...]
    media: Json | None
    album: str | None
    date: int
    edited: int | None
    reply_to: int | None
    thread: int | None
    update_id: int | None
    fate: str


class TelegramSide(NetworkSide):
    """The practice Telegram of a running practice server."""

    network = "telegram"

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def control(self, method: str, path: str, body: Json | None = None) -> Any:
        """A request to the control API (`path` below /control); the JSON answered, None for 204."""
        return self._sandbox.control(method, path, body)

    def _do(self, method: str, path: str, body: Json | None = None) -> Any:
        given = {
            name: value
            for name, value in (body or {}).items()
            if value is False or value not in (None, "", 0)
        }
        return self.control(method, f"/telegram{path}", given if body is not None else None)

    # ------------------------------------------------------------------ bots and residents

    def bot(self, title: str = "Глава района", *, bot_id: int | None = None, token: str = "", username: str = "",
            reads_all: bool = True) -> Bot:  # fmt: skip
        """A new bot, or (`bot_id` known) changes to one. What is "" is made up, or stays."""
        body = {"title": title, "bot_id": bot_id, "token": token, "username": username}
        return _bot(self._do("POST", "/bots", body | {"reads_all": None if reads_all else False}))

    def look(self, bot: Bot) -> Bot:
        """The bot as it is now."""
        return _bot(self._do("GET", f"/bots/{bot.id}"))

    def revoke(self, bot: Bot) -> Bot:
        """The bot gets a new token, the old one gets 401."""
        return _bot(self._do("POST", f"/bots/{bot.id}/revoke"))

    def webhook(self, bot: Bot, url: str, secret: str = "") -> Bot:
        """Somebody sets the webhook behind the product's back ("" removes it)."""
        return _bot(self._do("POST", f"/bots/{bot.id}/webhook", {"url": url, "secret": secret}))

    def renumber(self, bot: Bot, next_: int | None = None) -> Bot:
        """A quiet week is over: update_id goes on here, or at random."""
        return _bot(self._do("POST", f"/bots/{bot.id}/renumber", {"next": next_}))

    def tell(self, bot: Bot, update: Json) -> int:
        """An update that nothing here brings about by itself; its update_id."""
        return int(self._do("POST", f"/bots/{bot.id}/updates", {"update": update})["update_id"])

    def resident(self, name: str = "Марина Кузнецова", *, user_id: int | None = None) -> Resident:
        """A new resident."""
        body: Json = {"name": name, "portrait": False} | ({"user_id": user_id} if user_id else {})
        known = self.control("POST", "/telegram/residents", body)
        return Resident(id=known["id"], name=known["name"])

    # ------------------------------------------------------------------ private chats

    def write(self, bot: Bot, resident: Resident, text: str = "", *, photos: Photos = 0, media: Media | None = None,
              date: int | str | None = None, reply_to: Said | None = None, **more: Any) -> Said:  # fmt: skip
        """The resident writes to the bot; of an album the first message is returned.

        `more`: file_size, file_name, latitude, longitude, entities.
        """
        return self.album(
            bot, resident, text, photos=photos, media=media, date=date, reply_to=reply_to, **more
        )[0]

    def album(
        self, bot: Bot, resident: Resident, text: str = "", *, photos: Photos = 2, **more: Any
    ) -> list[Said]:
        """The same with every message that it made."""
        body = _speech(text, photos, **more)
        return _many(self._do("POST", f"{_dialog(bot, resident)}/messages", body))

    def start(self, bot: Bot, resident: Resident) -> Said:
        """The resident presses Start."""
        return _said(self._do("POST", f"{_dialog(bot, resident)}/start"))

    def edit(self, bot: Bot, resident: Resident, message: Said, text: str) -> Said:
        """The author changes a message (edited_message)."""
        return _said(self._do("PATCH", f"{_dialog(bot, resident)}/messages/{message.id}", {"text": text}))

    def delete(self, bot: Bot, resident: Resident, message: Said) -> None:
        """A message is deleted for both; Telegram tells nobody."""
        self._do("DELETE", f"{_dialog(bot, resident)}/messages/{message.id}")

    def block(self, bot: Bot, resident: Resident) -> None:
        """The resident blocks the bot (my_chat_member); sending then answers 403."""
        self._do("POST", f"{_dialog(bot, resident)}/block")

    def unblock(self, bot: Bot, resident: Resident) -> None:
        """The resident unblocks the bot (my_chat_member)."""
        self._do("POST", f"{_dialog(bot, resident)}/unblock")

    def inbox(self, bot: Bot, resident: Resident) -> list[Said]:
        """The whole private chat as the resident sees it, oldest first."""
        return [_said(one) for one in self._do("GET", _dialog(bot, resident))["messages"]]

    def answers(self, bot: Bot, resident: Resident) -> list[Said]:
        """What the bot wrote to the resident, oldest first."""
        return [one for one in self.inbox(bot, resident) if one.speaker == "bot"]

    # ------------------------------------------------------------------ channels and groups

    def channel(self, bot: Bot, title: str = "Глава района", *, username: str = "", discussion: bool = True,
                admin: bool = True) -> Chat:  # fmt: skip
        """A channel that the bot administers, usually with a discussion group (`admin`: of that too)."""
        body = {"title": title, "username": username, "discussion": discussion, "admin": admin}
        return _chat(self.control("POST", f"/telegram/bots/{bot.id}/channels", body), bot.id)

    def group(self, bot: Bot, title: str = "Наш двор", *, kind: Literal["group", "supergroup"] = "supergroup",
              admin: bool = False) -> Chat:  # fmt: skip
        """A group that belongs to no channel."""
        body = {"title": title, "kind": kind, "admin": admin}
        return _chat(self.control("POST", f"/telegram/bots/{bot.id}/groups", body), bot.id)

    def post(self, channel: Chat, text: str = "Убираем снег", *, photos: Photos = 0, date: int | str | None = None,
             silent_post: bool = False, silent_forward: bool = False) -> Said:  # fmt: skip
        """The channel publishes; silent: the bot is never told of the post, or of its automatic forward."""
        body = _speech(text, photos, date=date, silent_post=silent_post, silent_forward=silent_forward)
        return _many(self._do("POST", f"/channels/{channel.id}/posts", body))[0]

    def edit_post(self, channel: Chat, post: Said, text: str) -> Said:
        """The channel changes a post (edited_channel_post)."""
        return _said(self._do("PATCH", f"/channels/{channel.id}/posts/{post.id}", {"text": text}))

    def posts(self, channel: Chat) -> list[Said]:
        """The posts, newest first."""
        return [_said(one) for one in self._do("GET", f"/channels/{channel.id}/posts")]

    def comment(self, channel: Chat, post: Said, resident: Resident | Mask, text: str = "", *, photos: Photos = 0,
                date: int | str | None = None, reply_to: Said | None = None, **more: Any) -> Said:  # fmt: skip
        """Somebody comments a post: a resident, an anonymous administrator, or the channel itself."""
        body = _speech(text, photos, date=date, reply_to=reply_to, **more) | _speaker(resident)
        return _many(self._do("POST", f"/channels/{channel.id}/posts/{post.id}/comments", body))[0]

    def comments(self, channel: Chat, post: Said) -> list[Said]:
        """What stands under a post, oldest first."""
        return [_said(one) for one in self._do("GET", f"/channels/{channel.id}/posts/{post.id}")["comments"]]

    def write_in(self, group: Chat, resident: Resident | Mask, text: str = "", *, photos: Photos = 0,
                 date: int | str | None = None, reply_to: Said | None = None, **more: Any) -> Said:  # fmt: skip
        """Somebody writes in a group, outside any post."""
        body = _speech(text, photos, date=date, reply_to=reply_to, **more) | _speaker(resident)
        return _many(self._do("POST", f"/groups/{group.id}/messages", body))[0]

    def edit_in(self, group: Chat, message: Said, text: str) -> Said:
        """The author changes what was said in a group, a comment too (edited_message)."""
        return _said(self._do("PATCH", f"/groups/{group.id}/messages/{message.id}", {"text": text}))

    def told_in(self, group: Chat) -> list[Said]:
        """All that is said in a group, oldest first."""
        return [_said(one) for one in self._do("GET", f"/groups/{group.id}/messages")]

    def upgrade(self, group: Chat) -> Chat:
        """A basic group becomes a supergroup with another id."""
        return _chat(self._do("POST", f"/groups/{group.id}/upgrade"), group.bot)

    def silence(self, group: Chat, *, silent: bool = True) -> None:
        """The bot may not write in the group (400 "not enough rights"), or may again."""
        self.control("PATCH", f"/telegram/groups/{group.id}", {"can_write": not silent})

    def remove_bot(self, chat: Chat) -> None:
        """The bot is removed from a channel or group (my_chat_member, kicked)."""
        self._do("POST", f"/{_kind(chat)}/{chat.id}/remove_bot")

    def add_bot(self, chat: Chat, *, admin: bool = True) -> None:
        """The bot is added (again), promoted, or (`admin` False) demoted."""
        self.control("POST", f"/telegram/{_kind(chat)}/{chat.id}/add_bot", {"admin": admin})

    # ------------------------------------------------------------------ Telegram itself

    def fault(self, kind: Any, *, bot: Bot | None = None, **options: Any) -> int:
        """Switch a fault on, for one bot or method or all; its number. Options as in NetworkSide.fault."""
        return super().fault(kind, community=bot, **options)

    def call(self, method: str, token: str, **params: Any) -> Any:
        """A call of the Bot API itself, parameters as JSON: the whole JSON answered."""
        url, kind = f"{self._sandbox.telegram_url}/bot{token}/{method}", {"Content-Type": "application/json"}
        return self._sandbox.http.post(url, content=json.dumps(params), headers=kind).json()

    def updates(self, bot: Bot, **params: Any) -> list[Json]:
        """What getUpdates tells (a bot without a webhook only)."""
        return list(self.call("getUpdates", bot.token, **params)["result"])

    def download(self, token: str, file_id: str) -> bytes:
        """A file's bytes by way of getFile."""
        path = self.call("getFile", token, file_id=file_id)["result"]["file_path"]
        return self._sandbox.http.get(f"{self._sandbox.telegram_url}/file/bot{token}/{path}").content


def _dialog(bot: Bot, resident: Resident) -> str:
    return f"/bots/{bot.id}/chats/{resident.id}"


def _kind(chat: Chat) -> str:
    return "channels" if chat.kind == "channel" else "groups"


def _speaker(resident: Resident | Mask) -> Json:
    return {"as": resident} if isinstance(resident, str) else {"resident": resident.id}


def _speech(text: str, photos: Photos, *, reply_to: Said | None = None, **more: Any) -> Json:
    drawn = photos if isinstance(photos, int) else list(photos)
    return {"text": text, "photos": drawn, "reply_to": reply_to.id if reply_to else None, **more}


def _bot(known: Json) -> Bot:
    hook = known["webhook"]
    return Bot(
        id=known["id"], title=known["title"], username=known["username"], token=known["token"],
        api_url=known["api_url"], webhook_url=hook["url"], webhook_secret=hook["secret"],
        last_error=hook["last_error_message"], pending=known["pending"],
    )  # fmt: skip


def _chat(known: Json, bot: int) -> Chat:
    group = known.get("group")
    return Chat(id=known["id"], title=known["title"], kind=known["kind"], bot=bot, bot_status=known["bot_status"],
                group=_chat(group, bot) if group else None)  # fmt: skip


def _said(known: Json) -> Said:
    names = {field.name for field in fields(Said)} - {"speaker", "photos"}
    plain = {name: value for name, value in known.items() if name in names}
    return Said(**plain, speaker=known["from"], photos=tuple(photo["url"] for photo in known["photos"]))


def _many(known: Json) -> list[Said]:
    messages: Sequence[Json] = known.get("messages") or [known]
    return [_said(one) for one in messages]
