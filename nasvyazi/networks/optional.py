"""The optional halves of the port: what some networks can do besides, and how the product finds out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
