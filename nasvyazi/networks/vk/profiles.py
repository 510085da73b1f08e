"""Names of authors: people by users.get, other communities (negative ids) by groups.getById."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, Profile, Refused

from .client import Api, answer_items

_UNKNOWN_GROUPS = frozenset({"vk:100", "vk:125"})

Object = Mapping[str, Any]


def profiles(account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
    """Names of at most 100 authors; unknown ids are absent. Raises NetworkError."""
    numbers = [number for number in map(loose.integer, network_ids) if number]
    people = [str(number) for number in numbers if number > 0]
    groups = [str(-number) for number in numbers if number < 0]
    api = Api(account, http.Deadline(deadline))
    found = [_person(item) for item in _users(api, people)] + [_group(item) for item in _groups(api, groups)]
    asked = set(map(str, numbers))
    return [profile for profile in found if profile.network_id in asked]


def _users(api: Api, numbers: list[str]) -> list[Object]:
    return answer_items(api.call("users.get", user_ids=numbers)) if numbers else []


def _groups(api: Api, numbers: list[str]) -> list[Object]:
    """Since 5.139 {groups: [...]}, before a bare list. None of them known is an error to VK, an absence to us."""
    if not numbers:
        return []
    try:
        told = api.call("groups.getById", group_ids=numbers)
    except Refused as error:
        if error.code in _UNKNOWN_GROUPS:
            return []
        raise
    return answer_items(told.get("groups") if isinstance(told, dict) else told)


def _person(user: Object) -> Profile:
    number = loose.text(user.get("id"))
    name = f"{loose.text(user.get('first_name'))} {loose.text(user.get('last_name'))}".strip()
    return Profile(network_id=number, name=name, url=f"https://vk.com/id{number}")


def _group(group: Object) -> Profile:
    number = loose.text(group.get("id"))
    return Profile(
        network_id=f"-{number}", name=loose.text(group.get("name")), url=f"https://vk.com/club{number}"
    )
