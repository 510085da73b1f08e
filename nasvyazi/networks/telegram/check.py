"""`channels check`: is the token right, does Telegram call us, what does the bot hear in its channel and group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Finding, NetworkError, Refused

from . import chats
from .client import Api
from .errors import MISSING_SECRET, explain
from .poll import UPDATES
from .webhook import is_failing, is_ours

_UNKNOWN = _(
    "Telegram shows the bot no channel or group “{title}”: it is deleted, or the bot was never in it. Check the name, "
    "and add the bot as an administrator."
)

Object = Mapping[str, Any]


def check(account: Account, *, deadline: float) -> list[Finding]:
    """What works and what is missing. Never raises NetworkError."""
    clock = http.Deadline(deadline)
    try:
        api = Api(account, clock)
        bot = loose.mapping(api.call("getMe"))
    except NetworkError as error:
        return [Finding(ok=False, text=explain(error.code))]
    found = [_bot(account, bot)]
    for look in (_hook, _chats):
        try:
            found += look(api, bot)
        except NetworkError as error:
            found.append(Finding(ok=False, text=explain(error.code)))
    return found


def _bot(account: Account, bot: Object) -> Finding:
    params = {"name": chats.title_of(bot), "username": loose.text(bot.get("username"))}
    if str(loose.integer(bot.get("id"))) != account.network_id:
        return Finding(
            ok=False,
            text=_(
                "The token belongs to another bot, @{username}. Put in the token of the bot that was connected."
            ),
            params=params,
        )
    if bot.get("can_join_groups") is True:
        text = _(
            "The bot's token works: {name}, @{username}. Anybody may add it to their group: once it is in yours, "
            "switch that off (@BotFather, /setjoingroups)."
        )
    else:
        text = _("The bot's token works: {name}, @{username}.")
    return Finding(ok=True, text=text, params=params)


def _hook(api: Api, bot: Object) -> Iterator[Finding]:
    """Whether updates come by the road that the channel is set to."""
    told = loose.mapping(api.call("getWebhookInfo"))
    url = loose.text(told.get("url"))
    if not api.account.hook_url:
        yield (
            Finding(ok=False, text=explain("telegram:webhook_active"))
            if url
            else Finding(ok=True, text=_("We ask Telegram for messages, and nobody else is told."))
        )
        return
    if not api.account.secrets.get("secret"):
        yield Finding(ok=False, text=MISSING_SECRET)
    if not url:
        yield Finding(
            ok=False, text=_("Telegram does not call us yet. Connect the bot: nasvyazi channels connect.")
        )
    elif not is_ours(url, api.account):
        yield Finding(ok=False, text=explain("telegram:hook_taken"))
    else:
        yield from _calls(told)


def _calls(told: Object) -> Iterator[Finding]:
    lacking = [
        name for name in UPDATES if name not in loose.items(told.get("allowed_updates") or list(UPDATES))
    ]
    if is_failing(told):
        why = loose.text(told.get("last_error_message"))[:300]
        yield Finding(
            ok=False,
            text=_("Telegram cannot hand over {count} messages: {why}"),
            params={"count": loose.text(told.get("pending_update_count")), "why": why},
        )
    elif lacking:
        yield Finding(
            ok=False,
            text=_("Telegram does not tell of these events: {events}. Connect the bot again."),
            params={"events": ", ".join(lacking)},
        )
    else:
        yield Finding(ok=True, text=_("Telegram calls us with every message."))


def _chats(api: Api, bot: Object) -> Iterator[Finding]:
    """The channels and groups that we know of, and the groups that belong to the channels."""
    named = api.account.secrets.get("channel", "")
    known = [*filter(None, [named]), *api.account.chats]
    looked: set[str] = set()
    while known:
        name = known.pop(0)
        chat = _chat(api, name) if name not in looked else {}
        number = loose.text(chat.get("id")) or name
        if number in looked:
            continue
        looked.add(number)
        if not chat:
            yield Finding(ok=False, text=_UNKNOWN, params={"title": name})
            continue
        linked = loose.text(chat.get("linked_chat_id"))
        is_channel = chats.kind_of(chat) is chats.Kind.CHANNEL
        yield from _channel(api, bot, chat) if is_channel else _group(api, bot, chat)
        known += [linked] if linked else []
    if not looked:
        yield Finding(
            ok=True,
            text=_(
                "No channel is known yet: only private messages are heard. Make the bot an administrator of the "
                "channel and of its discussion group."
            ),
        )


def _chat(api: Api, name: str) -> Object:
    """A chat; {} when it is deleted, or Telegram does not let the bot see it."""
    try:
        return loose.mapping(api.call("getChat", {"chat_id": name}))
    except Refused:
        return {}


def _channel(api: Api, bot: Object, chat: Object) -> Iterator[Finding]:
    params = {"title": chats.title_of(chat)}
    if not chats.is_administrator(_member(api, bot, chat)):
        yield Finding(
            ok=False,
            text=_(
                "The bot is no administrator of the channel “{title}”: it does not hear of its posts. Make it one."
            ),
            params=params,
        )
    elif not chat.get("linked_chat_id"):
        yield Finding(
            ok=True,
            text=_("The channel “{title}” has no discussion group: there are no comments under its posts."),
            params=params,
        )
    else:
        yield Finding(ok=True, text=_("The bot hears of the posts of the channel “{title}”."), params=params)


def _group(api: Api, bot: Object, chat: Object) -> Iterator[Finding]:
    """A bot hears everything in a group as its administrator, or as a member without privacy mode."""
    params = {"title": chats.title_of(chat)}
    member = _member(api, bot, chat)
    hears_all = chats.is_administrator(member) or bot.get("can_read_all_group_messages") is True
    if not chats.is_member(member):
        text = _(
            "The bot is not in the group “{title}”: comments there are not heard. Add it as an administrator."
        )
    elif not hears_all:
        text = _(
            "Privacy mode is on: in the group “{title}” the bot hears only what is said to it. Make it an "
            "administrator there, or switch the mode off (@BotFather, /setprivacy) and add the bot to the group again."
        )
    elif not _may_write(chat, member):
        text = _(
            "The bot hears the group “{title}”, and may not write there. Allow it in the settings of the group, or "
            "make it an administrator."
        )
    else:
        yield Finding(ok=True, text=_("The bot hears everything in the group “{title}”."), params=params)
        return
    yield Finding(ok=False, text=text, params=params)


def _member(api: Api, bot: Object, chat: Object) -> Object:
    """What the bot is in a chat (ChatMember); {} when Telegram will not say."""
    number = loose.text(chat.get("id"))
    try:
        return loose.mapping(
            api.call("getChatMember", {"chat_id": number, "user_id": loose.text(bot.get("id"))})
        )
    except Refused:
        return {}


def _may_write(chat: Object, member: Object) -> bool:
    """Members write as the group lets everybody, the restricted as it lets them (ChatMemberRestricted)."""
    status = member.get("status")
    rights = member if status == "restricted" else loose.mapping(chat.get("permissions"))
    return chats.is_administrator(member) or rights.get("can_send_messages") is not False
