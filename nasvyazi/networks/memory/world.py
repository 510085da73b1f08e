"""The far side of the in-memory network: dialogues, comments, what arrived, and what goes wrong on purpose."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from nasvyazi.networks.base import NetworkError, Place, PlaceKind

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a resident (or the channel) did: where, under which id, and the event's body."""

    place: Place
    external_id: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One part that the network accepted."""

    channel: str
    place: Place
    external_id: str
    text: str
    key: str
    at: datetime


class World:
    """Everything that the in-memory network remembers; safe to use from several threads.

    `channel` is the `Account.network_id` of the channel that is written to; a resident is any text.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.clear()

    def clear(self) -> None:
        """Forget everything, faults included."""
        with self.changed:
            self._number = 0
            self.arrivals: list[Arrival] = []
            self.names: dict[str, str] = {}
            self.files: dict[str, bytes] = {}
            self._events: dict[str, list[bytes]] = defaultdict(list)
            self._standing: dict[str, dict[tuple[Place, str], dict[str, Any]]] = defaultdict(dict)
            self._blocked: set[tuple[str, str]] = set()
            self._taken_away: dict[tuple[str, Place, str], dict[str, Any]] = {}
            self.banned: dict[tuple[str, str], datetime | None] = {}
            self._faults: list[tuple[When, NetworkError]] = []

    # ------------------------------------------------------------------ what residents do

    def write(self, channel: str, resident: str, text: str, *, photos: Sequence[str] = (),
              at: datetime | None = None) -> Told:  # fmt: skip
        """A resident writes into their dialogue with the channel; `photos` are addresses."""
        place = Place(kind=PlaceKind.DIALOG, id=resident)
        return self._say(channel, place, author=resident, text=text, photos=photos, at=at)

    def comment(self, channel: str, post: str, resident: str, text: str, *, reply_to: str = "",
                at: datetime | None = None) -> Told:  # fmt: skip
        """A resident comments under a post of the channel."""
        place = Place(kind=PlaceKind.COMMENT, id=post)
        return self._say(channel, place, author=resident, text=text, reply_to=reply_to, at=at)

    def edit(self, channel: str, resident: str, said: Told, text: str, *, at: datetime | None = None) -> Told:
        """A resident changes what they said."""
        message = self._message(said.place, said.external_id, author=resident, text=text, at=at)
        message["edited"] = message["sent"]
        return self._tell(channel, "message_edited", message, said.place, said.external_id)

    def delete(self, channel: str, said: Told) -> Told:
        """What was said is deleted."""
        gone = {"place": _place(said.place), "id": said.external_id}
        return self._tell(channel, "message_deleted", gone, said.place, said.external_id)

    def block(self, channel: str, resident: str) -> Told:
        """A resident forbids messages: sending into the dialogue is refused from now on."""
        with self.changed:
            self._blocked.add((channel, resident))
        return self._consent(channel, resident, allowed=False)

    def allow(self, channel: str, resident: str) -> Told:
        """A resident allows messages again."""
        with self.changed:
            self._blocked.discard((channel, resident))
        return self._consent(channel, resident, allowed=True)

    def answer_in_app(self, channel: str, place: Place, text: str) -> Told:
        """Somebody of the staff answers in the network itself."""
        return self._say(channel, place, author="", text=text)

    def publish(self, channel: str, post: str, text: str) -> Told:
        """The channel publishes a post."""
        place = Place(kind=PlaceKind.POST, id=post)
        return self._tell(channel, "post", {"id": post, "text": text, "sent": _seconds(None)}, place, post)

    # ------------------------------------------------------------------ what goes wrong, what arrived

    def fail_next(self, when: When, error: NetworkError) -> None:
        """The next send fails with `error`, before or after the network has accepted it; calls queue up."""
        with self.changed:
            self._faults.append((when, error))

    def arrived(self, place: Place, *, channel: str | None = None) -> list[str]:
        """The texts that reached a place, in order (of one channel, or of all)."""
        with self.changed:
            return [
                one.text for one in self.arrivals if one.place == place and channel in (None, one.channel)
            ]

    def events(self, channel: str) -> list[bytes]:
        """Every event told of a channel so far, oldest first."""
        with self.changed:
            return list(self._events[channel])

    def standing(self, channel: str) -> list[dict[str, Any]]:
        """Every message of a channel as it stands now, those that were deleted apart, oldest first."""
        with self.changed:
            return list(self._standing[channel].values())

    # ------------------------------------------------------------------ what the network side needs

    def take_fault(self) -> tuple[When, NetworkError] | None:
        """The fault that meets this send, if any."""
        with self.changed:
            return self._faults.pop(0) if self._faults else None

    def is_blocked(self, channel: str, resident: str) -> bool:
        """Whether a resident has forbidden messages."""
        with self.changed:
            return (channel, resident) in self._blocked

    def accept(
        self, channel: str, place: Place, text: str, key: str, *, echo_key: str, reply_to: str = ""
    ) -> Arrival:
        """Take a part in: it arrives, and its echo is told as an event (with `echo_key` in it)."""
        with self.changed:
            told = self._say(channel, place, author="", text=text, key=echo_key, reply_to=reply_to)
            arrival = Arrival(channel=channel, place=place, external_id=told.external_id, text=text, key=key,
                              at=datetime.now(UTC))  # fmt: skip
            self.arrivals.append(arrival)
            return arrival

    def take_away(self, channel: str, place: Place, external_id: str) -> bool:
        """A moderator takes a message away; False when it is not there."""
        with self.changed:
            told = self._standing[channel].get((place, external_id))
            if told is not None:
                self._taken_away[channel, place, external_id] = told
                self.delete(channel, Told(place=place, external_id=external_id, body=b""))
            return told is not None

    def bring_back(self, channel: str, place: Place, external_id: str) -> bool:
        """A moderator brings back what was taken away; False when nothing was."""
        with self.changed:
            told = self._taken_away.pop((channel, place, external_id), None)
            if told is not None:
                self._tell(channel, "message_restored", told, place, external_id)
            return told is not None

    def _say(self, channel: str, place: Place, *, author: str, text: str, photos: Sequence[str] = (),
             reply_to: str = "", key: str = "", at: datetime | None = None) -> Told:  # fmt: skip
        with self.changed:
            external_id = str(self._next())
            message = self._message(place, external_id, author=author, text=text, at=at)
            message |= {"photos": list(photos), "reply_to": reply_to, "key": key, "outgoing": not author}
            return self._tell(channel, "message", message, place, external_id)

    def _message(self, place: Place, external_id: str, *, author: str, text: str,
                 at: datetime | None) -> dict[str, Any]:  # fmt: skip
        return {
            "place": _place(place), "id": external_id, "author": author, "name": self.names.get(author, ""),
            "text": text, "sent": _seconds(at),
        }  # fmt: skip

    def _consent(self, channel: str, resident: str, *, allowed: bool) -> Told:
        place = Place(kind=PlaceKind.DIALOG, id=resident)
        return self._tell(channel, "consent", {"author": resident, "allowed": allowed}, place, "")

    def _tell(self, channel: str, kind: str, told: dict[str, Any], place: Place, external_id: str) -> Told:
        with self.changed:
            body = json.dumps({"id": f"e{self._next()}", "type": kind, "object": told}).encode()
            if kind == "message_deleted":
                self._standing[channel].pop((place, external_id), None)
            elif kind in ("message", "message_edited", "message_restored"):
                known = self._standing[channel].get((place, external_id), told)
                self._standing[channel][place, external_id] = {**known, **told, "sent": known["sent"]}
            self._events[channel].append(body)
            self.changed.notify_all()
        return Told(place=place, external_id=external_id, body=body)

    def _next(self) -> int:
        with self.changed:
            self._number += 1
            return self._number


def _place(place: Place) -> dict[str, str]:
    return {"kind": place.kind.value, "id": place.id}


def _seconds(at: datetime | None) -> int:
    return int((at or datetime.now(UTC)).timestamp())
