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
    "sealed": _(
        "The channel's keys cannot be opened: they were sealed with a key that this installation does not have. Put "
        "the former key behind the others in NASVYAZI_SECRET_KEYS, or in secrets/sealing_keys of its home; if it is "
        "lost, give the channel all its keys anew (nasvyazi channels set)."
    ),
    "certificate": _(
        "The network's certificate is not to be trusted, nothing was sent. It is tried again by itself. If the network "
        "has an authority of its own, name its file in NASVYAZI_…_CA_FILE."
    ),
    "ca:missing": _(
        "The file of the extra certificate authority is not there. Put it where NASVYAZI_…_CA_FILE says."
    ),
    "ca:unreadable": _(
        "The file of the extra certificate authority cannot be read. Give the program's user the right to read it."
    ),
    "ca:invalid": _(
        "The file of the extra certificate authority holds no certificate. It has to be a text that begins with "
        "-----BEGIN CERTIFICATE-----."
    ),
    "ca:expired": _(
        "The extra certificate authority has expired, and without it the network's certificate is not to be trusted. "
        "Get the new one from whoever gave it, and put it in its place."
    ),
    "proxy:unreachable": _(
        "The proxy does not answer, nothing was sent. It is tried again by itself; if this lasts, check the proxy and "
        "NASVYAZI_…_PROXY."
    ),
    "proxy:refused": _(
        "The proxy does not let us through. Check the name and password in NASVYAZI_…_PROXY, and what the proxy's "
        "administrator allows."
    ),
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
