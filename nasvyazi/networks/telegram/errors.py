"""What Telegram's refusals mean for a letter (later, never, ask a person) and for a person.

The Bot API has no codes of its own: an HTTP status and an English description, which are matched here by fragments.
Sources: Bot API 10.3 (ResponseParameters, "Making requests"), descriptions as telegram-bot-api answers them. Every
4xx says that nothing was done; 5xx is `Unclear` (networks/http.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import loose
from nasvyazi.networks.base import NeedsHuman, NetworkError, Refused, Throttled, TooLarge, Unclear
from nasvyazi.networks.explain import explain as explain_common

UNREADABLE = "telegram:unreadable"
NOT_FOUND = "telegram:not_found"
FILE_GONE = "telegram:file_gone"
WEBHOOK_ACTIVE = "telegram:webhook_active"
MISSING_SECRET = _("No secret: webhooks are refused. Set one in the channel and connect it again, or poll.")
_LONGEST_RETRY = 3600


class Migrated(Refused):
    """The group has become a supergroup with another id; nothing was done under the old one."""

    def __init__(self, message: str, chat: int) -> None:
        super().__init__("telegram:migrated", message)
        self.chat = chat


@dataclass(frozen=True, slots=True)
class Meaning:
    """A refusal that is known: its status, a fragment of its description, the code and the error it becomes."""

    status: int
    fragment: str
    code: str
    error: type[Refused] = Refused


_MEANINGS = (
    Meaning(401, "", "token", NeedsHuman),
    Meaning(404, "", "token", NeedsHuman),
    Meaning(409, "webhook", "webhook_active", NeedsHuman),
    Meaning(409, "", "other_poller", NeedsHuman),
    Meaning(413, "", "too_large"),
    Meaning(403, "blocked by the user", "blocked"),
    Meaning(403, "user is deactivated", "deactivated"),
    Meaning(403, "can't initiate", "not_started"),
    Meaning(403, "can't send messages to bots", "is_bot"),
    Meaning(403, "kicked", "removed", NeedsHuman),
    Meaning(403, "not a member", "removed", NeedsHuman),
    Meaning(403, "was deleted", "not_found"),
    Meaning(403, "", "forbidden", NeedsHuman),
    Meaning(400, "to delete not found", "message_gone"),
    Meaning(400, "can't be deleted", "not_deletable", NeedsHuman),
    Meaning(400, "is an administrator of the chat", "is_administrator"),
    Meaning(400, "can't remove chat owner", "is_administrator"),
    Meaning(400, "chat not found", "not_found"),
    Meaning(400, "user not found", "not_found"),
    Meaning(400, "replied not found", "reply_gone"),
    Meaning(400, "reply not found", "reply_gone"),
    Meaning(400, "thread not found", "reply_gone"),
    Meaning(400, "topic_closed", "closed"),
    Meaning(400, "topic_deleted", "closed"),
    Meaning(400, "not enough rights", "rights", NeedsHuman),
    Meaning(400, "have no rights", "rights", NeedsHuman),
    Meaning(400, "need administrator rights", "rights", NeedsHuman),
    Meaning(400, "write_forbidden", "rights", NeedsHuman),
    Meaning(400, "_forbidden", "rights", NeedsHuman),
    Meaning(400, "chat_restricted", "rights", NeedsHuman),
    Meaning(400, "too long", "too_long"),
    Meaning(400, "too_long", "too_long"),
    Meaning(400, "text is empty", "empty"),
    Meaning(400, "photo_", "photo"),
    Meaning(400, "image_process", "photo"),
    Meaning(400, "wrong file_id", "file_gone"),
    Meaning(400, "wrong file", "photo"),
    Meaning(400, "file is too big", "file_too_big", TooLarge),
    Meaning(400, "bad webhook", "bad_webhook", NeedsHuman),
)

_SENTENCES: Mapping[str, str] = {
    "token": _(
        "Telegram does not accept the bot's token. Take a new one from @BotFather and put it into the channel "
        "(nasvyazi channels set)."
    ),
    "webhook_active": _(
        "Telegram hands this bot's messages to a webhook while we ask for them. Another program may have set it: "
        "take the bot back with `nasvyazi channels connect`."
    ),
    "other_poller": _(
        "Another program asks for this bot's messages at the same time and takes them away. Stop it, or give the bot "
        "a new token with @BotFather."
    ),
    "hook_taken": _(
        "Telegram hands this bot's messages to another address than ours: another program has set the webhook. "
        "Stop that program, then take the bot back with `nasvyazi channels connect`."
    ),
    "hook_failing": _(
        "Telegram cannot hand messages over to us. Check that the address of this installation is reached by HTTPS "
        "from outside; Telegram keeps the messages for a day."
    ),
    "bad_webhook": _(
        "Telegram does not take the address of this installation. It must begin with https and be reached from "
        "outside on port 443, 80, 88 or 8443: check NASVYAZI_PUBLIC_URL."
    ),
    "too_large": _("The message is too large for Telegram. Take some photos away, in a new answer."),
    "blocked": _("The resident has blocked the bot. Answer in a public comment or by phone."),
    "deactivated": _("This resident's account is deleted. Look for another way: a phone call, a letter."),
    "not_started": _("The resident has not written to the bot: it may not begin. Answer in a comment or by phone."),
    "is_bot": _("A bot cannot be written to. Answer in a comment."),
    "removed": _(
        "The bot is not in this group or channel any more. Add it again as an administrator, then send the answer "
        "again."
    ),
    "forbidden": _(
        "Telegram forbids the bot to write here. Make it an administrator of the group, then send the answer again."
    ),
    "not_found": _("Telegram does not know this conversation any more. Look for another way: a phone call, a letter."),
    "reply_gone": _("The message that is answered was deleted in Telegram. Answer in a private message or by phone."),
    "closed": _("This topic of the group is closed. Open it in Telegram, or answer in a private message."),
    "rights": _(
        "The bot may not write in this group. Give it the right to send messages and photos there, then send the "
        "answer again."
    ),
    "message_gone": _("The message is not in Telegram any more."),
    "may_not_moderate": _(
        "The bot may not do this in the group. Make it an administrator there with the rights to delete messages and "
        "to ban users, then try again. A message older than two days may be left to people: delete it in Telegram."
    ),
    "is_administrator": _("Those who run the group cannot be banned. Talk to its owner."),
    "no_restore": _("Telegram cannot bring a deleted message back. Its words stay here."),
    "no_group": _("Only what stands in a group can be moderated: in private messages a resident is alone with us."),
    "too_long": _("The message is too long for Telegram. Shorten it in a new answer."),
    "empty": _("Telegram takes no message without words. Write a few words in a new answer."),
    "photo": _("Telegram did not take the photo. Attach it again, or another one, in a new answer."),
    "photo_too_large": _("Telegram takes photos of at most 10 MB. Attach a smaller one in a new answer."),
    "too_many_files": _("Telegram takes at most 10 photos with a message. Send the rest in another answer."),
    "file_too_big": _("Telegram hands files over 20 MB to nobody but the app. Open it in Telegram."),
    "file_gone": _("Telegram no longer has this file. Ask the resident to send it again."),
    "foreign_path": _("Telegram named a file in a way that cannot be followed. Open it in Telegram."),
    "migrated": _("The group has become another one. Tell the administrator; the answer can be given in Telegram."),
    "place": _("An answer cannot be sent into this place. Answer in a comment or a private message."),
    "no_token": _("The bot's token is missing in the settings of the channel."),
    "no_secret": MISSING_SECRET,
    "no_address": _(
        "Telegram calls nobody about this bot, and the address of this installation is not known. Set "
        "NASVYAZI_PUBLIC_URL and run `nasvyazi channels connect`, or poll."
    ),
    "unreadable": _(
        "Telegram answered something that cannot be read. Look in Telegram whether the message is there."
    ),
    "kept_a_day": _(
        "Telegram keeps for a bot what was written while we were away for a day and shows nobody what is older. Look "
        "into the channel's comments in Telegram; residents who wrote to the bot have to be asked to write again."
    ),
    "later": _("Telegram asks to wait. The message is sent again by itself."),
}  # fmt: skip
_UNKNOWN = _(
    "Telegram refused with words we do not know. Tell the administrator; the answer can be given in Telegram."
)


def from_answer(status: int, told: Mapping[str, Any], *, hide: str) -> NetworkError:
    """The typed error for an answer that is not "ok"; `hide` (the token) is taken out of Telegram's words."""
    status = loose.integer(told.get("error_code")) or status
    words = loose.text(told.get("description"))[:300]
    words = words.replace(hide, "***") if hide else words
    more = loose.mapping(told.get("parameters"))
    chat = loose.integer(more.get("migrate_to_chat_id"))
    if chat is not None:
        return Migrated(words, chat)
    wait = loose.integer(more.get("retry_after"))
    if status == 429:
        seconds = min(max(wait or 1, 1), _LONGEST_RETRY)
        return Throttled("telegram:later", words, retry_after=timedelta(seconds=seconds))
    if not 400 <= status < 500:
        return Unclear(UNREADABLE, words)
    low = words.lower()
    for meaning in _MEANINGS:
        if meaning.status == status and meaning.fragment in low:
            return meaning.error(f"telegram:{meaning.code}", words)
    return Refused(f"telegram:{status}", words)


def explain(code: str) -> str:
    """A msgid: what happened and what a person can do about it."""
    network, _colon, name = code.partition(":")
    if network != "telegram":
        return explain_common(code)
    return _SENTENCES.get(name, _UNKNOWN)
