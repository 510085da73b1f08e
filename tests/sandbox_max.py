"""The practice MAX for a test, played through methods that read like what residents do.

    with Sandbox() as sandbox:
        messenger = MaxSide(sandbox)
        head = messenger.bot("Глава района")
        marina = messenger.resident("Марина Кузнецова")
        messenger.write(head, marina, "Во дворе яма", photos=1)
        messenger.wait_delivered(head)
        assert [one.text for one in messenger.answers(head, marina)] == ["Приняли, спасибо"]

`sandbox.max_url` is what the product gets as `--api-url`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

import httpx

from tests.sandbox import Sandbox
from tests.sandbox_network import NetworkSide, Photos
from tests.sandbox_values import Delivery, Json, Resident

__all__ = ["MEDIA", "Bot", "Chat", "Delivery", "MaxSide", "Resident", "Said"]
Media = Literal["video", "audio", "file", "sticker", "contact", "location", "share"]
MEDIA: tuple[Media, ...] = get_args(Media)
"""Everything that residents send beside words and photos."""


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A bot with its token; `subscriptions` are the addresses of its webhooks."""

    id: int
    title: str
    username: str
    token: str
    api_url: str
    subscriptions: tuple[str, ...]
    pending: int


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A channel or a group chat; `id` is negative, as MAX has it."""

    id: int
    title: str
    kind: str
    link: str | None
    comments: bool
    bot_status: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message, a post or a comment, as its readers see it; `id` is its mid.

    `speaker`: resident, bot, or channel. `update` is the number of the one that told of it first; `fate` of the last:
    delivered, pending, waiting, given_up, dropped, untold; "" for what the bot said itself.
    """

    chat: int
    id: str
    seq: int
    speaker: str
    resident: int | None
    text: str
    photos: tuple[str, ...]
    media: Json | None
    date: int
    edited: int | None
    post: str | None
    reply_to: str | None
    forwarded: Json | None
    update: int | None
    fate: str


class MaxSide(NetworkSide):
    """The practice MAX of a running practice server."""

    network = "max"

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
        return self.control(method, f"/max{path}", given if body is not None else None)

    # ------------------------------------------------------------------ bots and residents

    def bot(self, title: str = "Глава района", *, bot_id: int | None = None, token: str = "") -> Bot:
        """A new bot, or (`bot_id` known) changes to one. What is "" is made up, or stays."""
        return _bot(self._do("POST", "/bots", {"title": title, "bot_id": bot_id, "token": token}))

    def look(self, bot: Bot) -> Bot:
        """The bot as it is now."""
        return _bot(self._do("GET", f"/bots/{bot.id}"))

    def revoke(self, bot: Bot) -> Bot:
        """The bot gets a new token, the old one gets 401."""
        return _bot(self._do("POST", f"/bots/{bot.id}/revoke"))

    def subscribe(self, bot: Bot, url: str, secret: str = "", *, failing: float = 0.0) -> Bot:
        """Somebody subscribes an address behind the product's back; `failing`: it has refused for so many seconds."""
        body = {"url": url, "secret": secret, "failing": failing}
        return _bot(self._do("POST", f"/bots/{bot.id}/subscriptions", body))

    def unsubscribe(self, bot: Bot) -> Bot:
        """MAX sends nothing to any address any more, as after 8 hours of refusals."""
        return _bot(self._do("DELETE", f"/bots/{bot.id}/subscriptions"))

    def tell(self, bot: Bot, update: Json) -> None:
        """An update that nothing here brings about by itself."""
        self._do("POST", f"/bots/{bot.id}/updates", {"update": update})

    def resident(self, name: str = "Марина Кузнецова", *, user_id: int | None = None) -> Resident:
        """A new resident."""
        body: Json = {"name": name, "portrait": False} | ({"user_id": user_id} if user_id else {})
        known = self.control("POST", "/max/residents", body)
        return Resident(id=known["id"], name=known["name"])

    # ------------------------------------------------------------------ dialogues

    def write(self, bot: Bot, resident: Resident, text: str = "", *, photos: Photos = 0, media: Media | None = None,
              date: int | str | None = None, reply_to: Said | None = None, forward: Said | None = None,
              **more: Any) -> Said:  # fmt: skip
        """The resident writes to the bot (and starts it for that); `more`: file_name, latitude, longitude."""
        body = _speech(text, photos, media=media, date=date, reply_to=reply_to, forward=forward, **more)
        return _said(self._do("POST", f"{_dialog(bot, resident)}/messages", body))

    def start(self, bot: Bot, resident: Resident, *, payload: str = "") -> None:
        """The resident presses Start (bot_started)."""
        self._do("POST", f"{_dialog(bot, resident)}/start", {"payload": payload})

    def stop(self, bot: Bot, resident: Resident, *, removed: bool = False) -> None:
        """The resident stops the bot (bot_stopped); sending then answers 403."""
        self._do("POST", f"{_dialog(bot, resident)}/stop", {"removed": removed})

    def edit(self, bot: Bot, resident: Resident, message: Said, text: str) -> Said:
        """The author changes a message (message_edited)."""
        return _said(self._do("PATCH", f"{_dialog(bot, resident)}/messages/{message.id}", {"text": text}))

    def delete(self, bot: Bot, resident: Resident, message: Said) -> None:
        """A message is deleted for both (message_removed)."""
        self._do("DELETE", f"{_dialog(bot, resident)}/messages/{message.id}")

    def press(self, bot: Bot, resident: Resident, message: Said, payload: str) -> str:
        """A button of the bot's message is pressed (message_callback); the callback's id."""
        path = f"{_dialog(bot, resident)}/messages/{message.id}/press"
        return str(self._do("POST", path, {"payload": payload})["callback_id"])

    def dialog(self, bot: Bot, resident: Resident) -> int:
        """The chat_id of the dialogue."""
        return int(self._do("GET", _dialog(bot, resident))["chat"])

    def inbox(self, bot: Bot, resident: Resident) -> list[Said]:
        """The whole dialogue as the resident sees it, oldest first."""
        return [_said(one) for one in self._do("GET", _dialog(bot, resident))["messages"]]

    def answers(self, bot: Bot, resident: Resident) -> list[Said]:
        """What the bot wrote to the resident, oldest first."""
        return [one for one in self.inbox(bot, resident) if one.speaker == "bot"]

    # ------------------------------------------------------------------ channels and group chats

    def channel(self, bot: Bot, title: str = "Глава района", *, link: str = "", admin: bool = True,
                comments: bool = True) -> Chat:  # fmt: skip
        """A channel with comments below its posts, which the bot administers."""
        body = {"title": title, "link": link, "admin": admin, "comments": comments}
        return _chat(self._do("POST", f"/bots/{bot.id}/channels", body))

    def group(self, bot: Bot, title: str = "Наш двор", *, admin: bool = True) -> Chat:
        """A group chat; only an administrator hears what is said there."""
        return _chat(self._do("POST", f"/bots/{bot.id}/groups", {"title": title, "admin": admin}))

    def change(self, chat: Chat, **what: Any) -> Chat:
        """Another `title`, or `comments` on or off."""
        return _chat(self.control("PATCH", f"/max{_at(chat)}", what))

    def add_bot(self, chat: Chat, *, bot: Bot | None = None, admin: bool = True) -> Chat:
        """A bot (by default the first) is added, promoted, or (`admin` False) demoted."""
        body = {"bot": bot.id if bot else None, "admin": admin}
        return _chat(self._do("POST", f"{_at(chat)}/add_bot", body))

    def remove_bot(self, chat: Chat) -> Chat:
        """The bot is removed (bot_removed)."""
        return _chat(self._do("POST", f"{_at(chat)}/remove_bot", {}))

    def join(self, chat: Chat, resident: Resident, *, admin: bool = False) -> None:
        """The resident comes (user_added), or becomes an administrator."""
        self._do("POST", f"{_at(chat)}/members", {"resident": resident.id, "admin": admin})

    def leave(self, chat: Chat, resident: Resident) -> None:
        """The resident goes (user_removed)."""
        self._do("DELETE", f"{_at(chat)}/members/{resident.id}")

    def post(self, channel: Chat, text: str = "Убираем снег", *, photos: Photos = 0, date: int | str | None = None,
             **more: Any) -> Said:  # fmt: skip
        """The channel publishes (message_created without a sender)."""
        return _said(self._do("POST", f"{_at(channel)}/posts", _speech(text, photos, date=date, **more)))

    def edit_post(self, channel: Chat, post: Said, text: str) -> Said:
        """The channel changes a post (message_edited)."""
        return _said(self._do("PATCH", f"{_at(channel)}/posts/{post.id}", {"text": text}))

    def delete_post(self, channel: Chat, post: Said) -> None:
        """The channel deletes a post (message_removed)."""
        self._do("DELETE", f"{_at(channel)}/posts/{post.id}")

    def posts(self, channel: Chat) -> list[Said]:
        """The posts, newest first."""
        return [_said(one) for one in self._do("GET", f"{_at(channel)}/posts")]

    def comment(self, channel: Chat, post: Said, resident: Resident | None, text: str, *,
                date: int | str | None = None, reply_to: Said | None = None) -> Said:  # fmt: skip
        """Somebody comments a post (`resident` None: the channel itself); nobody is told of it."""
        body = _speech(text, 0, date=date, reply_to=reply_to) | {
            "resident": resident.id if resident else None
        }
        return _said(self._do("POST", f"{_at(channel)}/posts/{post.id}/comments", body))

    def edit_comment(self, channel: Chat, comment: Said, text: str) -> Said:
        """The author changes a comment; nobody is told of it."""
        return _said(self._do("PATCH", f"{_at(channel)}/comments/{comment.id}", {"text": text}))

    def delete_comment(self, channel: Chat, comment: Said) -> None:
        """A comment is deleted; nobody is told of it."""
        self._do("DELETE", f"{_at(channel)}/comments/{comment.id}")

    def comments(self, channel: Chat, post: Said) -> list[Said]:
        """What stands under a post, oldest first."""
        return [_said(one) for one in self._do("GET", f"{_at(channel)}/posts/{post.id}")["comments"]]

    def write_in(self, group: Chat, resident: Resident, text: str = "", *, photos: Photos = 0,
                 date: int | str | None = None, **more: Any) -> Said:  # fmt: skip
        """Somebody writes in a group chat, and joins it for that."""
        body = _speech(text, photos, date=date, **more) | {"resident": resident.id}
        return _said(self._do("POST", f"{_at(group)}/messages", body))

    def edit_in(self, group: Chat, message: Said, text: str) -> Said:
        """The author changes what was said in a group chat (message_edited)."""
        return _said(self._do("PATCH", f"{_at(group)}/messages/{message.id}", {"text": text}))

    def delete_in(self, group: Chat, message: Said) -> None:
        """A message of a group chat is deleted (message_removed)."""
        self._do("DELETE", f"{_at(group)}/messages/{message.id}")

    def told_in(self, group: Chat) -> list[Said]:
        """All that is said in a group chat, oldest first."""
        return [_said(one) for one in self._do("GET", f"{_at(group)}/messages")]

    # ------------------------------------------------------------------ MAX itself

    def fault(self, kind: Any, *, bot: Bot | None = None, **options: Any) -> int:
        """Switch a fault on, for one bot or method ("POST /messages") or all; its number. See NetworkSide.fault."""
        return super().fault(kind, community=bot, **options)

    def request(
        self, method: str, path: str, token: str, body: Json | None = None, **query: Any
    ) -> httpx.Response:
        """A call of the API itself: the whole answer. A trailing `_` keeps a name off Python's words (`from_`)."""
        params = {name.rstrip("_"): value for name, value in query.items() if value is not None}
        url, headers = f"{self._sandbox.max_url}{path}", {"Authorization": token}
        return self._sandbox.http.request(method, url, params=params, json=body, headers=headers)

    def call(self, method: str, path: str, token: str, body: Json | None = None, **query: Any) -> Any:
        """A call of the API itself: the JSON answered, an error too."""
        return self.request(method, path, token, body, **query).json()

    def updates(self, bot: Bot, marker: int | None = 0, **query: Any) -> list[Json]:
        """What GET /updates tells from a marker on (a bot without a webhook only); it does not wait."""
        return list(self.call("GET", "/updates", bot.token, marker=marker, timeout=0, **query)["updates"])

    def upload(self, bot: Bot, kind: str, content: bytes, *, name: str = "file.bin") -> Json:
        """Send a file to MAX; the attachment that shows it."""
        told = self.call("POST", "/uploads", bot.token, type=kind)
        answer = self._sandbox.http.post(told["url"], files={"data": (name, content)})
        payload = {"token": told["token"]} if "token" in told else answer.json()
        return {"type": kind, "payload": payload}


def _dialog(bot: Bot, resident: Resident) -> str:
    return f"/bots/{bot.id}/dialogs/{resident.id}"


def _at(chat: Chat) -> str:
    return f"/{'channels' if chat.kind == 'channel' else 'groups'}/{chat.id}"


def _speech(text: str, photos: Photos, *, reply_to: Said | None = None, forward: Said | None = None,
            **more: Any) -> Json:  # fmt: skip
    drawn: int | Sequence[str] = photos if isinstance(photos, int) else list(photos)
    linked = {"reply_to": reply_to.id if reply_to else None, "forward": forward.id if forward else None}
    return {"text": text, "photos": drawn, **linked, **more}


def _bot(known: Json) -> Bot:
    urls = tuple(one["url"] for one in known["subscriptions"])
    names = {field.name for field in fields(Bot)} - {"subscriptions"}
    return Bot(**{name: known[name] for name in names}, subscriptions=urls)


def _chat(known: Json) -> Chat:
    return Chat(**{field.name: known[field.name] for field in fields(Chat)})


def _said(known: Json) -> Said:
    names = {field.name for field in fields(Said)} - {"speaker", "photos"}
    plain = {name: known[name] for name in names}
    return Said(**plain, speaker=known["from"], photos=tuple(photo["url"] for photo in known["photos"]))
