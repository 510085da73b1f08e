"""What the demo asks of a practice network, and what all of them do alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from nasvyazi.demo.beats import Beat, Thing
from nasvyazi.demo.cast import RESIDENTS, Community, Person
from nasvyazi.demo.photos import Painter
from nasvyazi.demo.timeline import Cue
from nasvyazi.domain.channels.models import Channel
from nasvyazi.sandbox.client import Control, PracticeError

_NOT_FOUND = 404
_HOOKS = "/hooks/"


@dataclass(frozen=True)
class Opened:
    """What the product needs to know of a community to speak in it."""

    api_url: str
    secrets: Mapping[str, str]


@dataclass
class Stage(ABC):
    """One community of a practice network. Whatever is asked of the network may raise PracticeError."""

    control: Control
    community: Community
    painter: Painter
    posts: dict[str, Any] = field(default_factory=dict)
    """The ids of the community's posts by the stories' keys."""
    said: dict[int, str] = field(default_factory=dict)
    """Where to change what a story's resident said last."""
    comments: dict[tuple[str, str], Any] = field(default_factory=dict)
    """The id of each resident's last comment under each post."""
    untold: ClassVar[Sequence[str]] = ()
    """Parts of the past (`HistoryPart.code`) of which the network tells nobody: they are read."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where the control API has the community."""

    @abstractmethod
    def dialog(self, user_id: int) -> str:
        """Where the control API has what a resident and the community say in private."""

    @abstractmethod
    def called(self, known: Any) -> str:
        """The address that the community calls, in what the control API tells of it; "" = none."""

    @abstractmethod
    def open(self) -> Opened:
        """A community with keys of its own that nobody has spoken in, polled while the past is played."""

    @abstractmethod
    def call(self, channel: Channel, product_url: str) -> bool:
        """Have the network call the product from now on; whether the product has said that it listens."""

    @abstractmethod
    def play(self, beat: Beat, cue: Cue) -> None:
        """What people do in the network. Raises TypeError for what cannot be done in it."""

    @abstractmethod
    def fault(self) -> dict[str, Any]:
        """A fault that leaves everybody in doubt whether a letter has arrived."""

    def hiding(self) -> AbstractContextManager[None]:
        """Inside the block the network has no photo any more. Raises TypeError where nobody has made that possible."""
        raise TypeError(f"nobody hides photos in {self.community.network}")

    def holder(self) -> str:
        """The product that the community calls already; "" when there is none."""
        try:
            known = self.control.get(self.address)
        except PracticeError as error:
            if error.status == _NOT_FOUND:
                return ""
            raise
        return self.called(known).partition(_HOOKS)[0]

    def add_residents(self) -> None:
        """Those of the cast who are in this network and not there yet."""
        network = self.community.network
        there = f"/{network}/residents"
        known = {one["id"] for one in self.control.get(there)}
        # The page to play a resident on shows the newest first: the cast begins with whom it should be.
        for one in reversed(RESIDENTS.values()):
            if one.network == network and one.user_id not in known:
                self.control.post(there, {"name": one.name, "user_id": one.user_id, **self.about(one)})

    def about(self, person: Person) -> dict[str, Any]:
        """What this network wants to know of a resident beside name and id."""
        return {}

    def losing(self) -> AbstractContextManager[None]:
        """Inside the block nobody can say whether a letter has arrived."""
        return self.troubled(self.fault())

    @contextmanager
    def troubled(self, fault: dict[str, Any]) -> Iterator[None]:
        """Inside the block something goes wrong in the network."""
        faults = f"/{self.community.network}/faults"
        number = self.control.post(faults, fault)["id"]
        try:
            yield
        finally:
            self.control.delete(f"{faults}/{number}")

    def speak(
        self, where: str, body: dict[str, Any], scenes: Sequence[str] = (), files: Sequence[bytes] = ()
    ) -> Any:
        """Say something with freshly drawn photos, or with a file; what the control API answers."""
        return self.control.post(where, body, [*(self.painter.paint(scene) for scene in scenes), *files])

    def last_of_ours(self, cue: Cue, speaker: str) -> Any:
        """What the control API tells of the last message that the resident has had from us."""
        told = self.control.get(self.dialog(resident(cue)))["messages"]
        return [one for one in told if one["from"] == speaker][-1]

    def change(self, cue: Cue, text: str) -> None:
        """What the story's resident said last gets other words."""
        self.control.patch(self.said[cue.number], {"text": text})


def described(thing: Thing | None) -> dict[str, Any]:
    """A thing as every control API has it."""
    if thing is None:
        return {}
    given = {
        "media": thing.kind,
        "file_name": thing.name,
        "latitude": thing.latitude,
        "longitude": thing.longitude,
    }
    return {name: value for name, value in given.items() if value}


def resident(cue: Cue) -> int:
    """The id of the story's resident."""
    return RESIDENTS[cue.story.resident].user_id
