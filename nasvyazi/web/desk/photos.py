"""Photos of a conversation as people see them: small in the bubbles, large in the viewer, from our own storage only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Attachment, Message
from nasvyazi.domain.outbox.models import Letter

from . import words

SEEN_AT_ONCE = 9
"""So many photos of one message are seen in its bubble; the last of them says how many more there are."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo: what there is of it, who showed it when, and its number among those of its message."""

    who: str
    at: datetime
    number: int
    file: File | None
    attachment: Attachment | None = None
    is_hidden: bool = False
    more: int = 0
    """How many stand behind it unseen."""

    @property
    def is_shown(self) -> bool:
        """Whether there is something to look at."""
        return self.file is not None and self.file.is_shown

    @property
    def is_expected(self) -> bool:
        """Whether it may come any moment: then its place asks for it."""
        return self.attachment is not None and self.attachment.is_expected

    @property
    def is_lost(self) -> bool:
        """Whether words stand in its place for good, until somebody does something."""
        return not (self.is_shown or self.state_is_passing)

    @property
    def state_is_passing(self) -> bool:
        """Whether it is on its way, however slowly."""
        if self.file is not None:
            return self.file.copies == File.Copies.WANTED
        return self.attachment is not None and self.attachment.fetch == Attachment.Fetch.WANTED

    @property
    def why_not_shown(self) -> str:
        """In words, while there is nothing to look at."""
        return words.fetching(self.attachment) if self.attachment is not None else words.showing(self.file)

    @property
    def whose(self) -> str:
        """In words whose it is, where it is not the resident's own."""
        return words.within(self.attachment.within) if self.attachment is not None else ""

    @property
    def place(self) -> tuple[float, float] | None:
        """Where it was taken, in degrees."""
        if self.attachment is not None:
            return self.attachment.place
        if self.file is None or self.file.latitude is None or self.file.longitude is None:
            return None
        return self.file.latitude, self.file.longitude


def of_message(message: Message, attachments: Sequence[Attachment]) -> list[Shot]:
    """The photos among what came with a message: the resident's own, then what was passed on, each in its order."""
    return _numbered(
        Shot(who=str(message.resident or ""), at=message.sent_at, number=0, file=row.file, attachment=row)
        for row in sorted(attachments, key=lambda row: bool(row.within))
        if row.is_photo
    )


def of_letter(letter: Letter) -> list[Shot]:
    """The photos that go with a letter of ours."""
    who, at = str(letter.author or ""), letter.created_at
    return _numbered(Shot(who=who, at=at, number=0, file=row.file) for row in letter.files.all())


def _numbered(shots: Iterable[Shot]) -> list[Shot]:
    found = list(shots)
    last = SEEN_AT_ONCE if len(found) > SEEN_AT_ONCE else 0
    return [
        Shot(
            who=shot.who,
            at=shot.at,
            number=number,
            file=shot.file,
            attachment=shot.attachment,
            is_hidden=number > SEEN_AT_ONCE,
            more=len(found) - last if number == last else 0,
        )
        for number, shot in enumerate(found, start=1)
    ]
