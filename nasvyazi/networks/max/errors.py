"""What MAX's refusals mean for a letter (later, never, ask a person) and for a person.

MAX answers with an HTTP status, a `code` and a `message`; few codes are documented, so both are matched here by
fragments. Sources: the OpenAPI 0.0.32 (responses, POST /uploads); `chat.denied` with `error.dialog.suspended` (a
resident who stopped the bot or removed the dialogue) is what live bots are told. Every 4xx says that nothing was done;
5xx is `Unclear` (networks/http.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import loose
from nasvyazi.networks.base import NeedsHuman, NetworkError, Refused, Throttled, Unclear
from nasvyazi.networks.explain import explain as explain_common

UNREADABLE = "max:unreadable"
LATER = "max:later"
NOT_READY = "max:not_ready"
NOT_FOUND = "max:not_found"
NOT_ALLOWED = "max:not_allowed"
NOT_OPEN = ("max:denied", "max:forbidden", "max:blocked", "max:rejected", NOT_FOUND)
"""A conversation that MAX does not show the bot (any more): no reason not to look at the others."""
MISSING_SECRET = _("No secret: webhooks are refused. Set one in the channel and connect it again, or poll.")
_NOT_READY_FOR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A refusal that is known: its status (0 = any), a fragment of what it says, the code and the error it becomes."""

    status: int
    fragment: str
    code: str
    error: type[Refused] = Refused


_MEANINGS = (
    Meaning(200, "", "not_done", NeedsHuman),
    Meaning(401, "", "token", NeedsHuman),
    Meaning(0, "verify.token", "token", NeedsHuman),
    Meaning(0, "deprecated.token", "token", NeedsHuman),
    Meaning(0, "dialog.suspended", "blocked"),
    Meaning(403, "chat.denied", "denied"),
    Meaning(403, "", "forbidden", NeedsHuman),
    Meaning(404, "", "not_found"),
    Meaning(405, "", "not_allowed", NeedsHuman),
    Meaning(413, "", "too_large"),
    Meaning(400, "unknown recipient", "not_found"),
    Meaning(400, "chat.not.found", "not_found"),
    Meaning(400, "attachment", "photo"),
    Meaning(400, "photo", "photo"),
    Meaning(400, "image", "photo"),
    Meaning(400, "too long", "too_long"),
    Meaning(400, "too.long", "too_long"),
    Meaning(400, "4000", "too_long"),
    Meaning(400, "", "rejected"),
)

_SENTENCES: Mapping[str, str] = {
    "token": _(
        "MAX does not accept the bot's token. Take a new one on the MAX platform for partners (Chat bots, "
        "Integration) and put it into the channel (nasvyazi channels set)."
    ),
    "webhook_active": _(
        "MAX hands this bot's messages to a webhook while we ask for them. Another program may have set it: take the "
        "bot back with `nasvyazi channels connect`."
    ),
    "hook_taken": _(
        "MAX hands this bot's messages to another address than ours: another program has set the webhook. Stop that "
        "program, then take the bot back with `nasvyazi channels connect`."
    ),
    "bad_webhook": _(
        "MAX does not take the address of this installation. It must begin with https and be reached from outside on "
        "port 443, with a certificate that MAX trusts: check NASVYAZI_PUBLIC_URL."
    ),
    "not_called": _(
        "Messages were found in MAX that it had not told us of: it does not call us. Check that the address of this "
        "installation is reached by HTTPS from outside, then run `nasvyazi channels connect`."
    ),
    "new_dialogs": _(
        "MAX repeats for eight hours what it could not tell us, and shows nobody which dialogues a bot has. Residents "
        "who wrote to the bot for the first time while we were away for longer have to be asked to write again."
    ),
    "not_done": _("MAX did not do what it was asked. Try again; if this lasts, tell the administrator."),
    "blocked": _(
        "The resident has stopped the bot or removed the dialogue. Answer in a public comment or by phone."
    ),
    "denied": _(
        "MAX does not let the bot write here. In a channel or a group make it an administrator who may write; a "
        "resident has to write to the bot first."
    ),
    "forbidden": _(
        "MAX forbids the bot to do this. Make it an administrator of the channel or the group, then try again."
    ),
    "not_allowed": _("MAX does not allow this to a bot. The answer can be given in MAX itself."),
    "not_found": _(
        "MAX does not know this conversation or message any more. Look for another way: a phone call, a letter."
    ),
    "too_large": _("The message is too large for MAX. Take some photos away, in a new answer."),
    "too_long": _("The message is too long for MAX. Shorten it in a new answer."),
    "rejected": _(
        "MAX did not take the message as it is. Tell the administrator; the answer can be given in MAX itself."
    ),
    "photo": _("MAX did not take the photo. Attach it again, or another one, in a new answer."),
    "photo_too_large": _("MAX takes photos of at most 50 MB. Attach a smaller one in a new answer."),
    "too_many_files": _("At most 10 photos go with a message. Send the rest in another answer."),
    "files": _("Only words can be sent as a comment. Send the photos in a private message."),
    "place": _("An answer cannot be sent into this place. Answer in a comment or a private message."),
    "no_token": _("The bot's token is missing in the settings of the channel."),
    "no_secret": MISSING_SECRET,
    "no_address": _(
        "MAX calls nobody about this bot, and the address of this installation is not known. Set NASVYAZI_PUBLIC_URL "
        "and run `nasvyazi channels connect`, or poll."
    ),
    "no_id": _("MAX did not say which bot this is. Try again; if this lasts, tell the administrator."),
    "history": _("This part of the past cannot be read."),
    "unreadable": _("MAX answered something that cannot be read. Look in MAX whether the message is there."),
    "upload_host": _(
        "MAX named an address for photos that is none of its own. Nothing was sent; tell the administrator."
    ),
    "host": _("The file does not lie on a host of MAX. Open it in MAX."),
    "redirects": _("The file's address leads from one place to another. Open it in MAX."),
    "gone": _("MAX no longer has this file. Ask the resident to send it again."),
    "forbidden_file": _("MAX does not hand this file over. Open it in MAX."),
    "file_too_big": _("The file is too large to be kept here. Open it in MAX."),
    "not_ready": _("MAX is still preparing the photo. The message is sent again by itself."),
    "may_not_moderate": _(
        "MAX does not let the bot delete here. Make it an administrator of the channel or the group with the right to "
        "delete messages, then try again."
    ),
    "no_restore": _("MAX cannot bring back what was deleted."),
    "no_ban": _(
        "MAX lets a bot shut nobody out so that it could let them in again. An administrator does it in MAX itself."
    ),
    "no_moderation": _("In MAX only comments and messages of groups can be taken away."),
    "later": _("MAX asks to wait. The message is sent again by itself."),
}  # fmt: skip
_UNKNOWN = _(
    "MAX refused with words we do not know. Tell the administrator; the answer can be given in MAX itself."
)


def from_answer(status: int, told: Mapping[str, Any], *, hide: str) -> NetworkError:
    """The typed error for an answer that is no success; `hide` (the token) is taken out of MAX's words."""
    words = " ".join(filter(None, (loose.text(told.get("code")), loose.text(told.get("message")))))[:300]
    words = words.replace(hide, "***") if hide else words
    low = words.lower()
    if "attachment.not.ready" in low or "file.not.processed" in low:
        return Throttled(NOT_READY, words, retry_after=_NOT_READY_FOR)
    if status != 200 and not 400 <= status < 500:
        return Unclear(UNREADABLE, words)
    for meaning in _MEANINGS:
        if meaning.status in (0, status) and meaning.fragment in low:
            return meaning.error(f"max:{meaning.code}", words)
    return Refused(f"max:{status}", words)


def explain(code: str) -> str:
    """A msgid: what happened and what a person can do about it."""
    network, _colon, name = code.partition(":")
    if network != "max":
        return explain_common(code)
    return _SENTENCES.get(name, _UNKNOWN)
