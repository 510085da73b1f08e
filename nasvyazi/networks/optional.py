"""The optional halves of the port: what some networks can do besides, and how the product finds out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from .base import Account, Envelope, Place


@runtime_checkable
class TakesHooks(Protocol):
    """A network that is told over its API where to call us (to others a person tells it in their settings)."""

    def hook(self, account: Account, *, deadline: float) -> None:
        """Make the network call `account.hook_url` and nobody else; "" = nobody at all. Raises NetworkError."""

    def watch_hook(self, account: Account, *, deadline: float) -> str:
        """See to it that the network still calls `account.hook_url`, and set it again where nobody else took it.

        Gives the code of what a person has to mend (see `explain`), or "". Raises NetworkError.
        """


@runtime_checkable
class KnowsWhoseKey(Protocol):
    """A network whose channels are named by a key that does not say whose it is: the network itself has to."""

    def whose_key(self, account: Account, *, deadline: float) -> str:
        """What the network calls the channel that these secrets open. Raises NetworkError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPart:
    """One part of a channel's past that is read by itself, often with a key of its own; `title` is a msgid.

    `every` is how often it is read. `is_told`: the network tells of it by itself, reading finds what was missed;
    otherwise reading is the only road. Not `is_readable`: nobody can read it, what is missed there is said to be lost.
    `needs_dialogs`: the network does not list them, it is told which ones we know (`Account.dialogs`).
    """

    code: str
    title: str
    every: timedelta = timedelta(hours=1)
    is_told: bool = True
    is_readable: bool = True
    needs_dialogs: bool = False


@runtime_checkable
class ReadsBack(Protocol):
    """A network whose past can be read: what it could not tell us is fetched."""

    history: Sequence[HistoryPart]
    not_called_code: str
    """The code for: what is read back should have been told by webhook long ago (see `explain`)."""

    def read_back(self, account: Account, part: str, *, since: datetime) -> Iterator[Sequence[Envelope]]:
        """What was said in a part since a moment, as the network shows it now, as events that `parse` reads.

        Each conversation is told in the order of time; the same thing gives the same bytes. Later changes of what was
        said before `since` need not be found, deletions are not. `parse` gives messages with `found_at`.
        Raises NetworkError (KeyMissing among them), after whatever it has given so far.
        """


@runtime_checkable
class KeepsEvents(Protocol):
    """A network that keeps what it could not tell for a while, and tells it when we are back."""

    keeps_events: timedelta
    lost_code: str
    """The code for what was said longer ago than that while we were away, and nobody can read (see `explain`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A post or a comment by its address. `url` is the one form of it, the same that `parse` gives a message.

    `owner` is the `network_id` of the channel it stands in, as that channel's Account has it ("" = not known from the
    address); `place` and `external_id` name it as `parse` does, `branch` is what the network needs besides to find it.
    """

    url: str
    owner: str
    place: Place
    external_id: str
    branch: str = ""


@runtime_checkable
class ReadsLinks(Protocol):
    """A network whose addresses tell what they lead to."""

    def read_link(self, url: str) -> Link | None:
        """What an address leads to, whatever tails it has; None when it is no post or comment of this network."""

    def look_up(self, account: Account, link: Link, *, deadline: float) -> Envelope:
        """What stands there now, as an event that `parse` reads, with this account's keys; ours or a foreign page.

        Raises NetworkError: Refused when it is gone or not for us, KeyMissing when none of the keys is for this.
        """


@runtime_checkable
class HasPage(Protocol):
    """A network in which the address of a channel follows from what it is called there."""

    def page_url(self, account: Account) -> str:
        """Where people find the channel."""


class Deed(StrEnum):
    """What a moderator does in a network: to a comment, or to whoever wrote it."""

    REMOVE = "remove"
    RESTORE = "restore"
    BAN = "ban"
    UNBAN = "unban"


@runtime_checkable
class Moderates(Protocol):
    """A network in which the channel can take a comment away and shut its author out.

    Every deed may be repeated: to remove what is gone, or to ban who is banned, changes nothing. Each of them raises
    NothingSent, Throttled, Unclear, Refused, NeedsHuman, and KeyMissing where the key for it is not there.
    """

    hiding_means: str
    """A msgid that is read before a comment is hidden: what that is in this network, and whether it can be undone."""

    def refuses_deed(self, deed: Deed, place: Place, account: Account) -> str:
        """A msgid that says why this cannot be done to what stands in a place, or which key is missing; "" = it can."""

    def remove(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Take a comment (a piece of an album) away. False when it was not there any more."""

    def restore(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Bring back what was removed. False when it was not away."""

    def ban(
        self,
        account: Account,
        place: Place,
        author_id: str,
        *,
        until: datetime | None,
        reason: str,
        deadline: float,
    ) -> bool:
        """Shut an author out of the channel, or of the group that a place belongs to; `until` None = for good.

        False when the network does not end it by itself at `until`: then somebody has to let them in.
        """

    def unban(self, account: Account, place: Place, author_id: str, *, deadline: float) -> None:
        """Let an author in again."""
