"""The world as a resident sees it: what the control API and the page show."""

from __future__ import annotations

from nasvyazi.sandbox.max import chats, files, messages, people, updates
from nasvyazi.sandbox.max.world import NETWORK, Bot, Chat, Json, Message, Person, World
from nasvyazi.sandbox.world import NotThere

_SHOWN = 50
_MOST_MESSAGES, _MOST_RESIDENTS = 300, 300


def bot(world: World, one: Bot) -> Json:
    """A bot with its key: this is a practice server, nothing here opens anything real."""
    hooks = updates.subscriptions(world, one)
    return {
        "id": one.id, "title": one.name, "username": one.username, "token": one.token, "api_url": world.base_url,
        "pending": len(updates.waiting(world, one)),
        "subscriptions": [{"url": hook.url, "secret": hook.secret, "update_types": hook.kinds,
                           "failing_since": hook.failing_since} for hook in hooks],
    }  # fmt: skip


def resident(world: World, one: Person) -> Json:
    """A resident."""
    photo = files.address(world, one.portrait) if one.portrait else None
    return {"id": one.id, "name": one.name, "first_name": one.first_name, "last_name": one.last_name,
            "username": one.username or None, "photo": photo}  # fmt: skip


def chat(world: World, one: Chat, to: Bot) -> Json:
    """A channel or a group chat, as it stands with a bot."""
    return {"id": one.id, "title": one.title, "kind": one.type, "link": one.link or None, "comments": one.comments,
            "bot_status": chats.role(world, one.id, to.id)}  # fmt: skip


def said(world: World, one: Message, to: Bot) -> Json:
    """A message, post or comment; its fate is what became of it on the way to the bot."""
    speaker = _speaker(world, one)
    return {
        "chat": one.chat, "id": one.mid, "seq": one.seq, "from": speaker, "author": _author(world, one),
        "resident": one.sender if speaker == "resident" else None, "text": one.text, "photos": _photos(world, one),
        "media": _thing(world, one), "buttons": _buttons(one), "date": one.date // 1000, "deleted": one.deleted,
        "edited": None if one.edited is None else one.edited // 1000, "post": one.post,
        "reply_to": one.link_mid if one.link_type == "reply" else None,
        "forwarded": _forwarded(world, one), **_update(world, one, to),
    }  # fmt: skip


def _update(world: World, one: Message, to: Bot) -> Json:
    """Which update told of it first, and what became of the last. Nobody is told of a comment: it has to be read."""
    sql = "SELECT seq, state FROM max_update WHERE bot = ? AND mid = ? ORDER BY seq"
    told = world.store.all(sql, (to.id, one.mid))
    if not told:
        unheard = "waiting" if one.post is not None else "untold"
        return {"update": None, "fate": "" if one.bot == to.id else unheard}
    state = told[-1]["state"]
    pending = state == "waiting" and updates.subscriptions(world, to)
    return {"update": told[0]["seq"], "fate": "pending" if pending else state}


def _speaker(world: World, one: Message) -> str:
    """Who said it: resident, bot, or the channel itself."""
    if one.sender is None:
        return "channel"
    return "resident" if people.person_or_none(world, one.sender) else "bot"


def _author(world: World, one: Message) -> str:
    """The name that stands over it."""
    if one.sender is None:
        return chats.chat(world, one.chat).title
    return str(people.user(world, one.sender)["name"])


def _photos(world: World, one: Message) -> list[Json]:
    """The photos of a message."""
    found = []
    for each in one.attachments:
        if each["type"] == "image":
            kept = files.by_token(world, each["payload"]["token"])
            url = files.address(world, kept.token)
            found.append(
                {"id": kept.token, "url": url, "preview": url, "width": kept.width, "height": kept.height}
            )
    return found


def _thing(world: World, one: Message) -> Json | None:
    """What a message holds beside words, photos and buttons."""
    held = next((each for each in one.attachments if each["type"] not in {"image", "inline_keyboard"}), None)
    if held is None:
        return None
    payload = held.get("payload", {})
    known: Json = {"kind": held["type"], "name": held.get("filename") or held.get("title") or ""}
    token = payload.get("token") or payload.get("code")
    if token:
        known |= {"url": files.address(world, token), "size": files.by_token(world, token).size}
    elif "url" in payload:
        known["url"] = payload["url"]
    return known | {name: held[name] for name in ("latitude", "longitude") if name in held}


def _buttons(one: Message) -> list[Json]:
    """The buttons below a bot's message that tell it something when they are pressed."""
    rows = [
        row
        for each in one.attachments
        if each["type"] == "inline_keyboard"
        for row in each["payload"]["buttons"]
    ]
    return [
        {"text": key["text"], "payload": key["payload"]} for row in rows for key in row if "payload" in key
    ]


def _forwarded(world: World, one: Message) -> Json | None:
    """What is passed on: whose it is, and its words."""
    if one.link_type != "forward" or one.link_mid is None:
        return None
    try:
        linked = messages.message(world, one.link_mid)
    except NotThere:
        return None
    return {"author": _author(world, linked), "text": linked.text}


def dialog(world: World, to: Bot, person: Person, *, most: int = -1) -> Json:
    """A dialogue as the resident sees it (its last `most` messages; -1 = all)."""
    chat = chats.dialog(world, to, person.id)
    known: Json = {"bot": to.id, "resident": person.id, "chat": None, "state": "new", "messages": []}
    if chat is None:
        return known
    told = reversed(messages.history(world, chat, most=most))
    return known | {"chat": chat.id, "state": "stopped" if chat.stopped else "open",
                    "messages": [said(world, one, to) for one in told]}  # fmt: skip


def post(world: World, one: Message, to: Bot) -> Json:
    """A post with what stands below it, the oldest first."""
    told = reversed(messages.history(world, chats.chat(world, one.chat), post=one.mid))
    return said(world, one, to) | {"comments": [said(world, each, to) for each in told]}


def posts(world: World, channel: Chat, to: Bot, *, most: int = -1) -> list[Json]:
    """A channel's posts, the newest first."""
    return [post(world, one, to) for one in messages.history(world, channel, most=most)]


def group(world: World, one: Chat, to: Bot, *, most: int = -1) -> list[Json]:
    """All that is said in a group chat, the oldest first."""
    return [said(world, each, to) for each in reversed(messages.history(world, one, most=most))]


def log(world: World, one: Bot, *, limit: int) -> list[Json]:
    """What MAX told a bot, newest first: webhook deliveries, or updates that wait to be polled."""
    if updates.subscriptions(world, one):
        return world.deliveries.log(network=NETWORK, community=one.id, limit=limit)
    rows = world.store.all(
        "SELECT * FROM max_update WHERE bot = ? ORDER BY seq DESC LIMIT ?", (one.id, limit)
    )
    return [
        {"id": row["seq"], "community": one.id, "kind": row["kind"], "event_id": str(row["seq"]),
         "created": row["created"], "reason": "", "attempts": [], "next_at": None, "url": "",
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
    channels, groups = (chats.of_bot(world, one.id, (type_,)) for type_ in ("channel", "chat"))
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
