"""The envelope of an update: the secret in its header, its id, its kind.

A webhook's body is one Update; the secret that setWebhook was given comes in `X-Telegram-Bot-Api-Secret-Token`. Nothing
in the body needs to be blotted out.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Envelope, HookMalformed, HookRefused

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
ID = "update_id"
_LONGEST_TYPE = 64


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
    """The envelope of one decoded update, from a hook or from getUpdates: both have the same ids.

    Raises HookMalformed. Telegram begins its numbers anew after a quiet week: the id alone is no identity (DESIGN §5).
    """
    number = loose.integer(loose.mapping(update).get(ID))
    if number is None:
        raise HookMalformed("not an update")
    return Envelope(external_id=str(number), type=kind_of(update)[:_LONGEST_TYPE], body=body)


def kind_of(update: Mapping[str, Any]) -> str:
    """What an update tells of: the name of its only member beside the id."""
    return next((loose.text(name) for name in update if name != ID), "") or "unknown"


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")
