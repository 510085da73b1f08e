"""POST, GET and DELETE /subscriptions: where MAX calls us, and what became of it.

MAX repeats a call that failed for eight hours and then drops the subscription by itself; a second call for the same
address changes what is subscribed to.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, NeedsHuman, Refused

from .client import Api, Object
from .poll import UPDATES

_PATH = "/subscriptions"


def hook(account: Account, *, deadline: float) -> None:
    """Make MAX call `account.hook_url` with our secret and nobody else, or ("") nobody: we ask. Raises NetworkError."""
    api = Api(account, http.Deadline(deadline))
    if _is_path(account.hook_url):
        api.get("/me")  # a wrong token is told before a missing address
        raise NeedsHuman("max:no_address")
    if account.hook_url:
        _subscribe(api)
    for one in subscriptions(api):
        url = loose.text(one.get("url"))
        if url and url != account.hook_url:
            api.delete(_PATH, {"url": url})


def watch_hook(account: Account, *, deadline: float) -> str:
    """Subscribe again if MAX has dropped us; a code if only somebody else is subscribed. Raises NetworkError."""
    clock = http.Deadline(deadline)
    told = subscriptions(Api(account, clock))
    ours = [one for one in told if is_ours(one, account)]
    if not ours and told:
        return "max:hook_taken"
    if not ours or any(lacking(one) for one in ours):
        hook(account, deadline=clock.left())
    return ""


def subscriptions(api: Api) -> list[Object]:
    """Who is called about this bot. Raises NetworkError."""
    return [loose.mapping(one) for one in loose.items(api.get(_PATH).get("subscriptions"))]


def is_ours(subscription: Object, account: Account) -> bool:
    """Whether a subscription is the one that MAX is to call. The path holds a key: it alone tells, too."""
    url = loose.text(subscription.get("url"))
    if _is_path(account.hook_url):
        return urlsplit(url).path.endswith(account.hook_url)
    return url == account.hook_url


def lacking(subscription: Object) -> list[str]:
    """What of the updates that we need a subscription leaves out; where it names none it has all."""
    asked = loose.items(subscription.get("update_types"))
    return [name for name in UPDATES if name not in asked] if asked else []


def _subscribe(api: Api) -> None:
    secret = api.account.secrets.get("secret", "")
    if not secret:
        raise NeedsHuman("max:no_secret")
    body = {"url": api.account.hook_url, "update_types": list(UPDATES), "secret": secret}
    try:
        api.post(_PATH, body=body)
    except Refused as error:
        if isinstance(error, NeedsHuman) and error.code != "max:not_done":
            raise
        raise NeedsHuman("max:bad_webhook", error.message) from error


def _is_path(hook_url: str) -> bool:
    return hook_url.startswith("/")
