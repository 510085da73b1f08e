"""A comment is deleted and restored, a resident is shut out and let in: by an administrator's personal key.

Schema 5.199 opens wall., photos., video. and market. deleteComment and restoreComment, groups.ban and groups.unban to
personal keys only. It opens board.deleteComment to the community's key too, but measured in 2026 that one is refused
(error 27) for the whole of board.*: so the personal key is asked for everywhere.

VK has no hiding apart from deleting: what the community deletes, nobody sees, and the community can restore it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, KeyMissing, NeedsHuman, NetworkError, Place, Refused
from nasvyazi.networks.optional import Deed

from .client import USER, Api, Param
from .comments import GROUNDS, Ground
from .errors import explain

HIDING_MEANS = _(
    "In VK hiding is deleting in the community's name: nobody sees the comment any more, and it can be restored from "
    "here."
)
NO_KEY, MAY_NOT = "vk:no_key_to_moderate", "vk:may_not_moderate"
_NOT_FOUND, _NOT_DELETED = "vk:104", "vk:243"
_NO_RIGHT = frozenset({"vk:7", "vk:15", "vk:203", "vk:211"})
_LONGEST_REASON = 250
"""An assumption: VK does not say how long the comment on a ban may be."""


def refuses(deed: Deed, place: Place, account: Account) -> str:
    """Why this cannot be done, or which key is missing (a msgid); "" when it can. A ban holds everywhere in VK."""
    if place.kind not in GROUNDS and deed in (Deed.REMOVE, Deed.RESTORE):
        return explain("vk:no_comment")
    return "" if account.secrets.get(USER) else explain(NO_KEY)


def remove(account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
    """Delete a comment; False when VK does not find it. Raises NetworkError."""
    return _on_comment(
        account, place, external_id, method="deleteComment", without=_NOT_FOUND, deadline=deadline
    )


def restore(account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
    """Restore a deleted comment; False when it is not deleted. Raises NetworkError."""
    return _on_comment(
        account, place, external_id, method="restoreComment", without=_NOT_DELETED, deadline=deadline
    )


def ban(account: Account, author_id: str, *, until: datetime | None, reason: str, deadline: float) -> bool:
    """Put somebody on the community's blacklist, where they read why. VK ends it by itself. Raises NetworkError."""
    _call(
        account,
        deadline,
        "groups.ban",
        group_id=account.network_id,
        owner_id=author_id,
        end_date=int(until.timestamp()) if until is not None else "",
        comment=reason[:_LONGEST_REASON],
        comment_visible=1,
    )
    return True


def unban(account: Account, author_id: str, *, deadline: float) -> None:
    """Take somebody off the blacklist; whoever is not on it stays so. Raises NetworkError."""
    try:
        _call(account, deadline, "groups.unban", group_id=account.network_id, owner_id=author_id)
    except Refused as error:
        if error.code != _NOT_FOUND:
            raise


def _on_comment(
    account: Account, place: Place, external_id: str, *, method: str, without: str, deadline: float
) -> bool:
    """Call a method of the place's section; False for the answer that says that there is nothing to do."""
    ground = GROUNDS.get(place.kind)
    if ground is None or not external_id.isdecimal():
        raise Refused("vk:no_comment")
    try:
        answer = _call(account, deadline, f"{ground.section}.{method}", **_named(ground, place, external_id))
    except Refused as error:
        if error.code == without:
            return False
        raise
    # Sections beside the wall answer 0 for a comment that they do not find.
    return loose.integer(answer) != 0


def _named(ground: Ground, place: Place, external_id: str) -> dict[str, str]:
    """A comment as the methods for it name it: beside the board by its owner alone."""
    named = ground.named(place)
    kept = named if "group_id" in named else {"owner_id": named["owner_id"]}
    return {**kept, "comment_id": external_id}


def _call(account: Account, deadline: float, method: str, **params: Param) -> Any:
    if not account.secrets.get(USER):
        raise KeyMissing(NO_KEY)
    with _moderating():
        return Api(account, http.Deadline(deadline), token=USER).call(method, **params)


@contextmanager
def _moderating() -> Iterator[None]:
    """A right that is missing is missing for moderation: it has a sentence of its own."""
    try:
        yield
    except NetworkError as error:
        if error.code in _NO_RIGHT:
            raise NeedsHuman(MAY_NOT, error.message) from error
        raise
