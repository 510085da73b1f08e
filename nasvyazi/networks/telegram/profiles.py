"""Names of authors: getChat, one by one; it knows whoever has met the bot."""

from __future__ import annotations

from collections.abc import Sequence

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, NetworkError, Profile, Refused

from . import chats
from .client import Api


def profiles(account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
    """Names of authors; unknown ids are absent. Raises NetworkError, unless some names are known by then."""
    api = Api(account, http.Deadline(deadline))
    found: list[Profile] = []
    for network_id in network_ids:
        try:
            chat = loose.mapping(api.call("getChat", {"chat_id": network_id}))
        except NetworkError as error:
            if isinstance(error, Refused) and error.code != "telegram:token":
                continue
            if not found:
                raise
            break
        found.append(Profile(network_id=network_id, name=chats.title_of(chat), url=chats.page_of(chat)))
    return found
