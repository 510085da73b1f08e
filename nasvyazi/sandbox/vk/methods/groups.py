"""groups.*: who the community is, its callback servers and its long poll."""

from __future__ import annotations

import json
from typing import Any

from nasvyazi.sandbox.vk import callback, objects, people
from nasvyazi.sandbox.vk.api import Call, method
from nasvyazi.sandbox.vk.errors import ApiError, invalid, missing
from nasvyazi.sandbox.vk.world import API_VERSION, Community, TokenKind

_OWN = (TokenKind.COMMUNITY, TokenKind.USER)
_MOST_TITLE, _MOST_SECRET = 14, 50
_RIGHTS = {"photos": 4, "wall": 8192, "messages": 4096, "manage": 262144}


@method("groups.getById", TokenKind.COMMUNITY, TokenKind.SERVICE, TokenKind.USER)
def get_by_id(call: Call) -> dict[str, Any]:
    """Communities by id or short name; without any, the token's own."""
    asked = [name.strip() for name in call.text("group_ids").split(",") if name.strip()]
    asked = asked or [name for name in [call.text("group_id")] if name] or [str(call.token.community)]
    known = {name: one for one in people.communities(call.world) for name in (str(one.id), one.screen_name)}
    found = [objects.group(call.world, known[name]) for name in asked if name in known]
    if not found:
        raise invalid("group_ids is undefined")
    return {"groups": found, "profiles": []}


@method("groups.getTokenPermissions", TokenKind.COMMUNITY)
def get_token_permissions(call: Call) -> dict[str, Any]:
    """What the community's token allows: everything that the practice VK can do."""
    allowed = [{"name": name, "setting": bit} for name, bit in _RIGHTS.items()]
    return {"mask": sum(_RIGHTS.values()), "permissions": allowed}


def _mine(call: Call) -> Community:
    call.need("group_id")
    return call.community()


@method("groups.getLongPollServer", *_OWN)
def get_long_poll_server(call: Call) -> dict[str, str]:
    """Where to poll, with which key, from which event on."""
    group = _mine(call)
    if not group.longpoll_enabled:
        raise invalid("longpoll for this group is not enabled")
    ts = call.world.store.last(f"vk:ts:{group.id}")
    server = f"{call.world.base_url}/longpoll/{group.id}"
    return {"key": group.longpoll_key, "server": server, "ts": str(ts)}


@method("groups.getLongPollSettings", *_OWN)
def get_long_poll_settings(call: Call) -> dict[str, Any]:
    """Whether the long poll is on, and which events it tells."""
    group = _mine(call)
    return {"is_enabled": group.longpoll_enabled, "api_version": API_VERSION, "events": group.longpoll_events}


@method("groups.setLongPollSettings", *_OWN)
def set_long_poll_settings(call: Call) -> int:
    """Switch the long poll and its events; what is not named stays."""
    group = _mine(call)
    enabled = call.flag("enabled") if call.text("enabled") else group.longpoll_enabled
    events = json.dumps({**group.longpoll_events, **_events(call)})
    people.update_community(
        call.world, number=group.id, longpoll_enabled=int(enabled), longpoll_events=events
    )
    return 1


@method("groups.getCallbackConfirmationCode", *_OWN)
def get_callback_confirmation_code(call: Call) -> dict[str, str]:
    """The string a callback server has to answer the handshake with."""
    return {"code": _mine(call).confirmation}


@method("groups.addCallbackServer", *_OWN)
def add_callback_server(call: Call) -> dict[str, int]:
    """Add a server, all events off; VK asks it for the confirmation string at once."""
    group, url, title = _mine(call), call.text("url", required=True), call.text("title", required=True)
    if len(title) > _MOST_TITLE:
        raise invalid("title is too long")
    if len(call.text("secret_key")) > _MOST_SECRET:
        raise invalid("secret_key is too long")
    if len(_servers(call, group)) >= callback.MOST_SERVERS:
        raise ApiError(2000)
    number = callback.add_server(
        call.world, community=group.id, url=url, title=title, secret=call.text("secret_key")
    )
    return {"server_id": number}


@method("groups.getCallbackServers", *_OWN)
def get_callback_servers(call: Call) -> dict[str, Any]:
    """The community's callback servers with their status."""
    group, only = _mine(call), call.numbers("server_ids", most=callback.MOST_SERVERS)
    items = [
        {"id": row["id"], "title": row["title"], "creator_id": people.admin_of(call.world, group.id).id,
         "url": row["url"], "secret_key": row["secret"], "status": row["status"]}
        for row in _servers(call, group) if not only or row["id"] in only
    ]  # fmt: skip
    return {"count": len(items), "items": items}


@method("groups.getCallbackSettings", *_OWN)
def get_callback_settings(call: Call) -> dict[str, Any]:
    """Which events a server is told."""
    row = _server(call, _mine(call))
    return {"api_version": API_VERSION, "events": {**people.ALL_OFF, **json.loads(row["events"])}}


@method("groups.setCallbackSettings", *_OWN)
def set_callback_settings(call: Call) -> int:
    """Switch a server's events; what is not named stays."""
    callback.set_events(call.world, _server(call, _mine(call))["id"], _events(call))
    return 1


def _servers(call: Call, group: Community) -> list[Any]:
    return call.world.store.all("SELECT * FROM vk_server WHERE community = ? ORDER BY id", (group.id,))


def _server(call: Call, group: Community) -> Any:
    asked = call.number("server_id")
    if asked is None:
        raise missing("server_id")
    for row in _servers(call, group):
        if row["id"] == asked:
            return row
    raise ApiError(104)


def _events(call: Call) -> dict[str, int]:
    return {name: int(call.flag(name)) for name in people.EVENT_TYPES if call.text(name)}
