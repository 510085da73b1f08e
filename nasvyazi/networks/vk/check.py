"""`channels check`: which keys work, which events VK tells, what is missing and what for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Finding, NetworkError

from .client import SERVICE, USER, Api, answer_items, expect
from .errors import explain
from .parse import READERS

EVENTS = tuple(READERS)
"""What VK has to tell us for no resident's word to be missed."""
RIGHTS = {"messages": 4096, "photos": 4, "manage": 262144}
"""What the community's key has to allow (answers, photos with answers, events), as bits of its mask."""

MISSING_SECRET = _(
    "No secret key: webhooks are refused. Set one in VK (Callback API) and in the channel, or poll."
)
MISSING_CONFIRMATION = _(
    "No confirmation string: VK cannot connect the webhook. Copy it from VK into the channel, or poll."
)
MISSING_SERVICE_TOKEN = _(
    "No service key (optional): comments that were missed while we were away cannot be read back, and when VK's answer "
    "to a comment of ours is lost, nobody can look up whether it arrived."
)
MISSING_USER_TOKEN = _(
    "No personal key of an administrator (optional): what residents write under photos, videos and goods and in "
    "discussions can be read but not answered from here; of what was missed while we were away, suggested posts and "
    "what stands under photos and videos cannot be read back; posts cannot be edited or counted."
)

_Look = Callable[[Account, http.Deadline], Iterator[Finding]]


def check(account: Account, *, deadline: float) -> list[Finding]:
    """What works and what is missing. Never raises NetworkError."""
    clock = http.Deadline(deadline)
    found = list(_community_key(account, clock))
    if all(finding.ok for finding in found):
        found += [*_asked(_rights, account, clock), *_asked(_events, account, clock)]
    found += _other_key(
        account, clock, SERVICE, method="groups.getById", params={"group_id": account.network_id},
        works=_("The service key works."), missing=MISSING_SERVICE_TOKEN,
        fails=_("The service key does not work: {why}"),
    )  # fmt: skip
    found += _other_key(
        account, clock, USER, method="users.get", params={},
        works=_("The administrator's personal key works."), missing=MISSING_USER_TOKEN,
        fails=_("The administrator's personal key does not work: {why}"),
    )  # fmt: skip
    return found


def _community_key(account: Account, clock: http.Deadline) -> Iterator[Finding]:
    """Whether the key works, and whether it is this community's."""
    try:
        told = Api(account, clock).call("groups.getById")
    except NetworkError as error:
        yield Finding(ok=False, text=explain(error.code))
        return
    groups = answer_items(told.get("groups") if isinstance(told, dict) else told)
    own = groups[0] if groups else {}
    params = {"name": loose.text(own.get("name")), "number": loose.text(own.get("id"))}
    if params["number"] == account.network_id:
        yield Finding(ok=True, text=_("The community's key works: {name}."), params=params)
    else:
        yield Finding(
            ok=False,
            text=_("The key belongs to another community: {name} ({number}). Put this community's key in."),
            params=params,
        )


def _asked(look: _Look, account: Account, clock: http.Deadline) -> Iterator[Finding]:
    """What `look` finds; a failure of looking is a finding, too."""
    try:
        yield from look(account, clock)
    except NetworkError as error:
        yield Finding(ok=False, text=explain(error.code))


def _rights(account: Account, clock: http.Deadline) -> Iterator[Finding]:
    told = loose.mapping(Api(account, clock).call("groups.getTokenPermissions"))
    # The list beside the mask is called `permissions` in the schema and `settings` in the documentation.
    mask = expect(loose.integer(told.get("mask")))
    lacking = [right for right, bit in RIGHTS.items() if not mask & bit]
    if lacking:
        yield Finding(
            ok=False,
            text=_("The key lacks rights: {rights}. Make a new one in VK that has them."),
            params={"rights": ", ".join(lacking)},
        )


def _events(account: Account, clock: http.Deadline) -> Iterator[Finding]:
    """Whether VK tells the events we need, by any road, and whether it has given up on a server."""
    api = Api(account, clock)
    polling = loose.mapping(api.call("groups.getLongPollSettings", group_id=account.network_id))
    told = _switched_on(polling) if polling.get("is_enabled") else set()
    servers = answer_items(api.call("groups.getCallbackServers", group_id=account.network_id))
    if servers or not polling.get("is_enabled"):
        yield from _hook_secrets(account)
    for server in servers:
        number = loose.text(server.get("id"))
        told |= _switched_on(
            loose.mapping(
                api.call("groups.getCallbackSettings", group_id=account.network_id, server_id=number)
            )
        )
        if server.get("status") == "failed":
            yield Finding(
                ok=False,
                text=_(
                    "VK has stopped calling the server “{title}”: it did not answer. Confirm it again in VK."
                ),
                params={"title": loose.text(server.get("title"))},
            )
    lacking = [event for event in EVENTS if event not in told]
    if lacking:
        yield Finding(
            ok=False,
            text=_("VK does not tell of these events: {events}. Switch them on (Management → API usage)."),
            params={"events": ", ".join(lacking)},
        )
    else:
        yield Finding(ok=True, text=_("VK tells of every event that is needed."))


def _switched_on(settings: Mapping[str, Any]) -> set[str]:
    events = loose.mapping(settings.get("events"))
    return {name for name, value in events.items() if loose.integer(value) == 1 or value is True}


def _hook_secrets(account: Account) -> Iterator[Finding]:
    for name, missing in (("secret", MISSING_SECRET), ("confirmation", MISSING_CONFIRMATION)):
        if not account.secrets.get(name):
            yield Finding(ok=False, text=missing)


def _other_key(
    account: Account,
    clock: http.Deadline,
    token: str,
    *,
    method: str,
    params: Mapping[str, str],
    works: str,
    missing: str,
    fails: str,
) -> Iterator[Finding]:
    if not account.secrets.get(token):
        yield Finding(ok=True, text=missing)
        return
    try:
        Api(account, clock, token=token).call(method, **params)
    except NetworkError as error:
        yield Finding(ok=False, text=fails, params={"why": error.message or error.code})
    else:
        yield Finding(ok=True, text=works)
