"""VK's error codes: what each means for a letter (later, never, ask a person, nobody knows) and for a person.

Codes and their meaning: errors.json of the VK API schema 5.199; 984, 1021, 1051 were seen beside it. Errors come
with HTTP 200; every one but 1, 10 and 36 says that VK did not do what was asked, so an unknown code is a refusal.
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

UNREADABLE = "vk:unreadable"
GONE, PAGE = "vk:gone", "vk:page"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: the error to raise, a sentence for a person, and how long to wait if it passes."""

    error: type[NetworkError]
    text: str
    retry_after: timedelta = timedelta()


def _later(seconds: int, text: str) -> Meaning:
    return Meaning(Throttled, text, timedelta(seconds=seconds))


def _refused(text: str) -> Meaning:
    return Meaning(Refused, text)


def _human(text: str) -> Meaning:
    return Meaning(NeedsHuman, text)


def _unclear(text: str) -> Meaning:
    return Meaning(Unclear, text)


_FAILED = _unclear(
    _("VK failed on its side. Look in VK whether the message is there before sending it again.")
)
_TOKEN = _human(
    _(
        "VK no longer accepts this community's key. Make a new one in the community's settings "
        "(Management → API usage) and put it into the channel."
    )
)
_RIGHTS = _human(
    _(
        "The key does not have the right for this. Make a key with the rights to messages, the wall, photos and "
        "management, and check that messages are switched on in the community."
    )
)
_APPLICATION = _human(
    _("VK does not accept the application behind this key. Check the application in VK, or make a new key.")
)
_PROOF = _human(
    _(
        "VK wants proof that a person is writing. Sign in to VK as the community's administrator, write there once."
    )
)
_GONE = _refused(
    _("This resident's page is deleted, blocked or closed. Look for another way: a phone call, a letter.")
)
_WRONG = _refused(
    _("VK found a mistake in the request. Tell the administrator; the answer can be given in VK.")
)
_QUOTA = _later(3600, _("The community's daily limit in VK is used up. The message is sent by itself later."))
_PHOTO = _refused(_("VK did not take the photo. Attach it again, or another one, in a new answer."))
_CHAT = _refused(
    _("The community cannot write into this group chat. Answer the resident in a private message.")
)
_POST_GONE = _refused(
    _("The post or the comment is closed or deleted. Answer in a private message or by phone.")
)

_COMMENTS_CLOSED = _refused(_("Comments are closed here. Open them in VK, or answer in a private message."))

_MEANINGS: Mapping[int, Meaning] = {
    1: _FAILED,
    2: _APPLICATION,
    3: _human(_("VK does not know this method. Check the address of the API in the settings of the channel.")),
    4: _APPLICATION,
    5: _TOKEN,
    6: _later(1, _("Too many requests a second. The message is sent again by itself.")),
    7: _RIGHTS,
    8: _WRONG,
    9: _later(300, _("VK finds our messages too much alike or too many. The message is sent later by itself.")),
    10: _FAILED,
    11: _APPLICATION,
    14: _PROOF,
    15: _refused(_("VK does not allow this here. The post may be closed or deleted, or the key lacks the right.")),
    16: _human(_("VK wants a protected connection. Check that the API's address begins with https.")),
    17: _PROOF,
    18: _GONE,
    19: _refused(_("VK blocked the content. Change the words of the answer and send a new one.")),
    20: _RIGHTS,
    21: _RIGHTS,
    22: _PHOTO,
    23: _human(_("VK switched this method off. The product has to be updated.")),
    24: _PROOF,
    25: _PROOF,
    27: _TOKEN,
    28: _APPLICATION,
    29: _QUOTA,
    30: _GONE,
    32: _later(5, _("VK asks to wait a little. The message is sent again by itself.")),
    34: _human(_("VK no longer serves this version of its API. The product has to be updated.")),
    36: _unclear(_("VK interrupted the work. Look in VK whether the message is there before sending it again.")),
    37: _GONE,
    38: _APPLICATION,
    39: _GONE,
    40: _human(_("VK does not know this community. Check the number of the community in the channel.")),
    42: _human(_("The key may be used from other addresses only. Allow this server's address, or make a new key.")),
    43: _later(300, _("VK has switched this off for a while. The message is sent later by itself.")),
    100: _WRONG,
    103: _refused(_("VK's limit for today is reached. Answer tomorrow, or in another place.")),
    104: _POST_GONE,
    105: _PHOTO,
    113: _GONE,
    114: _PHOTO,
    118: _PHOTO,
    121: _PHOTO,
    125: _human(_("VK does not know this community. Check the number of the community in the channel.")),
    129: _PHOTO,
    183: _POST_GONE,
    203: _RIGHTS,
    204: _POST_GONE,
    205: _POST_GONE,
    210: _POST_GONE,
    211: _POST_GONE,
    212: _POST_GONE,
    213: _refused(_("Comments under this post are closed. Open them in VK, or answer in a private message.")),
    214: _refused(_("VK does not let the community publish here. Check that its wall is open.")),
    222: _refused(_("VK forbids links here. Take the link out and send a new answer.")),
    223: _later(600, _("Too many comments in a short time. The comment is sent later by itself.")),
    260: _GONE,
    601: _QUOTA,
    703: _human(_("VK wants two-factor sign-in of the community's administrators. Switch it on in VK.")),
    704: _human(_("VK wants two-factor sign-in of the community's administrators. Switch it on in VK.")),
    900: _refused(
        _("The resident is on the community's blacklist. Take them off it in VK, or answer by phone or letter.")
    ),
    801: _COMMENTS_CLOSED,
    901: _refused(
        _("The resident has not allowed messages from the community. Answer in a public comment or by phone.")
    ),
    902: _refused(_("The resident's privacy settings forbid this message. Answer in a public comment or by phone.")),
    910: _refused(_("The message is too large for VK. Shorten it, or take some photos away, in a new answer.")),
    911: _WRONG,
    912: _human(_("Switch on the bot's abilities: Management → Messages → Bot settings.")),
    913: _WRONG,
    914: _refused(_("The message is too long for VK. Shorten it in a new answer.")),
    917: _CHAT,
    921: _refused(_("The message that is answered cannot be quoted. Send a new answer without the quotation.")),
    922: _CHAT,
    925: _CHAT,
    927: _CHAT,
    932: _refused(_("The community cannot write to this page. Answer in a public comment or by phone.")),
    935: _CHAT,
    936: _GONE,
    940: _WRONG,
    943: _WRONG,
    944: _refused(_("VK's limit of such messages to this resident is reached. Answer in a comment or by phone.")),
    945: _CHAT,
    946: _CHAT,
    950: _refused(
        _("VK's time for answering this resident is over. Answer in a public comment, by phone or by letter.")
    ),
    962: _CHAT,
    969: _refused(_("The message that is answered cannot be quoted. Send a new answer without the quotation.")),
    984: _human(_("VK suspects spam and has restricted the community's messages. Write to VK's support.")),
    985: _CHAT,
    987: _refused(_("VK asks the resident to accept the conversation first. Answer in a comment or by phone.")),
    988: _refused(_("The resident has not yet accepted the conversation. Answer in a comment or by phone.")),
    1012: _CHAT,
    1021: _refused(_("There is no conversation with this resident. Answer in a public comment or by phone.")),
    1051: _human(_("A key from VK ID does not work here. Make the key in the community's own settings.")),
    1401: _COMMENTS_CLOSED,
    1403: _POST_GONE,
    1105: _later(600, _("Too many sign-ins to VK. It is tried again by itself.")),
    1114: _TOKEN,
    1116: _TOKEN,
    1117: _TOKEN,
    1118: _TOKEN,
    3300: _PROOF,
    3301: _PROOF,
    3302: _PROOF,
    3303: _PROOF,
    3304: _PROOF,
    3609: _TOKEN,
    3610: _GONE,
    11500: _PROOF,
}  # fmt: skip
_UNKNOWN = _refused(
    _(
        "VK refused with a code we do not know. Tell the administrator the code; the answer can be given in VK."
    )
)

_OUR_OWN: Mapping[str, str] = {
    UNREADABLE: _("VK answered something that cannot be read. Look in VK whether the message is there."),
    "vk:no_token": _(
        "The community's key is missing. Make one in VK (Management → API usage), put it into the channel."
    ),
    "vk:no_service_token": _(
        "Without the service key comments cannot be looked up: neither those that came while we were away, nor whether "
        "an answer arrived. Add the service key of a VK application to the channel, or look in VK yourself."
    ),
    "vk:no_user_token": _(
        "Only an administrator's personal key can read this. Add one to the channel, or look in VK yourself."
    ),
    "vk:nothing_there": _(
        "VK shows nothing there: it was deleted, or only some people see it. Type or paste what was said, and add a "
        "screenshot if there is one."
    ),
    "vk:history": _("This part of a community's past is not known to the program. Look in VK yourself."),
    "vk:not_called": _(
        "VK does not call us: what residents write reaches us only when we read it back, up to an hour late. Check the "
        "server in the community's settings (Management → API usage → Callback API): its address, that it is "
        "confirmed, and the list of events."
    ),
    "vk:user_token_only": _(
        "VK lets a community answer under photos, videos and goods and in discussions only with the personal key of an "
        "administrator, and this channel has none. Ask the administrator to add it to the channel, or answer in VK "
        "itself."
    ),
    "vk:no_key_to_moderate": _(
        "VK lets comments be deleted and restored and people be put on the blacklist only with the personal key of an "
        "administrator (rights “wall” and “groups”), and this channel has none. Ask the administrator to add it to the "
        "channel, or do it in VK itself."
    ),
    "vk:may_not_moderate": _(
        "VK does not allow this with the administrator's personal key: its owner must be an editor or an administrator "
        "of the community, the key needs the rights “wall” and “groups”, and those who run the community cannot be "
        "banned. Put another key into the channel, or do it in VK itself."
    ),
    "vk:no_comment": _("Only comments can be hidden. What stands here can be deleted in VK itself."),
    "vk:user_token": _(
        "VK no longer accepts the administrator's personal key. Put a new one into the channel, or answer in VK itself."
    ),
    "vk:longpoll_off": _(
        "Long Poll is switched off in the community. Switch it on: Management → API usage → Long Poll API."
    ),
    "vk:place": _("An answer cannot be sent into this place. Answer in a comment or a private message."),
    "vk:files": _(
        "Photos cannot be sent with a comment. Send the text here and the photos in a private message."
    ),
    "vk:too_many_files": _("VK takes at most 10 photos with a message. Send the rest in another answer."),
    "vk:upload": _("VK did not take the photo. Attach it again, or another one, in a new answer."),
    GONE: _("VK no longer has this file. Ask the resident to send it again."),
    PAGE: _("VK shows this file on a page of its own and does not hand it over. Open it in VK."),
    "vk:forbidden": _(
        "VK does not hand this file over to us. Open it in VK, or ask the resident to send it again."
    ),
    "vk:host": _(
        "The file lies at an address that is not VK's own, and it was not opened: it may lead into our network. "
        "Tell the administrator of the installation."
    ),
    "vk:redirects": _("VK sends us from one address to the next and never to the file. Open it in VK."),
    "vk:foreign_host": _(
        "VK named an address that is not VK's own, and it was not called. Tell the administrator of the installation."
    ),
}


def from_answer(error: Mapping[str, Any], *, hide: str, is_personal: bool = False) -> NetworkError:
    """The typed error for VK's `error` object; `hide` (the token) is taken out of VK's words, should it be there.

    `is_personal`: the token is an administrator's. Without it the community is heard and answers all the same: that it
    is no longer accepted is no trouble of the channel.
    """
    code = loose.integer(error.get("error_code"))
    words = loose.text(error.get("error_msg"))[:300]
    if hide:
        words = words.replace(hide, "***")
    if code is None:
        return Unclear(UNREADABLE, words)
    meaning = _MEANINGS.get(code, _UNKNOWN)
    if is_personal and meaning is _TOKEN:
        return Refused("vk:user_token", words)
    if meaning.error is Throttled:
        return Throttled(f"vk:{code}", words, retry_after=meaning.retry_after)
    return meaning.error(f"vk:{code}", words)


def explain(code: str) -> str:
    """A msgid: what happened and what a person can do about it."""
    if code in _OUR_OWN:
        return _OUR_OWN[code]
    network, _colon, number = code.partition(":")
    if network != "vk":
        return explain_common(code)
    known = loose.integer(number)
    return (_UNKNOWN if known is None else _MEANINGS.get(known, _UNKNOWN)).text
