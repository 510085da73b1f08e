"""Names of authors: getChat, one by one; it knows whoever has met the bot."""

from __future__ import annotations

from collections.abc import Sequence

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Profile, Refused

from . import chats
from .client import Api


def profiles(account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
    """Names of authors; unknown ids are absent. Raises NetworkError."""
    api = Api(account, http.Deadline(deadline))
    found = []
    for network_id in network_ids:
        try:
            chat = loose.mapping(api.call("getChat", {"chat_id": network_id}))
        except Refused as error:
            if error.code != "telegram:not_found":
                raise
            continue
        found.append(Profile(network_id=network_id, name=chats.title_of(chat), url=chats.page_of(chat)))
    return found
