"""A comment or a message of a group is deleted by the bot. MAX gives bots no way to bring anything back, nor to let
anybody in again whom they have shut out: neither is offered.

Facts: DELETE /messages of the OpenAPI file of 2026-07-01; DELETE /messages/{post}/comments as maxapi 1.2.3 has it.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, NeedsHuman, Place, PlaceKind, Refused
from nasvyazi.networks.optional import Deed

from . import wire
from .client import Api
from .errors import explain
from .send import path_of

HIDING_MEANS = _(
    "In MAX hiding is deleting for everybody and for good: the comment cannot be brought back. The original and a copy "
    "stay with us."
)
MAY_NOT, NO_RESTORE, NO_BAN, NO_PLACE = (
    "max:may_not_moderate", "max:no_restore", "max:no_ban", "max:no_moderation",
)  # fmt: skip
_GONE = "max:not_found"
_NO_RIGHT = frozenset({"max:forbidden", "max:denied", "max:not_allowed", "max:not_done"})
"""What a change that is refused with status 200 means is not told: for a deletion it is a right that is missing."""


def refuses(deed: Deed, place: Place) -> str:
    """Why this cannot be done to what stands in a place (a msgid); "" when it can be tried."""
    if place.kind not in (PlaceKind.COMMENT, PlaceKind.CHAT):
        return explain(NO_PLACE)
    if deed is Deed.REMOVE:
        return ""
    return explain(NO_RESTORE if deed is Deed.RESTORE else NO_BAN)


def remove(account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
    """Delete a comment or a message of a group; False when it is not there any more. Raises NetworkError."""
    if refuses(Deed.REMOVE, place) or not wire.is_told(external_id):
        raise Refused(NO_PLACE)
    api = Api(account, http.Deadline(deadline))
    try:
        if place.kind is PlaceKind.COMMENT:
            api.delete(path_of(place), {"comment_id": external_id})
        else:
            api.delete("/messages", {"message_id": external_id})
    except Refused as error:
        if error.code == _GONE:
            return False
        if error.code in _NO_RIGHT:
            raise NeedsHuman(MAY_NOT, error.message) from error
        raise
    return True
