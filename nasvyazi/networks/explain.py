"""What the errors that every network shares mean for the person who reads them, and what to do."""

from django.utils.translation import gettext_noop as _

_SENTENCES = {
    "connect": _(
        "The network could not be reached, nothing was sent. It is tried again by itself; "
        "if this lasts, check this server's connection to the internet."
    ),
    "deadline": _("There was not enough time to talk to the network. It is tried again by itself."),
    "timeout": _("The network did not answer in time. Look in the network whether the message is there."),
    "broken": _(
        "The connection to the network broke before its answer came. "
        "Look in the network whether the message is there."
    ),
    "too_large": _(
        "The network's answer was too large to read. Look in the network whether the message is there."
    ),
    "limit": _("We speak with this network at its permitted pace. The message waits for its turn."),
    "request": _(
        "The network's address or the token has characters that cannot be sent. "
        "Check both in the settings of the channel."
    ),
    "file": _("A photo of this answer could not be read on our server. Attach it again in a new answer."),
    "http:429": _("The network asks to wait. The message is sent again by itself."),
}
_SERVER_ERROR = _(
    "The network failed on its side. Look in the network whether the message is there before sending it again."
)
_OTHER_STATUS = _(
    "The network's address answered, but not as the network does. Check the address in the settings of the channel."
)
_UNKNOWN = _("The network refused. Tell the administrator the code of the error.")


def explain(code: str) -> str:
    """A msgid for a code that any network may raise; a general sentence for an unknown one."""
    if code in _SENTENCES:
        return _SENTENCES[code]
    if code.startswith("http:5"):
        return _SERVER_ERROR
    return _OTHER_STATUS if code.startswith("http:") else _UNKNOWN
