"""setWebhook and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, NeedsHuman
from nasvyazi.toolbox.clock import now

from .client import Api
from .poll import UPDATES

_CONNECTIONS = 8
"""At once to us: our server answers in milliseconds, Telegram's default of 40 helps nobody."""
_NEWS = timedelta(hours=1).total_seconds()
"""WebhookInfo keeps the last error when it is long mended; one that lasts is met every few minutes."""


def hook(account: Account, *, deadline: float) -> None:
    """Make Telegram call `account.hook_url` with our secret, or ("") nobody: we ask. Raises NetworkError."""
    api = Api(account, http.Deadline(deadline))
    if _is_path(account.hook_url):
        api.call("getMe")  # a wrong token is told before a missing address
        raise NeedsHuman("telegram:no_address")
    if not account.hook_url:
        api.call("deleteWebhook")
        return
    secret = account.secrets.get("secret", "")
    if not secret:
        raise NeedsHuman("telegram:no_secret")
    api.call(
        "setWebhook",
        {
            "url": account.hook_url,
            "secret_token": secret,
            "allowed_updates": list(UPDATES),
            "max_connections": _CONNECTIONS,
        },
    )


def watch_hook(account: Account, *, deadline: float) -> str:
    """Set the webhook again if it is gone; a code if another one stands there, or ours fails. Raises NetworkError."""
    clock = http.Deadline(deadline)
    told = loose.mapping(Api(account, clock).call("getWebhookInfo"))
    url = loose.text(told.get("url"))
    if not url:
        hook(account, deadline=clock.left())
        return ""
    if not is_ours(url, account):
        return "telegram:hook_taken"
    return "telegram:hook_failing" if is_failing(told) else ""


def is_ours(url: str, account: Account) -> bool:
    """Whether a webhook is the one that Telegram is to call. The path holds a key: it alone tells, too."""
    if _is_path(account.hook_url):
        return urlsplit(url).path.endswith(account.hook_url)
    return url == account.hook_url


def _is_path(hook_url: str) -> bool:
    return hook_url.startswith("/")


def is_failing(told: Mapping[str, Any]) -> bool:
    """Whether updates wait because we do not take them, by a WebhookInfo."""
    waits = loose.integer(told.get("pending_update_count")) or 0
    failed_at = loose.number(told.get("last_error_date"))
    is_old = failed_at is not None and now().timestamp() - failed_at > _NEWS
    return waits > 0 and bool(told.get("last_error_message")) and not is_old
