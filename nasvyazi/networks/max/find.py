"""Looking in MAX for a letter part that may have arrived, when its own answer was lost.

Nothing carries a key. A message of ours with the same words, in the same place, in answer to the same message and not
older than our call is it, or tells the resident the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Delivered, Parcel, PlaceKind

from . import chats, wire
from .client import Object
from .paging import comments_under, messages_of, page

CLOCK_SKEW = timedelta(minutes=2)


def find(account: Account, parcel: Parcel, *, since: datetime, deadline: float) -> Delivered | None:
    """The part as MAX has it, or None. `since` is when it was first sent. Raises NetworkError."""
    if not parcel.text.strip() or chats.is_by_user(parcel.place):
        return None
    is_comment = parcel.place.kind is PlaceKind.COMMENT
    listing = comments_under(parcel.place) if is_comment else messages_of(parcel.place.id)
    earliest = wire.milliseconds(since - CLOCK_SKEW)
    for message in page(account, listing, {listing.oldest: earliest}, deadline=deadline):
        if wire.when(message) >= earliest and _is_it(account, parcel, message):
            return Delivered(
                external_id=wire.message_id(wire.mid_of(message)), url=loose.link(message.get("url"))
            )
    return None


def _is_it(account: Account, parcel: Parcel, message: Object) -> bool:
    sender, link = loose.mapping(message.get("sender")), loose.mapping(message.get("link"))
    user = loose.integer(sender.get("user_id"))
    is_ours = str(user) == account.network_id or (not sender and parcel.place.kind is not PlaceKind.DIALOG)
    answered = loose.text(loose.mapping(link.get("message")).get("mid"))
    words = loose.text(loose.mapping(message.get("body")).get("text"))
    return (
        is_ours
        and words.split() == parcel.text.split()
        and answered == (parcel.reply_to if wire.is_told(parcel.reply_to) else "")
    )
