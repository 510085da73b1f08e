"""The envelope of a Callback API event: its secret, its group, its id; and the bytes to keep.

Envelope: {type, event_id, v, object, group_id, secret?} (schema 5.199, callback_base). The documentation shows
`event_id` as a number, the schema as a string, and payloads before 2019 have none.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Envelope, HookAnswer, HookMalformed, HookRefused

MAX_BODY = 1024 * 1024
_LONGEST_ID = 128
_LONGEST_TYPE = 64
_BLOT = '"***"'
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


def open_hook(account: Account, headers: Mapping[str, str], body: bytes) -> Envelope | HookAnswer:
    """Check secret and group, answer the confirmation, or give the envelope to store.

    Fails closed: a channel without a secret refuses everything. Raises HookRefused, HookMalformed.
    """
    event = _event(body)
    is_confirmation = event["type"] == "confirmation"
    _check_secret(account, event, may_be_absent=is_confirmation)
    if str(loose.integer(event.get("group_id"))) != account.network_id:
        raise HookRefused("another community")
    if is_confirmation:
        return _confirmation(account)
    return envelope(event, without_secret(body))


def envelope(event: Mapping[str, Any], body: bytes) -> Envelope:
    """The envelope of one decoded event, from a hook or a long poll: both have the same ids."""
    event_id = event.get("event_id")
    external_id = loose.text(event_id) if isinstance(event_id, str | int) else ""
    return Envelope(
        external_id=external_id if len(external_id) <= _LONGEST_ID else "",
        type=loose.text(event.get("type"))[:_LONGEST_TYPE] or "unknown",
        body=body,
    )


def without_secret(body: bytes) -> bytes:
    """The very bytes of a JSON object, except that the value of its own `secret` is blotted out.

    Only the outermost object's: a resident who writes the word or the value is not touched. `body` is an object
    that could be decoded.
    """
    text = body.decode("utf-8", "surrogateescape")
    kept: list[str] = []
    copied = 0
    for name, start, end in _members(text):
        if name == "secret" and text[start] == '"':
            kept += text[copied:start], _BLOT
            copied = end
    return "".join([*kept, text[copied:]]).encode("utf-8", "surrogateescape")


def _members(text: str) -> Iterator[tuple[str, int, int]]:
    """The members of a JSON object: the name, and from where to where in the text its value stands."""
    position = _skip(text, text.index("{") + 1)
    while text[position] != "}":
        name, position = _DECODER.raw_decode(text, position)
        start = _skip(text, _skip(text, position) + 1)
        _value, end = _DECODER.raw_decode(text, start)
        yield name, start, end
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    """Past the white space."""
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _event(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BODY:
        raise HookMalformed("too large")
    try:
        event = loose.load_json(body)
    except ValueError:
        raise HookMalformed("not JSON") from None
    if not isinstance(event, dict) or not isinstance(event.get("type"), str) or not event["type"]:
        raise HookMalformed("not an event")
    if loose.integer(event.get("group_id")) is None:
        raise HookMalformed("no group_id")
    return event


def _check_secret(account: Account, event: Mapping[str, Any], *, may_be_absent: bool) -> None:
    configured = account.secrets.get("secret", "")
    if not configured:
        raise HookRefused("this channel has no secret")
    given = event.get("secret")
    if given is None and may_be_absent:
        return
    if not isinstance(given, str) or not hmac.compare_digest(_bytes(given), _bytes(configured)):
        raise HookRefused("wrong secret")


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")


def _confirmation(account: Account) -> HookAnswer:
    answer = account.secrets.get("confirmation", "")
    if not answer:
        raise HookRefused("this channel has no confirmation string")
    return HookAnswer(body=answer.encode())
