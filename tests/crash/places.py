"""Where residents write in the practice networks, alike for all: a community of VK, a bot of Telegram or MAX."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nasvyazi.domain.channels.models import Channel
from tests.acceptance import life, max_life, telegram_life
from tests.product import Product
from tests.sandbox import Sandbox
from tests.sandbox_network import FaultKind, NetworkSide, Owner
from tests.sandbox_values import Resident

_WHOLE_LOG = 10_000
_PATIENCE = 5.0
_ON_THE_ROAD = {"pending", "waiting", "sending"}
_ARRIVED = {"delivered", "taken"}


@dataclass(frozen=True)
class Words:
    """What a resident said in one place. An album is several messages of the network and one to its reader."""

    resident: Resident
    wall: int | None
    """Under which post of the place; None = in the dialogue."""
    pieces: Sequence[Any]
    """The network's messages, as its practice client has them; the words stand under the first."""


@dataclass(frozen=True)
class Standing:
    """How words of a resident stand in the network now."""

    text: str
    photos: int


class Place(ABC):
    """A community or bot of a practice network, its channel in the product, and some posts that can be commented."""

    calls: str
    """Methods with which answers leave, as faults name them."""
    told: str
    """Events that tell of words."""
    tells_deletions = False
    takes_albums = False
    reads_comments = False
    """Comments are words alone, and the network tells nobody of them nor of what becomes of them."""

    def __init__(self, side: NetworkSide, owner: Owner, channel: Channel) -> None:
        self.side, self.owner, self.channel = side, owner, channel
        self.written: list[Words] = []

    @property
    def name(self) -> str:
        """For a reader of a report."""
        return f"{self.channel.network}/{self.channel.mode}"

    def write(self, resident: Resident, text: str, *, wall: int | None = None, photos: int = 0) -> Words:
        """A resident writes into the dialogue, or under a post; gives what was written."""
        pieces = self._write(resident, text, wall, photos)
        self.written.append(Words(resident, wall, pieces))
        return self.written[-1]

    @abstractmethod
    def resident(self, name: str) -> Resident:
        """Somebody nobody has heard of."""

    @abstractmethod
    def _write(self, resident: Resident, text: str, wall: int | None, photos: int) -> Sequence[Any]: ...

    @abstractmethod
    def edit(self, words: Words, text: str) -> None:
        """The resident changes them."""

    @abstractmethod
    def standing(self) -> list[Standing]:
        """What of residents stands in the network now; an album is one."""

    @abstractmethod
    def arrived(self) -> list[str]:
        """What of ours stands there, message by message."""

    def delay(self, seconds: float) -> None:
        """It takes its time to accept what we send: a death then meets letters on their way."""
        self.fault("delay", method=self.calls, seconds=seconds)

    @abstractmethod
    def fault(self, kind: FaultKind, **options: Any) -> None:
        """Switch a fault on for this place alone; options as in NetworkSide.fault."""

    def untold(self) -> list[str]:
        """What the network gave up telling, or was told to keep to itself: event ids with their fate."""
        return [
            f"{self.name} {one.kind} {one.event_id}: {one.state} {one.reason}".rstrip()
            for one in self._log()
            if one.state not in _ARRIVED | _ON_THE_ROAD
        ]

    def is_told(self) -> bool:
        """Whether the network has nothing more to tell: all was taken with an "ok" or by a cursor, or given up."""
        return not any(one.state in _ON_THE_ROAD for one in self._log())

    def acknowledged(self) -> int:
        """How many of the words written here the product has told the network that it has."""
        arrived = {one.event_id for one in self._log() if one.state in _ARRIVED}
        return sum(all(self._event(piece) in arrived for piece in words.pieces) for words in self.written)

    @abstractmethod
    def _event(self, piece: Any) -> str:
        """The id of the event that told of a message for the first time."""

    def _log(self) -> list[Any]:
        return self.side.deliveries(self.owner, limit=_WHOLE_LOG)


class InVk(Place):
    """A community of the practice VK."""

    calls = "messages.send,wall.createComment"
    told = "message_new,message_edit,wall_reply_new,wall_reply_edit,wall_reply_delete"
    tells_deletions = True

    def __init__(self, product: Product, sandbox: Sandbox, road: str, *, walls: int = 1) -> None:
        self.community, channel = life.connected(product, sandbox, road=road)
        super().__init__(sandbox, self.community, channel)
        self.sandbox = sandbox
        self.posts = [sandbox.post(self.community) for _ in range(walls)]

    def fault(self, kind: FaultKind, **options: Any) -> None:
        self.sandbox.fault(kind, community=self.community, **options)

    def resident(self, name: str) -> Resident:
        return self.sandbox.resident(name)

    def _write(self, resident: Resident, text: str, wall: int | None, photos: int) -> Sequence[Any]:
        if wall is None:
            return [self.sandbox.write(self.community, resident, text, photos=photos)]
        return [self.sandbox.comment(self.community, self.posts[wall], resident, text, photos=photos)]

    def _event(self, piece: Any) -> str:
        return str(piece.event_id)

    def edit(self, words: Words, text: str) -> None:
        if words.wall is None:
            self.sandbox.edit(self.community, words.resident, words.pieces[0], text)
        else:
            self.sandbox.edit_comment(self.community, words.pieces[0], text)

    def delete(self, words: Words) -> None:
        """A comment is deleted; VK tells nobody of a deleted message of a dialogue."""
        self.sandbox.delete_comment(self.community, words.pieces[0])

    def standing(self) -> list[Standing]:
        return [Standing(one.text, len(one.photos)) for one in self._said() if not one.by_community]

    def arrived(self) -> list[str]:
        return [one.text for one in self._said() if one.by_community]

    def _said(self) -> list[Any]:
        under = [one for post in self.posts for one in self.sandbox.comments(self.community, post)]
        people = {words.resident.id: words.resident for words in self.written if words.wall is None}
        return under + [one for who in people.values() for one in self.sandbox.inbox(self.community, who)]


class InTelegram(Place):
    """A bot of the practice Telegram with channels and their groups."""

    calls = "sendMessage,sendPhoto,sendMediaGroup"
    told = "message,edited_message"
    takes_albums = True

    def __init__(self, product: Product, sandbox: Sandbox, road: str, *, walls: int = 1) -> None:
        self.life = telegram_life.connected(product, sandbox, road=road)
        self.telegram, self.bot = self.life.telegram, self.life.bot
        super().__init__(self.telegram, self.bot, self.life.channel)
        pages = [self.telegram.channel(self.bot, f"Глава района {number}") for number in range(walls)]
        self.posts = [(page, self.telegram.post(page)) for page in pages]

    def fault(self, kind: FaultKind, **options: Any) -> None:
        self.telegram.fault(kind, bot=self.bot, **options)

    def resident(self, name: str) -> Resident:
        return self.telegram.resident(name)

    def _write(self, resident: Resident, text: str, wall: int | None, photos: int) -> Sequence[Any]:
        if wall is None:
            return self.telegram.album(self.bot, resident, text, photos=photos)
        page, post = self.posts[wall]
        return [self.telegram.comment(page, post, resident, text, photos=photos)]

    def _event(self, piece: Any) -> str:
        return str(piece.update_id)

    def edit(self, words: Words, text: str) -> None:
        if words.wall is None:
            self.telegram.edit(self.bot, words.resident, words.pieces[0], text)
            return
        group = self.posts[words.wall][0].group
        assert group is not None
        self.telegram.edit_in(group, words.pieces[0], text)

    def standing(self) -> list[Standing]:
        found: dict[object, Standing] = {}
        for one in self._said():
            if one.speaker == "resident":
                key = one.album or (one.chat, one.id)
                known = found.get(key, Standing("", 0))
                found[key] = Standing(known.text or one.text, known.photos + len(one.photos))
        return list(found.values())

    def arrived(self) -> list[str]:
        return [one.text for one in self._said() if one.speaker == "bot"]

    def _said(self) -> list[Any]:
        under = [one for page, post in self.posts for one in self.telegram.comments(page, post)]
        people = {words.resident.id: words.resident for words in self.written if words.wall is None}
        return under + [one for who in people.values() for one in self.telegram.inbox(self.bot, who)]


class InMax(Place):
    """A bot of the practice MAX with a channel. Comments have words only, are told to nobody and have to be read."""

    calls = "POST /messages,POST /messages/{messageId}/comments"
    told = "message_created,message_edited"
    reads_comments = True

    def __init__(self, product: Product, sandbox: Sandbox, road: str, *, walls: int = 1) -> None:
        self.life = max_life.connected(product, sandbox, road=road)
        self.messenger, self.bot = self.life.messenger, self.life.bot
        super().__init__(self.messenger, self.bot, self.life.channel)
        self.page = self.life.page
        self.posts = [self.messenger.post(self.page) for _ in range(walls)]
        self._asked = 0.0

    def fault(self, kind: FaultKind, **options: Any) -> None:
        self.messenger.fault(kind, bot=self.bot, **options)

    def resident(self, name: str) -> Resident:
        return self.messenger.resident(name)

    def _write(self, resident: Resident, text: str, wall: int | None, photos: int) -> Sequence[Any]:
        if wall is None:
            return [self.messenger.write(self.bot, resident, text, photos=photos)]
        return [self.messenger.comment(self.page, self.posts[wall], resident, text)]

    def _event(self, piece: Any) -> str:
        return str(piece.update)

    def is_told(self) -> bool:
        """Whether the product has read the last comment, too; now and then it is asked to do so at once."""
        if not super().is_told() or self.life.has_read(self._last_comment()):
            return super().is_told()
        if time.monotonic() > self._asked + _PATIENCE:
            self._asked = time.monotonic()
            self.life.read_now()
        return False

    def acknowledged(self) -> int:
        """Messages by their updates, comments by the reading that has passed them."""
        has_read = self.life.has_read(self._last_comment())
        return super().acknowledged() + has_read * sum(words.wall is not None for words in self.written)

    def _last_comment(self) -> int:
        return max((words.pieces[0].date for words in self.written if words.wall is not None), default=0)

    def edit(self, words: Words, text: str) -> None:
        self.messenger.edit(self.bot, words.resident, words.pieces[0], text)

    def standing(self) -> list[Standing]:
        return [Standing(one.text, len(one.photos)) for one in self._said() if one.speaker == "resident"]

    def arrived(self) -> list[str]:
        return [one.text for one in self._said() if one.speaker == "bot"]

    def _said(self) -> list[Any]:
        under = [one for post in self.posts for one in self.messenger.comments(self.page, post)]
        people = {words.resident.id: words.resident for words in self.written if words.wall is None}
        return under + [one for who in people.values() for one in self.messenger.inbox(self.bot, who)]
