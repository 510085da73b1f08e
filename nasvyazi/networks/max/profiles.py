"""Names of authors. They come with every message; MAX shows them among the members of a chat that the bot runs, too."""

from __future__ import annotations

from collections.abc import Sequence

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, NetworkError, Profile

from . import chats
from .client import Api, part
from .errors import NOT_OPEN

_MOST_CHATS = 10


def profiles(account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
    """Names of authors; unknown ids are absent. Raises NetworkError."""
    api = Api(account, http.Deadline(deadline))
    wanted = [one for one in network_ids if loose.integer(one) is not None]
    names: dict[str, str] = {}
    for chat in account.chats[:_MOST_CHATS]:
        left = [one for one in wanted if one not in names]
        if not left:
            break
        try:
            told = api.get(f"/chats/{part(chat)}/members", {"user_ids": ",".join(left)})
        except NetworkError as error:
            if error.code in NOT_OPEN:
                continue
            raise
        for member in map(loose.mapping, loose.items(told.get("members"))):
            number, name = loose.text(member.get("user_id")), chats.name_of(member)
            if number in left and name:
                names[number] = name
    return [Profile(network_id=number, name=name) for number, name in names.items()]
