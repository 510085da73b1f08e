"""GET, POST and DELETE /subscriptions."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from nasvyazi.sandbox.max import updates
from nasvyazi.sandbox.max.api import Call, method
from nasvyazi.sandbox.max.errors import NotDone, bad
from nasvyazi.sandbox.max.methods.messages import DONE
from nasvyazi.sandbox.max.world import Json

_SECRET = re.compile(r"[a-zA-Z0-9_-]{5,256}")
_TLS_PORT = 443


@method("GET", "/subscriptions")
async def get_subscriptions(call: Call) -> Json:
    """Where the bot's updates go."""
    return {"subscriptions": [
        {"url": one.url, "time": one.created, "update_types": None if one.kinds is None else list(one.kinds)}
        for one in updates.subscriptions(call.world, call.bot)
    ]}  # fmt: skip


@method("POST", "/subscriptions")
async def subscribe(call: Call) -> Json:
    """Send updates to an address from now on."""
    url, secret = check(call.body.get("url"), call.body.get("secret"))
    kinds = call.body.get("update_types")
    if kinds is not None and not (isinstance(kinds, list) and all(isinstance(one, str) for one in kinds)):
        raise bad("update_types: must be a list of strings")
    updates.subscribe(call.world, call.bot, url=url, secret=secret, kinds=kinds or None)
    return DONE


@method("DELETE", "/subscriptions")
async def unsubscribe(call: Call) -> Json:
    """Send nothing to an address any more."""
    if not updates.unsubscribe(call.world, call.bot.id, call.text("url")):
        raise NotDone("There is no such subscription", code="not.found")
    return DONE


def check(url: object, secret: object) -> tuple[str, str]:
    """The address and the secret ("" = none), unless MAX refuses them. Raises ApiError.

    Hosts within the house may do without TLS and its port here.
    """
    address = url if isinstance(url, str) else ""
    parts = urlsplit(address)
    at_home = _is_within_the_house(parts.hostname or "")
    secure = parts.scheme == "https" and (parts.port or _TLS_PORT) == _TLS_PORT
    if not parts.hostname or not (secure or (at_home and parts.scheme in {"http", "https"})):
        raise bad("url: must begin with https:// and name no other port than 443")
    if secret is not None and not (isinstance(secret, str) and _SECRET.fullmatch(secret)):
        raise bad("secret: must match ^[a-zA-Z0-9_-]{5,256}$")
    return address, secret or ""


def _is_within_the_house(host: str) -> bool:
    """A private address, or a name that means something in a local network only."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host
