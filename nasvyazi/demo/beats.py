"""What can happen in a story: one class each, with when it happens first."""

from __future__ import annotations

from dataclasses import dataclass

from nasvyazi.demo.moments import Day, Moment

HEAD, DISTRICT, TELEGRAM = "head", "district", "telegram"
"""The communities of the demo: two in VK, and the head's bot in Telegram."""


@dataclass(frozen=True)
class Thing:
    """Something that is neither words nor a photo. `kind` as Telegram calls it; VK knows the sticker only.

    `size` is how many bytes a file is said to have.
    """

    kind: str
    name: str = ""
    size: int = 0
    latitude: float | None = None
    longitude: float | None = None


STICKER = Thing("sticker")


@dataclass(frozen=True)
class Beat:
    """Something that happens at a moment."""

    when: Moment


# --------------------------------------------------------------------------- what residents do


@dataclass(frozen=True)
class Writes(Beat):
    """A private message. `photos` are names of scenes."""

    text: str = ""
    photos: tuple[str, ...] = ()
    thing: Thing | None = None


@dataclass(frozen=True)
class Comments(Beat):
    """A comment under a post ("" = in the neighbours' group); `to` is the resident whose comment it answers."""

    post: str
    text: str
    photos: tuple[str, ...] = ()
    to: str = ""


@dataclass(frozen=True)
class Suggests(Beat):
    """A post suggested for the community's wall."""

    text: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edits(Beat):
    """The last message or comment gets another text."""

    text: str


@dataclass(frozen=True)
class Deletes(Beat):
    """The last comment disappears."""


@dataclass(frozen=True)
class Allows(Beat):
    """The resident allows private messages from the community: without that nobody can answer a suggested post."""


@dataclass(frozen=True)
class Blocks(Beat):
    """The resident forbids private messages from the community."""


# --------------------------------------------------------------------------- what happens in the community


@dataclass(frozen=True)
class Publishes(Beat):
    """The community publishes a post, known to the stories by `key`."""

    key: str
    text: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class FillsIn(Beat):
    """Somebody fills in a form of the community: an event that the product keeps without understanding it."""


# --------------------------------------------------------------------------- what the press service does


@dataclass(frozen=True)
class Deed(Beat):
    """Something a user does with the resident's appeal; `{day}` in a text stands for `day`."""

    by: str
    text: str = ""
    day: Day | None = None


@dataclass(frozen=True)
class Answers(Deed):
    """An answer. `lost`: the network fails while it is sent, and nobody can say whether it arrived."""

    photos: tuple[str, ...] = ()
    lost: bool = False


@dataclass(frozen=True)
class AnswersInNetwork(Beat):
    """Somebody of ours answers in the network's own app, in the community's name.

    In Telegram that is an answer to the story's last comment; `anonymous`: in the name of the group instead.
    """

    text: str
    anonymous: bool = False


@dataclass(frozen=True)
class Notes(Deed):
    """A remark for colleagues."""


@dataclass(frozen=True)
class Drafts(Deed):
    """An answer begun and not sent."""


@dataclass(frozen=True)
class Assigns(Deed):
    """The appeal goes to a colleague (`to`), or the user takes it; `text` is the reason."""

    to: str = ""


@dataclass(frozen=True)
class Plans(Deed):
    """The work gets a date; `text` is the reason."""


@dataclass(frozen=True)
class Postpones(Deed):
    """Another day for the resolution; `text` is the reason."""


@dataclass(frozen=True)
class Resolves(Deed):
    """Done; `text` is the reason."""


@dataclass(frozen=True)
class Closes(Deed):
    """Closed by hand; `text` is the reason."""


@dataclass(frozen=True)
class Dismisses(Deed):
    """Nothing to be done; `text` is the reason."""


# --------------------------------------------------------------------------- a story


@dataclass(frozen=True)
class Story:
    """What happens to one resident in one community, in order; `resident` "" = to the community itself."""

    resident: str
    community: str
    beats: tuple[Beat, ...]


def story(resident: str, community: str, *beats: Beat) -> Story:
    """A story."""
    return Story(resident, community, beats)
