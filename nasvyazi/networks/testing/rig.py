# ruff: noqa: S101 - helpers of tests assert
"""A hand on the other side of a network: what a network's own tests have to give to the contract suite."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from nasvyazi.networks.base import Account, ChatSeen, Envelope, Network, Parcel, Place, PostSeen, Seen

DEADLINE = 10.0
SHORT = 1.0


class Fault(Enum):
    """What a rig can make of the next attempt to send."""

    UNREACHABLE = auto()
    """Nobody takes the connection."""
    SILENT_BEFORE = auto()
    """The request is read, nothing is accepted, no answer comes."""
    SILENT_AFTER = auto()
    """The part is accepted, no answer comes."""
    THROTTLED = auto()
    NEEDS_HUMAN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a network sends to our hook; header names are lower-case."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that was done in the network, and the request that told of it."""

    place: Place
    external_id: str
    request: Request


class Rig(ABC):
    """A network under test and a hand on its other side."""

    network: Network
    account: Account
    tells_deletions = True
    """Whether the network tells that something was deleted."""
    tells_own = True
    """Whether it tells the channel of what the channel itself has sent."""

    @abstractmethod
    def write(self, text: str) -> Happened:
        """A resident writes into their dialogue."""

    @abstractmethod
    def comment(self, text: str) -> Happened:
        """A resident comments under a post of the channel."""

    @abstractmethod
    def edit(self, said: Happened, text: str) -> Happened:
        """The resident changes what they said."""

    def delete(self, comment: Happened) -> Happened:
        """The resident deletes a comment; asked only where the network tells of it."""
        raise NotImplementedError

    @abstractmethod
    def block(self) -> Place:
        """A resident who has written forbids messages; gives their dialogue."""

    def echo(self, place: Place) -> Request:
        """The request that told of the latest message which the channel itself sent into a place, where it is told."""
        raise NotImplementedError

    def of_tomorrow(self, event: dict[str, Any]) -> dict[str, Any]:
        """An event, as decoded, of a kind that does not exist yet: `something_of_tomorrow`."""
        return {**event, "type": "something_of_tomorrow"}

    @abstractmethod
    def resident(self) -> tuple[str, str]:
        """The id and the name of the resident who writes."""

    @abstractmethod
    def arrived(self, place: Place) -> list[str]:
        """The texts of ours that are in a place, oldest first."""

    @abstractmethod
    def fail_next(self, fault: Fault) -> Account:
        """Break the next send; gives the account to send with (an unreachable one has another address)."""

    @abstractmethod
    def forged(self, request: Request) -> list[Request]:
        """The same request with a wrong secret, and without any."""


def now() -> datetime:
    """The present."""
    return datetime.now(UTC)


def opened(rig: Rig, request: Request) -> Envelope:
    """The envelope of a genuine event."""
    envelope = rig.network.open_hook(rig.account, request.headers, request.body)
    assert isinstance(envelope, Envelope)
    return envelope


def read_one(rig: Rig, request: Request) -> Seen:
    """What a genuine event tells, past what it tells of the post or the chat around it."""
    *around, seen = rig.network.parse(rig.account, opened(rig, request).body, now=now())
    assert all(isinstance(one, PostSeen | ChatSeen) for one in around)
    return seen


def parcel(rig: Rig, place: Place, text: str) -> Parcel:
    """A letter part with a fresh key."""
    return Parcel(place=place, text=text, key=rig.network.new_key(place))
