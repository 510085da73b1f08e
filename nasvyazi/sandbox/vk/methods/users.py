"""users.*"""

from __future__ import annotations

from typing import Any

from nasvyazi.sandbox.vk import objects, people
from nasvyazi.sandbox.vk.api import Call, method
from nasvyazi.sandbox.vk.world import TokenKind

_ALWAYS = frozenset({"id", "first_name", "last_name", "can_access_closed", "is_closed"})


@method("users.get", TokenKind.COMMUNITY, TokenKind.SERVICE, TokenKind.USER)
def get(call: Call) -> list[dict[str, Any]]:
    """People by id; unknown ids are absent. Without ids: the owner of a personal token."""
    asked = call.numbers("user_ids", most=1000)
    if not asked and call.token.user_id is not None:
        asked = [call.token.user_id]
    wanted = _ALWAYS | {field.strip() for field in call.text("fields").split(",")}
    known = (objects.user(call.world, one) for one in people.persons(call.world, asked))
    return [{name: value for name, value in one.items() if name in wanted} for one in known]
