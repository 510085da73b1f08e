"""getMe, setWebhook, deleteWebhook, getWebhookInfo."""

from __future__ import annotations

import ipaddress
import json
import re
from urllib.parse import urlsplit

from nasvyazi.sandbox.telegram import objects, people, updates
from nasvyazi.sandbox.telegram.api import Call, Told, method
from nasvyazi.sandbox.telegram.errors import bad
from nasvyazi.sandbox.telegram.world import Json

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_LONGEST_SECRET = 256


@method("getMe")
async def get_me(call: Call) -> Json:
    """The bot itself."""
    return objects.me(call.bot)


@method("setWebhook")
async def set_webhook(call: Call) -> Told:
    """Where updates go from now on; an empty url removes the webhook."""
    url, secret = call.text("url").strip(), call.text("secret_token")
    if not url:
        return await delete_webhook(call)
    check(url, secret)
    wanted, drop = call.allowed_updates(), call.flag("drop_pending_updates")
    if wanted is not None:
        people.update_bot(call.world, call.bot.id, allowed=json.dumps(wanted))
    same = (url, secret) == (call.bot.url, call.bot.secret) and not drop
    if same and not call.bot.last_error_message:
        return Told(result=True, description="Webhook is already set")
    most = min(100, max(1, call.number("max_connections") or 40))
    bot = people.bot(call.world, call.bot.id)
    updates.point(call.world, bot, url=url, secret=secret, max_connections=most, drop=drop)
    return Told(result=True, description="Webhook was set")


def check(url: str, secret: str) -> None:
    """Refuse what Telegram refuses; hosts within the house may do without TLS here. Raises ApiError."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and _is_within_the_house(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or plain):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > _LONGEST_SECRET:
        raise bad("secret token is too long")
    if _SECRET.fullmatch(secret) is None:
        raise bad("secret token contains unallowed characters")


def _is_within_the_house(host: str) -> bool:
    """A private address, or a name that means something in a local network only."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


@method("deleteWebhook")
async def delete_webhook(call: Call) -> Told:
    """Back to getUpdates."""
    drop = call.flag("drop_pending_updates")
    updates.point(call.world, call.bot, url="", drop=drop)
    return Told(
        result=True, description="Webhook was deleted" if call.bot.url else "Webhook is already deleted"
    )


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> Json:
    """WebhookInfo."""
    return objects.webhook_info(call.bot, pending=len(updates.waiting(call.world, call.bot.id)))
