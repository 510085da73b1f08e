"""`channels check`: is the token right, does MAX call us, what does the bot hear in its channels and groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Finding, NeedsHuman, NetworkError, Refused

from . import chats
from .client import NOTHING, Api, Object, Query, part
from .errors import MISSING_SECRET, explain
from .webhook import is_ours, lacking, subscriptions
from .wire import mid_of

_HEARS = "read_all_messages"
_WRITES = "write"


def whose_key(account: Account, *, deadline: float) -> str:
    """The id of the bot whose token this is (GET /me). Raises NetworkError."""
    told = Api(account, http.Deadline(deadline)).get("/me")
    number = loose.integer(told.get("user_id"))
    if number is None:
        raise NeedsHuman("max:no_id")
    return str(number)


def check(account: Account, *, deadline: float) -> list[Finding]:
    """What works and what is missing. Never raises NetworkError."""
    try:
        api = Api(account, http.Deadline(deadline))
        bot = api.get("/me")
    except NetworkError as error:
        return [Finding(ok=False, text=explain(error.code))]
    found = [_bot(account, bot)]
    for look in (_hook, _chats):
        try:
            found += look(api)
        except NetworkError as error:
            found.append(Finding(ok=False, text=explain(error.code)))
    return found


def _bot(account: Account, bot: Object) -> Finding:
    params = {"name": chats.name_of(bot)}
    if loose.text(bot.get("user_id")) != account.network_id:
        text = _(
            "The token belongs to another bot, “{name}”. Put in the token of the bot that was connected."
        )
        return Finding(ok=False, text=text, params=params)
    return Finding(ok=True, text=_("The bot's token works: {name}."), params=params)


def _hook(api: Api) -> Iterator[Finding]:
    """Whether updates come by the road that the channel is set to."""
    told = subscriptions(api)
    if not api.account.hook_url:
        yield (
            Finding(ok=False, text=explain("max:webhook_active"))
            if told
            else Finding(ok=True, text=_("We ask MAX for messages, and nobody else is told."))
        )
        return
    if not api.account.secrets.get("secret"):
        yield Finding(ok=False, text=MISSING_SECRET)
    ours = next((one for one in told if is_ours(one, api.account)), None)
    if ours is not None and lacking(ours):
        text = _("MAX does not tell of these events: {events}. Connect the bot again.")
        yield Finding(ok=False, text=text, params={"events": ", ".join(lacking(ours))})
    elif ours is not None:
        yield Finding(ok=True, text=_("MAX calls us with every message."))
    elif told:
        yield Finding(ok=False, text=explain("max:hook_taken"))
    else:
        text = _("MAX does not call us. Connect the bot: nasvyazi channels connect.")
        yield Finding(ok=False, text=text)


def _chats(api: Api) -> Iterator[Finding]:
    """The channels and groups that we know of."""
    named = api.account.secrets.get("channel", "")
    looked: set[str] = set()
    for name in filter(None, [named, *api.account.chats]):
        chat = _open(api, f"/chats/{part(name)}") if name not in looked else {}
        number = loose.text(chat.get("chat_id")) or name
        if number not in looked:
            looked.add(number)
            yield _chat(api, name, chat)
    if not looked:
        text = _(
            "No channel or group is known yet: only private messages are heard. Make the bot an administrator of the "
            "channel. If it was one before it was connected here, name the channel (--channel) or add the bot anew."
        )
        yield Finding(ok=True, text=text)


def _chat(api: Api, name: str, chat: Object) -> Finding:
    if not chat:
        text = _(
            "MAX shows the bot no channel or group “{title}”: it is deleted, or the bot is not in it. Check the name, "
            "and add the bot as an administrator."
        )
        return Finding(ok=False, text=text, params={"title": name})
    member = _open(api, f"/chats/{part(loose.text(chat.get('chat_id')))}/members/me")
    is_channel = chat.get("type") == chats.Kind.CHANNEL.value
    problem = _channel_problem(member) if is_channel else _group_problem(member)
    if problem:
        text = problem
    elif is_channel:
        text = _comments(api, chat)
    else:
        text = _("The bot hears everything in the group “{title}”.")
    title = loose.text(chat.get("title")) or name
    return Finding(ok=not problem, text=text, params={"title": title})


def _comments(api: Api, chat: Object) -> str:
    """What is heard of a channel: whether comments are shown is seen under its last post."""
    number = loose.text(chat.get("chat_id"))
    told = _open(api, "/messages", {"chat_id": number, "count": 1})
    last = next(map(loose.mapping, loose.items(told.get("messages"))), {})
    post = mid_of(last)
    if post and not _open(api, f"/messages/{part(post)}/comments", {"count": 1}):
        return _(
            "The bot hears of the posts of the channel “{title}”, and MAX shows it no comments under the last one: "
            "they are switched off there, or not for bots."
        )
    return _("The bot hears of the posts of the channel “{title}” and reads the comments under them.")


def _channel_problem(member: Object) -> str:
    if _is_administrator(member):
        return ""
    return _(
        "The bot is no administrator of the channel “{title}”: it does not hear of its posts nor read the comments. "
        "Make it one."
    )


def _group_problem(member: Object) -> str:
    if not _is_administrator(member):
        return _("The bot is no administrator of the group “{title}”: it hears nothing there. Make it one.")
    if not _may(member, _HEARS):
        return _("In the group “{title}” the bot may not read all messages. Give it that right there.")
    if not _may(member, _WRITES):
        return _("The bot hears the group “{title}”, and may not write there. Give it that right there.")
    return ""


def _is_administrator(member: Object) -> bool:
    return member.get("is_admin") is True or member.get("is_owner") is True


def _may(member: Object, right: str) -> bool:
    """Whether an administrator has a right; where none are listed nothing is known to be missing."""
    rights: list[Any] = loose.items(member.get("permissions"))
    return not rights or right in rights or member.get("is_owner") is True


def _open(api: Api, path: str, query: Query = NOTHING) -> Object:
    """What MAX shows; {} where it does not let the bot look."""
    try:
        return api.get(path, query)
    except Refused as error:
        if error.code == "max:token":
            raise
        return {}
