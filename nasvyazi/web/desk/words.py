"""What the program knows by codes, in sentences: delivery, the ledger, history, set-aside messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.appeals.near import Beside, Closeness
from nasvyazi.domain.appeals.selectors import Present
from nasvyazi.domain.appeals.services import actions, answers, intake
from nasvyazi.domain.attention.kinds import Kind
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.domain.understanding import personal, urgency
from nasvyazi.networks import optional, registry
from nasvyazi.networks.base import AttachmentKind
from nasvyazi.networks.explain import explain as explain_common

from .moments import when

_DELIVERY: dict[str, Promise] = {
    outbox.SUPERSEDED: _("It was sent again by a newer answer."),
    outbox.PREVIOUS_FAILED: _("It was not sent because the part before it was not delivered."),
    outbox.GAVE_UP: _(
        "The network has been out of reach for a day. Send it again when the connection is back, or call the resident."
    ),
    outbox.NOT_FOUND: _(
        "We looked in the network and did not see it. Look yourself: if it is not there, send it again."
    ),
    outbox.OVERTAKEN: _(
        "Somebody answered meanwhile before it had left, so it was held back. Send it again if it is still needed."
    ),
    outbox.SENDING_OFF: _(
        "Nothing is sent in this channel: no basis for it has been recorded. Answer otherwise and write it down here, "
        "or send it again when an administrator has recorded the basis on the page “Channels”."
    ),
    outbox.SENDER_DIED: _(
        "The program stopped while it was sending. Look in the network whether the message is there."
    ),
}

_RESEND_REFUSED: dict[str, Promise] = {
    "resent_already": _("This answer was sent again already: see the newer one below."),
    "delivered_already": _("Every part of this answer was delivered: there is nothing to send again."),
    "under_way": _("This answer is on its way just now. Wait a minute and look again."),
}

_RULES: dict[str, Promise] = {
    intake.OPENED: _("by rule"),
    actions.LEFT: _("by rule"),
    intake.RESIDENT_WROTE: _("the resident wrote"),
    intake.AUTO_CLOSE: _("closed by itself"),
    intake.EMPTY_MESSAGE: _("no words and nothing attached"),
    answers.ELSEWHERE: _("answered in the network itself"),
    answers.DELIVERY: _("delivery"),
}

_PROGRAM_NOTES: dict[str, Promise] = {
    answers.ELSEWHERE: _("Somebody answered in the network itself."),
    answers.ACCEPTED: _("The answer was unconfirmed; seen in the network, it arrived."),
    "message_changed": _("The resident changed the message: look whether the answer still fits."),
}

_PERSONAL: dict[personal.Kind, Promise] = {
    personal.Kind.PHONE: _("a telephone"),
    personal.Kind.MAIL: _("an e-mail address from their private message"),
    personal.Kind.FLAT: _("a flat"),
    personal.Kind.DOCUMENT: _("the number of a document"),
    personal.Kind.SURNAME: _("a surname"),
    personal.Kind.HEALTH: _("somebody's health"),
}

_ATTACHMENTS: dict[str, Promise] = {
    "photo": _("photo"),
    "video": _("video"),
    "audio": _("audio recording"),
    "voice": _("voice message"),
    "document": _("document"),
    "sticker": _("sticker"),
    "link": _("link"),
    "location": _("place on the map"),
    "contact": _("contact"),
    "poll": _("poll"),
    "post": _("post"),
    "forward": _("passed on from"),
    "quote": _("in answer to"),
    "gift": _("gift"),
    "call": _("call"),
    "money": _("money transfer"),
    "story": _("story"),
    "unsupported": _("attachment of a kind we do not show yet"),
}

_BESIDE: dict[Closeness, Promise] = {
    Closeness.HOUSE: _("the same house"),
    Closeness.STREET: _("the same street"),
    Closeness.POINT: _("the same place"),
}

_WITHIN: dict[str, Promise] = {
    "forward": _("passed on"),
    "quote": _("quoted"),
    "post": _("from a post"),
}

_PLACES: dict[str, Promise] = {
    "dialog": _("private message"),
    "comment": _("comment"),
    "chat": _("group chat"),
    "post": _("post on the wall"),
    "board": _("discussion board"),
    "photo": _("comment under a photo"),
    "video": _("comment under a video"),
    "market": _("comment in the shop"),
    "entry": _("entered by hand"),
}

_NAMED_PLACES: dict[str, Promise] = {
    "board": _("in the discussion “%(title)s”"),
    "photo": _("under the photo “%(title)s”"),
    "video": _("under the video “%(title)s”"),
    "market": _("under the article “%(title)s” of the shop"),
}
_PUBLISHED: dict[str, Promise] = {
    "photo": _("Photo of the channel"),
    "video": _("Video of the channel"),
}

_MARKS = {"telegram": "TG", "max": "MX", "ok": "OK", "byhand": "✎"}


def danger_title(code: str) -> str:
    """What a danger is called; the code of one that is no more."""
    rule = urgency.rule(code)
    return rule.title(get_language() or "ru") if rule is not None else code


def danger_note(code: str) -> str:
    """What whoever answers has to mind about a danger; mostly nothing."""
    rule = urgency.rule(code)
    return rule.note(get_language() or "ru") if rule is not None else ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What to do about the things of one kind in the ledger."""

    advice: Promise
    page: str
    """Where its things are worked on: appeal, event, burst, channel, message, missed, external, learnt, or a tab."""


LEDGER: dict[Kind, Matter] = {
    Kind.DANGERS_UNSEEN: Matter(
        _("Somebody's life may be in danger. Open it, call who has to come, and say that you have seen it."),
        "appeal",
    ),
    Kind.MESSAGES_UNREAD: Matter(
        _(
            "They are on the desk as they came; only what they are about and where is not guessed. The administrator "
            "looks into the program's log."
        ),
        "message",
    ),
    Kind.LEARNT_UNREADABLE: Matter(
        _("It guesses as on the first day. The administrator lets it learn anew, or chooses what guesses."),
        "learnt",
    ),
    Kind.EVENTS_BROKEN: Matter(
        _(
            "Words of residents may be inside. The administrator opens the event and takes it again after a fix."
        ),
        "event",
    ),
    Kind.BURSTS: Matter(
        _(
            "Many wrote of one thing at once and in one place. Call whoever mends it; make it one problem, or say that "
            "you have seen it."
        ),
        "burst",
    ),
    Kind.EVENTS_WAITING: Matter(
        _("The worker does not run or does not keep up. The administrator looks at it and starts it."),
        "event",
    ),
    Kind.MESSAGES_UNDECIDED: Matter(
        _("Nothing has been decided about them. Take each one to work."),
        "message",
    ),
    Kind.LETTERS_UNCONFIRMED: Matter(
        _("Look in the network: say that it arrived, or send it again."),
        "appeal",
    ),
    Kind.LETTERS_FAILED: Matter(
        _("The resident has not been told. Send it again, answer otherwise or call."),
        "appeal",
    ),
    Kind.LETTERS_DELAYED: Matter(
        _(
            "The network is out of reach or the worker does not run. They leave by themselves when it is mended."
        ),
        "appeal",
    ),
    Kind.FILES_FAILED: Matter(
        _("A photo or a document of a resident is missing. Try again, or ask the resident to send it again."),
        "appeal",
    ),
    Kind.APPEALS_OVERDUE: Matter(_("Answer, or name a new day with a reason."), "appeal"),
    Kind.MEASURES_FAILED: Matter(
        _("The comment still stands, or somebody is still shut out. Mend what is told here and try again."),
        "measures",
    ),
    Kind.BANS_TO_REVIEW: Matter(
        _("Is the ban still needed? Lift it, or name the next day to look at it."),
        "bans",
    ),
    Kind.EXTERNAL_OVERDUE: Matter(
        _(
            "Its deadline there has passed. Answer the appeal and copy the answer there, or find the appeal first."
        ),
        "external",
    ),
    Kind.CHANNELS_IN_TROUBLE: Matter(
        _("We may not be hearing people there. The administrator opens the channel: it says what to mend."),
        "channel",
    ),
    Kind.PAST_MISSED: Matter(
        _(
            "It could not be read back, and why is told here. Look in the network yourself, then say so; what can "
            "still be read back comes by itself."
        ),
        "missed",
    ),
    Kind.CHANNELS_SILENT: Matter(
        _("Nothing has come for long. Write there yourself and see whether it appears here."),
        "channel",
    ),
    Kind.DESKS_EMPTY: Matter(
        _("Whatever comes to them is seen by nobody. The administrator adds a user to the desk."),
        "",
    ),
    Kind.CALENDAR_MISSING: Matter(
        _(
            "Due times may fall on days off. The administrator updates the program or enters the transferred days."
        ),
        "",
    ),
}


def why_not_delivered(network: str, code: str) -> str:
    """Why a letter part is where it is and what to do, for a code of ours or of its network."""
    if code in _DELIVERY:
        return str(_DELIVERY[code])
    return explain(network, code)


def can_be_looked_into(thread: Thread) -> bool:
    """Whether a person of ours can see in the network what stands there."""
    network = registry.networks().get(thread.channel.network)
    return thread.is_public or network is None or network.shows_dialogs


def nobody_can_look() -> str:
    """What to do about an answer in doubt where nobody of ours can look."""
    return gettext(
        "Nobody but the resident sees a bot's private messages: judge by what the resident wrote since, "
        "or ask. Sent again, it may arrive a second time."
    )


def explain(network: str, code: str) -> str:
    """What a code means and what to do; "" for no code. A code that all networks share needs no `network`."""
    if not code:
        return ""
    if code == "chat_lost":
        return gettext(
            "The bot was removed from a channel or a group, or is no administrator there any more: what residents "
            "write there may not reach us. Make it an administrator again, or say on the page of channels that it was "
            "on purpose."
        )
    if code == "secret_refused":
        return gettext(
            "The network calls us with another secret than the one we know. "
            "Compare the secret in the community's settings with the channel's."
        )
    if not network:
        return gettext(explain_common(code))
    try:
        return gettext(registry.get(network).explain(code))
    except registry.UnknownNetwork:
        return gettext("This network is not among those that the installation speaks.")


def ledger_reason(kind: str, code: str) -> str:
    """Why a thing is in the ledger, for the code it has there; what could not be read says so in its own words."""
    if kind in ("events_broken", "events_waiting"):
        return code
    network = code.partition(":")[0]
    return why_not_delivered(network if network in registry.networks() else "", code)


def resend_refused(code: str) -> str:
    """Why a letter cannot be sent again now."""
    return str(_RESEND_REFUSED.get(code, code))


def beside(told: Beside) -> str:
    """How near another appeal is, and so why it is suggested."""
    if told.metres is not None:
        return gettext("%(count)d m").replace(" ", "\N{NO-BREAK SPACE}") % {"count": told.metres}
    return str(_BESIDE[told.closeness])


def rule(name: str) -> str:
    """Which rule of the program decided."""
    return str(_RULES.get(name, name))


def set_aside_reason(text: str) -> str:
    """Why a message was set aside: a person's words, or a rule's."""
    return str(_RULES.get(text, text))


def program_note(network: str, text: str) -> str:
    """A note that the program left on an appeal."""
    if text in _PROGRAM_NOTES:
        return str(_PROGRAM_NOTES[text])
    return gettext("The answer was not delivered: %(why)s") % {"why": why_not_delivered(network, text)}


def showing(file: File | None) -> str:
    """Why a picture is not to be seen, when it is not."""
    if file is None or file.copies in (File.Copies.NONE, File.Copies.MADE):
        return ""
    return str(File.Copies(file.copies).label)


def taken(file: File, *, now: datetime) -> str:
    """When a photo was taken; by the camera's own clock where nobody knows which that was; "" = unknown."""
    if file.taken_at is not None and file.taken_at <= now:
        return gettext("taken %(when)s") % {"when": when(file.taken_at, now=now)}
    if file.taken_stated:
        return gettext("taken %(when)s by the camera's clock") % {"when": file.taken_stated}
    return ""


def fetching(attachment: Attachment) -> str:
    """Where an attachment is, when it is not here to be seen."""
    if attachment.file is not None:
        is_no_photo = attachment.kind == AttachmentKind.PHOTO and not attachment.file.is_picture
        return (
            gettext("is no picture that we know: save it as a file")
            if is_no_photo
            else showing(attachment.file)
        )
    if attachment.fetch == Attachment.Fetch.WANTED:
        return gettext("is being fetched…")
    if attachment.fetch == Attachment.Fetch.TOO_LARGE:
        return gettext("is too large to be fetched: open it in the network")
    if attachment.fetch == Attachment.Fetch.FAILED:
        network = attachment.message.thread.channel.network
        if attachment.fetch_error.startswith(f"{network}:"):
            return gettext("could not be fetched. %(why)s") % {
                "why": explain(network, attachment.fetch_error)
            }
        return gettext("could not be fetched: open it in the network")
    return ""


def own_thing(kind: personal.Kind) -> str:
    """What of somebody's own stands in a text."""
    return str(_PERSONAL[kind])


def attachment(kind: str) -> str:
    """What an attachment is called."""
    return str(_ATTACHMENTS.get(kind, kind))


def within(kind: str) -> str:
    """How a photo came that is not the resident's own; "" for one that is."""
    return str(_WITHIN.get(kind, "")) if kind else ""


def past(network: str, part: str) -> str:
    """What a part of a channel's past is called."""
    found = registry.networks().get(network)
    titles: dict[str, str] = (
        {one.code: one.title for one in found.history} if isinstance(found, optional.ReadsBack) else {}
    )
    return gettext(titles[part]) if part in titles else gettext("everything")


def mark(network: str) -> str:
    """Two letters for a network."""
    return _MARKS.get(network, network[:2].upper())


def network_title(network: str) -> str:
    """What people call the network."""
    try:
        return gettext(registry.get(network).title)
    except registry.UnknownNetwork:
        return network


def place(kind: str) -> str:
    """Where in a network something was said, as a short remark."""
    return str(_PLACES.get(kind, kind))


def named_place(kind: str, title: str) -> str:
    """The same where people have a name for it: a group, a topic, a video."""
    return str(_NAMED_PLACES.get(kind, _("in the group “%(title)s”"))) % {"title": title}


def under_post(kind: str, title: str) -> str:
    """A comment under what the channel has published."""
    if kind in _PUBLISHED:
        return named_place(kind, title)
    return gettext("under “%(post)s”") % {"post": title}


def published(kind: str) -> str:
    """What the channel has published, over which people talk in places of a kind."""
    return str(_PUBLISHED.get(kind, _("Post of the channel")))


def present_words(present: Iterable[Present]) -> list[tuple[int, str]]:
    """Of every appeal that others have open: its number, and who they are and whether they write, in a few words."""
    by_appeal = groupby(present, key=lambda one: one.appeal_id)
    return [(number, gettext("Open at: %(names)s") % {"names": _names(who)}) for number, who in by_appeal]


def _names(present: Iterable[Present]) -> str:
    told = (
        gettext("%(name)s, writes an answer") % {"name": one.user} if one.is_typing else str(one.user)
        for one in present
    )
    return "; ".join(told)
