"""The world as a resident sees it: what the control API and the page show."""

from __future__ import annotations

from collections.abc import Sequence

from nasvyazi.sandbox.telegram import chats, media, members, messages, people, updates
from nasvyazi.sandbox.telegram.desk import BASE
from nasvyazi.sandbox.telegram.world import NETWORK, Bot, Chat, Json, Message, Person, World

_SHOWN = 50
_MOST_MESSAGES, _MOST_RESIDENTS = 300, 300
_SPEAKERS = {people.TELEGRAM: "telegram", people.ANONYMOUS: "anonymous", people.AS_CHANNEL: "channel"}


def bot(world: World, one: Bot) -> Json:
    """A bot with its keys: this is a practice server, nothing here opens anything real."""
    return {
        "id": one.id, "title": one.title, "username": one.username, "token": one.token,
        "reads_all": one.reads_all, "api_url": world.base_url, "pending": len(updates.waiting(world, one.id)),
        "webhook": {
            "url": one.url, "secret": one.secret, "allowed_updates": list(one.allowed),
            "max_connections": one.max_connections, "last_error_date": one.last_error_date,
            "last_error_message": one.last_error_message,
        },
    }  # fmt: skip


def resident(world: World, one: Person) -> Json:
    """A resident."""
    return {"id": one.id, "name": one.name, "first_name": one.first_name, "last_name": one.last_name,
            "username": one.username or None, "photo": _url(world, one.portrait) if one.portrait else None}  # fmt: skip


def chat(world: World, one: Chat, to: Bot) -> Json:
    """A channel (with its group) or a group, as it stands with a bot."""
    known: Json = {
        "id": one.id, "title": one.title, "username": one.username or None, "kind": one.type,
        "can_write": one.can_write, "bot_status": members.status(world, one.id, to.id),
        "migrated_to": one.migrated_to, "linked": one.linked,
    }  # fmt: skip
    if one.type == "channel":
        known["group"] = chat(world, chats.chat(world, one.linked), to) if one.linked else None
    return known


def said(world: World, one: Message, to: Bot) -> Json:
    """A message, post or comment; its fate is what became of it on the way to the bot."""
    update = _update(world, one, to)
    return {
        "chat": one.chat, "id": one.id, "from": speaker(one), "author": author(world, one),
        "resident": one.sender if speaker(one) == "resident" else None, "text": one.text,
        "photos": photos(world, one), "media": thing(world, one), "album": one.album or None, "date": one.date,
        "edited": one.edited, "deleted": one.deleted, "reply_to": one.reply_to, "thread": one.thread,
        **(update or {"update_id": None, "fate": "" if one.bot == to.id else "untold"}),
    }  # fmt: skip


def _update(world: World, one: Message, to: Bot) -> Json | None:
    sql = "SELECT * FROM tg_update WHERE bot = ? AND chat = ? AND message = ? ORDER BY seq DESC LIMIT 1"
    row = world.store.one(sql, (to.id, one.chat, one.id))
    if row is None:
        return None
    fate = "pending" if row["state"] == "sending" or (row["state"] == "waiting" and to.url) else row["state"]
    return {"update_id": row["update_id"], "fate": fate}


def speaker(one: Message) -> str:
    """Who said it: resident, bot, channel, anonymous, telegram, or service when nobody did."""
    if messages.SERVICE & one.content.keys():
        return "service"
    if one.bot is not None:
        return "bot"
    if one.sender is None:
        return "channel"
    return _SPEAKERS.get(one.sender, "resident")


def author(world: World, one: Message) -> str:
    """The name that stands over it."""
    if one.sender_chat is not None:
        return chats.chat(world, one.sender_chat).title
    user = people.user(world, one.sender or people.TELEGRAM)
    return f"{user['first_name']} {user.get('last_name', '')}".strip()


def photos(world: World, one: Message) -> list[Json]:
    """The photo of a message (one at most), as a list like VK's."""
    sizes = one.content.get("photo")
    if not sizes:
        return []
    preview = next((size for size in sizes if size["width"] >= 320), sizes[-1])
    return [{"id": sizes[-1]["file_id"], "url": _url(world, sizes[-1]["file_id"]), "width": sizes[-1]["width"],
             "preview": _url(world, preview["file_id"]), "height": sizes[-1]["height"]}]  # fmt: skip


def thing(world: World, one: Message) -> Json | None:
    """What a message holds beside words and a photo."""
    kind = next((kind for kind in ("animation", "venue", *media.MAKERS) if kind in one.content), None)
    if kind is None:
        return None
    held = one.content[kind]
    known: Json = {
        "kind": kind,
        "name": held.get("file_name") or held.get("title") or held.get("question") or "",
    }
    if "file_id" in held:
        known |= {"size": held["file_size"], "url": _url(world, held["file_id"])}
    place = held.get("location", held)
    return known | {name: place[name] for name in ("latitude", "longitude") if name in place}


def _url(world: World, file_id: str) -> str:
    return f"{world.settings.base_url}{BASE}/files/{file_id}"


def many(world: World, told: Sequence[Message], to: Bot) -> Json:
    """What one request said: a message, or an album with its messages."""
    if len(told) == 1:
        return said(world, told[0], to)
    return {"album": told[0].album, "messages": [said(world, one, to) for one in told]}


def post(world: World, one: Message, to: Bot) -> Json:
    """A post with what stands under it."""
    channel = chats.chat(world, one.chat)
    told = messages.comments(world, channel, one.id)
    return said(world, one, to) | {"comments": [said(world, each, to) for each in told]}


def dialog(world: World, to: Bot, person: Person, *, most: int = -1) -> Json:
    """A private chat as the resident sees it (its last `most` messages; -1 = all)."""
    told = messages.history(world, chats.chat(world, person.id), bot=to.id, most=most)
    state = {"": "new", "kicked": "blocked"}.get(members.status(world, person.id, to.id), "open")
    return {"bot": to.id, "resident": person.id, "state": state,
            "messages": [said(world, one, to) for one in told if not one.deleted]}  # fmt: skip


def posts(world: World, channel: Chat, to: Bot, *, most: int = -1) -> list[Json]:
    """A channel's posts, the newest first."""
    told = reversed(messages.history(world, channel, most=most))
    return [post(world, one, to) for one in told if not one.deleted]


def group(world: World, one: Chat, to: Bot, *, most: int = -1) -> list[Json]:
    """All that is said in a group, the oldest first."""
    told = messages.history(world, one, most=most)
    return [said(world, each, to) for each in told if not each.deleted]


def log(world: World, one: Bot, *, limit: int) -> list[Json]:
    """What Telegram told a bot, newest first: webhook deliveries, or updates that wait to be polled."""
    if one.url:
        return world.deliveries.log(network=NETWORK, community=one.id, limit=limit)
    rows = world.store.all("SELECT * FROM tg_update WHERE bot = ? ORDER BY seq DESC LIMIT ?", (one.id, limit))
    return [
        {"id": row["seq"], "community": one.id, "kind": row["kind"], "event_id": str(row["update_id"]),
         "created": row["created"], "reason": "", "attempts": [], "next_at": None,
         "state": "taken" if row["state"] == "delivered" else row["state"]}
        for row in rows
    ]  # fmt: skip


def page(world: World, *, number: int | None, person: int | None) -> Json:
    """Everything the page shows for one resident and one bot (by default the first and the newest)."""
    known, residents = people.bots(world), people.residents(world, most=_MOST_RESIDENTS)
    asked = people.person_or_none(world, person or 0)
    residents += [asked] if asked is not None and asked not in residents else []
    chosen = next((one for one in known if one.id == number), known[0] if known else None)
    actor = asked or (residents[0] if residents else None)
    found: Json = {
        "version": world.store.changed.version,
        "bots": [bot(world, one) for one in known],
        "residents": [resident(world, one) for one in residents],
        "bot": bot(world, chosen) if chosen else None,
        "resident": resident(world, actor) if actor else None,
        "faults": [one.as_json() for one in world.faults.on(network=NETWORK)],
        "channels": [], "groups": [], "log": [], "dialog": None,
    }  # fmt: skip
    if chosen is not None:
        found |= _of_bot(world, chosen)
        found["dialog"] = dialog(world, chosen, actor, most=_MOST_MESSAGES) if actor else None
    return found


def _of_bot(world: World, one: Bot) -> Json:
    channels, groups = (chats.of_bot(world, one.id, types) for types in (("channel",), chats.GROUPS))
    return {
        "log": log(world, one, limit=_SHOWN),
        "channels": [
            chat(world, each, one) | {"posts": posts(world, each, one, most=_SHOWN)} for each in channels
        ],
        "groups": [
            chat(world, each, one) | {"messages": group(world, each, one, most=_MOST_MESSAGES)}
            for each in groups
        ],
    }  # fmt: skip
