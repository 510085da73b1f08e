"""Deleting and restoring comments outside of the wall, and the blacklist: for personal keys only.

The schema 5.199 opens board.deleteComment and board.restoreComment to the community's key too; measured in 2026, it
gets error 27 for all of board.*.
"""

from __future__ import annotations

from collections.abc import Callable

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.vk import members, people, things
from nasvyazi.sandbox.vk.api import Call, method
from nasvyazi.sandbox.vk.errors import ApiError, invalid
from nasvyazi.sandbox.vk.world import Remark, ThingKind, TokenKind
from nasvyazi.sandbox.world import NotThere

_SECTIONS = {
    "photos": ThingKind.PHOTO,
    "video": ThingKind.VIDEO,
    "market": ThingKind.MARKET,
    "board": ThingKind.TOPIC,
}
_ANSWERS_ZERO = frozenset({"photos", "market"})
"""Sections that answer 0 for a comment that they do not find (schema); the others, an assumption, answer error 104."""


def _delete(section: str) -> Callable[[Call], int]:
    def delete_comment(call: Call) -> int:
        """Delete a comment in the own community."""
        one = _remark(call, section)
        if one is None or one.deleted:
            return _not_there(section)
        things.delete(call.world, one, by=call.token.user_id or 0)
        return 1

    return delete_comment


def _restore(section: str) -> Callable[[Call], int]:
    def restore_comment(call: Call) -> int:
        """Bring a deleted comment back."""
        one = _remark(call, section)
        if one is None or not one.deleted:
            return _not_there(section)
        things.restore(call.world, one)
        return 1

    return restore_comment


def _not_there(section: str) -> int:
    if section in _ANSWERS_ZERO:
        return 0
    raise ApiError(104)


def _remark(call: Call, section: str) -> Remark | None:
    group = call.need("group_id") if section == "board" else call.wall_owner().id
    if group != call.token.community:
        raise ApiError(15)
    if section == "board":
        call.need("topic_id")
    try:
        return things.remark(
            call.world, community=group, kind=_SECTIONS[section], number=call.need("comment_id")
        )
    except NotThere:
        return None


@method("groups.ban", TokenKind.USER)
def ban(call: Call) -> int:
    """Put somebody on the blacklist until `end_date` (none: for good); nobody who runs the community."""
    community, person = call.community().id, _person(call)
    until = call.number("end_date") or 0
    if until and until <= now():
        raise invalid("end_date has passed")
    if people.person(call.world, person).is_admin:
        raise ApiError(15, "Access denied: user should be not a group manager")
    members.ban(
        call.world, community=community, person=person, until=until, reason=call.number("reason") or 0,
        comment=call.text("comment"),
    )  # fmt: skip
    return 1


@method("groups.unban", TokenKind.USER)
def unban(call: Call) -> int:
    """Take somebody off the blacklist; for whoever is not on it, an assumption, error 104."""
    community, person = call.community().id, _person(call)
    if not members.is_banned(call.world, community=community, person=person):
        raise ApiError(104)
    members.unban(call.world, community=community, person=person, by_end_date=False)
    return 1


def _person(call: Call) -> int:
    number = call.need("owner_id")
    if not people.persons(call.world, [number]):
        raise ApiError(113)
    return number


for _section in _SECTIONS:
    method(f"{_section}.deleteComment", TokenKind.USER)(_delete(_section))
    method(f"{_section}.restoreComment", TokenKind.USER)(_restore(_section))
