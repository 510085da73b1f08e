"""setWebhook and what became of it."""

from __future__ import annotations

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, NeedsHuman

from .client import Api
from .poll import UPDATES

_CONNECTIONS = 8
"""At once to us: our server answers in milliseconds, Telegram's default of 40 helps nobody."""


def hook(account: Account, *, deadline: float) -> None:
    """Make Telegram call `account.hook_url` with our secret, or ("") nobody: we ask. Raises NetworkError."""
    api = Api(account, http.Deadline(deadline))
    if account.hook_url is None:
        raise NeedsHuman("telegram:no_address")
    if not account.hook_url:
        api.call("deleteWebhook")
        return
    api.call(
        "setWebhook",
        {
            "url": account.hook_url,
            "secret_token": account.secrets.get("secret", ""),
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
    if url != account.hook_url:
        return "telegram:hook_taken"
    waits = loose.integer(told.get("pending_update_count")) or 0
    return "telegram:hook_failing" if waits and told.get("last_error_message") else ""
