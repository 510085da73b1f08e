"""The envelope of an update: the secret in its header, its id, its kind.

A webhook's body is one Update; the secret that POST /subscriptions was given comes in `X-Max-Bot-Api-Secret`. Nothing
in the body needs to be blotted out. MAX numbers no updates: what happened, to what and when is an update's identity.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Envelope, HookMalformed, HookRefused

from .wire import mid_of

SECRET_HEADER = "x-max-bot-api-secret"  # noqa: S105 - the header's name
KIND = "update_type"
_LONGEST_TYPE, _LONGEST_ID = 64, 128


def open_hook(account: Account, headers: Mapping[str, str], body: bytes) -> Envelope:
    """Check the secret, give the envelope to store.

    Fails closed: a channel without a secret refuses everything. Raises HookRefused, HookMalformed.
    """
    configured = account.secrets.get("secret", "")
    if not configured:
        raise HookRefused("this channel has no secret")
    if not hmac.compare_digest(_bytes(headers.get(SECRET_HEADER, "")), _bytes(configured)):
        raise HookRefused("wrong secret")
    try:
        update = loose.load_json(body)
    except ValueError:
        raise HookMalformed("not JSON") from None
    return envelope(update, body)


def envelope(update: Any, body: bytes) -> Envelope:
    """The envelope of one decoded update, from a hook or from GET /updates: both have the same ids.

    Raises HookMalformed.
    """
    kind = kind_of(update)
    if not kind:
        raise HookMalformed("not an update")
    return Envelope(external_id=_identity(kind, update), type=kind[:_LONGEST_TYPE], body=body)


def kind_of(update: Any) -> str:
    """What an update tells of; "" of what is none."""
    kind = loose.mapping(update).get(KIND)
    return loose.text(kind) if isinstance(kind, str) else ""


def _identity(kind: str, update: Mapping[str, Any]) -> str:
    """Kind, object and moment; "" where the update has neither of the last two (the hash of its body is its id).

    `callback_id` is that of a keyboard, which may be pressed again, and a message may be edited again.
    """
    callback, user = (loose.mapping(update.get(name)) for name in ("callback", "user"))
    objects = (
        loose.text(callback.get("callback_id")),
        mid_of(loose.mapping(update.get("message"))),
        loose.text(update.get("message_id")),
        "_".join(filter(None, (loose.text(update.get("chat_id")), loose.text(user.get("user_id"))))),
    )
    of, at = next(filter(None, objects), ""), loose.text(update.get("timestamp"))
    if not of and not at:
        return ""
    whole = f"{kind}:{of}:{at}"
    return whole if len(whole) <= _LONGEST_ID else hashlib.sha256(whole.encode()).hexdigest()


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")
