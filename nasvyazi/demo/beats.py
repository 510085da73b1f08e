"""What can happen in a story: one class each, with when it happens first."""

from __future__ import annotations

from dataclasses import dataclass

from nasvyazi.demo.moments import Day, Moment

HEAD, DISTRICT, TELEGRAM, MAX = "head", "district", "telegram", "max"
"""The communities of the demo: two in VK, and the head's bots in Telegram and MAX."""


@dataclass(frozen=True)
class Thing:
    """Something that is neither words nor a photo. `kind` as the control API of the network calls it.

    `size` is how many bytes a file is said to have (Telegram), `said` what is recognised in a voice message (VK).
    """

    kind: str
    name: str = ""
    size: int = 0
    latitude: float | None = None
    longitude: float | None = None
    said: str = ""


STICKER = Thing("sticker")


@dataclass(frozen=True)
class Shot:
    """A photo sent as a file (Telegram), as the phone stored it: on its side, with the time and the place in degrees.

    `name` ends in .jpg or .heic, and so does the file.
    """

    scene: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class PassedOn:
    """What somebody (`by`) wrote elsewhere, inside a message (VK), and what that passes on itself.

    `photos` are scenes of the practice network, which draws them.
    """

    by: str
    text: str
    photos: tuple[str, ...] = ()
    inner: tuple[PassedOn, ...] = ()


@dataclass(frozen=True)
class Beat:
    """Something that happens at a moment."""

    when: Moment


# --------------------------------------------------------------------------- what residents do


@dataclass(frozen=True)
class Writes(Beat):
    """A private message. `photos` are names of scenes; `gone`: the network has lost them when they are asked for (VK).

    `answers`: it names the last message of ours as the one that it answers.
    """

    text: str = ""
    photos: tuple[str, ...] = ()
    thing: Thing | None = None
    shot: Shot | None = None
    forwards: tuple[PassedOn, ...] = ()
    answers: bool = False
    gone: bool = False


@dataclass(frozen=True)
class Comments(Beat):
    """A comment under a post or an addition, by its key ("" = in the neighbours' group).

    `to` is the resident whose comment it answers.
    """

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
class Adds(Beat):
    """Something new outside of the wall of VK, known to the stories by `key`: the resident's, or the community's own.

    `kind`: photo (in an album, `photos` is the one), video, topic (`text` is its first post), market (an article).
    """

    kind: str
    key: str
    text: str
    title: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shares(Beat):
    """The resident shares a post on their own wall, with words (VK)."""

    post: str
    text: str


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


@dataclass(frozen=True)
class Bans(Beat):
    """A moderator shuts the resident out for good (VK); `reason` as they wrote it down."""

    reason: str


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

    In Telegram and MAX that is an answer to the story's last comment; `anonymous`: in the name of the group instead.
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


@dataclass(frozen=True)
class Joins(Deed):
    """The appeal and that of another resident (`to`) of the community are one problem; `text` is the reason.

    `title` and `place`: what the problem is called from now on.
    """

    to: str = ""
    title: str = ""
    place: str = ""


@dataclass(frozen=True)
class Merges(Deed):
    """The resident's last two appeals are one matter, and the older goes on; `text` is the reason."""


@dataclass(frozen=True)
class Splits(Deed):
    """The resident's last message is another matter: the story goes on with that; `text` is the reason."""


@dataclass(frozen=True)
class Describes(Deed):
    """What the appeal is and where, as the form of the card says it: all of it each time.

    `kind` is a value of understanding.Kind, `topic` the code of a topic ("" = none), `place` street and house in words.
    """

    kind: str = ""
    topic: str = ""
    place: str = ""


@dataclass(frozen=True)
class SeesDanger(Deed):
    """Somebody has seen that it is dangerous."""


@dataclass(frozen=True)
class Recognises(Deed):
    """The resident and another one (`to`), of whatever network, are one person; `text` is the reason."""

    to: str = ""


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
